"""Asking for help with a ticket: who gets it, what it says, who hears, and how it ends or never was."""

import pytest
from django.test import Client

from heard.alerts.models import Notice
from heard.privacy import redact
from heard.staff import teams
from heard.staff.models import Person
from heard.tickets import changes, escalations, happenings, merge, organise, paging
from heard.tickets.escalations import Why
from heard.tickets.models import Escalation, Status, Ticket
from heard.tickets.organise import Stale
from heard.tickets.views import VIEWS
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows

REASON = "She asks for a refund above my limit."


@pytest.fixture
def toms(ticket: Ticket, tom: Person) -> Ticket:
    everything_follows()
    organise.assign(ticket, tom, by=tom, was=None)
    return anew(ticket)


def anew(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("assignee", "team").get(pk=ticket.pk)


def escalated(person: Person) -> list[int]:
    return [row["number"] for row in paging.page(VIEWS["escalated"], person).rows]


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("why", flat=True))


def sentences(ticket: Ticket) -> list[str]:
    return [event.text for event in happenings.of([ticket.pk])]


def kinds(ticket: Ticket) -> list[str]:
    rows = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.pk, kind__contains="escal")
    return list(rows.order_by("id").values_list("kind", flat=True))


def test_a_person_gets_it_at_once(toms: Ticket, tom: Person, lena: Person, nora: Person) -> None:
    escalations.escalate(toms, lena, Why(REASON, by=tom))
    everything_follows()
    now = anew(toms)
    assert (now.assignee, now.handoffs, escalated(nora)) == (lena, 1, [toms.pk])
    assert told(lena) == ["escalated"]
    assert sentences(toms)[-1] == f"Tom Abara escalated it to Lena Brandt: “{REASON}”"
    entry = Entry.objects.get(kind="ticket.escalated")
    assert (entry.about, entry.data["from"]) == (("person", lena.pk), tom.pk)
    assert REASON not in str(entry.data)


def test_in_a_team_it_stays_with_whoever_has_it(toms: Ticket, tom: Person, lena: Person) -> None:
    workshop = teams.form("Workshop", [lena, tom])
    escalations.escalate(toms, workshop, Why(REASON, by=tom))
    everything_follows()
    now = anew(toms)
    assert (now.assignee, now.team, now.handoffs) == (tom, workshop, 0)
    assert (told(lena), told(tom)) == (["escalated"], [])


def test_who_had_it_hears_that_another_asked(toms: Ticket, tom: Person, lena: Person, nora: Person) -> None:
    escalations.escalate(toms, lena, Why(REASON, by=nora))
    everything_follows()
    assert told(tom) == ["escalated"]


def test_it_stands_until_it_is_settled(toms: Ticket, tom: Person, lena: Person) -> None:
    escalations.escalate(toms, lena, Why(REASON, by=tom))
    organise.set_status(anew(toms), Status.SOLVED, by=lena, was=Status.NEW)
    assert escalated(lena) == []
    organise.set_status(anew(toms), Status.OPEN, by=lena, was=Status.SOLVED)
    assert escalated(lena) == [toms.pk]
    assert escalations.settle(anew(toms), by=lena)
    assert (escalated(lena), anew(toms).assignee) == ([], lena)
    assert not escalations.settle(anew(toms), by=lena)
    assert kinds(toms) == ["ticket.escalated", "ticket.escalation_settled"]


def test_another_one_follows_the_first(toms: Ticket, tom: Person, lena: Person, nora: Person) -> None:
    first = escalations.escalate(toms, lena, Why(REASON, by=tom))
    second = escalations.escalate(anew(toms), nora, Why("Beyond me, too.", by=lena))
    first.refresh_from_db()
    assert first.ended_at == second.at
    assert escalations.standing(anew(toms)) == second
    assert (anew(toms).assignee, anew(toms).handoffs) == (nora, 2)


def test_taken_back_it_never_was(toms: Ticket, tom: Person, lena: Person) -> None:
    made = escalations.escalate(toms, lena, Why(REASON, by=tom))
    token = changes.token([changes.Change(toms.pk, "escalated", None, made.pk)], tom)
    assert changes.take_back(token, tom) == (1, 0, 0)
    now = anew(toms)
    assert (now.assignee, now.handoffs, now.escalated_at) == (tom, 0, None)
    assert sentences(toms)[-1] == "Tom Abara took the escalation back."
    assert changes.take_back(token, tom) == (0, 1, 0)


def test_what_somebody_changed_since_is_not_taken_back(
    toms: Ticket, tom: Person, lena: Person, nora: Person
) -> None:
    made = escalations.escalate(toms, lena, Why(REASON, by=tom))
    organise.assign(anew(toms), nora, by=lena, was=lena.pk)
    assert not escalations.take_back(Escalation.objects.select_related("ticket").get(pk=made.pk), by=tom)
    assert (anew(toms).assignee, escalated(lena)) == (nora, [toms.pk])


