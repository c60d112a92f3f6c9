"""Reactions that are done afterwards: one row each, until it is done."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from heard.lib.claim import Claimable
from heard.timeline.models import Entry


class Reaction(Claimable):
    """One reaction to one entry. `subject` keeps those of one subject in order."""

    furthest: ClassVar[timedelta] = timedelta(hours=2)

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="reaction_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="reaction_due"),
            models.Index(fields=["subject", "id"], condition=Q(state="waiting"), name="reaction_in_order"),
            models.Index(fields=["state", "id"], condition=Q(state="failed"), name="reaction_failed"),
        ]
