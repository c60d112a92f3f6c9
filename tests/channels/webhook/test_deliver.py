"""Telling other programs: what they are told, how it is signed, and what happens when they do not listen."""

import json
from collections.abc import Iterator
from datetime import timedelta

import heard_client
import pytest
import standardwebhooks
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from heard.channels.models import Channel, Outgoing
from heard.channels.webhook import deliver, subscriptions
from heard.channels.webhook.models import Delivery, Subscription
from heard.channels.webhook.subscriptions import NotUsable
from heard.lib.claim import State
from heard.lib.http import Way
from heard.lib.ref import ref
from heard.staff import tokens
from heard.staff.models import Person
from heard.tickets import organise
from heard.tickets.models import Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.channels.webhook.receiver import Receiver, receiving
from tests.conftest import everything_follows
from tests.lib.test_reach import POINTS_INSIDE, Rebinding


@pytest.fixture
def shop() -> Iterator[Receiver]:
    """A shop's program that listens."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hook(shop: Receiver, nora: Person, mailbox: Channel) -> tuple[Subscription, str]:
    """It wants to hear when a ticket's status changes; with its secret."""
    return subscriptions.subscribe(shop.url, [Kind.TICKET_STATUS_CHANGED], by=ref(nora))


def solve(ticket: Ticket, by: Person) -> None:
    ticket.refresh_from_db()
    organise.set_status(ticket, Status.SOLVED, by=by, was=Status(ticket.status))


def deliver_all() -> int:
    number = 0
    while deliver.deliver_next():
        number += 1
    return number


def later(by: timedelta) -> None:
    """So much time passes for what waits."""
    Delivery.objects.update(due_at=F("due_at") - by, queued_at=F("queued_at") - by)
    Subscription.objects.update(resting_until=F("resting_until") - by, failing_since=F("failing_since") - by)


def test_what_is_told_and_how_it_is_signed(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person
) -> None:
    organise.add_note(ticket, "Not asked for.", by=tom)
    solve(ticket, tom)
    assert (deliver_all(), shop.types) == (1, ["ticket.status_changed"])
    headers, body = shop.came[0]
    entry = Entry.objects.get(kind=Kind.TICKET_STATUS_CHANGED)
    assert json.loads(body) == {
        "type": "ticket.status_changed",
        "timestamp": entry.at.isoformat(),
        "data": {
            "entry": entry.pk,
            "subject": {
                "kind": "ticket",
                "id": ticket.pk,
                "url": f"http://127.0.0.1:8000/api/v1/tickets/{ticket.pk}",
            },
            "about": None,
            "actor": {"kind": "person", "id": tom.pk, "url": f"http://127.0.0.1:8000/api/v1/people/{tom.pk}"},
            "data": {"from": "new", "to": "solved"},
        },
    }
    assert standardwebhooks.Webhook(hook[1]).verify(body, headers) == json.loads(body)
    assert heard_client.verify(hook[1], headers, body) == json.loads(body)
    row = Delivery.objects.get()
    assert (row.state, row.status, headers["webhook-id"]) == (State.DONE, 204, row.header)


def test_nobody_else_can_sign(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person
) -> None:
    solve(ticket, tom)
    deliver_all()
    headers, body = shop.came[0]
    for wrong_headers, wrong_body in (
        (headers, body + b" "),
        (headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}, body),
        (headers | {"webhook-timestamp": "1"}, body),
        (headers | {"webhook-id": "msg_other"}, body),
        ({}, body),
    ):
        with pytest.raises(heard_client.Forged):
            heard_client.verify(hook[1], wrong_headers, wrong_body)


def test_a_new_secret_and_the_old_one_sign_for_a_day(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person, nora: Person
) -> None:
    subscription, old = hook
    new = subscriptions.renew_secret(subscription, by=ref(nora))
    solve(ticket, tom)
    deliver_all()
    headers, body = shop.came[0]
    for secret in (old, new):
        assert standardwebhooks.Webhook(secret).verify(body, headers)
    newest = subscriptions.renew_secret(subscription, by=ref(nora))
    assert subscriptions.secrets_of(Subscription.objects.get()) == [newest, new]


def test_every_address_in_it_is_one_of_the_api(
    shop: Receiver, nora: Person, ticket: Ticket, tom: Person
) -> None:
    subscriptions.subscribe(shop.url, [], by=ref(nora))
    organise.add_note(ticket, "Old model.", by=tom)
    organise.assign(ticket, tom, by=tom, was=None)
    deliver_all()
    api = Client(headers={"Authorization": f"Bearer {tokens.make(nora, tokens.SCOPES)}"})
    told = [json.loads(body)["data"] for _headers, body in shop.came]
    urls = {
        part["url"] for data in told for part in data.values() if isinstance(part, dict) and "url" in part
    }
    assert len(urls) == 3
    for url in urls:
        assert api.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_it_is_tried_again_with_the_same_id_and_the_address_rests(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person
) -> None:
    shop.status = 500
    solve(ticket, tom)
    organise.set_status(ticket, Status.OPEN, by=tom, was=Status.SOLVED)
    assert deliver_all() == 1  # the second waits, because the address rests
    subscription = Subscription.objects.get()
    assert (subscription.failures, Delivery.objects.first().error) == (1, "It answered 500.")  # type: ignore[union-attr]
    shop.status = 204
    later(timedelta(minutes=1))
    assert deliver_all() == 2
    assert sorted(shop.ids) == sorted(
        [shop.ids[0], *{delivery.header for delivery in Delivery.objects.all()}]
    )
    subscription.refresh_from_db()
    assert (subscription.failures, subscription.failing_since, subscription.is_on) == (0, None, True)


