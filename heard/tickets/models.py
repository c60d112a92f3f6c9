"""Tickets, what was said in them, and what was noted inside the company."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Arrival, Channel
from heard.customers.models import Customer, Identity
from heard.files.models import Blob
from heard.staff.models import Person


class Status(models.TextChoices):
    """Where a ticket stands. The first three wait for us or for them; nobody works on the last two."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for customer")
    HOLD = "hold", _("On hold")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")


ACTIVE = (Status.NEW, Status.OPEN, Status.WAITING, Status.HOLD)


class Ticket(models.Model):
    """One matter with one customer.

    `version` rises with each change of the row; forms carry it, so a stale one is noticed. `snippet` holds
    the last words said, `waiting_since` when the customer began to wait for us (None: they do not).
    `is_bulk` when it began with list or bulk mail, which has a view of its own.
    """

    number = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tickets")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    tags = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    snippet = models.CharField(max_length=200, blank=True)
    snippet_is_customers = models.BooleanField(default=True)
    is_bulk = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                F("changed_at").desc(),
                F("number").desc(),
                condition=Q(status__in=ACTIVE),
                name="ticket_active",
            ),
            models.Index(
                F("assignee"),
                F("changed_at").desc(),
                F("number").desc(),
                condition=Q(status__in=ACTIVE, is_bulk=False),
                name="ticket_assigned",
            ),
            models.Index(F("changed_at").desc(), F("number").desc(), name="ticket_any"),
            models.Index(
                "waiting_since",
                "number",
                condition=Q(waiting_since__isnull=False, is_bulk=False),
                name="ticket_waiting",
            ),
            models.Index(
                F("changed_at").desc(),
                F("number").desc(),
                condition=Q(status__in=ACTIVE, is_bulk=True),
                name="ticket_bulk",
            ),
        ]

    def __str__(self) -> str:
        return f"No. {self.number}"


class Participant(models.Model):
    """Somebody besides the customer who writes in a ticket. Once confirmed they get our replies, too."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="participants")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "identity"], name="participant_once")]


class Direction(models.TextChoices):
    """Who speaks."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")


class Delivery(models.TextChoices):
    """What became of a message of ours."""

    NONE = "", ""
    WAITING = "waiting", _("Waiting, can be undone")
    RELEASED = "released", _("On its way")
    SENT = "sent", _("Sent")
    PARTLY = "partly", _("Reached some of them")
    REFUSED = "refused", _("Not delivered")
    BOUNCED = "bounced", _("Came back")
    UNDONE = "undone", _("Taken back")


class Message(models.Model):
    """Something said to or by the customer.

    `at` is when it reached our mailbox, or when our person pressed send. `text` holds the new words,
    `whole_text` everything that was written, `html` the cleaned HTML if it came with one. `fingerprint` (of
    Message-ID and content) exists once.
    `is_automatic`: a machine wrote it, so it neither opens, starts nor keeps anything. `is_unconfirmed`: its
    sender was not yet a participant, or may not be who they say. `cc` are the addresses that got a copy.
    `sensitive` are codes of what it holds that should not lie about (lib/sensitive).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    whole_text = models.TextField(blank=True)
    html = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    references = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, null=True, unique=True)
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="+")
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    release_at = models.DateTimeField(null=True)
    is_automatic = models.BooleanField(default=False)
    is_unconfirmed = models.BooleanField(default=False)
    cc = models.JSONField(default=list)
    sensitive = models.JSONField(default=list)
    possibly_repeated = models.BooleanField(default=False)
    delivery_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "at"], name="message_by_ticket"),
            models.Index(fields=["release_at"], condition=Q(delivery="waiting"), name="message_waiting"),
        ]


class Note(models.Model):
    """Something said inside the company. A table of its own: a note cannot be sent by mistake."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)


class Attachment(models.Model):
    """A file that came with a message; `inline` when the HTML shows it in place by its `content_id`."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255, blank=True)
    type = models.CharField(max_length=100)
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=250, blank=True)
