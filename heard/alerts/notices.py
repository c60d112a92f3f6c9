"""Notices in the app: told once a person and fact, never of one's own act; and reading them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from heard.alerts.models import Notice, Why
from heard.lib.ref import Ref, ref
from heard.live.names import publish
from heard.staff.models import Person
from heard.timeline.models import Entry

TOO_LATE = timedelta(days=1)  # facts that became known so late are history, not news


def is_history(entry: Entry) -> bool:
    """Whether nobody needs to hear of it any more."""
    return timezone.now() - entry.at > TOO_LATE


def tell(entry: Entry, people: Iterable[Person], why: Why) -> int:
    """Tells each of `people` of `entry`, but not whoever did it; says how many are new. Again is harmless."""
    if is_history(entry):
        return 0
    told = [person for person in people if person.is_active and ref(person) != entry.actor]
    if not told:
        return 0
    with transaction.atomic():
        before = Notice.objects.filter(entry=entry).count()
        Notice.objects.bulk_create(
            [
                Notice(
                    person=person,
                    entry=entry,
                    why=why,
                    subject_kind=entry.subject_kind,
                    subject_id=entry.subject_id,
                )
                for person in told
            ],
            ignore_conflicts=True,
        )
        _changed([person.pk for person in told])
        return Notice.objects.filter(entry=entry).count() - before


def newest(person: Person, most: int) -> list[Notice]:
    """The newest notices of `person`, read or not."""
    return list(Notice.objects.filter(person=person).select_related("entry").order_by("-pk")[:most])


def read(person: Person, subject: Ref) -> None:
    """`person` has seen `subject`, and with it whatever they were told about it."""
    _read(person, Notice.objects.filter(subject_kind=subject.kind, subject_id=subject.id))


def read_all(person: Person) -> None:
    """`person` needs no reminder of what they were told so far."""
    _read(person, Notice.objects.all())


def _read(person: Person, rows: QuerySet[Notice]) -> None:
    with transaction.atomic():
        if rows.filter(person=person, read_at=None).update(read_at=timezone.now()):
            _changed([person.pk])


def _changed(people: list[int]) -> None:
    """Keeps the number that every page shows true, and tells their open pages."""
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at=None).order_by()
    number = Coalesce(Subquery(unread.values("person").annotate(n=Count("pk")).values("n")), 0)
    Person.objects.filter(pk__in=people).update(unread_notices=number)
    publish(f"notices:{person}" for person in people)
