"""The people and teams of the demo company, and the tags of its stories."""

from dataclasses import dataclass
from datetime import timedelta

from heard.staff import people, teams
from heard.staff.models import Person, Role, Team
from heard.tickets import organise, tags
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


@dataclass(frozen=True, slots=True)
class Hired:
    """Somebody at the demo company; `login` is the first part of their address."""

    name: str
    login: str
    role: Role = Role.AGENT
    teams: tuple[str, ...] = ()
    signature: str = ""


STAFF = (
    Hired("Maren Osei", "maren", Role.OWNER, ("Orders",)),
    Hired("Ines Calder", "ines", Role.LEAD, ("Orders", "Shops")),
    Hired("Jo Whitlock", "jo", teams=("Orders",)),
    Hired("Ravi Menon", "ravi", teams=("Workshop",), signature="Ravi, at the bench"),
    Hired("Thùy Phạm", "thuy", teams=("Shops", "Orders")),
    Hired("Karim Haddad", "karim", Role.COLLEAGUE),
)
FILING = (Kind.TICKET_GIVEN_TO_TEAM, Kind.TICKET_TAGGED)
TEAMS = ("Orders", "Workshop", "Shops")
# Where the stories lie: the customer's address, the team, the tags.
FILED: dict[str, tuple[str, tuple[str, ...]]] = {
    "gareth.pruitt@riverpost.example": ("Orders", ("broken-on-arrival", "promised-call")),
    "kwabena@asantemills.example": ("Orders", ("delivery",)),
    "salma.alkhatib@nour.example": ("Orders", ("delivery", "missing-part")),
    "w.featherstonehaugh-okonkwo@longmeadow.example": ("Workshop", ("bulbs",)),
    "khue.nguyen@thanhlam.example": ("Workshop", ("repair",)),
    "office@sevenstairs.example": ("Shops", ("invoice",)),
    "doris.applegarth@postbox.example": ("", ("thank-you",)),
    "a.vanterpool@seebrand.example": ("Orders", ("shade",)),
    "tomas@herrera-arquitectos.example": ("Shops", ("large-order",)),
}


def hire(someone: Hired, email: str, password: str) -> Person:
    """The person, made if there is none; again only gives the password."""
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = people.join(someone.name, email, password, role=someone.role)
        Person.objects.filter(pk=person.pk).update(signature=someone.signature)
        person.signature = someone.signature
    else:
        people.give_password(person, password)
    return person


def form_teams(staff: dict[str, Person]) -> dict[str, Team]:
    """The teams with their people, made if they are not there."""
    found: dict[str, Team] = {}
    for name in TEAMS:
        members = [staff[each.login] for each in STAFF if name in each.teams]
        found[name] = Team.objects.filter(name=name).first() or teams.form(name, members)
    return found


def file(ticket: Ticket, email: str, found: dict[str, Team], *, by: Person) -> None:
    """Gives a ticket to its team and tags it; what it has already is left alone."""
    name, words = FILED.get(email, ("", ()))
    if name and ticket.team_id is None:
        organise.give_to_team(ticket, found[name], by=by, was=None)
    for word in words:
        tags.add(ticket, word, by=by)
    told = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number, kind__in=FILING)
    told.update(at=ticket.opened_at + timedelta(minutes=20))  # soon after it came, not when the demo was made
