"""What somebody had who leaves goes to their heir, however often it is cut off: none lost, none twice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.staff import people, teams
from heard.staff.models import Person, Team
from heard.tickets import handover
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write
from tests.cuts import Cut, cut_after


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "BATCH", 2)
    monkeypatch.setattr(handover, "SURELY_CUT", timedelta(0))


@pytest.fixture
def five(ada_writes: Write, tom: Person, small_batches: None) -> list[int]:
    """Tom has five tickets, and the batches are of two."""
    for n in range(5):
        ada_writes(message_id=f"<ada-{n}@okoye.example>", subject=f"Bell {n}")
    Ticket.objects.update(assignee=tom)
    return sorted(Ticket.objects.values_list("pk", flat=True))


def given(since: int) -> list[int]:
    """Which tickets were handed over, in the order in which it was written down."""
    rows = Entry.objects.filter(kind=Kind.TICKET_ASSIGNED, pk__gt=since, data__handover=True)
    return list(rows.order_by("pk").values_list("subject_id", flat=True))


def newest() -> int:
    return int(Entry.objects.order_by("-pk").values_list("pk", flat=True)[0])


def to_the_end() -> None:
    while handover.go_on():
        pass


def test_cut_before_any_write_it_goes_on_by_itself(five: list[int], tom: Person, nora: Person) -> None:
    workshop = teams.form("Workshop")

    def whole() -> None:
        people.leave(tom, by=nora, heir=workshop, gives=True)
        handover.finish(tom, by=nora)

    with CaptureQueriesContext(connection) as asked:
        whole()
    writes = len([each for each in asked if each["sql"].startswith(("INSERT", "UPDATE"))])
    assert writes > 5 * 3
    for last in range(writes):
        people.come_back(tom, by=nora)
        Ticket.objects.update(assignee=tom, team=None, handoffs=0)
        since = newest()
        with pytest.raises(Cut), connection.execute_wrapper(cut_after(last)):
            whole()
        half = given(since)
        assert sorted(half) == sorted(Ticket.objects.filter(assignee=None).values_list("pk", flat=True))
        if not Person.objects.get(pk=tom.pk).left_at:
            assert (half, Person.objects.get(pk=tom.pk).heir) == ([], "")
            continue  # cut before the account was closed: nothing is begun
        to_the_end()
        assert given(since) == five
        assert set(Ticket.objects.values_list("assignee", "team", "handoffs")) == {(None, workshop.pk, 1)}
        assert Person.objects.get(pk=tom.pk).heir == ""


def test_it_is_done_in_the_name_of_who_closed_the_account(
    five: list[int], tom: Person, nora: Person, lena: Person
) -> None:
    people.leave(tom, by=lena, heir=nora, gives=True)
    assert handover.go_on() == 1
    actors = Entry.objects.filter(kind=Kind.TICKET_ASSIGNED).values_list("actor_id", "about_id")
    assert set(actors) == {(lena.pk, nora.pk)}
    assert handover.go_on() == 0


@pytest.mark.parametrize("gone", ["person", "team"])
def test_an_heir_who_is_gone_meanwhile_gets_nothing(
    five: list[int], tom: Person, nora: Person, lena: Person, gone: str
) -> None:
    heir: Person | Team = lena if gone == "person" else teams.form("Workshop")
    people.leave(tom, by=nora, heir=heir, gives=True)
    if isinstance(heir, Person):
        people.leave(heir, by=nora)
    else:
        handover.dissolve(heir, None, by=nora)
    to_the_end()
    assert set(Ticket.objects.values_list("assignee", "team")) == {(None, None)}


def test_the_page_is_given_a_minute(
    five: list[int], tom: Person, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.leave(tom, by=nora, gives=True)
    monkeypatch.setattr(handover, "SURELY_CUT", timedelta(minutes=1))
    assert handover.go_on() == 0
    people.come_back(tom, by=nora)
    monkeypatch.setattr(handover, "SURELY_CUT", timedelta(0))
    assert handover.go_on() == 0  # who came back keeps what is still theirs
    assert Ticket.objects.filter(assignee=tom).count() == 5
