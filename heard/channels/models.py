"""Channels, what arrived through them, and what waits to leave."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.files.models import Blob
from heard.lib.claim import Claimable


class Channel(models.Model):
    """A configured door: one mailbox, one chat widget, one feed. `kind` names its folder in channels/."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=254, blank=True)
    takes_any = models.BooleanField(default=False)  # also what is addressed to nobody we know
    acknowledgement = models.TextField(blank=True)  # sent once a ticket, {number} filled in; empty: off
    signature = models.TextField(blank=True)  # below each reply that leaves through here
    group = models.CharField(max_length=254, blank=True)  # a list or group that writes in its own name
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="channel_once")]

    def __str__(self) -> str:
        return self.name


class Aside(models.TextChoices):
    """Why an arrival did not become a message of its own."""

    NONE = "", ""
    SEEN_BEFORE = "seen_before", _("The same mail came before")
    OWN = "own", _("Our own mail, come back")
    BOUNCE = "bounce", _("A mail of ours was not delivered")
    AUTO_REPLY = "auto_reply", _("An automatic reply that belongs to no ticket")
    FEEDBACK = "feedback", _("A report from a mail provider")
    ERASED = "erased", _("Its sender was erased")


class Arrival(Claimable):
    """A raw thing as it was received, kept before it is understood.

    `door` says how it came (smtp, pipe …), `their_id` is the sender's name for it, `envelope` what was
    said outside the content (sender, recipients). Clocks start at `kept_at`. `insisted` when a person
    wants it taken in although it was set aside.
    """

    furthest: ClassVar[timedelta] = timedelta(minutes=30)

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    door = models.CharField(max_length=12)
    their_id = models.CharField(max_length=200, null=True)
    envelope = models.JSONField(default=dict)
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT)
    kept_at = models.DateTimeField(default=timezone.now)
    aside = models.CharField(max_length=20, choices=Aside.choices, default=Aside.NONE, blank=True)
    insisted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "their_id"], name="arrival_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="arrival_due"),
            models.Index(fields=["state", "id"], condition=~Q(state="done"), name="arrival_not_done"),
            models.Index(fields=["channel", "kept_at"], name="arrival_by_channel"),
        ]


class Outgoing(Claimable):
    """One message on its way to one recipient.

    `about` is the message that it carries (by kind and id: it stands on a floor above). `unsure` is set
    when a try ended without our knowing whether the other side took it: the copy may then come twice,
    with the same `message_id`. One that `is_last` goes without a return path: nothing shall come back.
    """

    furthest: ClassVar[timedelta] = timedelta(hours=6)

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    about_kind = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    recipient = models.CharField(max_length=254)
    message_id = models.CharField(max_length=250)
    content = models.ForeignKey(Blob, on_delete=models.PROTECT)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    unsure = models.BooleanField(default=False)
    is_last = models.BooleanField(db_default=False, default=False)
    receipt = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "recipient"], name="outgoing_once")
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="outgoing_due"),
            models.Index(fields=["state", "id"], condition=~Q(state="done"), name="outgoing_not_done"),
            models.Index(fields=["sent_at"], name="outgoing_by_sent"),
        ]


class Reconciliation(models.Model):
    """One count of one door: both sides as they were at `at`. `names` tells which mails are missing.

    IMAP: on_server = stored + before + waiting + missing; `before` lay there when a person chose to begin
    with new mail. Listener and pipe: on_server is what we said to have taken.
    stored = taken + set_aside + failed + reading. `open_uids` are the waiting ones, for the next count.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    door = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    on_server = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    before = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    names = models.JSONField(default=list)
    open_uids = models.JSONField(default=list)
    trouble = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["channel", "door", "-at"], name="reconciliation_last")]
