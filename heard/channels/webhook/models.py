"""Which programs want to hear of what, and what they are being told."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from heard.lib.claim import Claimable
from heard.timeline.models import Entry


class Subscription(models.Model):
    """An address that is told of these kinds of facts (of all, when none is named).

    `sealed` holds its secrets. `failing_since`, `failures`: nothing came through since then, and how often in
    a row; then it rests until `resting_until`, so that a dead address does not hold up the others.
    `stopped_at` is when it was turned off by itself.
    """

    url = models.CharField(max_length=2000)
    kinds = models.JSONField(default=list)
    sealed = models.TextField()
    is_on = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    resting_until = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_webhook_subscription"

    def __str__(self) -> str:
        return self.url


class Delivery(Claimable):
    """One fact on its way to one address. `name` (webhook-id) stays the same however often it is sent."""

    furthest: ClassVar[timedelta] = timedelta(hours=5)

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    name = models.UUIDField(default=uuid.uuid4, unique=True)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(default=0)  # of the last answer; 0: none came

    class Meta:
        db_table = "channels_webhook_delivery"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="webhook_due"),
            models.Index(fields=["subscription", "-id"], name="webhook_log"),
            models.Index(fields=["queued_at"], name="webhook_by_age"),
        ]

    @property
    def header(self) -> str:
        """As the receiver sees it."""
        return f"msg_{self.name.hex}"
