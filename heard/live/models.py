"""The table through which a writer on SQLite tells other processes what changed."""

from django.db import models
from django.utils import timezone


class ChangedName(models.Model):
    """One name that changed, written in the transaction of the change and pruned after some minutes.

    PostgreSQL has NOTIFY and leaves the table empty. Ids grow and are never used again (AUTOINCREMENT),
    so the watcher asks for those above the last it saw.
    """

    name = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "live_changed_name"

    def __str__(self) -> str:
        return self.name
