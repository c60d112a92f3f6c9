"""A customer gets another address afterwards: mail to their number, or the reverse; never somebody else's."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.channels.models import Channel
from heard.customers import sessions
from heard.customers.models import Customer, Identity
from heard.drafts import send
from heard.drafts.send import Wish
from heard.search import names
from heard.staff.models import Person
from heard.tickets import (
    addresses,
    finding,
    happenings,
    participants,
    removed_addresses,
    request_links,
    requests,
    told,
)
from heard.tickets.addresses import NotAnAddress, Taken
from heard.tickets.envelope import Copies
from heard.tickets.models import Message, Participant, Ticket
from heard.tickets.models import Told as How
from heard.tickets.removed_addresses import NotRemovable
from heard.tickets.told import Told
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows
from tests.cuts import Cut, cut_after

NUMBER = "+441632960117"


@pytest.fixture
def called(mailbox: Channel, tom: Person) -> Ticket:
    """Ivo rang about his brakes; only his number is known."""
    words = Told("01632 960 117".replace("0", "+44", 1), "Ivo Dahl", "Brakes", "They squeal.", how=How.PHONE)
    return told.write_down(words, mailbox, by=tom)


def url(ticket: Ticket) -> str:
    return f"/desk/tickets/{ticket.pk}/addresses"


def anew(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("identity", "customer", "channel").get(pk=ticket.pk)


def test_whoever_called_can_be_answered_by_mail(called: Ticket, desk_of_tom: Client, tom: Person) -> None:
    desk_of_tom.post(url(called), {"address": " Ivo@Dahl.example "})
    now = anew(called)
    assert (now.identity.address, now.customer_id) == ("ivo@dahl.example", called.customer_id)
    sent = send.send(now, tom, "Bring it on Friday.")
    assert (sent.identity, Customer.objects.count()) == (now.identity, 1)
    assert happenings.of([called.pk])[-1].text == (
        "Tom Abara lets answers go to another address of the customer."
    )
    page = desk_of_tom.get(f"/desk/tickets/{called.pk}").text
    assert ("ivo@dahl.example" in page, f"tel:{NUMBER}" in page) == (True, True)


def test_what_they_write_from_there_is_theirs(called: Ticket, tom: Person, ada_writes: Write) -> None:
    addresses.add(called, "ivo@dahl.example", by=tom)
    wrote = ada_writes(sender="Ivo <ivo@dahl.example>")
    assert wrote.ticket.customer_id == called.customer_id


def test_a_number_is_added_to_whoever_writes(ticket: Ticket, desk_of_tom: Client, mailbox: Channel) -> None:
    desk_of_tom.post(url(ticket), {"address": "+44 1632 960 117"})
    assert (anew(ticket).identity.address, Identity.objects.filter(customer=ticket.customer).count()) == (
        "ada@okoye.example",
        2,
    )
    again = told.write_down(
        Told(NUMBER, "", "Bell", "Again.", how=How.PHONE), mailbox, by=Person.objects.latest("pk")
    )
    assert again.customer_id == ticket.customer_id


def test_somebody_elses_stays_theirs_and_the_merge_is_offered(
    called: Ticket, ticket: Ticket, desk_of_tom: Client
) -> None:
    answer = desk_of_tom.post(url(called), {"address": "ada@okoye.example"})
    assert answer.status_code == 422
    assert "This address belongs to another customer." in answer.text
    assert f'name="other" value="{ticket.pk}"' in answer.text
    assert Identity.objects.get(address="ada@okoye.example").customer_id == ticket.customer_id
    desk_of_tom.post(f"/desk/tickets/{called.pk}/merge", {"other": ticket.pk, "sure": ""})
    assert anew(called).merged_into_id == ticket.pk


def test_of_whom_one_sees_no_ticket_nothing_is_told(called: Ticket, ticket: Ticket, tom: Person) -> None:
    Person.objects.filter(pk=tom.pk).update(sees="own_teams")
    Ticket.objects.filter(pk=called.pk).update(assignee=tom)
    browser = Client()
    browser.force_login(Person.objects.get(pk=tom.pk), backend="heard.web.sessions.Backend")
    said = browser.post(url(called), {"address": "ada@okoye.example"}).text
    assert ("Ada Okoye" in said, "of whom you see no ticket" in said) == (False, True)


@pytest.mark.parametrize(
    "typed", ["", "nobody", "help@larkfield.example", "12", "a@b", "x" * 250 + "@y.example"]
)
def test_what_is_no_address(called: Ticket, desk_of_tom: Client, tom: Person, typed: str) -> None:
    with pytest.raises(NotAnAddress):
        addresses.add(called, typed, by=tom)
    assert desk_of_tom.post(url(called), {"address": typed}).status_code == 422
    assert Identity.objects.filter(customer=called.customer).count() == 1


def test_twice_is_once(called: Ticket, tom: Person) -> None:
    first = addresses.add(called, "ivo@dahl.example", by=tom)
    assert addresses.add(anew(called), "IVO@dahl.example", by=tom) == first


def test_answers_go_where_one_says(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    work = addresses.add(ticket, "ada@work.example", by=tom)
    assert anew(ticket).identity.address == "ada@okoye.example"
    desk_of_tom.post(url(ticket), {"answer_at": work.pk})
    assert anew(ticket).identity == work
    assert not addresses.answer_at(anew(ticket), work.pk + 99, by=tom)


def test_a_stranger_is_not_answered_in_their_stead(called: Ticket, ticket: Ticket, tom: Person) -> None:
    assert not addresses.answer_at(called, ticket.identity_id, by=tom)
    with pytest.raises(Taken):
        addresses.add(called, "ada@okoye.example", by=tom)


def test_they_are_found_by_it(called: Ticket, tom: Person) -> None:
    addresses.add(called, "ivo@dahl.example", by=tom)
    everything_follows()
    assert called.customer_id in names.find("ivo@dahl", "customer")
    assert finding.ask(tom, "brakes")
    assert Message.objects.count() == 1


@pytest.fixture
def wrong(ticket: Ticket, tom: Person) -> Identity:
    """Ivo's address, which somebody put to Ada."""
    return addresses.add(ticket, "ivo@dahl.example", by=tom)


