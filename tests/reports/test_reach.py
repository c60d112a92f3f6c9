"""Where customers write and how they like to be reached: counted by channel, in a span of days."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.customers import identities
from heard.lib.ref import ref
from heard.reports import reach
from heard.reports.reach import Liked, Used
from heard.staff.models import Person
from heard.tickets.models import Ticket

PAGE = "/setup/reached/"


@pytest.fixture
def form(nora: Person, mailbox: Channel) -> Channel:
    """The request form, beside the mailbox."""
    return setup.open_form(mailbox, name="Form", by=ref(nora))


def began(channel: Channel, name: str, *, likes: str = "", days: int = 1) -> None:
    at = timezone.now() - timedelta(days=days)
    who = identities.identity_of("email", f"{name}@okoye.example", name=name.title(), at=at)
    who.customer.__class__.objects.filter(pk=who.customer_id).update(prefers=likes)
    Ticket.objects.create(customer=who.customer, identity=who, channel=channel, opened_at=at, changed_at=at)


def test_each_channel_and_each_wish(mailbox: Channel, form: Channel) -> None:
    began(mailbox, "ada", likes="email")
    began(mailbox, "ada", likes="email", days=2)
    began(form, "ada", likes="email")
    began(mailbox, "ivo", likes="phone", days=400)
    began(mailbox, "ben")
    found = reach.since(timezone.now() - timedelta(days=90))
    assert found.used == [Used(mailbox.name, "email", 3, 2, 75), Used("Form", "form", 1, 1, 25)]
    assert found.liked == [Liked("email", 1, 3, 2), Liked("phone", 1, 0, None)]
    assert (found.tickets, found.customers, found.said) == (4, 2, 2)


def test_the_page_asks_for_all_of_it_at_once(mailbox: Channel, form: Channel, desk_of_nora: Client) -> None:
    assert "No ticket began in these days." in desk_of_nora.get(PAGE).content.decode()
    asked = []
    for names in (["ada"], ["ben", "cleo", "dora"]):
        for name in names:
            began(mailbox, name, likes="form")
            began(form, name, likes="form", days=60)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = desk_of_nora.get(PAGE).content.decode()
        asked.append(
            len([each for each in queries if "tickets_ticket" in each["sql"] or "prefers" in each["sql"]])
        )
    assert asked == [4, 4]
    assert ("4 of 8 tickets began that way" in page, 'width="50%"' in page) == (True, True)
    month = desk_of_nora.get(f"{PAGE}?days=30").content.decode()
    assert ("0 of 4 tickets began that way" in month, 'href="?days=30" aria-current="true"' in month) == (
        True,
        True,
    )
