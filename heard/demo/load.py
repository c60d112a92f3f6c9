"""Load for a desk: as many tickets as wanted, people and teams to have them, and one who sees little."""

from collections.abc import Callable

from django.utils import timezone

from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.demo import bulk
from heard.demo.bulk import Place
from heard.demo.matters import Customers
from heard.lib.learn import learn
from heard.staff import desk, people, teams
from heard.staff.models import Person, Sees, Team
from heard.tickets.models import Ticket

AGENTS = (
    "Iris Vale",
    "Omar Said",
    "Petra Holm",
    "Luca Neri",
    "Aiko Mori",
    "Sean Daly",
    "Zara Khan",
    "Nils Berg",
)
TEAMS = ("Orders", "Repairs", "Returns", "Invoices", "Shops", "Wholesale")
FEW = "Wholesale"  # one ticket in a hundred
DOMAIN = "load.example"
ADDRESS = f"help@{DOMAIN}"
SEES_FEW = f"few@{DOMAIN}"


class NotHere(Exception):
    """This desk has real tickets; the message says what to do."""


def place() -> Place:
    """People, teams and a mailbox for the load, made once."""
    staff = [_person(name, f"{name.split()[0].lower()}@{DOMAIN}") for name in AGENTS]
    groups = [_team(name, staff[number :: len(TEAMS)]) for number, name in enumerate(TEAMS)]
    few = _person("Mina Fields", SEES_FEW)
    Person.objects.filter(pk=few.pk).update(sees=Sees.OWN_TEAMS)
    groups[-1].members.add(few)
    door = Channel.objects.filter(kind="email", address=ADDRESS).first()
    return Place(door or mailboxes.open_mailbox(ADDRESS, name="Load"), staff, groups)


def seed(count: int, said: Callable[[int], None] = lambda _done: None) -> int:
    """Writes `count` tickets of three messages each. Raises NotHere on a desk with real ones."""
    found = desk.current()
    foreign = Ticket.objects.exclude(channel__address=ADDRESS).exists()
    if foreign and not (found and found.is_demo):
        raise NotHere(
            "This desk holds real tickets, and invented ones do not belong among them."
            " Set HEARD_HOME to another folder, or use a demo."
        )
    where = place()
    before = Ticket.objects.filter(channel=where.channel).count()
    customers = Customers(count, len(where.people), len(where.teams))
    done = bulk.write(customers.matters(timezone.now(), before), where, said)
    learn()
    return done


def _person(name: str, email: str) -> Person:
    return Person.objects.filter(email=email).first() or people.join(name, email, None)


def _team(name: str, members: list[Person]) -> Team:
    return Team.objects.filter(name=name).first() or teams.form(name, members)
