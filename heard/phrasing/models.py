"""Macros: saved replies, what they do besides, and who may use them."""

from django.db import models
from django.utils import timezone

from heard.staff.models import Person, Team


class Macro(models.Model):
    """A saved reply with variables (`{customer.first_name}`) and actions, done when the reply is sent.

    Everybody may use it, or only one `team`, or only the person who has it for themselves (`owner`).
    `actions` may hold: status (a code), tags (a list), assignee (a person's number, or "me"),
    team (a number).
    """

    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    actions = models.JSONField(default=dict)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title
