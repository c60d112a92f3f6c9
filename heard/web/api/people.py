"""Who works here, the teams, and whose token this is."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import ConfigDict

from heard.staff import roles, teams
from heard.staff.models import Person, Role, Sees, Team
from heard.web.api.bearer import known, person_of
from heard.web.api.shapes import Id, Paging, TeamRef, example, example_of, number_in, page

people_router, teams_router, me_router = Router(tags=["people"]), Router(tags=["people"]), Router(tags=["me"])


class PersonOut(Schema):
    """Somebody who works here, or a service account."""

    id: int
    name: str
    email: str
    role: Role
    is_active: bool
    teams: list[TeamRef]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 2,
                    "name": "Tom Abara",
                    "email": "tom@larkfield.example",
                    "role": "agent",
                    "is_active": True,
                    "teams": [{"id": 1, "name": "Workshop"}],
                }
            ]
        }
    )


class PeopleOut(Schema):
    """Some people, and the cursor of those after them."""

    items: list[PersonOut]
    next: str | None

    model_config = example({"items": [example_of(PersonOut)], "next": None})


class TeamOut(TeamRef):
    """A team and the numbers of its people."""

    members: list[int]

    model_config = example({"id": 1, "name": "Workshop", "members": [2, 3]})


class TeamsOut(Schema):
    """All teams."""

    items: list[TeamOut]

    model_config = example({"items": [example_of(TeamOut)]})


class MeOut(Schema):
    """The token, and what it can do: within its scopes, and within `acts`, what its person's role allows."""

    token: str
    scopes: list[str]
    ends_at: datetime | None
    person: PersonOut
    sees: Sees
    acts: list[str]

    model_config = example(
        {
            "token": "Shop",
            "scopes": ["tickets:read", "notes:write"],
            "ends_at": None,
            "person": example_of(PersonOut),
            "sees": "everything",
            "acts": ["keep", "note", "organise", "reply", "see"],
        }
    )


@people_router.get("", response=PeopleOut)
def people(request: HttpRequest, query: Query[Paging]) -> dict[str, Any]:
    """Everybody, also those who left."""
    person_of(request, "people:read")
    rows = Person.objects.filter(pk__gt=number_in(query.cursor) or 0).prefetch_related("teams")
    return page([_told(row) for row in rows.order_by("pk")[: query.limit + 1]], query.limit)


@people_router.get("/{int:number}", response=PersonOut)
def person(request: HttpRequest, number: Id) -> dict[str, Any]:
    """One of them."""
    person_of(request, "people:read")
    return _told(get_object_or_404(Person, pk=number))


@teams_router.get("", response=TeamsOut)
def all_teams(request: HttpRequest) -> dict[str, Any]:
    """All teams, by name."""
    person_of(request, "people:read")
    return {"items": [_team(row) for row in teams.everyone().prefetch_related("members")]}


@teams_router.get("/{int:number}", response=TeamOut)
def team(request: HttpRequest, number: Id) -> dict[str, Any]:
    """One team."""
    person_of(request, "people:read")
    return _team(get_object_or_404(Team, pk=number))


@me_router.get("", response=MeOut)
def me(request: HttpRequest) -> dict[str, Any]:
    """Whose token this is; needs no scope."""
    token = known(request)
    assert token  # noqa: S101 - web/api/door.py lets nobody in without one
    return {
        "token": token.name,
        "scopes": token.scopes,
        "ends_at": token.ends_at,
        "person": _told(token.person),
        "sees": token.person.sees,
        "acts": sorted(roles.acts_of(token.person)),
    }


def _told(row: Person) -> dict[str, Any]:
    found = [{"id": each.pk, "name": each.name} for each in row.teams.all()]
    plain = {name: getattr(row, name) for name in ("name", "email", "role", "is_active")}
    return {"id": row.pk, **plain, "teams": found}


def _team(row: Team) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "members": sorted(each.pk for each in row.members.all())}
