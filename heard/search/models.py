"""The index's rows: what can be found, in words folded for comparing."""

from django.db import models


class Doc(models.Model):
    """One findable text. `kind` and `ref_id` name what it is, `ticket` where it leads."""

    kind = models.CharField(max_length=20)
    ref_id = models.BigIntegerField()
    ticket = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref_id"], name="doc_once")]