def take_away(browser: Client, ticket: Ticket, identity: Identity, **sure: str) -> str:
    return browser.post(url(ticket), {"remove": identity.pk, **sure}, follow=True).text


def test_a_wrong_address_nobody_used_is_gone(
    ticket: Ticket, wrong: Identity, desk_of_tom: Client, ada_writes: Write
) -> None:
    everything_follows()
    assert names.find("ivo@dahl", "customer") == [ticket.customer_id]
    asked = take_away(desk_of_tom, ticket, wrong)
    assert "Take <bdi>ivo@dahl.example</bdi> away from <bdi>Ada Okoye</bdi>?" in asked
    assert Identity.objects.filter(pk=wrong.pk).exists()  # a question changes nothing
    assert "no longer this customer" in take_away(desk_of_tom, ticket, wrong, sure="yes")
    everything_follows()
    assert (names.find("ivo@dahl", "customer"), names.find("ada@okoye", "customer")) == (
        [],
        [ticket.customer_id],
    )
    assert names.find("okoye", "customer") == [ticket.customer_id]
    wrote = ada_writes(sender="Ivo Dahl <ivo@dahl.example>", message_id="<i@dahl.example>")
    assert wrote.ticket.customer.name == "Ivo Dahl"
    entry = Entry.objects.get(kind=Kind.CUSTOMER_ADDRESS_REMOVED)
    assert (entry.subject_id, entry.about_id, entry.data["to"]) == (ticket.customer_id, wrong.pk, 0)


