"""Channels that add up, what is held up with its "try again", and the demo's sent mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heard.channels import arrivals, outbox
from heard.channels.models import Arrival, Aside, Outgoing
from heard.drafts import send
from heard.lib.claim import State
from heard.reactions.models import Reaction
from heard.reactions.table import AFTERWARDS
from heard.staff.models import Person, Sees
from heard.tickets import replies
from heard.tickets.models import Ticket
from heard.web.setup import held_words
from tests.conftest import Keep, Write, desk_of, everything_follows, states


def test_channels_add_up(ticket: Ticket, desk_of_nora: Client) -> None:
    answer = desk_of_nora.get("/setup/channels/")
    assert answer.context["total"] == {
        "received": 1, "taken": 1, "set_aside": 0, "failed": 0, "waiting": 0,
    }  # fmt: skip


def test_a_failed_arrival_is_shown_and_tried_again(keep: Keep, desk_of_nora: Client) -> None:
    arrival = keep()
    arrivals.failed(arrival, "It has no end.", lasting=True)
    page = desk_of_nora.get("/setup/held/").content.decode()
    assert "It has no end." in page
    assert "My bell" in page  # so that it can be told from others
    assert desk_of_nora.get("/desk/").context["held_up"] == 1
    again = desk_of_nora.post(f"/setup/held/arrivals/{arrival.pk}/retries", follow=True)
    assert states() == {"waiting": 1}
    assert [str(each) for each in again.context["messages"]] == [
        "It is being tried again. It leaves this list when it goes through; else it says why not."
    ]
    assert [each["is_tried_now"] for each in again.context["arrivals"]] == [True]
    assert "Is being tried again" in again.content.decode()


def test_a_lead_of_one_team_reads_nothing_of_others_that_is_held_up(
    ada_writes: Write, keep: Keep, lena: Person
) -> None:
    Person.objects.filter(pk=lena.pk).update(sees=Sees.OWN_TEAMS)
    hers, others = ada_writes(), ada_writes(subject="My other bell")
    Ticket.objects.filter(pk=hers.ticket_id).update(assignee=lena)
    no_ticket = keep()
    arrivals.failed(no_ticket, "It has no end.", lasting=True)
    Arrival.objects.exclude(pk=no_ticket.pk).update(state=State.FAILED)
    desk = desk_of(lena)
    shown = [item["id"] for item in desk.get("/setup/held/").context["arrivals"]]
    on_health = [item["id"] for item in desk.get("/setup/health/").context["failed"]]
    assert (shown, on_health) == ([hers.arrival_id], [hers.arrival_id])
    raw = {number: desk.get(f"/setup/arrivals/{number}/raw").status_code for number in
           (hers.arrival_id, others.arrival_id, no_ticket.pk)}  # fmt: skip
    assert raw == {hers.arrival_id: 200, others.arrival_id: 404, no_ticket.pk: 404}


def test_a_lead_does_not_say_how_far_they_see_themselves(lena: Person) -> None:
    Person.objects.filter(pk=lena.pk).update(sees=Sees.OWN_TEAMS)
    answer = desk_of(lena).post(f"/setup/people/{lena.pk}/", {"role": "lead", "sees": "everything"})
    lena.refresh_from_db()
    assert (answer.status_code, lena.sees) == (403, Sees.OWN_TEAMS)


def test_trying_again_leads_back_to_where_it_was_pressed(ticket: Ticket, desk_of_nora: Client) -> None:
    everything_follows()
    row = Reaction.objects.get(name="tickets.findable.message")
    Reaction.objects.filter(pk=row.pk).update(state=State.FAILED, error="It stumbled.")
    path = f"/setup/held/reactions/{row.pk}/retries"
    again = desk_of_nora.post(path, {"back": "health"}, follow=True)
    assert again.redirect_chain == [("/setup/health/", 302)]
    assert [each["is_tried_now"] for each in again.context["failed"]] == [True]
    Reaction.objects.filter(pk=row.pk).update(state=State.DONE)
    over = desk_of_nora.post(path, {"back": "//evil.example"}, follow=True)
    assert over.redirect_chain == [("/setup/held/", 302)]
    assert [each.level_tag for each in over.context["messages"]] == ["info"]


def test_a_try_to_come_says_when(ticket: Ticket, tom: Person, desk_of_nora: Client) -> None:
    replies.release(replies.write(ticket, tom, "Dear Ada", release_at=timezone.now()).pk)
    at = timezone.now() + timedelta(minutes=20)
    Outgoing.objects.update(error="421 later", attempts=3, due_at=at)
    (item,) = desk_of_nora.get("/setup/held/").context["outgoing"]
    assert (item["is_tried_now"], item["next_at"]) == (False, at)


def test_what_was_set_aside_says_why(keep: Keep, desk_of_nora: Client) -> None:
    arrivals.set_aside(keep(), Aside.SEEN_BEFORE)
    assert "The same mail came before" in desk_of_nora.get("/setup/held/").content.decode()


def test_a_failed_reaction_is_tried_again(ticket: Ticket, desk_of_nora: Client) -> None:
    everything_follows()
    row = Reaction.objects.get(name="tickets.findable.message")
    Reaction.objects.filter(pk=row.pk).update(state=State.FAILED, error="It stumbled.")
    assert "It stumbled." in desk_of_nora.get("/setup/held/").content.decode()
    desk_of_nora.post(f"/setup/held/reactions/{row.pk}/retries")
    assert Reaction.objects.get(pk=row.pk).state == State.WAITING


def test_what_is_held_up_has_words_and_its_code_beside(
    ticket: Ticket, tom: Person, desk_of_nora: Client
) -> None:
    message = replies.write(ticket, tom, "Dear Ada", release_at=timezone.now())
    replies.release(message.pk)
    Outgoing.objects.update(state=State.FAILED, error="550 no such user")
    page = desk_of_nora.get("/setup/held/")
    (item,) = page.context["outgoing"]
    assert (item["what"], item["code"]) == (f"Answer in No. {ticket.number}: My bell", message.message_id)


def test_no_words_are_kept_for_what_follows_no_longer() -> None:
    assert set(held_words.FOLLOWS) - set(AFTERWARDS) == set()


@pytest.mark.parametrize("path", ["/setup/held/nonsense/1/retries"])
def test_a_queue_that_does_not_exist(desk_of_nora: Client, path: str) -> None:
    assert desk_of_nora.post(path).status_code == 404


def test_the_raw_arrival_is_a_download(keep: Keep, desk_of_nora: Client) -> None:
    answer = desk_of_nora.get(f"/setup/arrivals/{keep().pk}/raw")
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.fixture
def in_a_demo(settings: object) -> None:
    settings.IS_DEMO, settings.RELAY = True, None  # type: ignore[attr-defined]


def test_in_a_demo_a_reply_lands_on_sent_mail(
    ticket: Ticket, tom: Person, desk_of_nora: Client, in_a_demo: None
) -> None:
    replies.release(send.send(ticket, tom, "A new bell is in the post.").pk)
    assert outbox.deliver_next()
    assert "Re: My bell" in desk_of_nora.get("/setup/sent/").content.decode()
    one = desk_of_nora.get(f"/setup/sent/{Outgoing.objects.get().pk}/").content.decode()
    assert "A new bell is in the post." in one


@pytest.mark.parametrize("path", ["/setup/channels/", "/setup/held/", "/setup/sent/"])
def test_strangers_see_nothing(ticket: Ticket, client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
