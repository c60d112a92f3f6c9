"""Customers, their identities, and the organisations that they belong to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heard.customers import phones

NOBODYS = "erased.invalid"  # the domain of what stands for an erased address: no mail gets there (RFC 2606)


class Customer(models.Model):
    """A person we serve.

    `time_zone` is as they or one of us said, `mail_offset` as their last mail's clock has it: minutes east of
    UTC. `language` and `prefers` (a kind of channel) are what they told us; empty where they did not.
    `confirms`: a mail says that something of theirs came in. `answers_at`: there answers go, whichever of
    their addresses they write from; None: where they wrote from.
    `erased_at`: nothing that says who they were is left in this row.
    """

    name = models.CharField(max_length=200)
    met_at = models.DateTimeField()
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    mail_offset = models.SmallIntegerField(null=True)
    prefers = models.CharField(max_length=20, blank=True)
    confirms = models.BooleanField(default=True, db_default=True)
    answers_at = models.ForeignKey("Identity", null=True, on_delete=models.SET_NULL, related_name="+")
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """An address of a customer on a kind of channel. `unreachable_since` a mail to it came back for good.

    `blocked_since` one of us said so, what comes from it is spam.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identities")
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    unreachable_since = models.DateTimeField(null=True)
    blocked_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="identity_once")]
        indexes = [
            models.Index(
                fields=["blocked_since"],
                condition=models.Q(blocked_since__isnull=False),
                name="identity_blocked",
            )
        ]

    @property
    def is_phone(self) -> bool:
        """Whether it is a telephone number, which no mail reaches."""
        return self.kind == phones.KIND

    @property
    def is_nobodys(self) -> bool:
        """Whether whose it was has been erased."""
        return self.address.endswith(f"@{NOBODYS}")


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


class SignIn(models.Model):
    """Somebody wants to sign in with a mail address, known or not. The link and the figures that are mailed
    are worked out from `nonce` and the desk's key, so the row alone opens nothing. `browser` is a digest of
    what the browser that asked holds. Rows are forgotten after a day."""

    address = models.CharField(max_length=254)
    browser = models.CharField(max_length=64, db_index=True)
    nonce = models.CharField(max_length=32)
    language = models.CharField(max_length=10, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)


class CustomerSession(models.Model):
    """A browser in which a customer is signed in, by the address that they proved. Only a digest is kept."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class Answer(models.TextChoices):
    """What became of a customer's wish to be forgotten."""

    OPEN = "", _("Not answered yet")
    ERASED = "erased", _("Erased")
    DECLINED = "declined", _("Declined")


class ErasureWish(models.Model):
    """A customer asks us to delete what we hold about them. One stays open at a time.

    `ticket` is the number of the one in which they are answered, `reason` what was said when it was declined.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ticket = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN, blank=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(answer=Answer.OPEN), name="erasure_wish_once"
            )
        ]
