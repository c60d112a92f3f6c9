"""Contents that nobody refers to any more: noted when somebody lets go of them, removed soon after."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import ForeignObjectRel

from heard.files import store
from heard.files.models import Blob, Doomed

BATCH = 50  # of 64 KB at most in the database: some milliseconds


def note(digests: Iterable[str | None]) -> None:
    """Somebody let go of these contents, in the caller's transaction. Others may still refer to them."""
    rows = [Doomed(digest=digest) for digest in set(digests) if digest and digest != store.GONE]
    Doomed.objects.bulk_create(rows, ignore_conflicts=True)


def go_on() -> int:
    """Removes some of them that really have nobody left, with their files; says how many it looked at."""
    if not Doomed.objects.exists():
        return 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # nobody keeps a large content meanwhile
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [store.LOCK])
        rows = Doomed.objects.select_for_update(skip_locked=connection.vendor == "postgresql")
        digests = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        store.drop(_unreferenced(digests))
        Doomed.objects.filter(pk__in=digests).delete()
    return len(digests)


def _unreferenced(digests: list[str]) -> set[str]:
    """Those to which no row of any table refers: the tables are asked of Django, so that none is left out."""
    left = set(Blob.objects.select_for_update().filter(pk__in=digests).values_list("pk", flat=True))
    for relation in Blob._meta.get_fields(include_hidden=True):
        if left and isinstance(relation, ForeignObjectRel):
            left -= _used(relation, left)
    return left


def _used(relation: ForeignObjectRel, digests: set[str]) -> set[str]:
    column = relation.field.name
    table: Any = relation.related_model
    rows = table._default_manager.filter(**{f"{column}__in": digests})
    return set(rows.values_list(f"{column}_id", flat=True).distinct())