def test_what_came_from_it_goes_along_and_what_was_shared_stays(
    ticket: Ticket, wrong: Identity, tom: Person, desk_of_tom: Client, ada_writes: Write
) -> None:
    own = ada_writes(sender="Ivo Dahl <ivo@dahl.example>", message_id="<i1@dahl.example>", subject="Saddle")
    into = ada_writes(
        sender="Ivo Dahl <ivo@dahl.example>",
        message_id="<i2@dahl.example>",
        subject="Re: My bell",
        answering="<ada-1@okoye.example>",
    )
    assert (into.ticket_id, own.ticket.customer_id) == (ticket.pk, ticket.customer_id)
    addresses.answer_at(anew(ticket), wrong.pk, by=tom)
    take_away(desk_of_tom, ticket, wrong, sure="yes")
    everything_follows()
    bell, saddle = anew(ticket), anew(own.ticket)
    ivo = saddle.customer
    assert (ivo.name, saddle.identity_id) == ("Ivo Dahl", wrong.pk)
    assert (bell.customer.name, bell.identity.address) == ("Ada Okoye", "ada@okoye.example")
    assert Message.objects.filter(ticket=bell, identity=wrong).count() == 1  # what was said stays
    assert names.find("dahl", "customer") == [ivo.pk]
    assert happenings.of([saddle.pk])[-1].text == (
        "Tom Abara took this address away from a customer: the ticket is now of whoever has it."
    )
    again = ada_writes(sender="Ivo Dahl <ivo@dahl.example>", message_id="<i3@dahl.example>", subject="Pump")
    assert again.ticket.customer_id == ivo.pk
    seen = [set(requests.requests_of(requests.viewer(each)).values_list("pk", flat=True))
            for each in (Identity.objects.get(pk=wrong.pk), bell.identity)]  # fmt: skip
    assert seen == [{saddle.pk, again.ticket_id}, {bell.pk}]


def test_who_reads_a_wrong_address_is_out_at_once(ticket: Ticket, wrong: Identity, tom: Person) -> None:
    """Signed in, by a link, and as one who took part: none of it opens the other's request any more."""
    held = sessions.begin(wrong)
    key = request_links.make(ticket, wrong)
    Participant.objects.create(ticket=ticket, identity=wrong, is_confirmed=True)
    assert requests.requests_of(requests.viewer(wrong)).count() == 1
    removed_addresses.remove(ticket, wrong.pk, by=tom)
    assert (sessions.find(held), request_links.find(key)) == (None, None)
    left = Identity.objects.get(pk=wrong.pk)
    assert requests.requests_of(requests.viewer(left)).count() == 0
    assert participants.is_stranger(anew(ticket), left)


def test_the_last_address_stays_and_one_that_is_written_to(
    ticket: Ticket, tom: Person, desk_of_tom: Client
) -> None:
    assert "Take it away" not in desk_of_tom.get(url(ticket)).text
    with pytest.raises(NotRemovable, match="the only address"):
        removed_addresses.remove(ticket, ticket.identity_id, by=tom)
    work = addresses.add(ticket, "ada@work.example", by=tom)
    sent = send.send(ticket, tom, "On Friday.", wish=Wish(copies=Copies(to=("ada@work.example",))))
    assert "waits to leave" in take_away(desk_of_tom, ticket, work, sure="yes")
    Message.objects.filter(pk=sent.pk).update(delivery="sent")
    removed_addresses.remove(ticket, work.pk, by=tom)


@pytest.mark.parametrize("chosen", ["0", "x", "-1", "9" * 30, "²"])
def test_another_customers_address_is_not_taken_away(
    ticket: Ticket, wrong: Identity, called: Ticket, desk_of_tom: Client, chosen: str
) -> None:
    for value in (chosen, str(called.identity_id)):
        answer = desk_of_tom.post(url(ticket), {"remove": value, "sure": "yes"})
        assert answer.status_code == 422
    assert Identity.objects.count() == 3


def test_a_removal_cut_anywhere_is_none(ticket: Ticket, wrong: Identity, tom: Person) -> None:
    addresses.answer_at(anew(ticket), wrong.pk, by=tom)

    def removed() -> None:
        with transaction.atomic():
            removed_addresses.remove(anew(ticket), wrong.pk, by=tom)
            raise Cut

    with CaptureQueriesContext(connection) as asked, pytest.raises(Cut):
        removed()
    writes = [each for each in asked if each["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(writes) > 3
    for last in range(len(writes)):
        with pytest.raises(Cut), connection.execute_wrapper(cut_after(last)):
            removed_addresses.remove(anew(ticket), wrong.pk, by=tom)
        assert (anew(ticket).identity_id, Customer.objects.count()) == (wrong.pk, 1)
        assert Identity.objects.get(pk=wrong.pk).customer_id == ticket.customer_id
