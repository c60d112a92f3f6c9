"""What sounds heated goes to somebody at once: once a message, while they wait, never for a machine."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.alerts.models import Notice
from heard.channels.email import receive
from heard.coach.heat import SignKind
from heard.lib.claim import AT_ONCE, State
from heard.lib.working_time import Week
from heard.reactions.models import Reaction
from heard.reports import details
from heard.staff import teams
from heard.staff.models import Person, Team
from heard.tickets import escalation_rules, escalations, happenings, heat, intake, organise, outcries
from heard.tickets.escalation_rules import Wanted
from heard.tickets.escalations import Why
from heard.tickets.models import Escalation, EscalationRule, Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import Keep, Write, desk_of, everything_follows, mail
from tests.cuts import Cut, cut_after

WEEK = Week(frozenset(range(7)), time(0), time(0), ZoneInfo("UTC"))
FURIOUS = "This is a disgrace. I will sue you if nobody calls me."
CALM = "Could I have a second key, please?"
MISREAD = {"rule": "heat/boiling", "scope": "ticket"}


@pytest.fixture
def workshop(tom: Person, lena: Person) -> Team:
    return teams.form("Workshop", [tom, lena])


def rule(
    by: Person,
    *signs: SignKind,
    team: Team | None = None,
    to: Person | Team | None = None,
    hours: int | None = None,
) -> EscalationRule:
    wanted = Wanted(hours, WEEK, to, frozenset(signs))
    return escalation_rules.set_for(team, wanted, by=by, also_older=True)


@pytest.fixture
def to_lena(nora: Person, lena: Person) -> EscalationRule:
    """What is in no team and sounds angry or threatening goes to Lena."""
    return rule(nora, "anger", "threat", to=lena)


def anew(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("assignee", "team").get(pk=ticket.pk)


def made(ticket: Ticket) -> list[list[str]]:
    """The signs of all escalations of a ticket, the oldest first."""
    return list(Escalation.objects.filter(ticket=ticket).order_by("pk").values_list("signs", flat=True))


def later(ada_writes: Write, number: int, text: str = FURIOUS) -> Ticket:
    """Ada's next mail about the same thing."""
    said = ada_writes(text=text, message_id=f"<{number}@okoye.example>", answering="<ada-1@okoye.example>")
    everything_follows()
    return anew(said.ticket)


def sends(keep: Keep, headers: str, **written: str) -> Ticket:
    """A mail in Ada's name with headers of a machine."""
    raw = headers.encode() + mail(text=FURIOUS, **written)
    message = intake.take_in(keep(raw), receive.read(raw))
    assert message
    everything_follows()
    return anew(message.ticket)


@pytest.fixture
def furious(to_lena: EscalationRule, ada_writes: Write) -> Ticket:
    ticket = ada_writes(text=FURIOUS).ticket
    everything_follows()
    return anew(ticket)


def test_the_first_message_is_escalated_with_how_it_sounds(furious: Ticket, lena: Person) -> None:
    assert (furious.assignee, made(furious)) == (lena, [["anger", "threat"]])
    assert happenings.of([furious.pk])[-1].text == (
        "It was escalated to Lena Brandt: the message sounds angry, threatening."
    )
    assert list(Notice.objects.filter(why="escalated").values_list("person", flat=True)) == [lena.pk]
    entry = Entry.objects.get(kind="ticket.escalated")
    said = details.detail(entry, details.names_of([entry]))
    assert said == "to: Lena Brandt · when it sounds angry, threatening"


def test_a_later_message_is_escalated_too_each_once(
    to_lena: EscalationRule, ada_writes: Write, nora: Person
) -> None:
    first = ada_writes(text=CALM).ticket
    everything_follows()
    assert made(first) == []
    assert made(later(ada_writes, 2)) == [["anger", "threat"]]
    later(ada_writes, 3)  # the help is asked for already
    assert len(made(first)) == 1
    escalations.settle(anew(first), by=nora)
    everything_follows()
    assert len(made(first)) == 1
    assert len(made(later(ada_writes, 4))) == 2
    assert len(made(later(ada_writes, 5, CALM))) == 2


