"""Customers and their identities."""

from django.db import models


class Customer(models.Model):
    """A person we serve."""

    name = models.CharField(max_length=200)
    met_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """An address of a customer on a kind of channel. `unreachable_since` a mail to it came back for good."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identities")
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    unreachable_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="identity_once")]
