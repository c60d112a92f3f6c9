"""What the coach finds in a draft: the situation is read from its ticket, dismissed rules stay quiet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import timezone

from heard.coach import Finding, Heat, Promise, Review, Situation, heat_of, load
from heard.coach import review as read
from heard.coach.heat import Stressed
from heard.coach.history import says
from heard.coach.situation import CHANNELS
from heard.phrasing import dismissals, lexicon, macros
from heard.staff import roles
from heard.staff.models import Person
from heard.staff.roles import Act
from heard.tickets import heat as ticket_heat
from heard.tickets.models import Delivery, Direction, Message, Status, Ticket

LAST = 12  # messages of the ticket that are read
OWN = 5  # recent replies of the writer elsewhere, to notice a form letter
SHOWN = 3  # of the customer's words beside the hint of their heat
IN_BRACES = re.compile(
    r"\{+[^{}\n]{1,60}\}+"
)  # of a macro, or {number}; also mistyped ones, which saving refuses
ONLY_IN_A_TICKET = frozenset({"untracked-promise", "form-letter"})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Findings and promises of one draft in its ticket; `heat` of the customer's last words (R-046).

    The heat is a hint that can be misread: None when somebody dismissed it in this ticket.
    """

    findings: tuple[Finding, ...]
    promises: tuple[Promise, ...]
    language_read: bool
    heat: Heat | None = None

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings that forbid sending until they are changed, or lifted by a lead."""
        return tuple(each for each in self.findings if each.severity == "stop")


def review(ticket: Ticket, person: Person, text: str, *, confidence: int | None = None) -> Reviewed:
    """Reads a reply that `person` is about to send in `ticket`. Five queries, however long the ticket and
    however many the macros.

    `confidence` is how sure they are that the fix works, in per cent; None when they did not say.
    """
    if ticket.customer.erased_at:  # there is nobody to write to
        return Reviewed((), (), language_read=True)
    quiet = dismissals.calmed_by(ticket.number)
    messages = _messages(ticket)
    said = situation_of(ticket, person, messages, calm=_second_look(quiet))
    situation = replace(said, confidence=confidence)
    found = _read(situation, text)
    kept = (_open_name(each) for each in found.findings if each.severity == "stop" or each.rule not in quiet)
    heat = None if ticket_heat.RULE in quiet else _heat(situation.customer_messages, _stressed(messages))
    return Reviewed(tuple(kept), found.promises, found.language_read, heat)


def _second_look(quiet: Mapping[str, frozenset[str]]) -> bool:
    """Whether somebody who may lift a gate called the heat misread. Said by others it puts the hint away, and
    leaves the gate shut (R-251): whoever writes the reply would look at their own words."""
    return not quiet.get(ticket_heat.RULE, frozenset()).isdisjoint(roles.who_may(Act.SETUP))


def _read(situation: Situation, text: str) -> Review:
    """By the rules of the language that the draft is in: English to somebody who writes Japanese, too."""
    for language in dict.fromkeys((situation.language[:2], "en")):
        known = lexicon.current(language)
        found = read(replace(situation, language=language), text, known) if known else None
        if found and found.language_read:
            return found
    return Review((), (), language_read=False)


def review_standing(text: str, *, fills_in: bool) -> Reviewed:
    """Reads words that many customers will get: a macro, or an automatic text. One query.

    A variable in braces reads as something that is filled in, and as nothing else.

    `fills_in`: the customer's name can stand in it as a variable. What is missing for one customer, and what
    is promised to one, can only be seen in a ticket.
    """
    known = lexicon.current()
    found = (
        read(Situation(first_reply=True), _filled(text), known)
        if known
        else Review((), (), language_read=False)
    )
    kept = (each for each in found.findings if each.end and each.code not in ONLY_IN_A_TICKET)
    named = _open_name if fills_in else _without_name
    return Reviewed(tuple(map(named, kept)), (), found.language_read)


def _filled(text: str) -> str:
    """`text` with a word that means nothing for each place in braces, and just as long."""
    return IN_BRACES.sub(lambda match: "x" * len(match[0]), text)


def _open_name(found: Finding) -> Finding:
    """Where the name is not known: as in a macro, so that it holds the sending until somebody writes it."""
    said = tuple(words.replace("{name}", "{customer.first_name}") for words in found.suggestions)
    return replace(found, suggestions=said)


def _without_name(found: Finding) -> Finding:
    return replace(found, suggestions=tuple(words for words in found.suggestions if "{name}" not in words))


def heat_in(ticket: Ticket) -> tuple[Heat | None, tuple[str, ...]]:
    """How the customer's last messages sound, and in which of their words. Two queries.

    None when somebody dismissed it in this ticket.
    """
    if ticket_heat.RULE in dismissals.in_ticket(ticket.number):
        return None, ()
    messages = _messages(ticket)
    said = _said(messages)
    heat = _heat(said, _stressed(messages))
    signs = (each for each in reversed(heat.signs) if heat.pleased or each.kind != "praise")
    words = dict.fromkeys(said[each.message][each.start : each.end].strip() for each in signs)
    whole = [each for each in words if not any(each != other and each in other for other in words)]
    return heat, tuple([each for each in whole if any(map(str.isalpha, each))][:SHOWN])


def situation_of(ticket: Ticket, person: Person, messages: list[Message], *, calm: bool = False) -> Situation:
    """What is known besides the draft.

    A complaint counts as a slip: by the customer's words, or by the tag that the form gives it. Somebody who
    is boiling counts as hot unless `calm`. The texts that a form letter is near to are the writer's last
    replies elsewhere and the company's macros.
    """
    theirs = _theirs(messages)
    ours = [each for each in messages if each.direction == Direction.OUT and each.person_id]
    said = _said(messages)
    apologised = next((each.at for each in ours if _says("apology", each.text[: ticket_heat.READ])), None)
    after = [each.text[: ticket_heat.READ] for each in theirs if apologised and each.at > apologised]
    heat = _heat(said, _stressed(messages))
    return Situation(
        language=next((each.language for each in reversed(theirs) if each.language), "en"),
        channel=ticket.channel.kind if ticket.channel.kind in CHANNELS else "email",
        customer_name=_name_of(ticket),
        first_reply=not ours,
        customer_messages=said,
        apology_given=apologised is not None,
        apology_accepted=any(_says("accepts-apology", text) for text in after),
        problem_solved=ticket.status == Status.SOLVED,
        slip="complaint" in ticket.tags or bool(heat.kinds() & {"complaint", "anger", "threat"}),
        canned_texts=_recent(ticket, person) + macros.texts(),
        hot=heat.level >= ticket_heat.BOILING and not calm,
        now=timezone.localtime(),
    )


# A draft is read at each pause in typing, and what was said before it does not change meanwhile.
@lru_cache(maxsize=1024)
def _says(signal: str, text: str) -> bool:
    known = load()
    return known is not None and says(known, signal, [text])


@lru_cache(maxsize=256)
def _heat(said: tuple[str, ...], stressed: tuple[Stressed, ...]) -> Heat:
    return heat_of(said, stressed=stressed)


def _theirs(messages: list[Message]) -> list[Message]:
    return [each for each in messages if each.direction == Direction.IN and not each.is_automatic]


def _said(messages: list[Message]) -> tuple[str, ...]:
    """The customer's last words."""
    return tuple(each.text[: ticket_heat.READ] for each in _theirs(messages)[-ticket_heat.LAST :])


def _stressed(messages: list[Message]) -> tuple[Stressed, ...]:
    """Where they stood in bold or italics."""
    return tuple(ticket_heat.stressed(each.emphasis) for each in _theirs(messages)[-ticket_heat.LAST :])


def _messages(ticket: Ticket) -> list[Message]:
    rows = Message.objects.filter(ticket=ticket).exclude(delivery=Delivery.UNDONE)
    fields = ("direction", "is_automatic", "person_id", "text", "at", "language", "emphasis")
    return list(rows.only(*fields).order_by("-at", "-pk")[:LAST])[::-1]


def _recent(ticket: Ticket, person: Person) -> tuple[str, ...]:
    """What the writer sent elsewhere of late."""
    rows = Message.objects.filter(person=person, direction=Direction.OUT).exclude(ticket=ticket)
    rows = rows.exclude(delivery=Delivery.UNDONE)
    return tuple(
        text[: ticket_heat.READ] for text in rows.order_by("-pk").values_list("text", flat=True)[:OWN]
    )


def _name_of(ticket: Ticket) -> str | None:
    """The customer's name, unless all we have is an address."""
    name = ticket.customer.name.strip()
    return name if name and "@" not in name and name != ticket.identity.address else None
