"""The hold after a restore: nothing leaves, nobody is acknowledged, and a person decides what goes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from heard.channels import hold, outbox
from heard.channels.models import Channel, Outgoing
from heard.channels.webhook import deliver as webhooks
from heard.lib import held
from heard.lib.claim import State
from heard.lib.held import Hold
from heard.lib.ref import Ref
from heard.reports import health
from heard.tickets.models import Message
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows


@pytest.fixture
def restored(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A desk that was restored a minute ago."""
    settings.HOME = tmp_path
    now = timezone.now()
    held.mark(tmp_path, Hold(now - timedelta(hours=3), now - timedelta(minutes=1)))
    yield
    held.forget(tmp_path)


def put(channel: Channel, number: int, *, minutes_ago: int) -> Outgoing:
    """A copy in the outbox since then."""
    outbox.queue(channel, Ref("notice", number), ["ada@okoye.example"], message_id="<n@x>", content=b"Hi")
    row = Outgoing.objects.get(about_id=number)
    Outgoing.objects.filter(pk=row.pk).update(queued_at=timezone.now() - timedelta(minutes=minutes_ago))
    return row


def stands(row: Outgoing) -> str:
    row.refresh_from_db()
    return row.state


def test_nothing_leaves(restored: None, mailbox: Channel) -> None:
    row = put(mailbox, 1, minutes_ago=0)
    assert (outbox.deliver_next(), webhooks.deliver_next()) == (False, False)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.WAITING, 0)


def test_nobody_is_acknowledged(restored: None, mailbox: Channel, ada_writes: Write) -> None:
    Channel.objects.update(acknowledgement="We have it: {number}")
    ada_writes()
    everything_follows()
    assert Message.objects.filter(is_automatic=True).count() == 0


def test_only_what_was_written_since(
    restored: None, mailbox: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old, new = put(mailbox, 1, minutes_ago=60), put(mailbox, 2, minutes_ago=0)
    assert hold.waiting() == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert hold.release(with_old=False) == hold.Released(going=1, staying=1)
    assert (stands(old), stands(new)) == (State.FAILED, State.WAITING)
    assert not hold.is_standing()
    assert outbox.try_again(old.pk)
    assert stands(old) == State.WAITING


def test_everything(
    restored: None, mailbox: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old, new = put(mailbox, 1, minutes_ago=60), put(mailbox, 2, minutes_ago=0)
    with django_capture_on_commit_callbacks(execute=True):
        assert hold.release(with_old=True) == hold.Released(going=2, staying=0)
    assert (stands(old), stands(new)) == (State.WAITING, State.WAITING)


def test_a_restore_that_has_not_ended_cannot_be_released(restored: None, tmp_path: Path) -> None:
    held.mark(tmp_path, Hold(timezone.now()))
    assert hold.release(with_old=True) == hold.Released(0, 0)
    assert hold.is_standing()


def test_the_health_page_says_so_and_releases(
    restored: None,
    mailbox: Channel,
    desk_of_nora: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    put(mailbox, 1, minutes_ago=60)
    found = next(each for each in health.findings() if each.title == "Mail out")
    assert (found.stand, found.rows[1][1]) == (health.Stand.WRONG, "1")
    assert "Release mail" in desk_of_nora.get("/setup/health/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk_of_nora.post("/setup/health/release", {"which": "new"})
    assert "Release mail" not in desk_of_nora.get("/setup/health/").content.decode()
    assert Entry.objects.filter(kind=Kind.OUTBOX_RELEASED).count() == 1
