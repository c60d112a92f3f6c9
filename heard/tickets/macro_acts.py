"""What does a macro do besides its words? It is done when the reply leaves; taken back before, it is not."""

from typing import Any

from django.db import transaction

from heard.lib.ref import Ref, ref
from heard.phrasing.models import Macro
from heard.staff import people
from heard.staff.models import Person, Team
from heard.tickets import lineage, organise, tags
from heard.tickets.models import Message, Status, Ticket
from heard.tickets.organise import Stale
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def noted(macro: Macro) -> dict[str, Any]:
    """What a message says of the macro used for it: as it was when somebody pressed Send."""
    return {**macro.actions, "macro": macro.pk}


def do(message: Message, *, by: Person) -> None:
    """Does it, in the transaction in which the message leaves; of a merged ticket where it goes on.

    The status stays where the customer wrote since: they wait, whatever the macro says.
    """
    then = message.then
    if not then:
        return
    ticket = Ticket.objects.get(pk=lineage.root_number(message.ticket_id))
    with transaction.atomic():
        for tag in then.get("tags", []):
            tags.add(ticket, tag, by=by)
        try:
            _assign(ticket, then, by)
            if then.get("status") in Status.values and ticket.waiting_since is None:
                organise.set_status(ticket, Status(then["status"]), by=by, was=Status(ticket.status))
        except Stale:  # somebody else is at it just now: it stays as they make it
            pass
        record(Kind.MACRO_USED, ref(ticket), about=Ref("macro", then["macro"]), actor=ref(by))


def _assign(ticket: Ticket, then: dict[str, Any], by: Person) -> None:
    chosen = then.get("assignee")
    to = by if chosen == "me" else people.assignable().filter(pk=chosen).first() if chosen else None
    if to:
        organise.assign(ticket, to, by=by, was=ticket.assignee_id)
    team = Team.objects.filter(pk=then["team"]).first() if then.get("team") else None
    if team:
        organise.give_to_team(ticket, team, by=by, was=ticket.team_id)
