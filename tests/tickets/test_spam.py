"""Spam: out of every view but one, blocked addresses, and all of it can be taken back."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from heard.alerts.models import Notice
from heard.channels.models import Channel
from heard.customers.models import Identity
from heard.privacy import retention
from heard.privacy.models import Kept
from heard.staff.models import Person, Team
from heard.tickets import blocking, changes, conversation, finding, links, organise, paging, tags, views
from heard.tickets.models import Message, Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write, desk_of, everything_follows

SPAM = views.VIEWS["spam"]


def shown(person: Person) -> list[str]:
    """The views in which the only ticket stands."""
    found = [*views.VIEWS.values(), *map(views.of_status, Status), views.of_tag("bell")]
    found += [*map(views.of_team, Team.objects.all()), *map(views.of_channel, Channel.objects.all())]
    return [view.slug for view in found if paging.page(view, person).rows]


def test_spam_leaves_every_view_but_its_own(ticket: Ticket, tom: Person) -> None:
    team = Team.objects.create(name="Repairs")
    organise.give_to_team(ticket, team, by=tom, was=None)
    tags.add(ticket, "bell", by=tom)
    before = shown(tom)
    assert set(before) == {
        "open", "unassigned", "waiting", "adrift", "all", "status-new", "tag-bell", f"team-{team.pk}",
        f"channel-{ticket.channel_id}",
    }  # fmt: skip
    done = changes.make(tom, [ticket.number], "status", "spam")
    assert (shown(tom), paging.count(SPAM, tom)) == (["spam", "status-spam"], "1")
    changes.take_back(changes.token(done, tom), tom)
    assert shown(tom) == before


def test_spam_has_nothing_that_waits_and_is_not_solved(ticket: Ticket, tom: Person) -> None:
    since = ticket.waiting_since
    changes.make(tom, [ticket.number], "status", "spam")
    ticket.refresh_from_db()
    assert (ticket.waiting_since, ticket.solved_at, ticket.is_adrift) == (None, None, False)
    changes.make(tom, [ticket.number], "status", "open")
    ticket.refresh_from_db()
    assert ticket.waiting_since == since


def test_a_search_leaves_spam_out_unless_asked_for_it(ticket: Ticket, tom: Person) -> None:
    everything_follows()
    changes.make(tom, [ticket.number], "status", "spam")
    found = {
        typed: [hit.ticket for hit in finding.newest(finding.ask(tom, typed)).hits]
        for typed in ("bell", "bell status:spam", "bell is:spam", "is:Spam", "bell -is:spam", "bell is:new")
    }
    mine = [ticket.number]
    assert found == {
        "bell": [], "bell status:spam": mine, "bell is:spam": mine, "is:Spam": mine, "bell -is:spam": [],
        "bell is:new": [],
    }  # fmt: skip


def test_a_blocked_address_goes_to_the_spam_without_a_word(
    ticket: Ticket, tom: Person, ada_writes: Write
) -> None:
    Channel.objects.update(acknowledgement="We have it.")
    everything_follows()
    organise.assign(ticket, tom, by=tom, was=None)
    changes.make(tom, [ticket.number], "status", "spam")
    assert blocking.block(ticket, by=tom)
    ada_writes(subject="Cheap bells", message_id="<ada-2@okoye.example>")
    ada_writes(message_id="<ada-3@okoye.example>", answering="<ada-1@okoye.example>")
    everything_follows()
    assert list(Ticket.objects.values_list("status", "waiting_since")) == [("spam", None)] * 2
    assert Message.objects.filter(ticket=ticket, direction="in").count() == 2  # it belongs to this spam
    assert (Message.objects.filter(is_automatic=True).count(), Notice.objects.count()) == (1, 0)
    second = Ticket.objects.exclude(pk=ticket.pk).get()
    assert [event.text for event in conversation.of(second, tom).events] == [
        "It went to the spam by itself: the address was blocked."
    ]


def test_a_blocked_address_cannot_write_into_a_matter_that_is_open(
    ticket: Ticket, tom: Person, ada_writes: Write
) -> None:
    blocking.block(ticket, by=tom)
    ada_writes(message_id="<ada-2@okoye.example>", answering="<ada-1@okoye.example>")
    assert list(Ticket.objects.order_by("number").values_list("status", flat=True)) == ["new", "spam"]


def test_unblocked_they_come_to_the_inbox_again_and_what_came_stays(
    ticket: Ticket, tom: Person, ada_writes: Write
) -> None:
    blocking.block(ticket, by=tom)
    ada_writes(message_id="<ada-2@okoye.example>")
    assert blocking.unblock(Identity.objects.get(), by=tom)
    ada_writes(message_id="<ada-3@okoye.example>")
    assert sorted(Ticket.objects.values_list("status", flat=True)) == ["new", "new", "spam"]
    assert [blocking.block(ticket, by=tom), blocking.block(ticket, by=tom)] == [True, False]


def test_the_ticket_page_marks_blocks_and_takes_both_back(
    desk_of_tom: Client, tom: Person, ticket: Ticket
) -> None:
    path = f"/desk/tickets/{ticket.number}"
    answer = desk_of_tom.post(f"{path}/spam", {"block": ""}, headers={"HX-Request": "true"}).content.decode()
    assert f"No. {ticket.number} is spam, its address blocked." in answer
    assert "is blocked: what comes from it goes to the spam at once" in answer
    ticket.refresh_from_db()
    assert (ticket.status, list(blocking.blocked())) == (Status.SPAM, [ticket.identity])
    undo = answer.split('name="token" value="')[1].split('"')[0]
    said = desk_of_tom.post("/desk/undo", {"token": undo}, headers={"HX-Request": "true"}).content.decode()
    assert "1 ticket is as it was." in said
    ticket.refresh_from_db()
    assert (ticket.status, list(blocking.blocked())) == (Status.NEW, [])
    kinds = Entry.objects.filter(kind__startswith="address.").values_list("kind", "actor_id")
    assert list(kinds) == [("address.blocked", tom.pk), ("address.unblocked", tom.pk)]


def test_the_setup_lists_blocked_addresses_and_lets_them_in(
    lena: Person, ticket: Ticket, tom: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    blocking.block(ticket, by=tom)
    browser = desk_of(lena)
    browser.get("/setup/blocked/")
    with django_assert_num_queries(4):
        page = browser.get("/setup/blocked/").content.decode()
    assert "ada@okoye.example" in page
    browser.post("/setup/blocked/", {"identity": ticket.identity_id})
    assert "No address is blocked." in browser.get("/setup/blocked/").content.decode()
    said = Entry.objects.get(kind="address.unblocked")
    assert (said.subject_kind, said.subject_id) == ("customer", ticket.customer_id)


def test_a_program_can_say_that_it_is_spam(api: Client, ticket: Ticket) -> None:
    path = f"/api/v1/tickets/{ticket.number}"
    answer = api.patch(path, json.dumps({"status": "spam"}), content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "spam")


def test_spam_is_kept_as_long_as_it_is_said(ticket: Ticket, tom: Person, nora: Person) -> None:
    changes.make(tom, [ticket.number], "status", "spam")
    Ticket.objects.update(changed_at=timezone.now() - timedelta(days=40))
    retention.keep_for(Kept.TICKETS, 30, by=nora)
    assert list(retention.due(Kept.TICKETS, 30)) == []
    assert list(retention.due(Kept.SPAM, 30)) == [ticket]
    assert list(retention.due(Kept.SPAM, 50)) == []


def test_who_may_not_change_a_ticket_blocks_nobody(ugo: Person, ticket: Ticket) -> None:
    links.follow(ticket, ugo)
    assert desk_of(ugo).post(f"/desk/tickets/{ticket.number}/spam", {"block": ""}).status_code == 403
    assert list(blocking.blocked()) == []


@pytest.mark.parametrize("slug", ["open", "all"])
def test_the_views_read_no_more_than_before(
    slug: str, ticket: Ticket, tom: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    paging.page(views.VIEWS[slug], tom)
    with django_assert_num_queries(1):
        paging.page(views.VIEWS[slug], tom)
