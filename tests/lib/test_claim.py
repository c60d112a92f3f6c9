"""Rows of work: claimed once, given back by doing nothing, ended only by whoever holds them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from heard.channels.models import Arrival
from heard.lib import claim, lives
from heard.lib.claim import LeaseLost, State
from tests.conftest import Keep

LEASE = timedelta(seconds=60)
ROWS = Arrival.objects.all()


@pytest.fixture
def row(keep: Keep) -> Arrival:
    """One waiting row, not claimed by anybody."""
    arrival = keep()
    claim.again(arrival, claim.AT_ONCE, error="")
    return arrival


def move_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> datetime:
    moved = datetime.now(UTC) + by
    monkeypatch.setattr(timezone, "now", lambda: moved)
    return moved


def test_a_claimed_row_is_nobody_elses(row: Arrival) -> None:
    assert [mine.pk for mine in claim.claim(ROWS, lease=LEASE)] == [row.pk]
    assert claim.claim(ROWS, lease=LEASE) == []


def test_a_row_whose_worker_vanished_comes_back_after_the_lease(
    row: Arrival, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim.claim(ROWS, lease=LEASE)
    move_clock(monkeypatch, LEASE + timedelta(seconds=1))
    (again,) = claim.claim(ROWS, lease=LEASE)
    assert again.lost == 1


def test_rows_of_a_dead_worker_are_due_at_once_and_count_as_lost(row: Arrival) -> None:
    claim.claim(ROWS, lease=LEASE)
    assert claim.hand_back(ROWS, bytes(8)) == 0  # that is somebody else
    assert claim.claim(ROWS, lease=LEASE) == []
    assert claim.hand_back(ROWS, lives.OURS) == 1
    (again,) = claim.claim(ROWS, lease=LEASE)
    assert again.lost == 1


def test_three_vanished_workers_are_too_many(row: Arrival, monkeypatch: pytest.MonkeyPatch) -> None:
    for turn in range(4):
        move_clock(monkeypatch, turn * (LEASE + timedelta(seconds=1)))
        (mine,) = claim.claim(ROWS, lease=LEASE)
        assert claim.lost_too_often(mine) == (turn >= 3)


def test_an_end_is_refused_when_the_lease_is_lost(row: Arrival, monkeypatch: pytest.MonkeyPatch) -> None:
    (slow,) = claim.claim(ROWS, lease=LEASE)
    move_clock(monkeypatch, LEASE + timedelta(seconds=1))
    (quick,) = claim.claim(ROWS, lease=LEASE)
    with pytest.raises(LeaseLost):
        claim.finish(slow, State.DONE)
    claim.finish(quick, State.DONE)
    assert Arrival.objects.get().state == State.DONE


def test_fresh_rows_come_in_order_and_a_lost_one_comes_alone(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [keep(message_id=f"<{number}@okoye.example>") for number in range(3)]
    for one in rows[1:]:
        claim.again(one, claim.AT_ONCE, error="")
    assert [one.pk for one in claim.claim(ROWS, lease=LEASE, limit=10)] == [rows[1].pk, rows[2].pk]
    move_clock(monkeypatch, LEASE * 2)
    assert len(claim.claim(ROWS, lease=LEASE, limit=10)) == 1


def test_a_clock_set_back_by_a_day_holds_nothing_up(row: Arrival, monkeypatch: pytest.MonkeyPatch) -> None:
    move_clock(monkeypatch, timedelta(days=1))
    claim.claim(ROWS, lease=LEASE)  # the lease ends tomorrow
    move_clock(monkeypatch, timedelta())
    assert len(claim.claim(ROWS, lease=LEASE)) == 1


def test_a_failed_row_is_left_alone_until_a_person_asks(row: Arrival) -> None:
    (mine,) = claim.claim(ROWS, lease=LEASE)
    claim.finish(mine, State.FAILED, error="It has no end.")
    assert claim.claim(ROWS, lease=LEASE) == []
    assert claim.revive(ROWS, [mine.pk]) == 1
    assert len(claim.claim(ROWS, lease=LEASE)) == 1


def test_a_done_row_cannot_be_revived(row: Arrival) -> None:
    (mine,) = claim.claim(ROWS, lease=LEASE)
    claim.finish(mine, State.DONE)
    assert claim.revive(ROWS, [mine.pk]) == 0


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (5, 32), (40, 3600)])
def test_back_off_doubles_up_to_the_longest(attempts: int, seconds: int) -> None:
    wait = claim.back_off(attempts, first=timedelta(seconds=2), longest=timedelta(hours=1))
    assert 0.9 * seconds <= wait.total_seconds() <= 1.1 * seconds
