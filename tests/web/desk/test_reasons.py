"""Beside what the desk holds of a customer stands why it was asked, in the words that they read."""

import pytest
from django.test import Client

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.customers.models import Customer
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Ticket
from heard.web.desk import reasons
from tests.web.portal.conftest import Fill, ada_fills_in, form  # noqa: F401 - fixtures


def rows(ticket: Ticket) -> dict[str, str]:
    found = Ticket.objects.select_related("channel", "customer").get(pk=ticket.pk)
    return {str(label): str(why) for label, why in reasons.told(found)}


def test_what_they_told_has_its_reason(ticket: Ticket) -> None:
    assert rows(ticket) == {"Email": "Our answer goes there, and nothing else does."}
    Customer.objects.update(language="de", time_zone="Africa/Lagos", prefers="phone")
    assert rows(ticket) == {
        "Email": "Our answer goes there, and nothing else does.",
        "Language": "Of these pages and of the mails that they send.",
        "Their time zone": "So that hours that we promise are your hours.",
        "Likes to be reached by": "We keep to it where we can.",
    }


@pytest.mark.usefixtures("mailbox")
def test_agents_read_what_the_form_said(
    ada_fills_in: Fill,  # noqa: F811
    form: Channel,  # noqa: F811
    nora: Person,
    desk_of_tom: Client,
) -> None:
    setup.say(form, setup.Words(), {"email": "To send you the part."}, by=ref(nora))
    setup.ask(form, label="Frame size", purpose="It tells which bell fits.", by=ref(nora))
    ticket = ada_fills_in().ticket
    assert rows(ticket) == {"Email": "To send you the part.", "Frame size": "It tells which bell fits."}
    asked = Client().get("/help/request/").content.decode()
    shown = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    for why in rows(ticket).values():
        assert (asked.count(why), shown.count(why)) == (1, 1), why


def test_asking_for_a_time_zone_says_what_for(ticket: Ticket, desk_of_tom: Client) -> None:
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}/zone", headers={"HX-Request": "true"})
    assert 'aria-describedby="zone-why"' in page.content.decode()
