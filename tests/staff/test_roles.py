"""What each role may do, and that whoever left may do nothing."""

import pytest

from heard.staff import people, roles, teams
from heard.staff.models import Person, Role
from heard.staff.people import Place
from heard.staff.roles import MAY, Act
from heard.tickets import handover


def test_every_role_has_a_row() -> None:
    assert set(MAY) == set(Role)


def test_only_an_owner_owns() -> None:
    assert roles.who_may(Act.OWN) == [Role.OWNER]


def test_the_setup_is_for_owners_and_leads() -> None:
    assert roles.who_may(Act.SETUP) == [Role.OWNER, Role.LEAD]


def test_a_colleague_reads_and_notes() -> None:
    assert MAY[Role.COLLEAGUE] == {Act.SEE, Act.NOTE}


def test_whoever_left_may_do_nothing(nora: Person) -> None:
    nora.is_active = False
    assert roles.acts_of(nora) == frozenset()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_a_lead_makes_all_but_owners(lena: Person, role: Role) -> None:
    assert roles.may_give(lena, role)
    assert not roles.may_give(lena, Role.OWNER)


def test_tickets_are_kept_by_those_who_answer(nora: Person, lena: Person, tom: Person, ugo: Person) -> None:
    assert list(people.assignable()) == [lena, nora, tom]


def test_open_pages_of_those_who_see_less_are_told(
    tom: Person, lena: Person, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("heard.reactions.names.publish", told.extend)
    workshop = teams.form("Workshop", [tom, lena], by=nora)
    assert told == []
    teams.change(workshop, "Workshop", [lena], by=nora)
    assert told == [f"sees_less:{tom.pk}"]
    handover.dissolve(workshop, None, by=nora)
    assert told == [f"sees_less:{tom.pk}", f"sees_less:{lena.pk}"]
    people.put(tom, Place(role=Role.COLLEAGUE), by=nora)
    assert told[2:] == [f"sees_less:{tom.pk}"]
