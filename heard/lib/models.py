"""Which loops are alive: one row a loop, written while it runs."""

from django.db import models


class Heartbeat(models.Model):
    """A loop's last sign of life; `name` says which loop on which machine and process."""

    name = models.CharField(max_length=120, primary_key=True)
    loop = models.CharField(max_length=40)
    at = models.DateTimeField()
