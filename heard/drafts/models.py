"""What is being written, with its files, to one customer or to many; and who is at a ticket right now."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.files.models import Blob
from heard.phrasing.models import Macro
from heard.staff.models import Person
from heard.tickets.models import Ticket


class Way(models.TextChoices):
    """To whom it will be said."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Note")


class Draft(models.Model):
    """What one person is writing in one ticket: one a way. It ends when it is sent or thrown away.

    `version` rises with each keeping, so two tabs notice each other. `seen` is the ticket's newest message
    when the draft began, 0 if there was none. `copies` are the addresses chosen (to, cc, bcc; absent: not
    chosen). `key` goes to the message that it becomes. `confidence` is how sure its writer is that the fix in
    it works, in per cent (R-170); None while nobody said. `macro` was used for it; what it does besides
    is done when the reply has left.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=5, choices=Way.choices)
    text = models.TextField(blank=True)
    copies = models.JSONField(default=dict)
    confidence = models.PositiveSmallIntegerField(null=True)
    macro = models.ForeignKey(Macro, null=True, on_delete=models.SET_NULL, related_name="+")
    seen = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person", "way"], name="draft_once")]


class DraftFile(models.Model):
    """A file that goes with a draft; a picture pasted into the words is shown there by its `content_id`."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=100)
    content_id = models.CharField(max_length=250, blank=True)


class ReplyToMany(models.Model):
    """One reply that a person writes to many customers at once, each in their own ticket; one a person.

    `tickets` are those that were chosen, by number, with the newest message that was seen then.
    `sent` are the numbers it went to, `refused` those it did not, with the reason in words; both are empty
    while it is written. `key` gives each ticket's message its own: pressed twice, it goes to each once.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    macro = models.ForeignKey(Macro, null=True, on_delete=models.SET_NULL, related_name="+")
    tickets = models.JSONField(default=dict)
    key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    kept_at = models.DateTimeField(default=timezone.now)
    sent = models.JSONField(default=list)
    refused = models.JSONField(default=dict)


class Presence(models.Model):
    """Somebody has a ticket open: a row that their page keeps alive by saying so again."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="presence_once")]
