"""What the health page and the doctor find: each fault once, with what to do; and every queue is watched."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from heard.backup import last
from heard.channels import alarms, arrivals
from heard.channels.models import Arrival, Channel
from heard.cli import main
from heard.lib import heartbeat
from heard.lib.claim import Claimable, State
from heard.lib.models import Heartbeat
from heard.reactions.models import Reaction
from heard.reports import health
from heard.reports.health import NO_QUEUES, QUEUES, Finding, Stand
from heard.staff.models import Desk, Person
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from tests.conftest import Keep, everything_follows


@pytest.fixture
def running(mailbox: Channel, settings: Settings) -> None:
    """A desk on which everything is well."""
    settings.IS_DEMO = True
    heartbeat.beat(["arrivals", "outgoing"])


def found(title: str) -> Finding:
    return next(each for each in health.findings() if each.title == title)


def test_every_queue_is_watched() -> None:
    tables = {model._meta.label for model in apps.get_models() if issubclass(model, Claimable)}
    assert tables == {*QUEUES, *NO_QUEUES}


def test_all_is_well(running: None) -> None:
    stands = {each.title: each.stand for each in health.findings()}
    assert {title for title, stand in stands.items() if stand is Stand.WRONG} == set()
    assert found("Loops").words == "All 2 loops turn."


def test_no_worker(mailbox: Channel) -> None:
    assert found("Loops").stand is Stand.WRONG


def test_a_silent_loop_is_named(running: None) -> None:
    Heartbeat.objects.filter(loop="outgoing").update(at=timezone.now() - timedelta(minutes=5))
    assert "Silent: outgoing." in found("Loops").words


def test_a_failed_row(running: None, keep: Keep) -> None:
    arrivals.failed(keep(), "It has no end.", lasting=True)
    queues = found("Queues")
    assert (queues.stand, queues.failed) == (Stand.WRONG, 1)
    assert queues.rows[0] == ("Mail to take in", "none waits, 1 failed")


@pytest.mark.parametrize(("minutes", "stand"), [(5, Stand.WELL), (30, Stand.LOOK), (90, Stand.WRONG)])
def test_what_waits_long(running: None, keep: Keep, minutes: int, stand: Stand) -> None:
    Arrival.objects.filter(pk=keep().pk).update(kept_at=timezone.now() - timedelta(minutes=minutes))
    assert found("Queues").stand is stand


def test_a_mailbox_that_needs_somebody(running: None, mailbox: Channel) -> None:
    alarms.begin(Kind.MAILBOX_FAILED, mailbox, {"why": "refused"})
    assert found("Mailboxes").rows == (("Larkfield Bikes", "cannot be read"),)


def test_no_relay(running: None, settings: Settings) -> None:
    settings.IS_DEMO, settings.RELAY = False, None
    assert found("Mail out").stand is Stand.WRONG


def test_the_doctor_of_a_demo_says_what_its_page_says(running: None, settings: Settings) -> None:
    on_the_page = found("Mail out")
    settings.IS_DEMO, settings.RELAY = False, None  # as in the process of `heard doctor`, which nobody told
    Desk.objects.update_or_create(pk=1, defaults={"name": "Larkfield Bikes", "is_demo": True})
    assert (found("Mail out"), on_the_page.stand) == (on_the_page, Stand.WELL)


def test_a_full_disk(running: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    assert found("Disk").stand is Stand.WRONG


def test_clocks_that_differ(running: None) -> None:
    Heartbeat.objects.update(at=timezone.now() + timedelta(minutes=5))
    assert found("Clock").stand is Stand.WRONG


def test_the_page_shows_it_and_tries_again(
    running: None, ticket: Ticket, desk_of_nora: Client, nora: Person
) -> None:
    everything_follows()
    row = Reaction.objects.get(name="tickets.findable.message")
    Reaction.objects.filter(pk=row.pk).update(state=State.FAILED, error="It stumbled.")
    page = desk_of_nora.get("/setup/health/").content.decode()
    assert ("Something needs you." in page, "It stumbled." in page) == (True, True)
    desk_of_nora.post(f"/setup/held/reactions/{row.pk}/retries")
    assert Reaction.objects.get(pk=row.pk).state == State.WAITING


def test_looking_costs_the_same_for_many(
    running: None, keep: Keep, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(26, exact=False):
        health.findings()


def test_the_doctor_prints_it_and_says_whether_somebody_is_needed(
    running: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARD_DATABASE_URL", "the tests' own")  # which is not in the data folder
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "ok    Loops: All 2 loops turn." in printed
    Heartbeat.objects.all().delete()
    assert main(["doctor"]) == 1
    assert "BAD   Loops: No worker runs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("hours", "stand"), [(1, Stand.WELL), (40, Stand.LOOK), (200, Stand.WRONG), (None, Stand.LOOK)]
)
def test_the_last_backup(
    running: None, settings: Settings, tmp_path: Path, hours: int | None, stand: Stand
) -> None:
    settings.HOME = tmp_path
    if hours is not None:
        last.note(last.Taken(timezone.now() - timedelta(hours=hours), "/safe/desk.tar", 5_000_000))
    assert found("Backup").stand is stand
