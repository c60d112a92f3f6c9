"""Customers, their identities, and the organisations that they belong to."""

from django.db import models


class Customer(models.Model):
    """A person we serve.

    `time_zone` is as one of us said, `mail_offset` as their last mail's clock has it: minutes east of UTC.
    """

    name = models.CharField(max_length=200)
    met_at = models.DateTimeField()
    time_zone = models.CharField(max_length=60, blank=True)
    mail_offset = models.SmallIntegerField(null=True)

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


class Organisation(models.Model):
    """The company that customers belong to, told by the domain of their address."""

    name = models.CharField(max_length=200)
    entered_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A mail domain of an organisation, in ASCII, entered by a person. It belongs to one of them only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True)

    def __str__(self) -> str:
        return self.name