def test_the_rule_of_its_team_counts(
    to_lena: EscalationRule, ada_writes: Write, workshop: Team, nora: Person, tom: Person
) -> None:
    first = ada_writes(text=CALM).ticket
    Ticket.objects.filter(pk=first.pk).update(team=workshop, assignee=tom)
    assert made(later(ada_writes, 2)) == []
    shop = teams.form("Shop", [nora])
    rule(nora, "threat", "urgency", team=workshop, to=shop)
    now = later(ada_writes, 3)
    assert (now.team, now.assignee, now.handoffs, made(now)) == (shop, tom, 1, [["threat"]])


def test_without_a_name_the_lead_gets_it_and_without_a_lead_nobody(
    ada_writes: Write, workshop: Team, nora: Person, lena: Person
) -> None:
    rule(nora, "threat", team=workshop)
    first = ada_writes(text=CALM).ticket
    Ticket.objects.filter(pk=first.pk).update(team=workshop)
    Person.objects.filter(pk=lena.pk).update(is_active=False)
    assert made(later(ada_writes, 2)) == []
    Person.objects.filter(pk=lena.pk).update(is_active=True)
    assert later(ada_writes, 3).assignee == lena


@pytest.mark.parametrize(
    "text", [CALM, "THANK YOU SO MUCH, you are wonderful!!", "I am so disappointed.", ""]
)
def test_what_no_rule_names_is_left_alone(nora: Person, lena: Person, ada_writes: Write, text: str) -> None:
    rule(nora, "anger", "threat", "capitals", to=lena)
    ticket = ada_writes(text=text).ticket
    everything_follows()
    assert made(ticket) == []


@pytest.mark.parametrize(
    "headers", ["Auto-Submitted: auto-generated\r\n", "List-Id: <news.okoye.example>\r\nPrecedence: list\r\n"]
)
def test_machines_are_not_heard(to_lena: EscalationRule, keep: Keep, headers: str) -> None:
    assert made(sends(keep, headers)) == []


@pytest.mark.parametrize("header", ["auto-replied", "auto-generated"])
def test_nor_are_they_in_a_ticket_that_stands(
    to_lena: EscalationRule, ada_writes: Write, keep: Keep, header: str
) -> None:
    first = ada_writes(text=CALM).ticket
    headers = f"Auto-Submitted: {header}\r\n"
    ticket = sends(keep, headers, message_id="<2@okoye.example>", answering="<ada-1@okoye.example>")
    assert (ticket, made(ticket)) == (first, [])


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.SPAM},
        {"status": Status.SOLVED},
        {"status": Status.HOLD},
        {"waiting_since": None},
        {"is_bulk": True},
    ],
)
def test_what_is_answered_or_over_meanwhile_is_left_alone(
    to_lena: EscalationRule, ada_writes: Write, change: dict[str, Any]
) -> None:
    ticket = ada_writes(text=FURIOUS).ticket
    Ticket.objects.filter(pk=ticket.pk).update(**change)
    everything_follows()
    assert made(ticket) == []


def test_misread_takes_it_back_for_good(furious: Ticket, lena: Person, ada_writes: Write) -> None:
    """Said beside the message, or above the ticket."""
    desk_of(lena).post(f"/desk/tickets/{furious.number}/review/dismissals", MISREAD)
    now = anew(furious)
    assert (now.assignee, now.escalated_at, now.heat, now.handoffs) == (None, None, 0, 0)
    assert happenings.of([furious.pk])[-1].text == "Lena Brandt took the escalation back."
    assert len(made(later(ada_writes, 2))) == 1


def test_the_ticket_says_why_and_offers_both(furious: Ticket, lena: Person, ada_writes: Write) -> None:
    url, desk_of_lena = f"/desk/tickets/{furious.number}", desk_of(lena)
    page = desk_of_lena.get(url).text
    assert "the message sounds angry, threatening" in page
    assert '<button class="button plain" name="misread"' in page
    assert desk_of_lena.post(f"{url}/escalation", {"misread": ""}).status_code == 302
    assert (anew(furious).assignee, anew(furious).escalated_at) == (None, None)
    assert len(made(later(ada_writes, 2))) == 1
    assert 'name="misread"' not in desk_of_lena.get(url).text


def test_misread_leaves_it_with_whom_it_was_given_on_to(
    furious: Ticket, nora: Person, tom: Person, lena: Person
) -> None:
    organise.assign(furious, tom, by=nora, was=lena.pk)
    heat.misread(anew(furious), by=nora)
    assert (anew(furious).assignee, anew(furious).escalated_at) == (tom, None)


