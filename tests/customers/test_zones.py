"""Where a customer's clock stands: as somebody said, otherwise guessed from their mails and marked so."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from heard.channels.email import receive
from heard.customers import zones
from heard.customers.models import Customer
from heard.customers.zones import UnknownZone, Zone
from heard.staff.models import Person
from heard.tickets import intake
from heard.tickets.models import Ticket
from heard.web.desk import hours
from tests.conftest import Keep, desk_of, mail

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def comes(
    keep: Keep, date: str, *, sender: str = "Ada Okoye <ada@okoye.example>", more: str = ""
) -> Customer:
    """A mail whose Date field says this."""
    raw = f"Date: {date}\r\n{more}".encode() + mail(sender=sender, message_id=f"<{hash(date + more)}@x>")
    message = intake.take_in(keep(raw), receive.read(raw))
    assert message
    assert message.identity
    return Customer.objects.get(pk=message.identity.customer_id)


@pytest.mark.parametrize(
    ("date", "place"),
    [
        ("Sun, 22 Nov 2026 09:00:00 +0530", "UTC+5:30"),
        ("Sun, 22 Nov 2026 09:00:00 -0300", "UTC-3"),
        ("Sun, 22 Nov 2026 09:00:00 +0000", None),  # many programs say so wherever they are
        ("Sun, 22 Nov 2026 09:00:00 -0000", None),
        ("Sun, 22 Nov 2026 09:00:00 +1900", None),
        ("yesterday", None),
    ],
)
def test_guessed_from_the_clock_of_their_mail(keep: Keep, date: str, place: str | None) -> None:
    zone = zones.of(comes(keep, date))
    assert (zone and zone.place, zone and zone.is_guess) == (place, place and True)


def test_the_newest_mail_counts_and_a_machine_tells_nothing(keep: Keep) -> None:
    comes(keep, "Sun, 22 Nov 2026 09:00:00 +0100")
    comes(keep, "Sun, 22 Nov 2026 09:00:00 +0200")
    customer = comes(keep, "Sun, 22 Nov 2026 09:00:00 +0900", more="List-Id: <news.x.example>\r\n")
    assert customer.mail_offset == 120


def test_what_somebody_said_is_no_guess(ticket: Ticket, tom: Person, desk_of_tom: Client) -> None:
    Customer.objects.update(mail_offset=60)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    assert "UTC+1, guessed from their mail" in page
    answer = desk_of_tom.post(f"/desk/tickets/{ticket.number}/zone", {"zone": "Africa/Lagos"})
    assert answer.status_code == 302
    assert zones.of(Customer.objects.get()) == Zone("Africa/Lagos", 0)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    assert ("Lagos" in page, "guessed" in page) == (True, False)
    zones.choose(Customer.objects.get(), "", by=tom)
    assert zones.of(Customer.objects.get()) == Zone("", 60)


def test_a_name_that_is_none_is_said(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    with pytest.raises(UnknownZone, match="Europe/Atlantis"):
        zones.choose(ticket.customer, "Europe/Atlantis", by=tom)
    answer = desk_of_tom.post(f"/desk/tickets/{ticket.number}/zone", {"zone": "Atlantis"})
    assert (answer.status_code, answer.context["written"]) == (422, "Atlantis")
    assert Customer.objects.get().time_zone == ""


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (Zone("Asia/Tokyo", 0), "Wed 21:00"),
        (Zone("America/New_York", 0), "Wed 08:00"),
        (Zone("", -210), "Wed 08:30"),
        (Zone("Africa/Abidjan", 0), ""),  # the same as ours
        (None, ""),
    ],
)
def test_an_hour_of_ours_as_it_is_for_them(zone: Zone | None, said: str) -> None:
    assert hours.there(zone, NOON) == said


def test_an_hour_chosen_for_sending_is_shown_in_both(ticket: Ticket, tom: Person) -> None:
    zones.choose(ticket.customer, "Asia/Tokyo", by=tom)
    browser = desk_of(tom)
    sent = {"text": "Dear Ada", "later_day": "2027-01-05", "later_hour": "9", "zone": "Europe/Rome"}
    browser.post(f"/desk/tickets/{ticket.number}/replies", sent)
    assert "Tue 17:00 for them" in browser.get(f"/desk/tickets/{ticket.number}").content.decode()
