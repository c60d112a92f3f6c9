"""Reading the timeline on from a cursor: nothing is passed, in whatever order transactions commit."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import close_old_connections, connection, transaction

from heard.lib.ref import Ref
from heard.timeline import feed
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record
from tests.environment import POSTGRESQL

on_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="SQLite has one writer at a time")
SOMETHING = Ref("desk", 1)


def fact() -> int:
    """One more entry, committed if nothing stands around it."""
    with transaction.atomic():
        return int(record(Kind.DESK_CHANGED, SOMETHING).pk)


def read_all(place: feed.Place, limit: int = 2) -> tuple[list[int], feed.Place]:
    """What stands behind `place`, page by page, and the place behind it."""
    seen: list[int] = []
    while True:
        rows, place = feed.after(place, Entry.objects.all(), limit)
        if not rows:
            return seen, place
        seen += [row.pk for row in rows]


class Writer:
    """A transaction on a connection of its own that writes when it is told, and commits when it is told."""

    def __init__(self) -> None:
        self._wishes: list[str] = []
        self._wished, self._done = threading.Event(), threading.Event()
        self.written: list[int] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with transaction.atomic():
                while self._next() != "commit":
                    self.written.append(fact())
                    self._done.set()
        finally:
            connection.close()
            self._done.set()

    def _next(self) -> str:
        assert self._wished.wait(20)
        self._wished.clear()
        return self._wishes.pop()

    def _ask(self, wish: str) -> None:
        self._wishes.append(wish)
        self._done.clear()
        self._wished.set()
        assert self._done.wait(20)

    def write(self) -> int:
        self._ask("write")
        return self.written[-1]

    def commit(self) -> None:
        self._ask("commit")
        self._thread.join(20)


@pytest.fixture
def writer() -> Iterator[Callable[[], Writer]]:
    begun: list[Writer] = []

    def begin() -> Writer:
        begun.append(Writer())
        return begun[-1]

    yield begin
    for each in begun:
        if each._thread.is_alive():
            each.commit()
    close_old_connections()


@pytest.mark.django_db(transaction=True)
def test_pages_follow_each_other() -> None:
    numbers = [fact() for _each in range(5)]
    seen, place = read_all(feed.BEGINNING)
    assert seen == numbers
    assert (read_all(place), str(place)) == (([], place), str(feed.end()))
    assert read_all(feed.place(str(place))) == ([], place)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_commits_later_with_a_lower_number_is_not_passed(writer: Callable[[], Writer]) -> None:
    slow, quick = writer(), writer()
    first, second = slow.write(), quick.write()
    assert first < second
    quick.commit()
    seen, place = read_all(feed.BEGINNING)
    assert (seen, Entry.objects.count()) == ([], 1)  # it is there, and held back
    slow.commit()
    assert read_all(place)[0] == [first, second]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_older_transaction_that_takes_its_number_last_is_not_passed(
    writer: Callable[[], Writer],
) -> None:
    """The order of numbers and that of transactions cross: going by numbers would lose one of them."""
    older, younger = writer(), writer()
    a = older.write()
    b = younger.write()
    c = older.write()
    older.commit()
    seen, place = read_all(feed.BEGINNING)
    assert (a < b < c, seen) == (True, [a, c])
    assert read_all(place)[0] == []
    younger.commit()
    assert read_all(place)[0] == [b]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_entries_from_another_server_are_put_in_a_row_again() -> None:
    numbers = [fact() for _each in range(3)]
    Entry.objects.update(xact=2**60)
    assert read_all(feed.BEGINNING)[0] == []
    assert (feed.renew(), feed.renew()) == (3, 0)
    numbers.append(fact())
    assert read_all(feed.BEGINNING)[0] == numbers


@pytest.mark.parametrize(
    "written", ["", "1", "a.b.c", "1.2", "1.2.3.4", "-1.2.3", f"1.{'9' * 30}.1", "¹.2.3"]
)
def test_what_is_no_cursor(written: str) -> None:
    with pytest.raises(feed.NoCursor):
        feed.place(written)


def test_a_cursor_of_another_database(db: None) -> None:
    with pytest.raises(feed.OldCursor):
        feed.place("999999999.5.5")
