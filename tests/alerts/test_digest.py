"""Notices by mail: when, to whom, never in quiet hours, never twice, and the link that ends them."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from heard.alerts import digest, notices, post, wishes
from heard.alerts.models import ByMail, Notice, Wishes
from heard.channels.models import Outgoing
from heard.files import store
from heard.staff.models import Person
from heard.tickets import hearing, organise
from heard.tickets.models import Ticket
from tests.conftest import everything_follows

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
NIGHT = {"quiet_from": time(20), "quiet_until": time(7)}


@pytest.fixture
def news(ticket: Ticket, tom: Person, nora: Person, settings: Settings) -> Notice:
    """Tom was given a ticket three minutes ago and has not looked; mail can leave."""
    settings.IS_DEMO = True
    organise.assign(ticket, tom, by=nora, was=None)
    everything_follows()
    Notice.objects.update(at=timezone.now() - timedelta(minutes=3))
    return Notice.objects.get()


def wants(tom: Person, by_mail: ByMail, begin: time | None = None, end: time | None = None) -> None:
    wishes.choose(tom, by_mail, quiet_from=begin, quiet_until=end)


def sent() -> int:
    """How many mails one turn of the loop makes."""
    return digest.go(hearing.lines)


def the_mail() -> str:
    return store.content(Outgoing.objects.get().content).decode()


def test_nobody_is_mailed_who_did_not_choose_it(news: Notice) -> None:
    assert sent() == 0


def test_one_mail_with_everything_and_never_again(news: Notice, tom: Person) -> None:
    wants(tom, ByMail.AT_ONCE)
    assert (sent(), sent()) == (1, 0)
    mail = the_mail()
    assert Outgoing.objects.get().recipient == tom.email
    for words in (
        "Auto-Submitted: auto-generated",
        f"Ada Okoye: My bell (No. {news.subject_id})",
        "assigned to you, Nora Lind",
    ):
        assert words in mail
    assert "The bell fell off" not in mail  # what a customer said stays at the desk


def test_what_was_read_in_the_app_is_not_mailed(news: Notice, tom: Person) -> None:
    wants(tom, ByMail.AT_ONCE)
    notices.read_all(tom)
    assert sent() == 0


def test_what_somebody_may_no_longer_see_is_not_mailed(news: Notice, tom: Person) -> None:
    wants(tom, ByMail.AT_ONCE)
    Person.objects.filter(pk=tom.pk).update(sees="own_teams")
    Ticket.objects.update(assignee=None)
    assert (sent(), Outgoing.objects.count()) == (0, 0)


def test_a_kill_before_the_commit_leaves_neither_mail_nor_mark(
    news: Notice, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(tom, ByMail.AT_ONCE)

    def killed(*_args: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(post, "put_out", killed)
        with pytest.raises(KeyboardInterrupt):
            sent()
    assert (Notice.objects.get().mailed_at, Outgoing.objects.count()) == (None, 0)
    assert sent() == 1


def test_without_a_way_out_nothing_is_marked(news: Notice, tom: Person, settings: Settings) -> None:
    settings.IS_DEMO, settings.RELAY = False, None
    wants(tom, ByMail.AT_ONCE)
    assert (sent(), Notice.objects.get().mailed_at) == (0, None)


def test_no_more_than_so_many_a_day(news: Notice, tom: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    wants(tom, ByMail.AT_ONCE)
    monkeypatch.setattr(digest, "MOST_A_DAY", 1)
    sent()
    Notice.objects.update(mailed_at=None)
    assert sent() == 0


def row(by_mail: ByMail, *, mailed: datetime | None = None, zone: str = "", **quiet: time) -> Wishes:
    return Wishes(person=Person(time_zone=zone), by_mail=by_mail, mailed_at=mailed, **quiet)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("wish", "told_before", "due"),
    [
        (row(ByMail.AT_ONCE), timedelta(minutes=1), False),
        (row(ByMail.AT_ONCE), timedelta(minutes=2), True),
        (row(ByMail.HOURLY), timedelta(minutes=50), False),
        (row(ByMail.HOURLY), timedelta(hours=1), True),
        (row(ByMail.HOURLY, mailed=NOON - timedelta(minutes=30)), timedelta(minutes=80), False),
        (row(ByMail.DAILY), timedelta(hours=1), True),
        (row(ByMail.DAILY, mailed=NOON - timedelta(hours=4)), timedelta(hours=1), False),
        (row(ByMail.DAILY, mailed=NOON - timedelta(hours=5)), timedelta(hours=1), True),
        (
            row(ByMail.DAILY, zone="America/Los_Angeles"),
            timedelta(hours=1),
            False,
        ),  # 4:00 there
        (row(ByMail.AT_ONCE, quiet_from=time(11), quiet_until=time(13)), timedelta(hours=1), False),
        (row(ByMail.AT_ONCE, **NIGHT), timedelta(hours=1), True),
        (
            row(ByMail.AT_ONCE, zone="Asia/Tokyo", quiet_from=time(20), quiet_until=time(7)),
            timedelta(hours=1),
            False,
        ),
    ],
)
def test_when_a_mail_is_due(wish: Wishes, told_before: timedelta, due: bool) -> None:
    assert digest.is_due(wish, NOON - told_before, NOON) == due


@given(st.times(), st.times(), st.integers(0, 1439))
def test_quiet_hours_are_those_between(begin: time, end: time, minute: int) -> None:
    """Against walking along the clock from the begin, minute by minute, until the end."""
    begin, end = begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    start, stop = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute
    quiet = {(start + step) % 1440 for step in range((stop - start) % 1440)}
    now = datetime(2026, 11, 16, minute // 60, minute % 60, tzinfo=UTC)
    found = wishes.is_quiet(row(ByMail.HOURLY, quiet_from=begin, quiet_until=end), now)
    assert found == (minute in quiet)


def test_the_link_in_the_mail_changes_it_without_signing_in(news: Notice, tom: Person) -> None:
    wants(tom, ByMail.AT_ONCE)
    sent()
    found = re.search(r"/notices/[\w:-]+/", the_mail().replace("=\r\n", ""))
    assert found
    client = Client()
    assert client.get(found[0]).status_code == 200
    assert wishes.of(tom).by_mail == ByMail.AT_ONCE  # looking changes nothing
    assert client.post(found[0], {"by_mail": "never"}).status_code == 200
    assert wishes.of(tom).by_mail == ByMail.NEVER
    assert client.get("/desk/").status_code == 302  # and it opens nothing else


@pytest.mark.parametrize("key", ["nonsense", "MQ:1abc:forged"])
def test_a_forged_link_opens_nothing(tom: Person, key: str) -> None:
    assert Client().get(f"/notices/{key}/").status_code == 410


def test_ones_own_page_keeps_it(desk_of_tom: Client, tom: Person) -> None:
    said = {"by_mail": "daily", "quiet_from": "20:00", "quiet_until": "07:30"}
    assert desk_of_tom.post("/desk/me/notices", said).status_code == 302
    kept = wishes.of(tom)
    assert (kept.by_mail, kept.quiet_from, kept.quiet_until) == ("daily", time(20), time(7, 30))
    assert desk_of_tom.post("/desk/me/notices", {"by_mail": "often"}).status_code == 422
