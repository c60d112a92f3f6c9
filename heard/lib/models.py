"""Which loops are alive, one row a loop; and how often something was done of late."""

from django.db import models


class Heartbeat(models.Model):
    """A loop's last sign of life; `name` says which loop on which machine and process."""

    name = models.CharField(max_length=120, primary_key=True)
    loop = models.CharField(max_length=40)
    at = models.DateTimeField()


class Rate(models.Model):
    """How often something was done in one span of time; `name` is a keyed hash of what, who and when."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField(db_index=True)
    used = models.PositiveIntegerField(default=0)
