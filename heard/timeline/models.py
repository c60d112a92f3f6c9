"""The entry: one fact that happened."""

from typing import Any

from django.db import models
from django.utils import timezone

from heard.lib.ref import Ref


class CurrentTransaction(models.Func):
    """The number of the transaction that writes the row; 0 where one writer follows the other (SQLite)."""

    function = "txid_current"
    output_field = models.BigIntegerField()

    def as_sqlite(self, *_arguments: Any, **_named: Any) -> tuple[str, tuple[()]]:
        """SQLite has no such number."""
        return "0", ()


class Entry(models.Model):
    """One fact. Holds references and codes, never words, names or addresses, so a person can be erased.

    `subject` is what the fact is filed under (a ticket, mostly), `about` the thing that it concerns (a
    message), `actor` who did it; each by kind and id, because they stand on floors above. `at` is when it
    happened, `recorded_at` when we wrote it down. `cause` is the entry that led to this one. `xact` is the
    transaction that wrote it, for timeline/feed.py. `through` is the browser or token it was done with.
    """

    kind = models.CharField(max_length=60)  # one of timeline/kinds.py
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    about_kind = models.CharField(max_length=30, default="")
    about_id = models.BigIntegerField(default=0)
    actor_kind = models.CharField(max_length=30, default="")
    actor_id = models.BigIntegerField(default=0)
    through_kind = models.CharField(max_length=30, null=True)
    through_id = models.BigIntegerField(null=True)
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    xact = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_by_subject"),
            models.Index(fields=["recorded_at", "id"], name="entry_by_time"),
            models.Index(fields=["actor_kind", "actor_id", "recorded_at", "id"], name="entry_by_actor"),
            models.Index(fields=["kind", "recorded_at", "id"], name="entry_by_kind"),
        ]

    @property
    def subject(self) -> Ref:
        """What the fact is filed under."""
        return Ref(self.subject_kind, self.subject_id)

    @property
    def about(self) -> Ref:
        """The thing that the fact concerns."""
        return Ref(self.about_kind, self.about_id)

    @property
    def actor(self) -> Ref:
        """Who did it; an empty kind means the desk itself."""
        return Ref(self.actor_kind, self.actor_id)
