"""Who asked to be deleted gets one last mail, and nothing of it is kept, whatever the relay says."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from heard.channels import outbox
from heard.channels.form import setup
from heard.channels.models import Channel, Outgoing
from heard.customers import forgetting
from heard.customers.models import Customer
from heard.files import doomed
from heard.lib import env
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.privacy import erase, farewell
from heard.privacy.models import Erasure, Step
from heard.staff.models import Person
from tests.journeys import post
from tests.journeys.post import Relay
from tests.privacy.conftest import ADDRESS, SECRET, letter, receive_mail
from tests.privacy.test_erase import Killed, killed_at, tables_that_tell


@pytest.fixture
def relay(settings: Settings) -> Iterator[Relay]:
    with post.relay(pause=0) as server:
        settings.RELAY, settings.IS_DEMO = env.Relay("127.0.0.1", server.port), False
        yield server


@pytest.fixture
def hers(mailbox: Channel, nora: Person) -> Customer:
    """Zephyrine, who asked on her own page to be deleted."""
    setup.open_form(mailbox, name="Larkfield Bikes", by=ref(nora))
    ticket = receive_mail(mailbox, letter(f"The {SECRET} broke.", 1)).ticket
    forgetting.ask(ticket.customer, about=ref(ticket))
    return ticket.customer


def work(row: Erasure, *, mails: bool = True) -> None:
    """What the worker does, without its waiting."""
    while True:
        Erasure.objects.filter(state=State.WAITING, lease=None).update(due_at=timezone.now())
        was = Erasure.objects.values_list("step", "farewell_at").get(pk=row.pk)
        busy = bool(erase.go_on()) and was != Erasure.objects.values_list("step", "farewell_at").get(
            pk=row.pk
        )
        if not busy and not (mails and outbox.deliver_next()) and not doomed.go_on():
            break
    row.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_the_last_mail_says_that_it_is_done_and_then_the_address_goes(hers: Customer, relay: Relay) -> None:
    row = erase.order(hers, by=None)
    work(row, mails=False)
    assert (row.step, row.state) == (Step.PERSON, State.WAITING)
    assert tables_that_tell() == {
        "customers_customer",
        "customers_identity",
        "channels_outgoing",
        "files_blob",
    }
    work(row)
    (sent,) = relay.mails
    assert sent[:2] == ("<>", [ADDRESS])
    assert b"It is done." in sent.content
    assert b"Auto-Submitted: auto-generated" in sent.content
    assert SECRET.encode() not in sent.content
    assert (row.step, row.state) == (Step.GONE, State.DONE)
    assert row.told_at == Outgoing.objects.get().sent_at
    assert tables_that_tell() == set()


@pytest.mark.django_db(transaction=True)
def test_killed_before_each_statement_it_is_one_mail(hers: Customer, relay: Relay) -> None:
    row = erase.order(hers, by=None)
    for statement in range(1, 200):
        try:
            with killed_at(statement):
                if not erase.go_on():
                    outbox.deliver_next()
        except Killed:
            pass
        Erasure.objects.filter(state=State.WAITING).update(due_at=timezone.now(), lost=0)
        Outgoing.objects.filter(state=State.WAITING).update(due_at=timezone.now(), lost=0)
    work(row)
    assert row.state == State.DONE
    assert {mail.sender for mail in relay.mails} == {"<>"}
    assert len({_message_id(mail.content) for mail in relay.mails}) == 1
    assert tables_that_tell() == set()


def _message_id(raw: bytes) -> bytes:
    return next(line for line in raw.splitlines() if line.lower().startswith(b"message-id:"))


@pytest.mark.django_db(transaction=True)
def test_a_relay_that_refuses_stops_nothing(hers: Customer, relay: Relay, desk_of_nora: Client) -> None:
    relay.answer = "550 no such user"
    row = erase.order(hers, by=None)
    work(row)
    assert (row.state, row.told_at) == (State.DONE, None)
    assert tables_that_tell() == set()
    assert "could not leave" in desk_of_nora.get("/setup/privacy/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_after_three_days_without_a_relay_they_are_erased_all_the_same(hers: Customer) -> None:
    row = erase.order(hers, by=None)
    work(row, mails=False)
    Outgoing.objects.update(queued_at=timezone.now() - farewell.WAIT - timedelta(minutes=1))
    work(row, mails=False)
    assert (row.state, row.told_at) == (State.DONE, None)
    assert tables_that_tell() == set()


def test_who_did_not_ask_on_their_own_page_gets_no_mail(mailbox: Channel, nora: Person) -> None:
    setup.open_form(mailbox, name="Larkfield Bikes", by=ref(nora))
    customer = receive_mail(mailbox, letter("Words.", 1)).ticket.customer
    row = erase.order(customer, by=nora)
    work(row)
    assert (row.state, row.farewell_at, Outgoing.objects.count()) == (State.DONE, None, 0)
