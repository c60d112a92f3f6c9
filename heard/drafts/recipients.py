"""Who gets a reply that goes to many, with which words, and who is left out and why?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heard.drafts import macros
from heard.drafts.send import NotSendable, check_address
from heard.phrasing import variables
from heard.staff.models import Person
from heard.tickets import access
from heard.tickets.models import Direction, Message, Ticket

MOST = 200  # customers answered at once, as many as are changed at once


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets it, in their ticket, and how it reads for them."""

    ticket: Ticket
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One who does not get it, and why. Of a ticket that is not theirs to see a person learns no name."""

    number: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Both, in the order of their numbers."""

    gets: list[Recipient]
    left_out: list[LeftOut]

    @property
    def customers(self) -> int:
        """How many people it goes to: one may have two of the tickets."""
        return len({each.ticket.customer_id for each in self.gets})

    @property
    def repeated(self) -> list[tuple[str, int]]:
        """Who gets the same words more than once, and how often."""
        often = Counter(each.ticket.customer_id for each in self.gets)
        names = {each.ticket.customer_id: each.ticket.customer.name for each in self.gets}
        return [(names[customer], times) for customer, times in often.items() if times > 1]


def plan(person: Person, numbers: Iterable[int], text: str) -> Plan:
    """Whom a reply of `person` with these words reaches. Four queries, however many there are; one
    more for each whose goal the words ask for, and two where they ask for the page on scope."""
    wanted = sorted(set(numbers))[:MOST]
    rows = (
        access.tickets_of(person).filter(number__in=wanted).select_related("customer", "identity", "channel")
    )
    mine = {ticket.number: ticket for ticket in rows}
    doubtful = _doubtful(mine)
    company = macros.company_name()
    gets: list[Recipient] = []
    left_out: list[LeftOut] = []
    for number in wanted:
        ticket = mine.get(number)
        if ticket is None:
            left_out.append(LeftOut(number, "", _("It is not yours to see.")))
            continue
        words = variables.fill(text, macros.values(ticket, person, company=company))
        if why := _why_not(ticket, words, doubtful):
            left_out.append(LeftOut(number, ticket.customer.name, why))
        else:
            gets.append(Recipient(ticket, words))
    return Plan(gets, left_out)


def newest(numbers: Iterable[int]) -> dict[int, int]:
    """The newest message in each of these tickets, 0 where there is none."""
    found = dict.fromkeys(numbers, 0)
    said = Message.objects.filter(ticket__in=list(found))
    found.update(said.order_by("pk").values_list("ticket_id", "pk"))
    return found


def _why_not(ticket: Ticket, words: str, doubtful: set[int]) -> str:
    """Empty when nothing speaks against it."""
    if ticket.merged_into_id:
        return _("It goes on in No. %(number)s. Answer there.") % {"number": ticket.merged_into_id}
    if ticket.number in doubtful:
        return _("Who wrote last is not confirmed. Look at the ticket first.")
    try:
        check_address(ticket, None)
    except NotSendable as reason:
        return str(reason)
    if left := variables.left_in(words):
        return _("Not known here: %(names)s.") % {"names": ", ".join(left)}
    return ""


def _doubtful(tickets: Iterable[int]) -> set[int]:
    """Those in which the newest words are of somebody whom nobody has confirmed."""
    said = Message.objects.filter(ticket__in=list(tickets), direction=Direction.IN, is_automatic=False)
    last = dict(said.order_by("pk").values_list("ticket_id", "is_unconfirmed"))
    return {number for number, is_unconfirmed in last.items() if is_unconfirmed}
