"""The saved views: which tickets, in which order, page by page."""

from typing import Any

import pytest
from django.db import connection

from heard.staff import teams
from heard.staff.models import Person, Sees
from heard.tickets import organise, paging, tags, views
from heard.tickets.models import Status, Ticket
from heard.tickets.views import VIEWS
from tests.conftest import Write


@pytest.fixture
def many(ada_writes: Write) -> list[int]:
    """Seven tickets, the oldest first."""
    return [ada_writes(message_id=f"<{n}@okoye.example>", text=f"Bell {n}").ticket.number for n in range(7)]


def numbers(slug: str, person: Person, after: str = "") -> list[int]:
    return [row["number"] for row in paging.page(VIEWS[slug], person, after=after).rows]


def test_newest_change_first_and_longest_wait_first(many: list[int], tom: Person) -> None:
    assert numbers("open", tom) == many[::-1]
    assert numbers("waiting", tom) == many


def test_mine_unassigned_and_solved(many: list[int], tom: Person) -> None:
    first, second = Ticket.objects.order_by("number")[:2]
    organise.assign(first, tom, by=tom, was=None)
    organise.set_status(second, Status.SOLVED, by=tom, was=Status.NEW)
    assert numbers("mine", tom) == [many[0]]
    assert numbers("unassigned", tom) == many[:1:-1]
    assert many[1] not in numbers("open", tom)
    assert numbers("all", tom) == many[::-1]


@pytest.mark.parametrize("slug", ["open", "waiting", "all"])
def test_pages_meet_without_gap_or_overlap(
    many: list[int], tom: Person, monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    monkeypatch.setattr(paging, "PAGE", 3)
    Ticket.objects.update(changed_at=Ticket.objects.latest("number").changed_at)  # all at the same moment
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = paging.page(VIEWS[slug], tom, after=after)
        seen += [row["number"] for row in page.rows]
        after = page.after
    assert sorted(seen) == many


def test_what_is_no_cursor_is_the_beginning(many: list[int], tom: Person) -> None:
    assert numbers("open", tom, after="yesterday_or_so") == many[::-1]


def test_counts_stop_at_99(many: list[int], tom: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paging.count(VIEWS["open"], tom) == "7"
    monkeypatch.setattr(paging, "COUNT_TO", 5)
    assert paging.count(VIEWS["open"], tom) == "5+"


def test_somebody_who_left_sees_nothing(many: list[int], tom: Person) -> None:
    tom.is_active = False
    assert numbers("all", tom) == []


@pytest.mark.parametrize("sees", [Sees.EVERYTHING, Sees.OWN_TEAMS])
@pytest.mark.parametrize(
    "slug", [*VIEWS, "status-hold", "status-closed", "team-{team}", "channel-{channel}", "tag-bell"]
)
def test_every_view_is_read_from_an_index_in_its_order(
    many: list[int], tom: Person, slug: str, sees: Sees
) -> None:
    """Nothing is sorted, however many tickets there are; also below a cursor."""
    repairs = teams.form("Repairs", [tom])
    tom.sees = sees
    for ticket in Ticket.objects.all():
        organise.give_to_team(ticket, repairs, by=tom, was=None)
        tags.add(ticket, "bell", by=tom)
    channel = Ticket.objects.values_list("channel", flat=True)[0]
    view = views.view_of(slug.format(team=repairs.pk, channel=channel))
    assert view
    if connection.vendor == "postgresql":  # which would not use an index for seven rows
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
    asked: list[Any] = []  # with what is given to them: SQLite plans otherwise for the values themselves
    with connection.execute_wrapper(lambda run, *one: asked.append(one[:2]) or run(*one)):
        paging.page(view, tom, after="2030-01-01T00:00:00+00:00_99")
    ((found, given),) = [one for one in asked if "LIMIT" in one[0]]
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + found, given
        )
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan.replace("Sort Key", ""), plan
    assert "SCAN tickets_ticket'" not in plan, plan
