"""What may not leave: drafts with a finding that stops them, until they are changed or a lead lifts it.

The gates are those of the practices that say "block": a rudimentary question before an accepted apology
(R-160), a gesture by itself (R-209), a feature promised or dated (R-168, R-169), and a defensive answer to
somebody who is boiling (R-251).
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from heard.coach import Finding
from heard.drafts.promised import Answer, spotted
from heard.drafts.review import Reviewed, review
from heard.lib.ref import NOBODY, ref
from heard.phrasing import lifts
from heard.staff import roles
from heard.staff.models import Person
from heard.staff.roles import Act
from heard.tickets.models import Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


class NotLiftable(ValueError):
    """The gate stays shut; the message says why."""


def standing(ticket: Ticket, person: Person, text: str) -> tuple[Reviewed, list[Finding]]:
    """The review of a reply, and the findings for which it may not leave (none when it may)."""
    read = review(ticket, person, text)
    open_gates = lifts.standing(ticket.number) if read.stops else frozenset()
    return read, [each for each in read.stops if each.code not in open_gates]


def spelled(shut: Sequence[Finding], text: str) -> str:
    """Why a reply with these findings was not sent, and what to do."""
    words = text[shut[0].start : shut[0].end] or text[:80]
    return _("Not sent: “%(words)s” - %(why)s Change it, or ask a lead to lift %(code)s with a reason.") % {
        "words": words,
        "why": _(shut[0].why),
        "code": ", ".join(sorted({each.code for each in shut})),
    }


def lift(ticket: Ticket, codes: list[str], *, reason: str, by: Person) -> None:
    """Lets the next reply of the ticket through these gates. Raises NotLiftable."""
    if not roles.may(by, Act.SETUP):
        raise NotLiftable(_("Only a lead may lift this. Ask one, and say why it must go out as it is."))
    if not reason.strip():
        raise NotLiftable(_("Write why it must go out as it is."))
    with transaction.atomic():
        for row in lifts.lift(ticket.number, codes, reason=reason, by=by):
            record(Kind.GATE_LIFTED, ref(ticket), about=ref(row), actor=ref(by), data={"code": row.code})


def passed(message: Message, read: Reviewed, answers: Sequence[Answer] = ()) -> None:
    """After a reply was written: gates shut again, and its promises are on record (what, when, by whom).

    The words stay in the message, which can be blanked; the entry holds their place and the time.
    """
    with transaction.atomic():
        lifts.use(message.ticket_id)
        for promise in read.promises:
            record(
                Kind.PROMISE_SPOTTED,
                ref(message.ticket),
                about=ref(message),
                actor=ref(message.person) if message.person else NOBODY,
                data=spotted(promise, answers),
            )