def test_retry_after_is_kept_to(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person
) -> None:
    shop.status, shop.headers = 429, {"Retry-After": "1800"}
    solve(ticket, tom)
    deliver_all()
    later(timedelta(minutes=25))
    assert deliver_all() == 0
    later(timedelta(minutes=10))
    assert deliver_all() == 1


def test_a_day_of_tries_then_the_log_and_after_three_days_it_is_turned_off(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person, settings: Settings
) -> None:
    settings.IS_DEMO = True
    shop.status = 500
    solve(ticket, tom)
    tries = 0
    while Delivery.objects.filter(state=State.WAITING).exists():
        tries += deliver_all()
        later(timedelta(minutes=20))
    assert 12 <= tries <= 30
    row = Delivery.objects.get()
    assert (row.state, Subscription.objects.get().is_on) == (State.FAILED, True)
    later(timedelta(days=3))
    assert deliver.send_again(row)
    deliver_all()
    assert Subscription.objects.get().is_on is False
    everything_follows()
    mail = Outgoing.objects.get(recipient="nora@larkfield.example")
    assert b"For three days nothing came through." in bytes(mail.content.inline or b"")


def test_gone_turns_it_off_at_once(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person, nora: Person
) -> None:
    shop.status = 410
    solve(ticket, tom)
    deliver_all()
    subscription = Subscription.objects.get()
    assert subscription.is_on is False
    organise.set_status(ticket, Status.OPEN, by=tom, was=Status.SOLVED)
    assert Delivery.objects.count() == 1  # nothing is written down for an address that is off
    subscriptions.turn(subscription, on=True, by=ref(nora))
    shop.status = 200
    assert deliver.send_again(Delivery.objects.get())
    assert (deliver_all(), len(set(shop.ids))) == (1, 1)


def test_an_address_on_the_inside_is_not_told(
    shop: Receiver, hook: tuple[Subscription, str], ticket: Ticket, tom: Person, settings: Settings
) -> None:
    settings.INSIDE = ()
    solve(ticket, tom)
    deliver_all()
    assert (shop.came, "on the inside" in Delivery.objects.get().error) == ([], True)


def test_a_name_that_points_inside_by_the_time_of_telling(
    hook: tuple[Subscription, str], ticket: Ticket, tom: Person, nora: Person, settings: Settings
) -> None:
    """Rebinding: when it was typed nobody knew the name; now it is inside, each time somewhere else."""
    settings.INSIDE = ()
    kinds = [Kind.TICKET_STATUS_CHANGED]
    subscriptions.change(hook[0], "https://rebinds.example/hooks", kinds, by=ref(nora))
    solve(ticket, tom)
    look_up = Rebinding(*POINTS_INSIDE)
    for address in POINTS_INSIDE:
        assert deliver.deliver_next(Way(look_up=look_up))
        error = f"rebinds.example is {address}, an address on the inside."
        assert Delivery.objects.get().error.startswith(error)
        later(timedelta(hours=1))
    assert (look_up.asked, Delivery.objects.get().state) == (len(POINTS_INSIDE), State.WAITING)


def test_a_demo_tells_nobody_outside(nora: Person, ticket: Ticket, tom: Person, settings: Settings) -> None:
    subscriptions.subscribe("https://shop.example/hooks", [], by=ref(nora))
    settings.IS_DEMO = True
    solve(ticket, tom)
    deliver_all()
    assert set(Delivery.objects.exclude(error="").values_list("error", flat=True)) == {
        "This is a demo: it tells only what HEARD_INSIDE lists, such as localhost."
    }


def test_what_waited_a_day_for_an_address_that_is_off_is_given_up_and_a_month_later_forgotten(
    hook: tuple[Subscription, str], ticket: Ticket, tom: Person, nora: Person
) -> None:
    solve(ticket, tom)
    subscriptions.turn(hook[0], on=False, by=ref(nora))
    later(timedelta(hours=25))
    assert (deliver.tidy(), Delivery.objects.get().state) == (1, State.FAILED)
    later(timedelta(days=31))
    assert (deliver.tidy(), Delivery.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "url", ["http://shop.example/", "ftp://x.example", "https://", "https://a@b.example/"]
)
def test_addresses_that_are_not_taken(url: str, nora: Person) -> None:
    with pytest.raises(NotUsable):
        subscriptions.subscribe(url, [], by=ref(nora))


def test_news_about_the_news_are_not_told(shop: Receiver, nora: Person, mailbox: Channel) -> None:
    subscription, _secret = subscriptions.subscribe(shop.url, [], by=ref(nora))
    subscriptions.renew_secret(subscription, by=ref(nora))
    subscriptions.stop(subscription, "gone")
    assert (Delivery.objects.count(), timezone.now() > subscription.made_at) == (0, True)
