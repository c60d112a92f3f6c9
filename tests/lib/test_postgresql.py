"""What pages ask PostgreSQL again is planned once, and a connection is used while its server lives."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.db.models import CharField
from psycopg.pq import Format

from heard.demo import load
from heard.lib.prepared import Prepared
from heard.staff.models import Person, Role
from tests.environment import POSTGRESQL

pytestmark = [
    pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL only: SQLite has no server"),
    pytest.mark.django_db(transaction=True),
]
leads_called = Prepared(lambda name: Person.objects.filter(role=Role.LEAD, name=name), name=CharField())


@pytest.fixture
def other() -> Iterator[Callable[..., str]]:
    """Asks over another connection to the same database."""
    second = connection.copy()

    def ask(sql: str, *values: object) -> str:
        with second.cursor() as cursor:
            cursor.execute(sql, values)
            return str(cursor.fetchone()[0])

    yield ask
    second.close()


def kept() -> list[tuple[str, int]]:
    """Which plans this connection keeps, and how often each was used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return [(sql, times) for sql, times in cursor.fetchall() if "staff_person" in sql]


def test_a_prepared_question_is_planned_once(tom: Person) -> None:
    connection.close()
    for _ in range(4):
        leads_called(name="Tom")
    ((sql, times),) = kept()
    assert times == 3  # the first one is only remembered
    assert f"\"role\" = '{Role.LEAD}'" in sql  # so an index on leads alone could be used
    assert '"name" = ($1)' in sql


def test_a_kept_plan_serves_all_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else PostgreSQL would plan some questions each time; and what the owner set besides is kept."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", "-c statement_timeout=61s")
    connection.close()
    with connection.cursor() as cursor:
        names = "plan_cache_mode", "enable_memoize", "statement_timeout"
        cursor.execute("SELECT current_setting(%s), current_setting(%s), current_setting(%s)", names)
        assert cursor.fetchone() == ("force_generic_plan", "off", "61s")
    connection.close()


def test_other_questions_leave_nothing_behind(tom: Person) -> None:
    connection.close()
    for _ in range(4):
        list(Person.objects.filter(name="Tom"))
    assert kept() == []


def test_a_fault_inside_leaves_the_connection_as_it_was(tom: Person) -> None:
    usual = connection.connection.cursor_factory
    with pytest.raises(DatabaseError), connection.keeping_plans():  # type: ignore[attr-defined]
        list(Person.objects.raw("SELECT nothing FROM nowhere"))
    assert connection.connection.cursor_factory is usual


def test_moments_are_read_by_the_compiled_loader(tom: Person) -> None:
    moment = datetime(1969, 7, 20, 20, 17, 40, 123_456, tzinfo=UTC)
    Person.objects.filter(pk=tom.pk).update(date_joined=moment.astimezone(ZoneInfo("Asia/Kathmandu")))
    for read in (Person.objects.filter(pk=tom.pk), Person.objects.filter(date_joined=moment)):
        (found,) = read.values_list("date_joined", flat=True)
        assert (found, found.tzinfo) == (moment, UTC)
    (found,) = Person.objects.filter(pk=tom.pk).values_list("date_joined", flat=True).iterator()
    assert (found, found.tzinfo) == (moment, UTC)
    loader = connection.connection.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, Format.TEXT)
    assert loader.__module__ == f"psycopg_{psycopg.pq.__impl__}._psycopg"


def test_a_living_server_is_not_asked_whether_it_lives(tom: Person, other: Callable[..., str]) -> None:
    Person.objects.get(name=tom.name)
    assert connection.is_usable()
    number = connection.connection.info.backend_pid
    last = other("SELECT query FROM pg_stat_activity WHERE pid = %s", number)
    assert 'FROM "staff_person"' in last  # what it was asked before


def test_a_connection_whose_server_hung_up_is_not_used(tom: Person, other: Callable[..., str]) -> None:
    number = connection.connection.info.backend_pid
    assert other("SELECT pg_terminate_backend(%s, 5000)", number) == "True"
    assert not connection.is_usable()
    connection.close()


def test_something_said_unasked_is_no_hanging_up(tom: Person, other: Callable[..., str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    other("SELECT pg_notify('news', 'something')")
    assert connection.is_usable()
    connection.close()


def test_after_much_load_the_server_knows_what_its_tables_hold(other: Callable[..., str]) -> None:
    load.seed(40)
    known = "SELECT reltuples::bigint FROM pg_class WHERE relname = %s"
    assert (other(known, "tickets_ticket"), other(known, "tickets_message")) == ("40", "120")
