"""An alarm reaches the owners by mail: each once, with its end, capped, and in a band on their pages."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from heard.alerts import owners
from heard.channels import alarms, outbox
from heard.channels.email import receive
from heard.channels.inbound import Inbound
from heard.channels.models import Channel, Outgoing, Reconciliation
from heard.files import store
from heard.staff.models import Person
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from tests.conftest import everything_follows

WHY = {"why": "refused"}


def mails() -> list[Inbound]:
    return [receive.read(store.content(row.content)) for row in Outgoing.objects.order_by("id")]


def test_an_owner_hears_once_and_hears_the_end(nora: Person, tom: Person, mailbox: Channel) -> None:
    for _again in range(2):
        alarms.begin(Kind.MAILBOX_FAILED, mailbox, WHY)
        everything_follows()
    (first,) = mails()
    assert [one.email for one in first.to] == [nora.email]
    assert first.subject == "Larkfield Bikes: cannot be read"
    assert "refuses the user or the password" in first.text
    assert f"/setup/channels/{mailbox.pk}/" in first.text
    alarms.end(Kind.MAILBOX_FAILED, mailbox)
    everything_follows()
    assert mails()[1].subject == "Larkfield Bikes is well again"


@pytest.mark.parametrize("kind", alarms.ALARMS)
def test_every_alarm_has_words(nora: Person, mailbox: Channel, kind: Kind) -> None:
    ends = (timezone.now() + timedelta(days=3)).isoformat()
    data = {
        Kind.MAILBOX_FAILED: WHY,
        Kind.MAILBOX_EXPIRING: {"token": ends},
        Kind.MAILBOX_DIFFERS: {"missing": 2},
    }
    alarms.begin(kind, mailbox, data.get(kind))  # type: ignore[arg-type]
    everything_follows()
    assert len(mails()) == 1


def test_a_difference_names_the_mails(nora: Person, mailbox: Channel) -> None:
    names = [{"uid": 7, "sender": "ada@okoye.example", "subject": "My bell", "date": ""}]
    Reconciliation.objects.create(channel=mailbox, door="imap", on_server=1, missing=1, names=names)
    alarms.begin(Kind.MAILBOX_DIFFERS, mailbox, {"missing": 1})
    everything_follows()
    assert "- 7 · ada@okoye.example · My bell" in mails()[0].text


def test_machines_are_asked_not_to_answer_and_nothing_becomes_a_ticket(
    nora: Person, mailbox: Channel, settings: object
) -> None:
    settings.RELAY, settings.IS_DEMO = None, True  # type: ignore[attr-defined]
    alarms.begin(Kind.MAILBOX_FAILED, mailbox, WHY)
    everything_follows()
    assert outbox.deliver_next()
    row = Outgoing.objects.get()
    assert b"Auto-Submitted: auto-generated" in store.content(row.content)
    outbox.bounced(row.message_id.strip("<>"), nora.email, status="5.1.1", permanent=True)
    assert not Ticket.objects.exists()


def test_no_more_than_a_few_a_day(nora: Person, mailbox: Channel) -> None:
    for _time in range(owners.MOST_A_DAY):
        alarms.begin(Kind.MAILBOX_FAILED, mailbox, WHY)
        alarms.end(Kind.MAILBOX_FAILED, mailbox)
        everything_follows()
    assert Outgoing.objects.count() == owners.MOST_A_DAY


def test_a_mailbox_of_the_desk_is_not_written_to(nora: Person, mailbox: Channel) -> None:
    Person.objects.filter(pk=nora.pk).update(email=mailbox.address)
    alarms.begin(Kind.MAILBOX_SILENT, mailbox)
    everything_follows()
    assert not Outgoing.objects.exists()


def test_the_owner_sees_it_on_every_page_and_an_agent_does_not(
    nora: Person, tom: Person, mailbox: Channel, client: Client
) -> None:
    alarms.begin(Kind.MAILBOX_SILENT, mailbox)
    for person, seen in ((nora, 1), (tom, 0)):
        client.force_login(person, backend="heard.web.sessions.Backend")
        assert client.get("/desk/").content.decode().count('class="tell alarms"') == seen
    alarms.end(Kind.MAILBOX_SILENT, mailbox)
    cache.clear()
    client.force_login(nora, backend="heard.web.sessions.Backend")
    assert 'class="tell alarms"' not in client.get("/desk/").content.decode()