def test_merged_the_help_is_asked_for_where_the_matter_goes_on(
    toms: Ticket, ada_writes: Write, tom: Person, lena: Person
) -> None:
    other = ada_writes(message_id="<two@okoye.example>", text="And the light.").ticket
    escalations.escalate(toms, lena, Why(REASON, by=tom))
    merge.merge(anew(toms), other, by=tom)
    everything_follows()
    found = escalations.standing(anew(other))
    assert found and (found.reason, found.to_person) == (REASON, lena)
    assert (escalated(lena), escalations.standing(anew(toms))) == ([other.pk], None)
    assert Notice.objects.filter(person=lena, subject_kind="ticket", subject_id=other.pk).exists()
    assert sentences(other)[-1:] != [f"Tom Abara escalated it to Lena Brandt: “{REASON}”"]
    merge.unmerge(anew(toms), by=tom)
    assert escalated(lena) == [toms.pk]
    back = escalations.standing(anew(toms))
    assert back and escalations.take_back(back, by=tom)
    assert anew(toms).assignee == tom


def test_settled_in_the_other_it_stays_settled(
    toms: Ticket, ada_writes: Write, tom: Person, lena: Person
) -> None:
    other = ada_writes(message_id="<two@okoye.example>", text="And the light.").ticket
    escalations.escalate(toms, lena, Why(REASON, by=tom))
    merge.merge(anew(toms), other, by=tom)
    assert escalations.settle(anew(other), by=lena)
    merge.unmerge(anew(toms), by=tom)
    assert escalated(lena) == []


def test_both_escalated_each_keeps_its_own(
    toms: Ticket, ada_writes: Write, tom: Person, lena: Person, nora: Person
) -> None:
    other = ada_writes(message_id="<two@okoye.example>", text="And the light.").ticket
    escalations.escalate(toms, lena, Why(REASON, by=tom))
    escalations.escalate(anew(other), nora, Why("The light, too.", by=tom))
    merge.merge(anew(toms), anew(other), by=tom)
    found = escalations.standing(anew(other))
    assert found and found.reason == "The light, too."
    merge.unmerge(anew(toms), by=tom)
    assert sorted(escalated(nora)) == sorted([toms.pk, other.pk])


def test_somebody_else_was_quicker(toms: Ticket, tom: Person, lena: Person, nora: Person) -> None:
    organise.assign(anew(toms), nora, by=nora, was=tom.pk)
    with pytest.raises(Stale):
        escalations.escalate(toms, lena, Why(REASON, by=tom))
    assert Escalation.objects.count() == 0


def test_no_reason_no_escalation(toms: Ticket, tom: Person, lena: Person) -> None:
    with pytest.raises(ValueError, match="says why"):
        escalations.escalate(toms, lena, Why("  ", by=tom))


def test_card_numbers_are_covered_and_words_can_be_removed(toms: Ticket, tom: Person, lena: Person) -> None:
    made = escalations.escalate(toms, lena, Why("Refund Xylander to 4111 1111 1111 1111", by=tom))
    made.refresh_from_db()
    assert "4111 1111" not in made.reason
    redact.words(anew(toms), ["Xylander"], by=tom)
    made.refresh_from_db()
    assert "Xylander" not in made.reason


def test_the_page_asks_the_lead_first_and_says_why_above_the_ticket(
    toms: Ticket, tom: Person, lena: Person, desk_of_tom: Client
) -> None:
    url = f"/desk/tickets/{toms.pk}/escalation"
    page = desk_of_tom.get(url).text
    assert f'<option value="person-{lena.pk}" selected>' in page
    refused = desk_of_tom.post(url, {"to": f"person-{lena.pk}", "reason": " "})
    assert (refused.status_code, Escalation.objects.count()) == (422, 0)
    done = desk_of_tom.post(url, {"to": f"person-{lena.pk}", "reason": REASON}, follow=True)
    assert f"“{REASON}”" in done.text
    assert 'class="undo-last' in done.text or "undo-last" in done.text
    desk_of_tom.post(url, {"settle": ""})
    assert anew(toms).escalated_at is None


@pytest.mark.parametrize("to", ["", "person-0", "person-9999", "team-1", "person-x", "person-" + "9" * 40])
def test_only_somebody_of_the_list(toms: Ticket, desk_of_tom: Client, to: str) -> None:
    answer = desk_of_tom.post(f"/desk/tickets/{toms.pk}/escalation", {"to": to, "reason": REASON})
    assert (answer.status_code, Escalation.objects.count()) == (422, 0)


def test_a_program_asks_likewise(toms: Ticket, lena: Person, api: Client) -> None:
    url = f"/api/v1/tickets/{toms.pk}/escalation"
    assert api.get(url).status_code == 404
    for body in ({"reason": REASON}, {"reason": REASON, "person": lena.pk, "team": 1}, {"person": lena.pk}):
        assert api.post(url, body, content_type="application/json").status_code == 422
    made = api.post(url, {"person": lena.pk, "reason": REASON}, content_type="application/json")
    assert (made.status_code, made.json()["person"]["name"], made.json()["reason"]) == (
        201,
        "Lena Brandt",
        REASON,
    )
    assert api.get(f"/api/v1/tickets/{toms.pk}").json()["escalated_at"] == api.get(url).json()["at"]
    assert (api.delete(url).status_code, api.delete(url).status_code) == (204, 404)
