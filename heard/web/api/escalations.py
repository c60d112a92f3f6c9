"""Escalations: asking for help with a ticket, with the reason, and settling it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from heard.coach.heat import SignKind
from heard.staff import people
from heard.staff.models import Person, Team
from heard.tickets import escalations
from heard.tickets.access import ticket_for
from heard.tickets.escalations import Why
from heard.tickets.models import ACTIVE, Escalation
from heard.tickets.organise import Stale
from heard.web.api.bearer import person_of
from heard.web.api.problems import Problem
from heard.web.api.shapes import Id, In, PersonRef, TeamRef, Words, example

router = Router(tags=["tickets"])


class EscalationIn(In):
    """Of whom help is asked (a person or a team), and why, in one line."""

    person: Id | None = None
    team: Id | None = None
    reason: Words = Field(min_length=1, max_length=escalations.LONGEST)

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"team": 1, "reason": "Asks for a refund above my limit."}]}
    )


class EscalationOut(Schema):
    """The escalation that a ticket is in; `by` is null where a rule did it: after `hours` working
    hours, or for what the customer's message sounds like (`signs`), a hint that can be misread."""

    at: datetime
    reason: str
    by: PersonRef | None
    person: PersonRef | None
    team: TeamRef | None
    hours: int | None
    signs: list[SignKind]

    model_config = example(
        {
            "at": "2026-11-16T10:42:00Z",
            "reason": "Asks for a refund above my limit.",
            "by": {"id": 2, "name": "Tom Abara", "email": "tom@larkfield.example"},
            "person": None,
            "team": {"id": 1, "name": "Workshop"},
            "hours": None,
            "signs": [],
        }
    )


@router.get("/{int:number}/escalation", response=EscalationOut)
def escalation(request: HttpRequest, number: Id) -> dict[str, Any]:
    """The one that the ticket is in; 404 when it is not escalated."""
    found = escalations.standing(ticket_for(person_of(request, "tickets:read"), number))
    if found is None:
        raise Http404(_("This ticket is not escalated."))
    return _told(found)


@router.post("/{int:number}/escalation", response={201: EscalationOut})
def escalate(request: HttpRequest, number: Id, body: EscalationIn) -> Status[dict[str, Any]]:
    """Asks for help: a person gets the ticket at once, in a team it stays with whoever has it."""
    me = person_of(request, "tickets:write")
    ticket = ticket_for(me, number)
    to = _asked(body)
    if ticket.status not in ACTIVE or ticket.merged_into_id:
        raise Problem(422, _("This ticket is closed. Open it again first."))
    try:
        return Status(201, _told(escalations.escalate(ticket, to, Why(body.reason, by=me))))
    except Stale as stale:
        raise Problem(409, str(stale), name="stale", version=stale.ticket.version) from stale
    except ValueError:
        raise Problem(422, _("Say in one line why: whoever gets it reads this first.")) from None


@router.delete("/{int:number}/escalation", response={204: None})
def settle(request: HttpRequest, number: Id) -> Status[None]:
    """The help is there: the ticket stays with whoever has it. 404 when it is not escalated."""
    me = person_of(request, "tickets:write")
    if not escalations.settle(ticket_for(me, number), by=me):
        raise Http404(_("This ticket is not escalated."))
    return Status(204, None)


def _asked(body: EscalationIn) -> Person | Team:
    if (body.person is None) == (body.team is None):
        raise Problem(422, _("Name a person or a team."))
    rows: Any = people.assignable() if body.person else Team.objects.all()
    to: Person | Team | None = rows.filter(pk=body.person or body.team).first()
    if to is None:
        raise Problem(422, _("This is not there to choose. Choose again."))
    return to


def _told(found: Escalation) -> dict[str, Any]:
    return {
        "at": found.at,
        "reason": found.reason,
        "by": _person(found.by),
        "person": _person(found.to_person),
        "team": {"id": found.to_team.pk, "name": found.to_team.name} if found.to_team else None,
        "hours": found.hours,
        "signs": found.signs,
    }


def _person(person: Person | None) -> dict[str, Any] | None:
    return {"id": person.pk, "name": person.name, "email": person.email} if person else None
