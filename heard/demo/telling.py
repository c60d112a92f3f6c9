"""Telling what happened as if it happened again: each act through the door or the verb that it would take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from heard.channels import arrivals, outbox
from heard.channels.arrivals import Received
from heard.channels.email import receive
from heard.channels.email.send import KEPT_HERE
from heard.channels.form import receive as form_receive
from heard.channels.models import Arrival, Channel
from heard.demo import moments, post
from heard.demo.script import Act, NotAPlay
from heard.files import store
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.staff.models import Person, Team
from heard.tickets import (
    blocking,
    intake,
    links,
    merge,
    organise,
    outcries,
    participants,
    reading,
    replies,
    tags,
)
from heard.tickets.models import Direction, Priority, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

DOOR = "demo"
FORM = "form"  # among the doors, which are else named by their address


@dataclass(slots=True)
class Stage:
    """Who plays: our people by login, teams by name, mailboxes by address; and the tickets so far."""

    now: datetime
    people: dict[str, Person]
    teams: dict[str, Team]
    doors: dict[str, Channel]
    tickets: dict[str, int] = field(default_factory=dict)

    def door_of(self, act: Act) -> Channel:
        """The mailbox that a mail is addressed to, the first one unless it says another; or the form."""
        if post.ABOUT in act.headers:
            return self.doors[FORM]
        return self.doors.get(act.headers.get("To", ""), next(iter(self.doors.values())))


def keep(acts: Sequence[Act], stage: Stage) -> dict[tuple[str, int], int]:
    """Keeps the mails of these acts with one commit; gives the number of each arrival."""
    Arrival.objects.filter(door=DOOR, state=State.WAITING).delete()  # of a first start that was cut off
    mails = [act for act in acts if act.is_mail]
    numbers = arrivals.keep_many([_received(act, stage.door_of(act)) for act in mails])
    return {(act.ticket, act.place): number for act, number in zip(mails, numbers, strict=True)}


def tell(acts: Sequence[Act], kept: dict[tuple[str, int], int], stage: Stage) -> None:
    """Does every act in its turn, in the caller's transaction. Raises NotAPlay for one that nobody can do."""
    ours = {
        arrival.pk: arrival for arrival in arrivals.claim_next(len(kept))
    }  # nobody else's: it is new here
    for act in acts:
        if act.is_mail:
            _comes_in(ours[kept[act.ticket, act.place]], act, stage)
            continue
        verb, what = _verb(act)
        verb(Ticket.objects.get(number=stage.tickets[act.ticket]), act, what, stage)


def _received(act: Act, door: Channel) -> Received:
    raw = post.on_the_wire(act, door.address)
    return Received(door, DOOR, raw, their_id=f"{act.ticket}.{act.place}", kept_at=act.at)


def _comes_in(arrival: Arrival, act: Act, stage: Stage) -> None:
    """Takes a mail in. It is our own invention, so it is read here and not by a child with limits."""
    read = form_receive.read if arrival.channel.kind == FORM else receive.read
    message = intake.take_in(arrival, read(store.content(arrival.raw)))
    if message is not None:
        stage.tickets.setdefault(act.ticket, message.ticket_id)


Verb = Callable[[Ticket, Act, str, Stage], None]


def _verb(act: Act) -> tuple[Verb, str]:
    """What an act does, and the rest of its words: "tags it wedding" is `tag` and "wedding"."""
    for words, verb in VERBS.items():
        if act.does == words or act.does.startswith(f"{words} "):
            return verb, act.does.removeprefix(words).strip()
    known = ", ".join(f"“{words}”" for words in VERBS)
    raise NotAPlay(f"{act.ticket}: nobody knows how somebody “{act.does}”. Write one of {known}.")


