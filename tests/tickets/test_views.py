"""The saved views: which tickets, in which order, page by page."""

import pytest

from heard.staff.models import Person
from heard.tickets import organise, views
from heard.tickets.models import Status, Ticket
from heard.tickets.views import VIEWS
from tests.conftest import Write


@pytest.fixture
def many(ada_writes: Write) -> list[int]:
    """Seven tickets, the oldest first."""
    return [ada_writes(message_id=f"<{n}@okoye.example>", text=f"Bell {n}").ticket.number for n in range(7)]


def numbers(slug: str, person: Person, after: str = "") -> list[int]:
    return [row["number"] for row in views.page(VIEWS[slug], person, after=after).rows]


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
    monkeypatch.setattr(views, "PAGE", 3)
    Ticket.objects.update(changed_at=Ticket.objects.latest("number").changed_at)  # all at the same moment
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = views.page(VIEWS[slug], tom, after=after)
        seen += [row["number"] for row in page.rows]
        after = page.after
    assert sorted(seen) == many


def test_what_is_no_cursor_is_the_beginning(many: list[int], tom: Person) -> None:
    assert numbers("open", tom, after="yesterday_or_so") == many[::-1]


def test_counts_stop_at_99(many: list[int], tom: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert views.count(VIEWS["open"], tom) == "7"
    monkeypatch.setattr(views, "COUNT_TO", 5)
    assert views.count(VIEWS["open"], tom) == "5+"


def test_somebody_who_left_sees_nothing(many: list[int], tom: Person) -> None:
    tom.is_active = False
    assert numbers("all", tom) == []
