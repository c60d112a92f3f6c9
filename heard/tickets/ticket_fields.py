"""Keeping a ticket's own row true to what happened in it: at-once reactions."""

from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from heard.lib import markup
from heard.lib.words import one_line
from heard.tickets import lineage
from heard.tickets.models import Delivery, Direction, Message, Status, Ticket, TicketTag
from heard.timeline.models import Entry

WORDS = 160
MOST_READ = 2000  # characters of our own words that are read for them
# A solved or waiting one opens again; a new one stays new, and spam stays spam: nobody waits for an answer.
_OPENED = Case(When(status__in=[Status.NEW, Status.SPAM], then=F("status")), default=Value(Status.OPEN))


def said(entry: Entry) -> None:
    """A message came or was written: last words, who waits since when, and a solved ticket opens again."""
    message = Message.objects.only("direction", "text").get(pk=entry.about_id)
    from_customer = message.direction == Direction.IN
    theirs = {
        "waiting_since": Case(
            When(status=Status.SPAM, then=None), default=Coalesce("waiting_since", Value(entry.at))
        ),
        "status": _OPENED,
        "hold_until": None,
        "solved_at": None,
    }
    Ticket.objects.filter(number=entry.subject_id).update(
        changed_at=entry.at,
        snippet=snippet(message.text, ours=not from_customer),
        snippet_is_customers=from_customer,
        version=F("version") + 1,
        **(theirs if from_customer else {}),
    )


def answered(entry: Entry) -> None:
    """A message of ours left: the customer no longer waits for us, unless they wrote since.

    One that was written before its ticket was merged answers them in the ticket where it goes on.
    """
    number = lineage.root_number(entry.subject_id)
    newer = Message.objects.filter(
        ticket_id__in=lineage.numbers_of(number), direction=Direction.IN, at__gt=entry.at
    ).exists()
    row = Ticket.objects.filter(number=number)
    if not newer:
        row.update(waiting_since=None)
        row.filter(status__in=[Status.NEW, Status.OPEN]).update(status=Status.WAITING)
    row.update(version=F("version") + 1)
    if number != entry.subject_id:
        Ticket.objects.filter(number=entry.subject_id).update(version=F("version") + 1)
        shelve(number)


def taken_back(entry: Entry) -> None:
    """A message of ours was undone: the last words are those before it."""
    last_words(lineage.root_number(entry.subject_id))


def read_anew(number: int) -> None:
    """After a merge, or its end: the last words are those of all its tickets; its tags lie where it lies."""
    last_words(number)
    shelve(number)


def snippet(text: str, *, ours: bool) -> str:
    """The beginning of a message as a list shows it. Only what we write is Markdown."""
    return one_line(markup.words(text[:MOST_READ]) if ours else text, WORDS)


def last_words(number: int) -> None:
    """Reads the last words of a ticket, and of those merged into it, anew, after messages went elsewhere.

    What the desk said by itself, such as that a request has arrived, tells a list nothing and never
    stands there.
    """
    row = Ticket.objects.filter(number=number)
    last = (
        Message.objects.filter(ticket_id__in=lineage.numbers_of(number))
        .filter(forwards=None)
        .exclude(delivery=Delivery.UNDONE)
        .exclude(direction=Direction.OUT, is_automatic=True)
        .order_by("is_automatic", "-at", "-pk")  # an absence note only where nobody wrote anything else
        .first()
    )
    row.update(
        snippet=snippet(last.text, ours=last.direction == Direction.OUT) if last else "",
        snippet_is_customers=last is None or last.direction == Direction.IN,
        version=F("version") + 1,
    )


def shelved(entry: Entry) -> None:
    """The rows of the ticket's tags lie where the ticket lies."""
    shelve(entry.subject_id)


def shelve(number: int) -> None:
    """The same, of the ticket with this number."""
    ticket = Ticket.objects.filter(number=OuterRef("ticket"))
    if not TicketTag.objects.filter(ticket=number).exists():  # cheaper than to change no row
        return
    TicketTag.objects.filter(ticket=number).update(
        pile=Subquery(ticket.values("pile")),
        team=Subquery(ticket.values("team")),
        changed_at=Subquery(ticket.values("changed_at")),
    )
