"""The audit says which and from what to what: of each act, done by the verbs themselves."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.channels.email import mailboxes
from heard.channels.webhook import subscriptions
from heard.lib.ref import ref
from heard.privacy import retention
from heard.privacy.models import Kept
from heard.reports import audit
from heard.reports.audit import Wanted
from heard.staff import desk, people, second_step, teams, tokens
from heard.staff.desk import Looks
from heard.staff.models import Person, Role, Sees
from heard.staff.people import Place
from heard.tickets import organise, tag_changes, tags
from heard.tickets.models import Priority, Status, Ticket

Cast = tuple[Person, Person, Ticket]
Act = Callable[[Person, Person, Ticket], object]


def newest() -> str:
    """What the newest line of the audit says beyond its label."""
    return audit.page(Wanted())[0][0].detail


@pytest.fixture
def cast(nora: Person, tom: Person, ticket: Ticket) -> Cast:
    return nora, tom, ticket


def place(nora: Person, tom: Person, _ticket: Ticket) -> None:
    bells, brakes = teams.form("Bells", [tom], by=nora), teams.form("Brakes", by=nora)
    assert tom.teams.get() == bells
    people.put(tom, Place(Role.LEAD, Sees.OWN_TEAMS, (brakes,)), by=nora)


def team(nora: Person, tom: Person, _ticket: Ticket) -> None:
    teams.change(teams.form("Bells", [tom], by=nora), "Rings", [nora], by=nora)


def retain(nora: Person, _tom: Person, _ticket: Ticket) -> None:
    retention.keep_for(Kept.TICKETS, 90, by=nora)
    retention.keep_for(Kept.TICKETS, None, by=nora)


def hook(nora: Person, _tom: Person, _ticket: Ticket) -> None:
    made, _secret = subscriptions.subscribe("https://shop.example/hooks/s3cret", [], by=ref(nora))
    subscriptions.turn(made, on=False, by=ref(nora))


def assigned(nora: Person, tom: Person, ticket: Ticket) -> None:
    organise.assign(ticket, tom, by=nora, was=None)


def prioritized(nora: Person, _tom: Person, ticket: Ticket) -> None:
    organise.set_priority(ticket, Priority.URGENT, by=nora, was=Priority.NORMAL)


def solved(nora: Person, _tom: Person, ticket: Ticket) -> None:
    organise.set_status(ticket, Status.SOLVED, by=nora, was=Status.NEW)


def renamed_tag(nora: Person, _tom: Person, ticket: Ticket) -> None:
    tags.add(ticket, "bell", by=nora)
    tag_changes.rename("bell", "ring", by=nora)


def looks(nora: Person, _tom: Person, _ticket: Ticket) -> None:
    desk.change_looks(Looks("Larkfield Bikes", "#005e66"), by=nora)


def steps(nora: Person, _tom: Person, _ticket: Ticket) -> None:
    second_step.require(["lead", "owner"], by=nora)


def token(_nora: Person, tom: Person, _ticket: Ticket) -> None:
    tokens.give(tom, tokens.Wanted(("tickets:read",), "The till"), by=tom)


def mailbox_named(nora: Person, _tom: Person, _ticket: Ticket) -> None:
    mailboxes.change(
        mailboxes.open_mailbox("bells@larkfield.example", name="Bells"),
        name="Bells and whistles",
        group="",
        by=ref(nora),
    )


ACTS: list[tuple[Act, str]] = [
    (place, "role: Agent → Lead · sees: Every ticket → Those of their teams, and what is assigned to them"
            " · team added: Brakes · team taken away: Bells"),
    (team, "Rings · another name · added: Nora Lind · taken out: Tom Abara"),
    (retain, "Closed tickets: for 90 days → for good"),
    (hook, "shop.example · turned off"),
    (assigned, "assigned to: nobody → Tom Abara"),
    (prioritized, "priority: Normal → Urgent"),
    (solved, "status: New → Solved"),
    (renamed_tag, "bell → ring"),
    (looks, "colour"),
    (steps, "Owner, Lead"),
    (token, "The till"),
    (mailbox_named, "Bells and whistles"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "said"), ACTS)
def test_a_line_says_which_and_from_what_to_what(cast: Cast, act: Act, said: str) -> None:
    act(*cast)
    assert newest() == said


def test_the_page_and_the_table_show_it(desk_of_nora: Client, cast: Cast) -> None:
    solved(*cast)
    assert "status: New → Solved" in desk_of_nora.get("/setup/audit/").content.decode()
    answer = desk_of_nora.get("/setup/audit/export?kind=ticket.status_changed")
    assert b"status: New \xe2\x86\x92 Solved" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_what_is_gone_is_a_number(cast: Cast) -> None:
    place(*cast)
    team_number = cast[1].teams.get().pk
    cast[1].teams.get().delete()
    assert f"team added: #{team_number}" in newest()


def test_a_hundred_lines_ask_as_much_as_one(cast: Cast) -> None:
    nora, tom, ticket = cast
    counts = []
    for to in (tom, nora, None, tom):
        was = ticket.assignee_id
        organise.assign(ticket, to, by=nora, was=was)
        ticket.refresh_from_db()
        with CaptureQueriesContext(connection) as asked:
            audit.page(Wanted(kind="ticket.assigned"))
        counts.append(len(asked))
    assert counts == [counts[0]] * 4