def _answers(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    message = replies.write(ticket, stage.people[act.who], act.text, release_at=act.at, at=act.at)
    replies.release(message.pk)
    outbox.left(ref(message), at=act.at, words=KEPT_HERE)


def _notes(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    organise.add_note(ticket, act.text, by=stage.people[act.who], at=act.at)


def _takes(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    me = stage.people[act.who]
    organise.assign(ticket, me, by=me, was=ticket.assignee_id, at=act.at)


def _gives(ticket: Ticket, act: Act, to: str, stage: Stage) -> None:
    """To a colleague, or to a team, where somebody else then takes it."""
    me = stage.people[act.who]
    if to in stage.teams:
        organise.give_to_team(ticket, stage.teams[to], by=me, was=ticket.team_id, at=act.at)
    else:
        organise.assign(ticket, stage.people[to], by=me, was=ticket.assignee_id, at=act.at)


def _lets_go(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    organise.assign(ticket, None, by=stage.people[act.who], was=ticket.assignee_id, at=act.at)


def _tags(ticket: Ticket, act: Act, words: str, stage: Stage) -> None:
    for word in words.split(", "):
        tags.add(ticket, word, by=stage.people[act.who], at=act.at)


def _marks(ticket: Ticket, act: Act, name: str, stage: Stage) -> None:
    was = Priority(ticket.priority)
    organise.set_priority(ticket, Priority[name.upper()], by=stage.people[act.who], was=was, at=act.at)


def _holds(ticket: Ticket, act: Act, days: str, stage: Stage) -> None:
    until = moments.days_after(stage.now, int(days.partition(" ")[0])) if days else None
    _set(ticket, Status.HOLD, act, stage, until=until)


def _solves(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    _set(ticket, Status.SOLVED, act, stage)


def _closes(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    _set(ticket, Status.CLOSED, act, stage)


def _calls_spam(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    _set(ticket, Status.SPAM, act, stage)
    blocking.block(ticket, by=stage.people[act.who])


def _opens(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    _set(ticket, Status.OPEN, act, stage)


def _set(ticket: Ticket, status: Status, act: Act, stage: Stage, *, until: datetime | None = None) -> None:
    was = Status(ticket.status)
    organise.set_status(ticket, status, by=stage.people[act.who], was=was, until=until, at=act.at)


def _merges(ticket: Ticket, act: Act, into: str, stage: Stage) -> None:
    """Into another ticket of the same story, by its number there."""
    story, _dot, _number = act.ticket.rpartition(".")
    target = Ticket.objects.get(number=stage.tickets[f"{story}.{into}"])
    merge.merge(ticket, target, by=stage.people[act.who], sure=True, at=act.at)


def _splits(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    """The customer's last mail becomes a ticket of its own, which the next acts are about."""
    last = ticket.messages.filter(direction=Direction.IN).latest("at")
    stage.tickets[act.text] = links.split_off(last, by=stage.people[act.who], at=act.at).number


def _confirms(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    message = ticket.messages.filter(is_unconfirmed=True, direction=Direction.IN).latest("at")
    participants.confirm(message, by=stage.people[act.who])


def _reads(ticket: Ticket, act: Act, _what: str, stage: Stage) -> None:
    reading.mark(stage.people[act.who], ticket)


def _is_asked(ticket: Ticket, act: Act, _what: str, _stage: Stage) -> None:
    """The rule heard how the newest message sounds: as a worker would have at that time."""
    received = Entry.objects.filter(kind=Kind.MESSAGE_RECEIVED, subject_kind="ticket", subject_id=ticket.pk)
    outcries.heard(received.latest("id"), at=act.at)


VERBS: dict[str, Verb] = {
    "answers": _answers,
    "notes": _notes,
    "takes it": _takes,
    "gives it to": _gives,
    "lets go of it": _lets_go,
    "tags it": _tags,
    "marks it": _marks,
    "holds it for": _holds,
    "holds it": _holds,
    "solves it": _solves,
    "closes it": _closes,
    "calls it spam": _calls_spam,
    "opens it": _opens,
    "merges it into ticket": _merges,
    "splits it off": _splits,
    "confirms the sender": _confirms,
    "reads it": _reads,
    "is asked by the rule": _is_asked,
}
