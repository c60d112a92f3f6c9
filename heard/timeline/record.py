"""Writing a fact down and telling the house: the system's only signal."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime

from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from heard.lib.ref import NOBODY, Ref
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

recorded = Signal()  # sent with `entry`, inside the transaction that wrote it

# The browser or token that this thread works for just now; set by web/, which knows it.
through: ContextVar[Ref] = ContextVar("through", default=NOBODY)


def record(  # noqa: PLR0913 - a fact has this many sides, each by name
    kind: Kind,
    subject: Ref,
    *,
    about: Ref = NOBODY,
    actor: Ref = NOBODY,
    at: datetime | None = None,
    cause: Entry | None = None,
    data: Mapping[str, str | int | bool] | None = None,
) -> Entry:
    """Writes one entry in the caller's transaction and lets the at-once reactions run.

    `at` is when it happened (now, if absent). `data` holds codes and numbers only. Raises RuntimeError
    outside a transaction, because the fact and what it speaks of must be committed together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} was recorded outside a transaction.")
    now, by_way = timezone.now(), through.get()
    entry = Entry.objects.create(
        kind=kind,
        at=at or now,
        recorded_at=now,
        subject_kind=subject.kind,
        subject_id=subject.id,
        about_kind=about.kind,
        about_id=about.id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        through_kind=by_way.kind or None,
        through_id=by_way.id or None,
        cause=cause,
        data=dict(data or {}),
    )
    recorded.send(Entry, entry=entry)
    return entry
