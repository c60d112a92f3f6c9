"""Merging points and moves nothing; links, followers, and a message that becomes a ticket of its own."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from heard.staff.models import Person
from heard.tickets import conversation, lineage, links, merge, organise, participants, replies, tags
from heard.tickets.links import NotSplittable
from heard.tickets.merge import NotMergeable, TwoCustomers
from heard.tickets.models import Direction, Message, Status, Ticket, TicketTag
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write


@pytest.fixture
def pair(ada_writes: Write, tom: Person) -> tuple[Ticket, Ticket]:
    """Two tickets of Ada's."""
    first = ada_writes(message_id="<one@okoye.example>", text="The bell fell off.").ticket
    second = ada_writes(message_id="<two@okoye.example>", text="And now the light.").ticket
    return first, second


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("merged_into", "customer").get(number=ticket.number)


def said_in(ticket: Ticket) -> list[str]:
    everybody = Person.objects.get(email="tom@larkfield.example")
    return [message.text.strip() for message in conversation.of(ticket, everybody).messages]


def test_the_page_of_the_one_reads_both_and_nothing_moved(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    merge.merge(again(two), again(one), by=tom)
    assert said_in(one) == ["The bell fell off.", "And now the light."]
    assert said_in(two) == ["And now the light."]
    assert (again(two).status, again(two).merged_into_id) == (Status.CLOSED, one.number)


def test_unmerged_everything_stands_as_before(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    fields = ("status", "waiting_since", "merged_into", "solved_at", "pile")
    before = [Ticket.objects.filter(number=each.number).values(*fields).get() for each in (one, two)]
    merge.merge(again(two), again(one), by=tom)
    assert merge.unmerge(again(two), by=tom)
    after = [Ticket.objects.filter(number=each.number).values(*fields).get() for each in (one, two)]
    assert after == before
    assert not merge.unmerge(again(two), by=tom)


def test_whoever_waited_in_the_one_waits_in_the_other(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    organise.set_status(again(one), Status.SOLVED, by=tom, was=Status.NEW)
    waited = again(two).waiting_since
    merge.merge(again(two), again(one), by=tom)
    found = again(one)
    assert (found.status, found.waiting_since, found.solved_at) == (Status.OPEN, waited, None)


def test_what_answers_the_merged_one_comes_into_the_other(
    pair: tuple[Ticket, Ticket], ada_writes: Write, tom: Person
) -> None:
    one, two = pair
    merge.merge(again(two), again(one), by=tom)
    answer = ada_writes(message_id="<three@okoye.example>", answering="<two@okoye.example>", text="Hello?")
    assert answer.ticket_id == one.number


def test_a_chain_ends_where_it_ends(pair: tuple[Ticket, Ticket], ada_writes: Write, tom: Person) -> None:
    one, two = pair
    three = ada_writes(message_id="<three@okoye.example>", text="Three.").ticket
    merge.merge(again(three), again(two), by=tom)
    merge.merge(again(two), again(one), by=tom)
    assert lineage.numbers_of(one.number) == [one.number, two.number, three.number]
    for wrong in ((one, one), (one, three), (two, one)):
        with pytest.raises(NotMergeable):
            merge.merge(again(wrong[0]), again(wrong[1]), by=tom)


def test_two_customers_are_merged_only_when_sure(
    pair: tuple[Ticket, Ticket], ada_writes: Write, tom: Person
) -> None:
    one, _two = pair
    bens = ada_writes(
        message_id="<ben@x.example>", sender="Ben Cole <ben@x.example>", text="Mine, too."
    ).ticket
    with pytest.raises(TwoCustomers):
        merge.merge(again(bens), again(one), by=tom)
    assert again(bens).merged_into is None
    merge.merge(again(bens), again(one), by=tom, sure=True)
    assert [who.address for who in participants.confirmed(one)] == ["ben@x.example"]


def test_the_target_lies_where_the_newest_words_of_both_are(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    tags.add(again(one), "bells", by=tom)
    before = Ticket.objects.values("changed_at", "snippet").get(number=one.number)
    merge.merge(again(two), again(one), by=tom)
    found = again(one)
    assert (found.changed_at, found.snippet) == (again(two).changed_at, "And now the light.")
    assert TicketTag.objects.get(ticket=one).changed_at == found.changed_at
    merge.unmerge(again(two), by=tom)
    assert Ticket.objects.values("changed_at", "snippet").get(number=one.number) == before


def statuses_of(ticket: Ticket) -> list[str]:
    rows = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number)
    rows = rows.filter(kind=Kind.TICKET_STATUS_CHANGED).order_by("id")
    return [str(entry.data["to"]) for entry in rows]


def test_parted_again_a_solved_one_is_solved_again(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    organise.set_status(again(one), Status.SOLVED, by=tom, was=Status.NEW)
    fields = ("status", "solved_at", "waiting_since", "changed_at", "snippet")
    before = Ticket.objects.values(*fields).get(number=one.number)
    merge.merge(again(two), again(one), by=tom)
    merge.unmerge(again(two), by=tom)
    assert Ticket.objects.values(*fields).get(number=one.number) == before
    assert statuses_of(one) == ["solved", "open", "solved"]


@pytest.mark.parametrize("since", ["a reply", "one more merge"])
def test_what_happened_since_leaves_it_open(
    pair: tuple[Ticket, Ticket], ada_writes: Write, tom: Person, since: str
) -> None:
    one, two = pair
    organise.set_status(again(one), Status.SOLVED, by=tom, was=Status.NEW)
    merge.merge(again(two), again(one), by=tom)
    if since == "a reply":
        replies.write(again(one), tom, "We look into it.", release_at=timezone.now())
    else:
        third = ada_writes(message_id="<three@okoye.example>", text="Three.").ticket
        merge.merge(again(third), again(one), by=tom)
    merge.unmerge(again(two), by=tom)
    assert again(one).status == Status.OPEN


def test_what_leaves_a_merged_ticket_answers_in_the_other(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    reply = replies.write(again(two), tom, "Both are in the post.", release_at=timezone.now())
    merge.merge(again(two), again(one), by=tom)
    assert again(one).waiting_since
    replies.release(reply.pk)
    found = again(one)
    assert (found.waiting_since, found.status, again(two).status) == (None, Status.WAITING, Status.CLOSED)


def test_linked_and_no_longer(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = pair
    assert links.link(two, one, by=tom)
    assert not links.link(one, two, by=tom)
    assert not links.link(one, one, by=tom)
    assert (links.linked(one), links.linked(two)) == ([two.number], [one.number])
    assert links.unlink(one, two, by=tom)
    assert links.linked(one) == []


def test_following(ticket: Ticket, tom: Person) -> None:
    links.follow(ticket, tom)
    links.follow(ticket, tom)
    assert links.follows(ticket, tom)
    links.unfollow(ticket, tom)
    assert not links.follows(ticket, tom)


def test_a_message_becomes_a_ticket_of_its_own_and_comes_back(
    ticket: Ticket, ada_writes: Write, tom: Person
) -> None:
    second = ada_writes(message_id="<b@x>", answering="<ada-1@okoye.example>", text="My light, too.")
    made = links.split_off(second, by=tom)
    assert said_in(made) == ["My light, too."]
    assert said_in(ticket) == ["The bell fell off."]
    assert (again(made).snippet, again(ticket).snippet) == ("My light, too.", "The bell fell off.")
    assert again(made).waiting_since == second.at
    assert links.linked(ticket) == [made.number]
    links.join_again(Message.objects.get(pk=second.pk), again(ticket), by=tom)
    assert said_in(ticket) == ["The bell fell off.", "My light, too."]
    assert links.linked(ticket) == []


def test_the_only_message_stays(ticket: Ticket, tom: Person) -> None:
    with pytest.raises(NotSplittable):
        links.split_off(Message.objects.get(direction=Direction.IN), by=tom)


def test_what_rests_is_open_again_when_its_day_comes(ticket: Ticket, tom: Person) -> None:
    day = timezone.now() + timedelta(days=1)
    organise.set_status(ticket, Status.HOLD, by=tom, was=Status.NEW, until=day)
    assert organise.wake(day - timedelta(seconds=1)) == 0
    assert organise.wake(day) == 1
    assert organise.wake(day) == 0
    found = again(ticket)
    assert (found.status, found.hold_until) == (Status.OPEN, None)


def test_a_rest_ends_when_the_customer_writes(ticket: Ticket, ada_writes: Write, tom: Person) -> None:
    day = timezone.now() + timedelta(days=1)
    organise.set_status(ticket, Status.HOLD, by=tom, was=Status.NEW, until=day)
    ada_writes(message_id="<b@x>", answering="<ada-1@okoye.example>")
    assert (again(ticket).status, again(ticket).hold_until) == (Status.OPEN, None)


def test_adrift_is_what_has_nobody_or_no_next_step(ticket: Ticket, tom: Person) -> None:
    def adrift() -> bool:
        return Ticket.objects.values_list("is_adrift", flat=True).get()

    assert adrift()  # nobody has it
    organise.assign(ticket, tom, by=tom, was=None)
    assert not adrift()
    organise.set_status(ticket, Status.HOLD, by=tom, was=Status.NEW)
    assert adrift()  # no day
    day = timezone.now() + timedelta(days=1)
    organise.set_status(again(ticket), Status.HOLD, by=tom, was=Status.HOLD, until=day)
    assert not adrift()
    organise.set_status(again(ticket), Status.SOLVED, by=tom, was=Status.HOLD)
    assert not adrift()


def test_what_the_other_went_on_in_meanwhile_is_looked_up_again(
    pair: tuple[Ticket, Ticket], tom: Person
) -> None:
    one, two = again(pair[0]), again(pair[1])  # as both pages show them
    merge.merge(two, one, by=tom)
    with pytest.raises(NotMergeable, match="into itself"):
        merge.merge(one, two, by=tom)
    assert lineage.root_number(two.number) == one.number


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it lets one write after the other anyway")
@pytest.mark.django_db(transaction=True)
def test_two_opposite_merges_at_one_moment_are_one(pair: tuple[Ticket, Ticket], tom: Person) -> None:
    one, two = again(pair[0]), again(pair[1])
    both_are_there, ends = threading.Barrier(2), dict[int, str]()

    def slowly(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith('UPDATE "tickets_ticket"'):
            threading.Event().wait(0.2)  # time for the other to come as far as it can
        return answer

    def merging(ticket: Ticket, into: Ticket) -> None:
        both_are_there.wait(30)
        try:
            with connection.execute_wrapper(slowly):
                merge.merge(ticket, into, by=tom)
            ends[ticket.number] = "merged"
        except Exception as reason:
            ends[ticket.number] = type(reason).__name__
        connection.close()

    sides = ((one, two), (two, one))
    workers = [threading.Thread(target=merging, args=each, daemon=True) for each in sides]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(ends.values()) == ["NotMergeable", "merged"]
    assert [again(one).merged_into_id, again(two).merged_into_id].count(None) == 1
