"""Who joins a ticket because they belong to the customer's organisation."""

import pytest

from heard.channels.email import receive
from heard.customers import organisations
from heard.customers.models import Organisation
from heard.lib.ref import NOBODY
from heard.tickets import intake
from heard.tickets.models import Message, Participant, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Keep, Write, mail

KOFI = "Kofi Okoye <kofi@okoye.example>"
STAMPED = "Authentication-Results: mx.larkfield.example; dmarc={} header.from=okoye.example\r\n"


@pytest.fixture
def dairy(db: None) -> Organisation:
    organisation = organisations.enter("Okoye Dairy", by=NOBODY)
    organisations.add_domain(organisation, "okoye.example", by=NOBODY)
    return organisation


@pytest.fixture
def answer(ticket: Ticket, keep: Keep) -> Write:
    """A mail from somebody who knows the thread."""

    def write(sender: str = KOFI, *, headers: str = "") -> Message:
        raw = headers.encode() + mail(
            "Me too.", sender=sender, message_id="<kofi@okoye.example>", answering="<ada-1@okoye.example>"
        )
        message = intake.take_in(keep(raw), receive.read(raw))
        assert message
        return message

    return write


@pytest.mark.parametrize("headers", ["", STAMPED.format("pass")])
def test_a_colleague_joins(dairy: Organisation, answer: Write, ticket: Ticket, headers: str) -> None:
    message = answer(headers=headers)
    assert (message.ticket, message.is_unconfirmed) == (ticket, False)
    joined = Participant.objects.get()
    assert (joined.identity.address, joined.is_confirmed) == ("kofi@okoye.example", True)
    assert Entry.objects.filter(kind=Kind.SENDER_JOINED, subject_id=ticket.pk).count() == 1


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        (KOFI, STAMPED.format("fail")),
        (KOFI, STAMPED.format("none")),
        (KOFI, STAMPED.format("permerror")),
        (KOFI, "Reply-To: thief@else.example\r\n"),
        ("Kofi <kofi@post.okoye.example>", ""),
        ("Bo Lind <bo@lind.example>", ""),
    ],
)
def test_whoever_may_be_somebody_else_waits(
    dairy: Organisation, answer: Write, sender: str, headers: str
) -> None:
    assert answer(sender, headers=headers).is_unconfirmed
    assert not Participant.objects.get().is_confirmed


def test_without_a_domain_nobody_joins(answer: Write) -> None:
    assert answer().is_unconfirmed


def test_a_colleague_of_another_company_waits(dairy: Organisation, answer: Write) -> None:
    other = organisations.enter("Lind", by=NOBODY)
    organisations.add_domain(other, "lind.example", by=NOBODY)
    assert answer("Bo Lind <bo@lind.example>").is_unconfirmed
