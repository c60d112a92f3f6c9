"""A prepared question answers as the query set it was made of, whatever values it is asked with."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField
from django.test.utils import CaptureQueriesContext

from heard.lib.prepared import Prepared
from heard.staff import teams
from heard.staff.models import Person, Team

by_name: Prepared[Person] = Prepared(lambda name: Person.objects.filter(name=name), name=CharField())
among: Prepared[str] = Prepared(
    lambda numbers: Person.objects.filter(pk__among=numbers).order_by("pk").values_list("name", flat=True)
)
joined_since: Prepared[Person] = Prepared(
    lambda moment: Person.objects.filter(date_joined__gte=moment), moment=DateTimeField()
)


def test_gives_what_the_query_set_gives(tom: Person, nora: Person) -> None:
    assert by_name(name=tom.name) == list(Person.objects.filter(name=tom.name)) == [tom]
    assert by_name(name=nora.name) == [nora]
    assert by_name.first(name="Nobody") is None


def test_asks_once_each_time_and_is_never_behind(tom: Person) -> None:
    by_name(name=tom.name)
    Person.objects.filter(pk=tom.pk).update(email="new@larkfield.example")
    with CaptureQueriesContext(connection) as asked:
        (found,) = by_name(name=tom.name)
    assert (found.email, len(asked)) == ("new@larkfield.example", 1)


def test_neighbours_come_along(tom: Person) -> None:
    team = teams.form("Repairs", [tom])
    seats = Team.members.through
    found = Prepared(lambda team: seats.objects.filter(team=team).select_related("person"))
    (seat,) = found(team=team.pk)
    with CaptureQueriesContext(connection) as asked:
        assert seat.person.name == tom.name  # type: ignore[attr-defined]
    assert len(asked) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("length", [1, 2, 3, 5, 9])
def test_lists_of_any_length(length: int) -> None:
    made = [
        Person.objects.create(name=f"No. {n}", email=f"{n}@larkfield.example").pk for n in range(length + 2)
    ]
    assert among(numbers=made[:length]) == [f"No. {n}" for n in range(length)]


def test_an_empty_list_asks_nothing(tom: Person) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert among(numbers=[]) == []
    assert len(asked) == 0


def test_times_are_told_as_the_database_wants_them(tom: Person) -> None:
    assert joined_since(moment=tom.date_joined) == [tom]
    assert joined_since(moment=datetime(2100, 1, 1, tzinfo=UTC)) == []


def test_a_question_that_matches_nothing_by_itself_asks_nothing(tom: Person) -> None:
    nobody = Prepared(lambda pk: Person.objects.none().filter(pk=pk))
    assert nobody(pk=tom.pk) == []


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_mix_up_their_values() -> None:
    names = [f"Person {n}" for n in range(8)]
    for name in names:
        Person.objects.create(name=name, email=f"{name.replace(' ', '')}@larkfield.example")
    wrong: list[str] = []

    def ask(name: str) -> None:
        try:
            wrong.extend(name for _ in range(50) if [one.name for one in by_name(name=name)] != [name])
        finally:
            connection.close()

    threads = [Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
