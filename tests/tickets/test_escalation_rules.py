"""What nobody answered goes to somebody by itself: after working hours, once a waiting, never in a flood."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.alerts.models import Notice
from heard.lib.working_time import Week
from heard.staff import teams
from heard.staff.models import Person, Team
from heard.tickets import escalation_rules, escalations, handover, happenings, organise
from heard.tickets.escalation_rules import Wanted
from heard.tickets.models import Escalation, EscalationRule, Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows
from tests.cuts import Cut, cut_after

ALWAYS = Week(frozenset(range(7)), time(0), time(0), ZoneInfo("UTC"))
FORM = {"hours": "2", "days": ["0", "1", "2", "3", "4", "5", "6"], "opens": "00:00", "closes": "00:00",
        "zone": "Europe/Berlin"}  # fmt: skip


@pytest.fixture
def workshop(tom: Person, lena: Person) -> Team:
    return teams.form("Workshop", [tom, lena])


@pytest.fixture
def waiting(ticket: Ticket, workshop: Team, tom: Person) -> Ticket:
    """Ada has waited for three hours, with Tom of the workshop."""
    everything_follows()
    Ticket.objects.filter(pk=ticket.pk).update(
        team=workshop, assignee=tom, waiting_since=timezone.now() - timedelta(hours=3)
    )
    return anew(ticket)


def anew(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("assignee", "team").get(pk=ticket.pk)


def rule(team: Team | None, by: Person, *, hours: int = 2, to: Person | Team | None = None) -> EscalationRule:
    return escalation_rules.set_for(team, Wanted(hours, ALWAYS, to), by=by, also_older=True)


def sweep(now: datetime | None = None) -> int:
    return escalation_rules.sweep(now or timezone.now())


def test_the_lead_of_the_team_gets_it_with_the_rule_as_the_reason(
    waiting: Ticket, workshop: Team, nora: Person, lena: Person, tom: Person
) -> None:
    rule(workshop, nora)
    assert (sweep(), sweep()) == (1, 0)
    everything_follows()
    now = anew(waiting)
    assert (now.assignee, now.handoffs) == (lena, 1)
    assert happenings.of([waiting.pk])[-1].text == (
        "It was escalated to Lena Brandt: no answer within 2 working hours."
    )
    assert set(Notice.objects.filter(why="escalated").values_list("person", flat=True)) == {lena.pk, tom.pk}


def test_not_before_its_time_and_not_in_another_team(waiting: Ticket, workshop: Team, nora: Person) -> None:
    rule(workshop, nora, hours=4)
    rule(None, nora, to=nora)
    assert sweep() == 0
    assert sweep(timezone.now() + timedelta(hours=1, minutes=1)) == 1


def test_once_a_waiting(waiting: Ticket, workshop: Team, nora: Person, lena: Person) -> None:
    rule(workshop, nora)
    sweep()
    escalations.settle(anew(waiting), by=lena)
    assert sweep(timezone.now() + timedelta(days=3)) == 0
    Ticket.objects.filter(pk=waiting.pk).update(waiting_since=timezone.now())
    assert sweep(timezone.now() + timedelta(days=3)) == 1


@pytest.mark.parametrize("status", [Status.HOLD, Status.SOLVED, Status.SPAM])
def test_what_rests_or_is_over_is_left_alone(
    waiting: Ticket, workshop: Team, nora: Person, status: Status
) -> None:
    rule(workshop, nora)
    organise.set_status(waiting, status, by=nora, was=Status.NEW)
    assert sweep() == 0


def test_who_is_answered_is_not_escalated(waiting: Ticket, workshop: Team, nora: Person) -> None:
    rule(workshop, nora)
    Ticket.objects.filter(pk=waiting.pk).update(waiting_since=None)
    assert sweep() == 0


def test_what_waited_before_is_left_alone_unless_wished(
    waiting: Ticket, workshop: Team, nora: Person
) -> None:
    wanted = Wanted(2, ALWAYS)
    escalation_rules.set_for(workshop, wanted, by=nora, also_older=False)
    assert sweep() == 0
    Ticket.objects.filter(pk=waiting.pk).update(waiting_since=timezone.now() - timedelta(minutes=90))
    assert sweep(timezone.now() + timedelta(hours=1)) == 1


def test_a_cut_between_two_lines_leaves_nothing_or_all(waiting: Ticket, workshop: Team, nora: Person) -> None:
    """Whatever statement is the last before a crash, the next round does it once."""
    rule(workshop, nora)
    before = transaction.savepoint()
    with CaptureQueriesContext(connection) as whole:
        sweep()
    transaction.savepoint_rollback(before)
    writes = [each for each in whole if each["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(writes) > 2
    for last in range(len(writes)):
        with pytest.raises(Cut), connection.execute_wrapper(cut_after(last)):
            sweep()
        assert (Escalation.objects.count(), anew(waiting).escalated_at) == (0, None)
    assert (sweep(), Entry.objects.filter(kind="ticket.escalated").count()) == (1, 1)


def test_questions_do_not_grow_with_those_who_are_not_due(
    waiting: Ticket, workshop: Team, nora: Person, ada_writes: Write
) -> None:
    rule(workshop, nora)
    sweep()
    with CaptureQueriesContext(connection) as one:
        sweep()
    for number in range(3):
        more = ada_writes(message_id=f"<{number}@okoye.example>", subject=f"Another {number}").ticket
        Ticket.objects.filter(pk=more.pk).update(team=workshop)
    with CaptureQueriesContext(connection) as four:
        sweep()
    assert len(one) == len(four) == 3


def test_who_left_is_not_asked(
    waiting: Ticket, workshop: Team, nora: Person, lena: Person, tom: Person
) -> None:
    found = rule(workshop, nora, to=tom)
    Person.objects.filter(pk=tom.pk).update(is_active=False)
    found = EscalationRule.objects.select_related("team", "to_person", "to_team").get(pk=found.pk)
    assert escalation_rules.receiver(found) == lena


def test_a_team_that_ends_takes_its_rule_with_it(
    waiting: Ticket, workshop: Team, nora: Person, lena: Person
) -> None:
    rule(workshop, nora)
    other = teams.form("Shop", [lena])
    rule(other, nora, to=workshop)
    sweep()
    handover.dissolve(workshop, other, by=nora)
    left = EscalationRule.objects.get()
    assert (left.team, left.to_team, escalation_rules.receiver(left)) == (other, None, lena)


def test_the_page_asks_about_those_who_wait_already(
    waiting: Ticket, workshop: Team, desk_of_nora: Client, lena: Person
) -> None:
    url = f"/setup/escalation/{workshop.pk}/"
    asked = desk_of_nora.post(url, FORM)
    assert (asked.status_code, EscalationRule.objects.count()) == (200, 0)
    assert "1 customer waits longer than that already" in asked.text
    desk_of_nora.post(url, {**FORM, "older": "leave"})
    assert sweep() == 0
    desk_of_nora.post(url, {**FORM, "older": "too"})
    assert sweep() == 1
    assert "Lena Brandt" in desk_of_nora.get("/setup/escalation/").text
    desk_of_nora.post(url, {"remove": "yes"})
    assert EscalationRule.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"hours": "0"}, {"hours": "501"}, {"days": []}, {"days": ["9"]}, {"opens": "17:00", "closes": "09:00"},
     {"zone": "Mars/Base"}, {"to": "person-0"}],
)  # fmt: skip
def test_what_makes_no_sense_is_not_kept(
    workshop: Team, desk_of_nora: Client, wrong: dict[str, object]
) -> None:
    answer = desk_of_nora.post(f"/setup/escalation/{workshop.pk}/", {**FORM, **wrong})
    assert (answer.status_code, EscalationRule.objects.count()) == (422, 0)


def test_a_team_without_a_lead_must_say_who(desk_of_nora: Client, tom: Person) -> None:
    shop = teams.form("Shop", [tom])
    url = f"/setup/escalation/{shop.pk}/"
    assert desk_of_nora.post(url, FORM).status_code == 422
    assert desk_of_nora.post(url, {**FORM, "to": f"person-{tom.pk}"}).status_code == 302
