"""Writing many matters at once: the rows that intake and replies would have written, without their steps.

What a desk no longer keeps of old mail is not made: the raw arrivals, and the copies that left. All else is
as if it had been said: tickets, messages, customers, tags, the timeline, and what makes them findable.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from heard.channels.inbound import Address, Inbound
from heard.channels.models import Channel
from heard.coach import heat_of
from heard.customers.models import Customer, Identity
from heard.demo.matters import Matter, Words
from heard.demo.tables import ENTRY, MESSAGE, TICKET, Table, plain
from heard.lib.ref import Ref
from heard.search import bulk, names
from heard.search.index import Text
from heard.staff.models import Person, Team
from heard.tickets import heat, intake
from heard.tickets.models import Delivery, Message, Pile, Status, Ticket, TicketTag
from heard.tickets.ticket_fields import snippet
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

AT_ONCE = 4000  # matters in one transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matters go: whose they are, and through which door they came."""

    channel: Channel
    people: Sequence[Person]
    teams: Sequence[Team]


def write(matters: Iterable[Matter], place: Place, said: Callable[[int], None] = lambda _done: None) -> int:
    """Writes all of them, some thousand in a transaction; says how many are done, and gives their number."""
    known: dict[str, tuple[int, int]] = {}
    waiting, done = iter(matters), 0
    while batch := list(islice(waiting, AT_ONCE)):
        with transaction.atomic():
            rows = Rows(place, known)
            for matter in batch:
                rows.add(matter)
            rows.write()
        done += len(batch)
        said(done)
    return done


@dataclass(slots=True)
class _State:
    """How a ticket stands while its matter is told."""

    number: int
    who: int  # the customer
    status: str = Status.NEW
    version: int = 1
    waiting: datetime | None = None
    said: tuple[str, ...] = ()  # the customer's last words
    heat: int = 0
    last_id: str = ""
    references: list[str] = field(default_factory=list)


