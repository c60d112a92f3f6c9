"""Where is somebody signed in? A row for each browser, from its sign-in until a year after its end.

The timeline points at these rows (`Entry.through`), so that the audit page can say from where something was
done, while the words about the browser and its network stand here, where they can be erased.
"""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.live.names import SIGNED_OUT, publish
from heard.staff.models import Browser, Person
from heard.timeline.kinds import Kind
from heard.timeline.record import record

SEEN = timedelta(minutes=5)  # how exactly we know when a browser was seen last
KEPT = timedelta(days=365)  # after its end


def enter(person: Person, key: str, *, program: str, network: str, comes: bool = True) -> Browser:
    """A browser in which `person` is signed in: its session's key, what it says it is, and its network.

    `comes`: they signed in just now; not merely under another key.
    """
    with transaction.atomic():
        Browser.objects.filter(person=person, ended_at__lt=timezone.now() - KEPT).delete()
        row = Browser.objects.create(
            person=person, session_key=key, program=one_line(program, 200), network=network
        )
        if comes:
            record(Kind.PERSON_SIGNED_IN, ref(person), about=ref(row), actor=ref(person))
    return row


def seen(number: int, key: str) -> None:
    """Says that the browser was seen just now."""
    Browser.objects.filter(pk=number, session_key=key).update(seen_at=timezone.now())


def of(person: Person) -> list[Browser]:
    """The browsers in which `person` is signed in, the one seen last first."""
    rows = list(Browser.objects.filter(person=person, ended_at=None).order_by("-seen_at", "-pk"))
    keys = [row.session_key for row in rows]
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    there = set(living.values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in there]


def end(row: Browser, *, by: Person) -> bool:
    """Signs one browser out; False if it was."""
    with transaction.atomic():
        if not Browser.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
            return False
        Session.objects.filter(session_key=row.session_key).delete()
        publish([f"{SIGNED_OUT}{row.person_id}"])
        record(Kind.PERSON_SIGNED_OUT, ref(row.person), about=ref(row), actor=ref(by))
    return True


def left(number: int) -> None:
    """Notes that the person signed out in this browser."""
    Browser.objects.filter(pk=number, ended_at=None).update(ended_at=timezone.now())


def end_all(person: Person) -> None:
    """Ends every session of `person`, known here or not; open pages stop hearing. In a transaction."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    rows = Browser.objects.filter(person=person, ended_at=None)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.update(ended_at=timezone.now())
    publish([f"{SIGNED_OUT}{person.pk}"])
    person.refresh_from_db(fields=["session_epoch"])
