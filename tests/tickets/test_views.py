"""The saved views: which tickets, in which order, page by page."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection

from heard.lib.learn import learn
from heard.staff import teams
from heard.staff.models import Person, Sees, Team
from heard.tickets import organise, paging, tags, views
from heard.tickets.models import Status, Ticket
from heard.tickets.views import VIEWS
from tests.conftest import Write
from tests.environment import POSTGRESQL


@pytest.fixture
def many(ada_writes: Write) -> list[int]:
    """Seven tickets, the oldest first."""
    return [ada_writes(message_id=f"<{n}@okoye.example>", text=f"Bell {n}").ticket.number for n in range(7)]


def numbers(slug: str, person: Person, after: str = "") -> list[int]:
    return [row["number"] for row in paging.page(VIEWS[slug], person, after=after).rows]


def explained(ask: Callable[[], object]) -> str:
    """How the database goes about the rows of a list."""
    asked: list[Any] = []  # with what is given to them: SQLite plans otherwise for the values themselves
    with connection.execute_wrapper(lambda run, *one: asked.append(one[:2]) or run(*one)):
        ask()
    ((found, given),) = [one for one in asked if "LIMIT" in one[0]]
    with connection.cursor() as cursor:
        if POSTGRESQL:  # as it is asked again and again: one plan for all that is given beside it
            places = (f"${number}" for number in count(1))
            kept = re.sub("%s", lambda _: next(places), found).replace("%%", "%")
            cursor.execute(f"PREPARE listed AS {kept}")
            values = f"({', '.join(['%s'] * len(given))})" if given else ""
            cursor.execute(f"EXPLAIN EXECUTE listed{values}", given)
            plan = cursor.fetchall()
            cursor.execute("DEALLOCATE listed")
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + found, given)
            plan = cursor.fetchall()
    return " ".join(str(row) for row in plan)


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
    plan = explained(lambda: paging.page(view, tom, after="2030-01-01T00:00:00+00:00_99"))
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan.replace("Sort Key", ""), plan
    assert "SCAN tickets_ticket'" not in plan, plan


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite takes the index that the most columns of a question begin")
def test_a_team_of_few_is_read_from_its_own_index(many: list[int], tom: Person) -> None:
    """Not from that of all, newest first: theirs may be the oldest, or none."""
    few, others = teams.form("Wholesale", [tom]), teams.form("Orders", [])
    tom.sees = Sees.OWN_TEAMS
    Ticket.objects.update(team=few)
    like = Ticket.objects.get(number=many[0])
    fresh = [Ticket(**_copied(like, number, others)) for number in range(1_000, 4_000)]
    Ticket.objects.bulk_create(fresh)
    learn()
    for slug in ("open", "all", "unassigned", "waiting", "status-new", f"team-{few.pk}"):
        view = views.view_of(slug)
        assert view
        plan = explained(lambda view=view: paging.page(view, tom))
        assert re.search(rf"Index Cond: \(.*team_id = {few.pk}\b", plan), plan


def _copied(like: Ticket, number: int, team: Team) -> dict[str, Any]:
    fields = {field.attname: getattr(like, field.attname) for field in Ticket._meta.concrete_fields}
    made = {field.attname for field in Ticket._meta.concrete_fields if field.generated}
    later = like.changed_at + timedelta(seconds=number)
    kept = {name: value for name, value in fields.items() if name not in made}
    return {**kept, "number": number, "team_id": team.pk, "changed_at": later, "waiting_since": later}
