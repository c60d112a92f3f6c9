"""The mailboxes that we read on other servers, and which of their mails we have."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Arrival, Channel
from heard.lib.claim import Claimable


class Security(models.TextChoices):
    """How the line to the server is protected."""

    TLS = "tls", _("TLS from the start (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")
    NONE = "none", _("None, only for a server on this machine")


class SignIn(models.TextChoices):
    """How we prove to the server who we are."""

    PASSWORD = "password", _("Password")
    OAUTH2 = "oauth2", _("OAuth2")


class Afterwards(models.TextChoices):
    """What becomes of the server's copy once ours is on the disk."""

    LEAVE = "leave", _("Leave it as it is")
    SEEN = "seen", _("Mark it as read")
    MOVE = "move", _("Move it to another folder")
    DELETE = "delete", _("Delete it")


class Trouble(models.TextChoices):
    """Why a mailbox cannot be read, in words for whoever has to mend it."""

    NONE = "", ""
    NAME = "name", _("There is no server of this name. Check the host.")
    UNREACHABLE = (
        "unreachable",
        _("The server does not answer. Check host and port, and whether a firewall stands in between."),
    )
    INSIDE = (
        "inside",
        _("This server is on the inside of our network, and only listed machines may be asked there. Whoever"
          " runs the desk can list it in HEARD_INSIDE."),
    )  # fmt: skip
    TLS = (
        "tls",
        _("The server does not speak TLS in this way. Port 993 usually wants TLS, port 143 STARTTLS."),
    )
    CERTIFICATE = (
        "certificate",
        _("The server cannot prove its name: its certificate has ended, is for another name, or is signed by"
          " nobody known here. Nothing was sent to it."),
    )  # fmt: skip
    REFUSED = (
        "refused",
        _("The server refuses the user or the password. Many providers want a password made for programs."),
    )
    TOKEN = (
        "token",
        _("The token server gives no access. The consent may have ended: make a new refresh token."),
    )
    FOLDER = "folder", _("There is no folder of this name on the server.")
    KEY = "key", _("The stored password cannot be read any more. Type it again.")
    BROKEN = "broken", _("The connection broke. It is tried again by itself.")
    OURS = "ours", _("Heard stumbled while reading it, and tries again by itself. The log says more.")


class ImapAccount(Claimable):
    """One folder of one mailbox on a server, read by one worker at a time: the row is its lease.

    `sealed` holds what must stay secret. `version` counts changes by people, so that whoever reads the
    mailbox notices. `passed_at` is when a look found that everything on the server is here. What reached the
    folder before `begins_at` is left there (None: everything is fetched).
    """

    furthest: ClassVar[timedelta] = timedelta(hours=1)

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="imap")
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    user = models.CharField(max_length=254)
    sign_in = models.CharField(max_length=10, choices=SignIn.choices, default=SignIn.PASSWORD)
    client_id = models.CharField(max_length=254, default="", blank=True)
    token_url = models.CharField(max_length=500, default="", blank=True)
    sealed = models.TextField(default="", blank=True, editable=False)
    folder = models.CharField(max_length=200, default="INBOX")
    afterwards = models.CharField(max_length=10, choices=Afterwards.choices, default=Afterwards.LEAVE)
    move_to = models.CharField(max_length=200, default="", blank=True)
    begins_at = models.DateTimeField(null=True)

    is_paused = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    careful = models.BooleanField(default=False)  # the last look broke while fetching: one mail at a time
    trouble = models.CharField(max_length=20, choices=Trouble.choices, default=Trouble.NONE, blank=True)
    failing_since = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    certificate_ends_at = models.DateTimeField(null=True)
    token_ends_at = models.DateTimeField(null=True)


class ImapFolder(models.Model):
    """One life of one folder: as long as UIDVALIDITY stays, a UID is the same mail (RFC 3501 2.3.1.1).

    Server and user belong to it, because after a move to another server the same numbers mean other mails.
    """

    account = models.ForeignKey(ImapAccount, on_delete=models.CASCADE, related_name="folders")
    server = models.CharField(max_length=600)  # user@host/folder
    validity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "server", "validity"], name="imap_folder_once")
        ]


class Left(models.TextChoices):
    """Why a mail is still on the server and not here."""

    NO = "", ""
    TOO_LARGE = "too_large", _("It is larger than HEARD_MAIL_MB allows.")
    BEFORE = "before", _("It lay there before this mailbox was connected.")
    BROKE = "broke", _("The connection broke each time it was fetched. It is tried again once a day.")


class ImapMail(models.Model):
    """A UID that we know: kept as `arrival`, or `left` on the server with the reason.

    With neither it is being tried. `touched` once the server's copy is as the account wants it.
    """

    folder = models.ForeignKey(ImapFolder, on_delete=models.CASCADE, related_name="mails")
    uid = models.BigIntegerField()
    size = models.BigIntegerField(default=0)
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="+")
    left = models.CharField(max_length=12, choices=Left.choices, default=Left.NO, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    touched = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uid"], name="imap_mail_once")]
        indexes = [
            models.Index(fields=["folder", "uid"], condition=Q(touched=False), name="imap_mail_untouched"),
            models.Index(fields=["folder", "uid"], condition=~Q(left=""), name="imap_mail_left"),
        ]
