"""Telling open pages which names changed: at once, in the transaction of the change."""

from heard.live.names import SEES_LESS, publish
from heard.staff.models import Person
from heard.tickets import views
from heard.tickets.models import Message
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

SETUP = "setup"


def of_ticket(entry: Entry) -> None:
    """The ticket's page and every list it may stand in."""
    publish([f"ticket:{entry.subject_id}", views.LIVE])


def of_less_sight(entry: Entry) -> None:
    """The open pages of those who see less from now on: another place, out of a team, a team that ended."""
    if entry.kind == Kind.PERSON_PLACED:
        less = [entry.subject_id]
    elif entry.kind == Kind.TEAM_CHANGED:
        less = codes.numbers(entry, "left")
    else:
        less = list(Person.objects.filter(teams=entry.subject_id).values_list("pk", flat=True))
    publish([f"{SEES_LESS}{person}" for person in less])


def of_both(entry: Entry) -> None:
    """The pages of two tickets that have to do with each other: the subject and the one in `data`."""
    publish([f"ticket:{entry.subject_id}", f"ticket:{entry.data['other']}", views.LIVE])


def of_delivery(entry: Entry) -> None:
    """The page of the ticket whose message got somewhere, or did not."""
    if entry.about_kind != "message":
        publish([SETUP])
        return
    ticket = Message.objects.filter(pk=entry.about_id).values_list("ticket_id", flat=True).first()
    publish([f"ticket:{ticket}", SETUP])


def of_blocking(entry: Entry) -> None:
    """The list of blocked addresses, and the ticket on which it was said, if it was on one."""
    publish([SETUP, *([f"ticket:{entry.subject_id}"] if entry.subject_kind == "ticket" else [])])


def of_setup(entry: Entry) -> None:
    """The intake ledger and the list of what is held up."""
    publish([SETUP])
