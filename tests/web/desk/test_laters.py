"""When a reply may leave later: on mornings of the customer's, and at an hour that somebody writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from heard.customers import zones
from heard.customers.zones import Zone
from heard.staff.models import Person
from heard.tickets.models import Delivery, Message, Ticket
from heard.web.desk import laters
from heard.web.desk.forms import RestForm

TOKYO, GUESSED = Zone("Asia/Tokyo", 0), Zone("", -5 * 60)
SUNDAY = datetime(
    2026, 11, 22, 21, 30, tzinfo=UTC
)  # in Tokyo it is Monday, 06:30; in New York Sunday afternoon


@pytest.mark.parametrize(
    ("zone", "now", "offered"),
    [
        (
            TOKYO,
            SUNDAY,
            [
                ("This morning", "Mon 09:00", "2026-11-23T00:00"),
                ("Tomorrow morning", "Tue 09:00", "2026-11-24T00:00"),
                ("Monday morning", "Mon 09:00", "2026-11-30T00:00"),
            ],
        ),
        (GUESSED, SUNDAY, [("Tomorrow morning", "Mon 09:00", "2026-11-23T14:00")]),
        (
            None,
            SUNDAY - timedelta(days=2),
            [("Tomorrow morning", "", "2026-11-21T09:00"), ("Monday morning", "", "2026-11-23T09:00")],
        ),
        # The clock goes back in the night to Sunday, 1 November: nine stays nine.
        (
            Zone("America/New_York", 0),
            datetime(2026, 10, 31, 16, tzinfo=UTC),
            [
                ("Tomorrow morning", "Sun 09:00", "2026-11-01T14:00"),
                ("Monday morning", "Mon 09:00", "2026-11-02T14:00"),
            ],
        ),
    ],
)
def test_mornings_are_where_the_customer_is(
    zone: Zone | None, now: datetime, offered: list[tuple[str, str, str]]
) -> None:
    found = laters.choices(zone, now)
    assert [
        (each.words, each.theirs, f"{each.at.astimezone(UTC):%Y-%m-%dT%H:%M}") for each in found
    ] == offered


def test_the_hours_are_written_as_the_language_does() -> None:
    with translation.override("de"):
        assert [each.theirs for each in laters.choices(TOKYO, SUNDAY)] == ["Mo 09:00", "Di 09:00", "Mo 09:00"]


def test_one_press_lets_it_leave_on_their_morning(ticket: Ticket, tom: Person, desk_of_tom: Client) -> None:
    zones.choose(ticket.customer, "Asia/Tokyo", by=tom)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}")
    first = page.context["laters"][0]
    assert first.at.tzinfo is not None and (first.at.hour, str(first.at.tzinfo)) == (9, "Asia/Tokyo")
    assert 'type="datetime-local"' not in page.content.decode()  # browsers write its hours as they like
    sent = {"text": "Dear Ada", "later_at": first.at.isoformat(), "later_day": "2090-01-01"}
    desk_of_tom.post(f"/desk/tickets/{ticket.number}/replies", sent)
    message = Message.objects.get(direction="out")
    assert (message.delivery, message.release_at) == (Delivery.WAITING, first.at)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"later_day": "", "later_hour": ""}, "Choose the day."),
        (
            {"later_day": "2090-01-02", "later_hour": "99"},
            "This is not an hour. Write it as 09:00, or 17:30.",
        ),
    ],
)
def test_what_shall_wait_never_leaves_at_once(
    ticket: Ticket, desk_of_tom: Client, given: dict[str, str], fault: str
) -> None:
    sent = {"text": "Dear Ada", "then": "yes", **given}
    answer = desk_of_tom.post(f"/desk/tickets/{ticket.number}/replies", sent)
    assert (answer.status_code, fault in answer.content.decode()) == (422, True)
    assert Message.objects.filter(direction="out").count() == 0


@pytest.mark.parametrize(
    ("hour", "meant"),
    [("09:00", "09:00"), ("9", "09:00"), ("9.30", "09:30"), ("17:05", "17:05"), ("", "09:00")],
)
def test_an_hour_is_read_as_people_write_it(hour: str, meant: str) -> None:
    form = RestForm({"until_day": "2090-01-02", "until_hour": hour, "zone": "UTC"})
    assert (form.is_valid(), f"{form.cleaned_data['until']:%Y-%m-%d %H:%M}") == (True, f"2090-01-02 {meant}")


@pytest.mark.parametrize(
    ("day", "hour", "fault"),
    [
        ("2090-01-02", "25:00", "This is not an hour. Write it as 09:00, or 17:30."),
        ("2090-01-02", "9 pm", "This is not an hour. Write it as 09:00, or 17:30."),
        ("", "09:00", "Choose the day, too."),
        ("soon", "09:00", "This is not a day. Choose it in the calendar."),
        ("", "", "Choose the day."),
    ],
)
def test_what_is_no_day_or_no_hour(day: str, hour: str, fault: str) -> None:
    form = RestForm({"until_day": day, "until_hour": hour, "zone": "UTC"})
    assert form.errors == {"until": [fault]}


def test_a_ticket_rests_until_a_day_and_an_hour_of_ones_own(ticket: Ticket, desk_of_tom: Client) -> None:
    day = (timezone.now() + timedelta(days=40)).date()
    chosen = {"own_day": "yes", "until_day": day.isoformat(), "until_hour": "14:15", "zone": "Asia/Tokyo"}
    desk_of_tom.post(f"/desk/tickets/{ticket.number}/hold", chosen)
    ticket.refresh_from_db()
    assert ticket.status == "hold" and ticket.hold_until is not None
    assert ticket.hold_until == datetime(day.year, day.month, day.day, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize("wrong", [{"until_hour": "9"}, {"until_day": "2001-01-01"}, {"until_day": "x"}])
def test_a_day_that_is_none_or_over_changes_nothing(
    ticket: Ticket, desk_of_tom: Client, wrong: dict[str, str]
) -> None:
    asked = {"own_day": "yes", "zone": "UTC", **wrong}
    answer = desk_of_tom.post(f"/desk/tickets/{ticket.number}/hold", asked, headers={"HX-Request": "true"})
    assert (answer.status_code, Ticket.objects.get().hold_until) == (422, None)
