"""The desk itself, the people who work at it, their teams, and the tokens that programs show."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from heard.files.models import Blob
from heard.lib import words


class Desk(models.Model):
    """The company whose desk this is. One row; without it the desk is not open yet.

    `accent` (#rrggbb; empty: ours) and `logo` are what its customers know it by. `version` rises with them.
    `second_step_roles` must show more than a password at sign-in (staff/second_step.py). `providers_only`: no
    password lets anybody in but owners (staff/providers.py). `answering_takes`: nobody's ticket becomes that
    of whoever answers it. `closes_after` so many days without a word what is solved is closed (None: never).
    `asks_for_unopened`: a reply is held once where nobody opened a file of the customer's.
    """

    name = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False)
    accent = models.CharField(max_length=7, blank=True)
    logo = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    second_step_roles = models.JSONField(default=list)
    providers_only = models.BooleanField(default=False)
    answering_takes = models.BooleanField(default=True, db_default=True)
    closes_after = models.PositiveSmallIntegerField(null=True)
    asks_for_unopened = models.BooleanField(default=True, db_default=True)
    opened_at = models.DateTimeField(auto_now_add=True)


class Role(models.TextChoices):
    """What a person is here for; staff/roles.py says what each may do."""

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    COLLEAGUE = "colleague", _("Colleague")
    SERVICE = "service", _("Service account")


class Sees(models.TextChoices):
    """Which tickets a person may see."""

    EVERYTHING = "everything", _("Every ticket")
    OWN_TEAMS = "own_teams", _("Those of their teams, and what is assigned to them")


class People(BaseUserManager["Person"]):
    """Finds people; they are made by `people.join`."""


class Person(AbstractBaseUser):
    """Somebody (or a named service account) who works at the desk. They sign in with their address.

    Not active and never left: invited, and not here yet. `session_epoch` rises to end all their sessions.
    `heir` gets the open tickets of somebody who left: `person-3`, `team-1`, `nobody`; empty once done.
    `language` and `time_zone` are empty where the browser's own count. `unread_notices` is kept true by
    alerts/notices.py, so that every page shows it without asking; `owes_second_step` likewise by
    staff/second_step.py.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    sees = models.CharField(max_length=10, choices=Sees.choices, default=Sees.EVERYTHING)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True)
    heir = models.CharField(max_length=30, blank=True, default="")
    session_epoch = models.PositiveIntegerField(default=0)
    signature = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    unread_notices = models.PositiveIntegerField(default=0)
    owes_second_step = models.BooleanField(default=False)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password, and the epoch."""
        bound = f"{self.password}:{self.session_epoch}"
        return salted_hmac("heard.staff.session", bound, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_invited(self) -> bool:
        """Whether they were invited and have not come yet."""
        return not self.is_active and self.left_at is None

    @property
    def initials(self) -> str:
        """One or two letters for a small circle."""
        return words.initials(self.name)


class Team(models.Model):
    """A group of staff that tickets are given to."""

    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField(Person, related_name="teams")

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """What a program shows instead of a password. Only its SHA-256 is kept.

    `ends_at` is when it stops by itself (None: never), `ended_at` when somebody ended it. `used_at` is true
    to the minute.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class KeptAnswer(models.Model):
    """What a program was told when it sent an Idempotency-Key: for a day the same question gets it again.

    `asked` is the SHA-256 of the question. The row is written in the transaction of what was done.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    type = models.CharField(max_length=60, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]


class SignInLink(models.Model):
    """A link with which a person chooses their password, once. Only its secret's SHA-256 is kept.

    `is_asked`: they asked for it themselves, because they forgot the one they had.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    is_asked = models.BooleanField(default=False)


class Browser(models.Model):
    """A browser in which a person is, or was, signed in; read by staff/browsers.py.

    `program` is what it says it is (Firefox, Linux), `network` the address block it came from. `seen_at` is
    true to five minutes, `ended_at` is None while nobody signed it out.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="browsers")
    session_key = models.CharField(max_length=40)
    program = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=50)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)


class Provider(models.Model):
    """Somebody else who says who a person is, by OpenID Connect; read by staff/providers.py.

    `issuer` is its address and never changes: another address is another provider. `client_id` and `sealed`
    (our secret there) are empty until it knows us. `second_step_values` are what its tokens say in `amr` or
    `acr` where a second step was shown that counts here; with none of them Heard asks its own. People with an
    address of one of `domains` join by themselves, as a `joins_as`.
    """

    issuer = models.CharField(max_length=500, unique=True)
    name = models.CharField(max_length=60)
    client_id = models.CharField(max_length=300, blank=True)
    sealed = models.TextField(blank=True)
    is_on = models.BooleanField(default=False)
    second_step_values = models.JSONField(default=list)
    domains = models.JSONField(default=list)
    joins_as = models.CharField(max_length=10, choices=Role.choices, default=Role.COLLEAGUE)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """The number by which a provider knows a person: unlike a mail address, nobody else ever gets it."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="accounts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accounts")
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="account_is_one_persons"),
            models.UniqueConstraint(fields=["provider", "person"], name="person_has_one_account"),
        ]