def test_misread_leaves_alone_what_a_person_escalated(ada_writes: Write, nora: Person, tom: Person) -> None:
    ticket = ada_writes(text=FURIOUS).ticket
    escalations.escalate(anew(ticket), tom, Why("He knows her.", by=nora))
    heat.misread(anew(ticket), by=nora)
    assert anew(ticket).escalated_at is not None


def test_both_conditions_of_one_rule(ada_writes: Write, nora: Person, lena: Person) -> None:
    rule(nora, "threat", to=lena, hours=2)
    calm, hot = ada_writes(text=CALM).ticket, ada_writes(text=FURIOUS, message_id="<2@x>", subject="B").ticket
    everything_follows()
    assert escalation_rules.sweep(timezone.now() + timedelta(hours=3)) == 1
    assert [
        list(Escalation.objects.filter(ticket=one).values_list("hours", flat=True)) for one in (calm, hot)
    ] == [
        [2],
        [None],
    ]


def test_without_hours_nothing_is_escalated_for_waiting(to_lena: EscalationRule, ada_writes: Write) -> None:
    ada_writes(text=CALM)
    everything_follows()
    assert escalation_rules.sweep(timezone.now() + timedelta(days=9)) == 0


def test_a_rule_says_when(nora: Person) -> None:
    with pytest.raises(ValueError, match="says when"):
        rule(nora)


def test_a_cut_between_two_lines_leaves_nothing_or_all(to_lena: EscalationRule, ada_writes: Write) -> None:
    """Whatever statement is the last before a crash: the next round does it, once."""
    ticket = ada_writes(text=FURIOUS).ticket
    cuts = 0
    while True:
        try:
            with connection.execute_wrapper(cut_after(cuts)):
                everything_follows()
            break
        except Cut:
            cuts += 1
            whole = (anew(ticket).escalated_at is not None, anew(ticket).assignee is not None)
            assert whole == ((True, True) if made(ticket) else (False, False))
            Reaction.objects.filter(state=State.WAITING).update(due_at=AT_ONCE, lost=0)
    assert (cuts > 8, len(made(ticket)), Entry.objects.filter(kind="ticket.escalated").count()) == (
        True,
        1,
        1,
    )


def test_a_desk_without_such_rules_asks_one_question_more(ada_writes: Write, nora: Person) -> None:
    rule(nora, to=nora, hours=2)
    ada_writes(text=FURIOUS)
    row = Reaction.objects.select_related("entry").get(name="tickets.outcries.heard")
    with CaptureQueriesContext(connection) as asked:
        outcries.heard(row.entry)
    assert len(asked) == 1


def test_the_page_keeps_how_it_sounds(desk_of_nora: Client, lena: Person) -> None:
    url = "/setup/escalation/0/"
    week = {"days": ["0"], "opens": "09:00", "closes": "17:00", "zone": "UTC", "to": f"person-{lena.pk}"}
    none = desk_of_nora.post(url, {**week, "hours": ""})
    assert (none.status_code, EscalationRule.objects.count()) == (422, 0)
    assert "Say after how many hours, or tick how a message sounds." in none.text
    assert desk_of_nora.post(url, {**week, "hours": "", "signs": ["praise"]}).status_code == 422
    desk_of_nora.post(url, {**week, "hours": "", "signs": ["threat", "anger"]})
    kept = EscalationRule.objects.get()
    assert (kept.hours, kept.signs) == (None, ["anger", "threat"])
    assert "at once, if a message sounds angry, threatening" in desk_of_nora.get("/setup/escalation/").text
    form = desk_of_nora.get(url).text
    assert [f'value="{sign}" checked' in form for sign in escalation_rules.SIGNS] == [
        True,
        True,
        *[False] * 3,
    ]
    entry = Entry.objects.get(kind="escalation_rule.set")
    assert details.detail(entry, {}) == "when it sounds angry, threatening"


def test_the_api_says_for_which_signs(furious: Ticket, api: Client) -> None:
    told = api.get(f"/api/v1/tickets/{furious.number}/escalation").json()
    assert (told["by"], told["hours"], told["signs"], told["person"]["name"]) == (
        None,
        None,
        ["anger", "threat"],
        "Lena Brandt",
    )


def test_a_team_says_where_first_messages_are_heard(desk_of_nora: Client, workshop: Team) -> None:
    pages = [desk_of_nora.get(f"/setup/escalation/{number}/").text for number in (workshop.pk, 0)]
    assert ["New mail that no routing rule gives to a team" in page for page in pages] == [True, False]
