"""Pages that customers read."""

from django.db import models


class HelpPage(models.Model):
    """One page of the help centre, in Markdown. `slug` stands in its address, `place` says its order."""

    slug = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=200, blank=True)  # one sentence, in the list of pages
    text = models.TextField()
    place = models.PositiveIntegerField(default=0)
    is_published = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title
