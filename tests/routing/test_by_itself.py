"""A new ticket goes by the first rule that fits, once, to somebody who is here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.alerts.models import Notice
from heard.channels.email import mailboxes, receive
from heard.channels.models import Channel
from heard.customers import organisations
from heard.lib.ref import ref
from heard.phrasing import quick_answers
from heard.routing import receivers, routes
from heard.routing.routes import Wanted
from heard.staff import people, teams
from heard.staff.models import Person, Team
from heard.tickets import finding, happenings, intake, matters, organise, replies, told
from heard.tickets.models import Message, Stage, Status, Ticket
from heard.tickets.told import Hands, Told
from tests.conftest import Keep, Write, everything_follows, mail
from tests.cuts import Cut, cut_after

GERMAN = "Guten Tag, die Klingel ist abgefallen, und ich habe sie nicht wieder gefunden. Was nun?"


@pytest.fixture
def workshop(tom: Person, lena: Person) -> Team:
    return teams.form("Workshop", [tom, lena])


def rule(by: Person, **said: object) -> None:
    routes.write(None, Wanted(**said), by=by)  # type: ignore[arg-type]


def with_whom(ticket: Ticket) -> tuple[Team | None, Person | None]:
    now = Ticket.objects.select_related("team", "assignee").get(pk=ticket.pk)
    return now.team, now.assignee


def test_without_rules_it_is_nobodys(ada_writes: Write) -> None:
    assert with_whom(ada_writes().ticket) == (None, None)


def test_by_words_in_the_subject_or_the_first_lines(ada_writes: Write, nora: Person, workshop: Team) -> None:
    rule(nora, signs="saddle\nfell * off", to=workshop)
    assert with_whom(ada_writes().ticket) == (workshop, None)
    other = ada_writes(text="How are you?", subject="A question", message_id="<2@okoye.example>")
    assert with_whom(other.ticket) == (None, None)


def test_what_is_told_of_it(ada_writes: Write, nora: Person, tom: Person, workshop: Team) -> None:
    rule(nora, signs="bell", to=workshop)
    rule(nora, signs="pump", to=tom)
    texts = [event.text for event in happenings.of([ada_writes().ticket.pk])]
    assert texts == ["It went to the team Workshop by itself."]
    pump = ada_writes(text="It leaks.", subject="My pump", message_id="<2@okoye.example>")
    assert [event.text for event in happenings.of([pump.ticket.pk])] == ["It went to Tom Abara by itself."]
    everything_follows()
    assert list(Notice.objects.filter(person=tom).values_list("why", flat=True)) == ["assigned"]
    assert with_whom(pump.ticket) == (None, tom)
    assert Ticket.objects.get(pk=pump.ticket.pk).handoffs == 0


def test_by_language(ada_writes: Write, nora: Person, lena: Person) -> None:
    rule(nora, language="de", to=lena)
    assert with_whom(ada_writes().ticket) == (None, None)
    german = ada_writes(text=GERMAN, subject="Klingel", message_id="<2@okoye.example>")
    assert with_whom(german.ticket) == (None, lena)


def test_by_where_it_came_in(keep: Keep, ada_writes: Write, nora: Person, workshop: Team) -> None:
    repairs = mailboxes.open_mailbox("repairs@larkfield.example", name="Repairs")
    rule(nora, channel=repairs, to=workshop)
    assert with_whom(ada_writes().ticket) == (None, None)
    arrival = keep(mail(message_id="<2@okoye.example>", subject="Another"))
    type(arrival).objects.filter(pk=arrival.pk).update(channel=repairs)
    arrival.channel = repairs
    message = intake.take_in(arrival, receive.read(mail(message_id="<2@okoye.example>", subject="Another")))
    assert message and with_whom(message.ticket) == (workshop, None)


def test_by_the_organisation_of_who_writes(ada_writes: Write, nora: Person, workshop: Team) -> None:
    okoye = organisations.enter("Okoye & Daughters", by=ref(nora))
    organisations.add_domain(okoye, "okoye.example", by=ref(nora))
    rule(nora, organisation=okoye, to=workshop)
    assert with_whom(ada_writes().ticket) == (workshop, None)
    other = ada_writes(sender="Ben <ben@elsewhere.example>", message_id="<b@x>", subject="Hello")
    assert with_whom(other.ticket) == (None, None)


def test_all_that_is_said_must_fit(ada_writes: Write, nora: Person, workshop: Team) -> None:
    rule(nora, signs="bell", language="de", to=workshop)
    assert with_whom(ada_writes().ticket) == (None, None)


def test_the_first_that_fits_decides_and_the_order_can_be_changed(
    ada_writes: Write, nora: Person, tom: Person, lena: Person
) -> None:
    rule(nora, signs="bell", to=tom)
    rule(nora, to=lena)
    assert with_whom(ada_writes().ticket) == (None, tom)
    last = list(routes.every())[-1]
    routes.move(last.pk, up=True, by=nora)
    again = ada_writes(message_id="<2@okoye.example>", subject="The bell again")
    assert with_whom(again.ticket) == (None, lena)


def answered(ticket: Ticket, by: Person) -> None:
    organise.set_status(ticket, Status.OPEN, by=by, was=Status.NEW)
    replies.write(Ticket.objects.get(pk=ticket.pk), by, "We send you another.", release_at=timezone.now())


def test_whoever_answered_them_last(
    ada_writes: Write, nora: Person, tom: Person, lena: Person, workshop: Team
) -> None:
    first = ada_writes().ticket
    answered(first, tom)
    rule(nora, to=workshop, knows_them=True)
    again = ada_writes(message_id="<2@okoye.example>", subject="A pump").ticket
    assert with_whom(again) == (workshop, tom)
    assert [event.text for event in happenings.of([again.pk])] == [
        "It went to the team Workshop by itself.",
        "It went to Tom Abara by itself: they answered this customer last.",
    ]
    stranger = ada_writes(sender="Ben <ben@x.example>", message_id="<b@x>", subject="Hello").ticket
    assert with_whom(stranger) == (workshop, None)


def test_shared_among_those_who_have_the_fewest_open(
    ada_writes: Write, nora: Person, tom: Person, lena: Person, ugo: Person
) -> None:
    workshop = teams.form("Workshop", [ugo, tom, lena])
    rule(nora, to=workshop, shares=True)
    got = [with_whom(ada_writes(message_id=f"<{n}@x>", subject=f"Bell {n}").ticket)[1] for n in range(4)]
    assert got == [tom, lena, tom, lena], "a colleague answers no customers"
    organise.set_status(Ticket.objects.filter(assignee=lena)[0], Status.SOLVED, by=lena, was=Status.NEW)
    assert with_whom(ada_writes(message_id="<9@x>", subject="Bell 9").ticket)[1] == lena


def test_nobody_knows_them_after_half_a_year_or_when_they_left_the_team_or_the_desk(
    ada_writes: Write, nora: Person, tom: Person, lena: Person, workshop: Team
) -> None:
    customer = ada_writes().ticket.customer
    answered(customer.tickets.get(), tom)
    assert receivers.knowing(customer) == tom
    assert receivers.knowing(customer, team=workshop) == tom
    teams.change(workshop, "Workshop", [lena], by=nora)
    assert receivers.knowing(customer, team=workshop) is None
    long_ago = timezone.now() - receivers.KNOWN_FOR - timedelta(days=1)
    said = Message.objects.filter(direction="out")
    now = said.get().at
    said.update(at=long_ago)
    assert receivers.knowing(customer) is None
    said.update(at=now)
    people.leave(tom, by=nora)
    assert receivers.knowing(customer) is None


def test_a_rule_that_names_somebody_who_left_is_passed_over(
    ada_writes: Write, nora: Person, tom: Person, lena: Person
) -> None:
    rule(nora, signs="bell", to=tom)
    rule(nora, to=lena)
    people.leave(tom, by=nora)
    assert with_whom(ada_writes().ticket) == (None, lena)


def test_later_words_move_nothing(ada_writes: Write, nora: Person, tom: Person, workshop: Team) -> None:
    ticket = ada_writes().ticket
    rule(nora, to=workshop)
    ada_writes(message_id="<2@okoye.example>", answering="<ada-1@okoye.example>", text="The bell!")
    assert Ticket.objects.count() == 1
    assert with_whom(ticket) == (None, None)


def test_what_a_person_wrote_down_goes_where_they_said(
    mailbox: Channel, nora: Person, tom: Person, workshop: Team
) -> None:
    rule(nora, to=workshop)
    words = Told("ada@okoye.example", "Ada", "Bell", "It fell off", hands=Hands(None, tom))
    assert with_whom(told.write_down(words, mailbox, by=tom)) == (None, tom)


def test_lists_go_to_nobody(keep: Keep, nora: Person, workshop: Team) -> None:
    rule(nora, to=workshop)
    raw = mail(sender="News <news@shop.example>").replace(
        b"Subject:", b"List-Id: <news.shop.example>\nSubject:"
    )
    message = intake.take_in(keep(raw), receive.read(raw))
    assert message and message.ticket.is_bulk
    assert with_whom(message.ticket) == (None, None)


def test_a_quick_answer_still_answers_and_disturbs_nobody(
    ada_writes: Write, nora: Person, tom: Person
) -> None:
    rule(nora, to=tom)
    wanted = quick_answers.Wanted(
        "Bells", "bell fell off", "Screw it on.", "A person reads answers.", is_on=True
    )
    quick_answers.write(None, wanted, by=nora)
    ticket = ada_writes(text="The bell fell off, what now?").ticket
    everything_follows()
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.status, now.assignee) == (Status.SOLVED, tom)
    assert not Notice.objects.filter(person=tom).exists()


def test_cut_anywhere_it_is_with_whom_it_belongs_or_not_here_at_all(
    keep: Keep, nora: Person, tom: Person, workshop: Team
) -> None:
    rule(nora, to=workshop)
    cuts = 0
    for number in range(1, 200):
        raw = mail(message_id=f"<{number}@okoye.example>", subject=f"Bell {number}")
        arrival = keep(raw)
        try:
            with connection.execute_wrapper(cut_after(number)):
                intake.take_in(arrival, receive.read(raw))
        except Cut:
            cuts += 1
            assert not Ticket.objects.filter(subject=f"Bell {number}").exists()
        else:
            assert with_whom(Ticket.objects.get(subject=f"Bell {number}")) == (workshop, None)
            break
    assert cuts > 10


def test_two_questions_more_for_a_first_message_whatever_the_number_of_rules(
    ada_writes: Write, nora: Person, tom: Person
) -> None:
    def asked(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            ada_writes(message_id=f"<{number}@okoye.example>", subject=f"Bell {number}")
        return len(queries)

    asked(1)
    without = asked(2)
    rule(nora, signs="a pump", to=tom)
    one = asked(3)
    for word in ("a tyre", "a chain", "a lock"):
        rule(nora, signs=word, language="de", to=tom)
    assert (one - without, asked(4) - without) == (1, 1)


def test_a_rule_says_where_whoever_writes_so_stands(ada_writes: Write, nora: Person, workshop: Team) -> None:
    rule(nora, signs="how much", to=workshop, stage=Stage.BEFORE)
    asking = ada_writes(text="How much is a bell?", subject="A bell").ticket
    everything_follows()
    assert matters.of(asking).stage == Stage.BEFORE
    other = ada_writes(message_id="<2@okoye.example>", subject="A pump").ticket
    assert matters.of(other).stage == ""
    assert [hit.ticket for hit in finding.newest(finding.ask(nora, "stage:before bell")).hits] == [asking.pk]