class Rows:
    """The rows of some matters, collected and then written."""

    def __init__(self, place: Place, known: dict[str, tuple[int, int]]) -> None:
        self._place = place
        self._known = known
        self._customers = Table(Customer, "id", "name", "met_at")
        self._identities = Table(Identity, "id", "customer_id", "kind", "address")
        self._tickets = Table(Ticket, "number", *TICKET)
        self._messages = Table(Message, "id", *MESSAGE)
        self._tags = Table(TicketTag, "id", "ticket_id", "tag", "team_id", "pile", "changed_at")
        self._entries = Table(Entry, "id", *ENTRY)
        self._texts: list[Text] = []
        self._called: list[tuple[Ref, list[str]]] = []

    def add(self, matter: Matter) -> None:
        """One matter: what was said, how it was organised, and how it stands now."""
        customer, identity = self._who(matter)
        state = _State(self._tickets.next, customer)
        first, *later = matter.said
        self._customer_says(matter, state, identity, first, opens=True)
        self._organise(matter, state, first.at)
        for words in later:
            if words.who == "i":
                self._customer_says(matter, state, identity, words)
            else:
                self._we_say(matter, state, identity, words)
        solved_at = self._end(matter, state)
        self._ticket(matter, state, (customer, identity), solved_at)

    def write(self) -> None:
        """Everything, in the order in which rows point to each other."""
        tables = (self._customers, self._identities, self._tickets, self._messages, self._tags)
        for table in (*tables, self._entries):
            table.write()
        bulk.add(self._texts)
        names.put(*self._called)
        resets = connection.ops.sequence_reset_sql(
            no_style(), [Customer, Identity, Ticket, Message, TicketTag, Entry]
        )
        with connection.cursor() as cursor:
            for statement in resets:
                cursor.execute(statement)

    def _who(self, matter: Matter) -> tuple[int, int]:
        if matter.email not in self._known:
            customer = self._customers.add(matter.name, plain(matter.said[0].at))
            identity = self._identities.add(customer, self._place.channel.kind, matter.email)
            self._known[matter.email] = customer, identity
            self._called.append((Ref("customer", customer), [matter.name, matter.email]))
        return self._known[matter.email]

    def _customer_says(
        self, matter: Matter, state: _State, identity: int, words: Words, *, opens: bool = False
    ) -> None:
        at = plain(words.at)
        name = message_id(matter, words)
        print_ = intake.fingerprint_of(inbound(matter, words, state.last_id))
        message = self._messages.add(
            state.number, "in", identity, None, matter.name, matter.subject, words.text, at, f"<{name}>",
            state.last_id, print_, "", None,
        )  # fmt: skip
        cause = self._tell(Kind.TICKET_OPENED, state, at, about=message) if opens else None
        received = self._tell(Kind.MESSAGE_RECEIVED, state, at, about=message, cause=cause)
        self._feel(state, words.text, at, received)
        if state.status not in {Status.NEW, Status.OPEN}:
            state.status = Status.OPEN
        state.waiting = state.waiting or words.at
        state.version += 1
        state.last_id = f"<{name}>"
        state.references.append(state.last_id)
        self._findable(matter, state, message, words)

    def _feel(self, state: _State, text: str, at: Any, cause: int) -> None:
        state.said = (*state.said, text)[-heat.LAST :]
        was, state.heat = state.heat, _heat(state.said)
        if state.heat != was:
            state.version += 1
            data = {"from": was, "to": state.heat}
            self._tell(Kind.TICKET_HEAT_CHANGED, state, at, actor=("", 0), cause=cause, data=data)

    def _we_say(self, matter: Matter, state: _State, identity: int, words: Words) -> None:
        at, person = plain(words.at), self._agent(matter)
        state.last_id = f"<{secrets.token_hex(16)}@{self._place.channel.address.rpartition('@')[2]}>"
        state.references.append(state.last_id)
        message = self._messages.add(
            state.number, "out", identity, person.pk, person.name, matter.subject, words.text, at,
            state.last_id, " ".join(state.references), None, Delivery.SENT, at,
        )  # fmt: skip
        for kind in (Kind.MESSAGE_WRITTEN, Kind.MESSAGE_SENT):
            self._tell(kind, state, at, about=message, actor=("person", person.pk))
        state.status, state.waiting = Status.WAITING, None
        state.version += 2
        self._findable(matter, state, message, words, by=person)

    def _organise(self, matter: Matter, state: _State, at: datetime) -> None:
        person = ("person", self._agent(matter).pk)
        when = plain(at)
        if matter.team is not None:
            team = ("team", self._place.teams[matter.team].pk)
            self._tell(Kind.TICKET_GIVEN_TO_TEAM, state, when, about=team, actor=person, data={"from": 0})
        if matter.agent is not None:
            self._tell(Kind.TICKET_ASSIGNED, state, when, about=person, actor=person, data={"from": 0})
        for tag in matter.tags:
            self._tell(Kind.TICKET_TAGGED, state, when, actor=person, data={"tag": tag})
        if matter.priority != 2:
            data = {"from": 2, "to": matter.priority}
            self._tell(Kind.TICKET_PRIORITIZED, state, when, actor=person, data=data)
        state.version += (matter.team is not None) + (matter.agent is not None) + len(matter.tags)
        state.version += matter.priority != 2

    def _end(self, matter: Matter, state: _State) -> datetime | None:
        if not matter.ending:
            return None
        at = matter.said[-1].at
        data = {"from": str(state.status), "to": matter.ending}
        actor = ("person", self._agent(matter).pk)
        self._tell(Kind.TICKET_STATUS_CHANGED, state, plain(at), actor=actor, data=data)
        state.status = matter.ending
        state.version += 1
        if matter.ending == "hold":
            return None
        state.waiting = None
        return at

    def _ticket(
        self, matter: Matter, state: _State, who: tuple[int, int], solved_at: datetime | None
    ) -> None:
        last = matter.said[-1]
        team = None if matter.team is None else self._place.teams[matter.team].pk
        changed_at = plain(last.at)
        self._tickets.add(
            matter.subject, state.status, matter.priority, *who, self._place.channel.pk,
            None if matter.agent is None else self._place.people[matter.agent].pk, team,
            json.dumps(matter.tags), plain(matter.said[0].at), changed_at, plain(state.waiting),
            plain(matter.hold_until), plain(solved_at),
            snippet(last.text, ours=last.who != "i"), last.who == "i", matter.is_list,
            state.heat, state.version,
        )  # fmt: skip
        pile = Pile.LISTS if matter.is_list else Pile.OPEN
        pile = Pile.DONE if solved_at else pile
        for tag in matter.tags:
            self._tags.add(state.number, tag, team, pile.value, changed_at)

    def _tell(  # noqa: PLR0913 - a fact has this many sides, each by name
        self,
        kind: Kind,
        state: _State,
        at: Any,
        *,
        about: int | tuple[str, int] | None = None,
        actor: tuple[str, int] | None = None,
        cause: int | None = None,
        data: Mapping[str, str | int] | None = None,
    ) -> int:
        concerns = ("message", about) if isinstance(about, int) else about or ("", 0)
        by = actor or ("customer", state.who)
        written = json.dumps(data) if data else "{}"
        return self._entries.add(kind.value, at, at, "ticket", state.number, *concerns, *by, cause, written)

    def _findable(
        self, matter: Matter, state: _State, message: int, words: Words, *, by: Person | None = None
    ) -> None:
        customer = f"{matter.name} {matter.email}"
        self._texts.append(
            Text(
                Ref("message", message),
                state.number,
                words.at,
                title=f"{state.number} {matter.subject}",
                who=f"{by.name} {by.email}" if by else customer,
                whom=customer if by else "",
                body=words.text,
            )
        )

    def _agent(self, matter: Matter) -> Person:
        return self._place.people[matter.agent or 0]


@lru_cache(10_000)  # the same things are said again and again
def _heat(said: tuple[str, ...]) -> int:
    return heat_of(said).level


def message_id(matter: Matter, words: Words) -> str:
    """The name that the customer's program gave a mail of theirs."""
    return f"load-{matter.place}-{matter.said.index(words)}@{matter.email.rpartition('@')[2]}"


def inbound(matter: Matter, words: Words, answers: str) -> Inbound:
    """A mail of the customer's as its channel would read it; `answers` is what it refers to."""
    answered = (answers.strip("<>"),) if answers else ()
    return Inbound(
        Address(matter.email, matter.name),
        matter.subject,
        words.text,
        words.text,
        kind="list" if matter.is_list else "message",
        message_id=message_id(matter, words),
        references=answered,
        in_reply_to=answered[0] if answered else "",
    )
