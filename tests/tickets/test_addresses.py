"""A customer gets another address afterwards: mail to their number, or the reverse; never somebody else's."""

import pytest
from django.test import Client

from heard.channels.models import Channel
from heard.customers.models import Customer, Identity
from heard.drafts import send
from heard.search import names
from heard.staff.models import Person
from heard.tickets import addresses, finding, happenings, told
from heard.tickets.addresses import NotAnAddress, Taken
from heard.tickets.models import Message, Ticket
from heard.tickets.models import Told as How
from heard.tickets.told import Told
from tests.conftest import Write, everything_follows

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
