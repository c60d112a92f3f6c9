"""Notices to our own people, and how each of them wants to hear of these by mail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.staff.models import Person
from heard.timeline.models import Entry


class Why(models.TextChoices):
    """Why somebody should hear of a fact."""

    ASSIGNED = "assigned", _("assigned to you")
    HANDED = "handed", _("handed to you")
    MENTIONED = "mentioned", _("you are asked")
    REPLIED = "replied", _("the customer wrote")
    AWAKE = "awake", _("no longer on hold")
    ESCALATED = "escalated", _("escalated")


class Notice(models.Model):
    """One fact that one person should hear of; about what (by kind and id), and whether they did.

    Holds no words: what is shown is read through access each time.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_newest"),
            models.Index(fields=["person", "id"], condition=Q(read_at=None), name="notice_unread"),
        ]


class ByMail(models.TextChoices):
    """How often notices that were not read are mailed."""

    NEVER = "never", _("Never")
    AT_ONCE = "at_once", _("At once, if I have not read them after two minutes")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day, at eight in the morning")


class Wishes(models.Model):
    """How a person wants to hear by mail: never from `quiet_from` to `quiet_until`, in their own hours."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    by_mail = models.CharField(max_length=10, choices=ByMail.choices, default=ByMail.NEVER)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
