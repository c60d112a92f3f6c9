"""Answering a first message by itself, once, where a quick answer fits and nothing speaks for a person.

The ticket is solved with it, so that nobody needs to touch it; the customer's next word opens it again.
"""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from heard.lib.ref import Ref, ref
from heard.phrasing import quick_answers
from heard.phrasing.models import QuickAnswer
from heard.staff import desk
from heard.tickets import known, tags
from heard.tickets.models import Attachment, Direction, Message, QuickReply, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

TAG = "answered-by-itself"
A_DAY = timedelta(days=1)
NEVER = frozenset({"complaint", "praise", "suggestion"})  # of the form: a person answers these


def answer_for(ticket: Ticket, first: Message) -> tuple[QuickAnswer, str] | None:
    """The quick answer to a ticket's first message, and its words; None where a person shall answer.

    The row of the ticket is held until the transaction ends, so that no answer of ours goes out beside it.
    """
    answers = quick_answers.on_for(ticket.channel)
    if not answers or first.told or not NEVER.isdisjoint(ticket.tags) or ticket.customer.erased_at:
        return None
    chosen = quick_answers.match(answers, first.subject, first.text).answer
    if chosen is None or not _is_alone(ticket, first) or _was_told(ticket, chosen):
        return None
    words = quick_answers.words(chosen, values(ticket))
    return (chosen, words) if words else None


def given(ticket: Ticket, answer: QuickAnswer, message: Message, *, cause: Entry) -> None:
    """It is on its way: said, counted, marked, and nobody waits."""
    QuickReply.objects.create(ticket=ticket, answer=answer, message=message, customer=ticket.customer)
    told = record(
        Kind.QUICK_ANSWER_GIVEN, ref(ticket), about=ref(message), cause=cause, data={"answer": answer.pk}
    )
    now = timezone.now()
    _turn(ticket.number, Status.NEW, Status.SOLVED, cause=told, waiting_since=None, solved_at=now)
    tags.put(ticket, [TAG], by=Ref("", 0), at=now)


def lost(entry: Entry) -> None:
    """It did not arrive: the ticket goes to people (at once)."""
    if entry.about_kind != "message" or entry.data.get("permanent") is False:
        return
    reply = QuickReply.objects.select_related("ticket").filter(message=entry.about_id).first()
    if reply is None or reply.ticket.status != Status.SOLVED:
        return
    told = record(
        Kind.QUICK_ANSWER_LOST, ref(reply.ticket), about=Ref("message", entry.about_id), cause=entry
    )
    since = reply.ticket.opened_at
    _turn(reply.ticket_id, Status.SOLVED, Status.OPEN, cause=told, waiting_since=since, solved_at=None)


def counts() -> dict[int, dict[str, int]]:
    """How many each quick answer answered, and to how many of these the customer wrote again."""
    theirs = Message.objects.filter(
        ticket=OuterRef("ticket"), direction=Direction.IN, is_automatic=False, at__gt=OuterRef("at")
    )
    rows = QuickReply.objects.filter(answer__isnull=False).annotate(again=Exists(theirs))
    found = rows.values("answer").annotate(given=Count("pk"), back=Count("pk", filter=Q(again=True)))
    return {row["answer"]: {"given": row["given"], "back": row["back"]} for row in found}


def values(ticket: Ticket) -> dict[str, str]:
    """What the variables are in this ticket; no person sends it."""
    here = desk.current()
    return known.of(ticket) | {"company.name": here.name if here else ticket.channel.name}


def _is_alone(ticket: Ticket, first: Message) -> bool:
    """Nobody has touched it yet, nothing else was said in it, and no file came along."""
    row = Ticket.objects.select_for_update().filter(number=ticket.number, status=Status.NEW, merged_into=None)
    if not row.exists() or _was_given(ticket):
        return False
    if Message.objects.filter(ticket=ticket).exclude(pk=first.pk).exists():
        return False
    return not Attachment.objects.filter(message=first, inline=False).exists()


def _was_given(ticket: Ticket) -> bool:
    """Whether one of us gave it to somebody; what went to somebody by itself was touched by nobody."""
    given = Entry.objects.filter(kind=Kind.TICKET_ASSIGNED, subject_kind="ticket", subject_id=ticket.number)
    return given.exclude(actor_kind="").exists()


def _was_told(ticket: Ticket, answer: QuickAnswer) -> bool:
    lately = QuickReply.objects.filter(at__gte=timezone.now() - A_DAY, answer=answer)
    return lately.filter(customer=ticket.customer).exists()


def _turn(number: int, was: Status, now: Status, *, cause: Entry, **fields: object) -> None:
    row = Ticket.objects.filter(number=number, status=was)
    if row.update(status=now, version=F("version") + 1, **fields):
        data: dict[str, str | int | bool] = {"from": was.value, "to": now.value, "by_itself": True}
        record(Kind.TICKET_STATUS_CHANGED, Ref("ticket", number), cause=cause, data=data)
