"""The index's rows: what can be found, in words folded for comparing."""

from django.db import models


class Doc(models.Model):
    """One findable text. `kind` and `ref_id` name what it is, `ticket` where it leads.

    The key is its place in time (place.py). `title`, `who` said it, to `whom` (names and addresses) and
    `body` hold folded words with one space between them, and nothing else: the texts are where they were.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    ref_id = models.BigIntegerField()
    ticket = models.BigIntegerField(db_index=True)
    title = models.TextField(blank=True)
    who = models.TextField(blank=True)
    whom = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref_id"], name="doc_once")]


class Name(models.Model):
    """One word by which a person is found as somebody types: of their name, or their address."""

    word = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    ref_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref_id", "word"], name="name_once")]
