"""Somebody leaves with hundreds of tickets; the process that hands them over is killed between batches."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.journeys.desk import ROOT, Desk, new_desk, wait_for

pytestmark = pytest.mark.journey
TICKETS = 850  # eight batches and a half
_TOM_HAS = f"""
import django
django.setup()
from django.utils import timezone
from heard.channels.models import Channel
from heard.customers import identities
from heard.staff import people
from heard.tickets.models import Ticket
tom = people.join("Tom Abara", "tom@oakhollow.example", "brass-pendulum-41")
people.join("Lena Brandt", "lena@oakhollow.example", "brass-pendulum-42")
now, channel = timezone.now(), Channel.objects.first()
ada = identities.identity_of("email", "ada@okoye.example", name="Ada", at=now)
Ticket.objects.bulk_create(
    Ticket(number=n, subject=f"Bell {{n}}", status="open", channel=channel, identity=ada,
           customer=ada.customer, assignee=tom, opened_at=now, changed_at=now, waiting_since=now)
    for n in range(1, {TICKETS} + 1))
"""
_TOM_LEAVES = """
import django
django.setup()
from heard.staff import people
from heard.staff.models import Person
from heard.tickets import handover
tom, lena, nell = (Person.objects.get(email=f"{name}@oakhollow.example") for name in ("tom", "lena", "nell"))
people.leave(tom, by=nell, heir=lena, gives=True)
handover.finish(tom, by=nell)
"""
_A_MINUTE_LATER = """
import django
django.setup()
from datetime import timedelta
from django.db.models import F
from heard.staff.models import Person
Person.objects.exclude(heir="").update(left_at=F("left_at") - timedelta(minutes=2))
"""
_GIVEN = "SELECT count(*) FROM timeline_entry WHERE kind = 'ticket.assigned'"
_EACH = "SELECT subject_id FROM timeline_entry WHERE kind = 'ticket.assigned' ORDER BY subject_id"
_STAND = """SELECT email, handoffs, count(*) FROM tickets_ticket
    JOIN staff_person ON staff_person.id = assignee_id GROUP BY email, handoffs"""


@pytest.fixture
def desk() -> Iterator[Desk]:
    with new_desk() as desk:
        desk.open().run("-c", _TOM_HAS)
        yield desk


def test_killed_between_batches_it_is_finished(desk: Desk) -> None:
    process = subprocess.Popen([sys.executable, "-c", _TOM_LEAVES], env=desk.environment, cwd=ROOT)
    wait_for(lambda: desk.number(_GIVEN), "the first batch", 30)
    process.kill()
    process.wait()
    half = desk.number(_GIVEN)
    print(f"{half} of {TICKETS} were given when the process was killed")
    assert 0 < half < TICKETS
    assert half % 100 == 0
    desk.run("-c", _A_MINUTE_LATER)
    desk.up()
    wait_for(lambda: desk.number(_GIVEN) >= TICKETS, "the rest to be given", 60)
    wait_for(lambda: not desk.rows("SELECT 1 FROM staff_person WHERE heir <> ''"), "it to be over", 10)
    assert [number for (number,) in desk.rows(_EACH)] == list(range(1, TICKETS + 1))
    assert desk.rows(_STAND) == [("lena@oakhollow.example", 1, TICKETS)]
