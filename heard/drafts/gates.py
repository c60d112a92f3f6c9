"""What may not leave: drafts with a finding that stops them, until they are changed or a lead lifts it.

The gates are those of the practices that say "block": a rudimentary question before an accepted apology
(R-160), a gesture by itself (R-209), a feature promised or dated (R-168, R-169), and a defensive answer to
somebody who is boiling (R-251).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from heard.coach import Finding
from heard.drafts.review import Reviewed, review
from heard.lib.ref import ref
from heard.phrasing import lexicon, lifts
from heard.staff import roles
from heard.staff.models import Person
from heard.staff.roles import Act
from heard.tickets.models import Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


class NotLiftable(ValueError):
    """The gate stays shut; the message says why."""


@dataclass(frozen=True, slots=True)
class Lifting:
    """The gates of these codes are to be opened for what is sent, and why."""

    codes: tuple[str, ...]
    reason: str


def standing(
    ticket: Ticket, person: Person, text: str, *, confidence: int | None = None
) -> tuple[Reviewed, list[Finding]]:
    """The review of what is to be sent, and the findings for which it may not leave (none when it may)."""
    read = review(ticket, person, text, confidence=confidence)
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


def lift(ticket: Ticket, codes: Sequence[str], *, reason: str, by: Person) -> None:
    """Lets the next reply of the ticket through these gates. Raises NotLiftable."""
    if not roles.may(by, Act.SETUP):
        raise NotLiftable(_("Only a lead may lift this. Ask one, and say why it must go out as it is."))
    if not reason.strip():
        raise NotLiftable(_("Write why it must go out as it is."))
    unknown = sorted(set(codes) - lexicon.codes())
    if unknown or not codes:
        named = ", ".join(code[:40] for code in unknown[:5])
        raise NotLiftable(_("There is no gate “%(code)s”. Name the code of the finding.") % {"code": named})
    with transaction.atomic():
        for row in lifts.lift(ticket.number, codes, reason=reason, by=by):
            record(Kind.GATE_LIFTED, ref(ticket), about=ref(row), actor=ref(by), data={"code": row.code})


def passed(message: Message, read: Reviewed) -> None:
    """After a message was written: the gates shut again, unless it is taken back (tickets/replies.py). One
    to somebody outside that nothing held leaves them open, for the reply that they were opened for."""
    if read.stops or message.forwards_id is None:
        lifts.use(message.ticket_id, message=message.pk)
