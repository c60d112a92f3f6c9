"""What is noticed about a mailbox once a minute: silence, failing, what ends soon."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from heard.channels import alarms, receipts
from heard.channels.email import rounds, silence
from heard.channels.email.imap import account as accounts
from heard.channels.email.imap.account import Wanted
from heard.channels.email.imap.models import ImapAccount
from heard.channels.models import Arrival, Channel, Reconciliation
from heard.files import store
from heard.timeline.kinds import Kind

TUESDAY = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def came(channel: Channel, *moments: datetime) -> None:
    raw = store.keep(b"a mail")
    Arrival.objects.bulk_create(
        Arrival(channel=channel, door="imap", raw=raw, kept_at=moment) for moment in moments
    )


def every_half_hour(channel: Channel, *, weeks: int, hours: range = range(8, 18)) -> None:
    """Mails on the Tuesdays before, in working hours."""
    for week in range(1, weeks + 1):
        for half in range(2 * hours.start, 2 * hours.stop):
            came(channel, (TUESDAY - week * WEEK).replace(hour=half // 2, minute=30 * (half % 2), second=1))


@pytest.mark.parametrize(("quiet", "silent"), [(0.5, False), (1.0, False), (1.5, True), (4.0, True)])
def test_three_usual_gaps_without_a_mail(mailbox: Channel, quiet: float, silent: bool) -> None:
    every_half_hour(mailbox, weeks=4)
    came(mailbox, TUESDAY)
    assert silence.is_silent(mailbox, TUESDAY + quiet * HOUR) == silent


def test_a_night_is_no_silence(mailbox: Channel) -> None:
    every_half_hour(mailbox, weeks=4)
    evening = TUESDAY.replace(hour=17, minute=50)
    came(mailbox, evening)
    assert not silence.is_silent(mailbox, evening + 12 * HOUR)


def test_without_three_weeks_of_history_nothing_is_usual(mailbox: Channel) -> None:
    every_half_hour(mailbox, weeks=2)
    came(mailbox, TUESDAY)
    assert not silence.is_silent(mailbox, TUESDAY + 4 * HOUR)


def test_one_quiet_week_before_is_forgiven(mailbox: Channel) -> None:
    every_half_hour(mailbox, weeks=4)
    Arrival.objects.filter(kept_at__gt=TUESDAY - 1.5 * WEEK).delete()
    came(mailbox, TUESDAY)
    assert silence.is_silent(mailbox, TUESDAY + 2 * HOUR)


@pytest.fixture
def account(mailbox: Channel) -> ImapAccount:
    return accounts.save(
        mailbox, Wanted(host="mail.larkfield.example", port=993, user="help", secrets={"password": "x"})
    )


def standing(channel: Channel) -> dict[Kind, dict[str, object]]:
    return {kind: entry.data for kind, entry in alarms.standing([channel.pk]).get(channel.pk, {}).items()}


@pytest.mark.parametrize(("minutes", "kinds"), [(14, []), (15, [Kind.MAILBOX_FAILED])])
def test_failing_for_a_quarter_of_an_hour(
    mailbox: Channel, account: ImapAccount, minutes: int, kinds: list[Kind]
) -> None:
    account.failing_since, account.trouble = TUESDAY, "refused"
    rounds.check_account(mailbox, account, TUESDAY + timedelta(minutes=minutes))
    assert list(standing(mailbox)) == kinds


def test_when_it_works_again_that_is_a_fact_too(mailbox: Channel, account: ImapAccount) -> None:
    account.failing_since, account.trouble = TUESDAY, "refused"
    rounds.check_account(mailbox, account, TUESDAY + HOUR)
    assert standing(mailbox) == {Kind.MAILBOX_FAILED: {"why": "refused"}}
    account.failing_since = None
    rounds.check_account(mailbox, account, TUESDAY + 2 * HOUR)
    assert standing(mailbox) == {}


def test_a_week_before_a_certificate_or_token_ends(mailbox: Channel, account: ImapAccount) -> None:
    account.certificate_ends_at = TUESDAY + timedelta(days=8)
    rounds.check_account(mailbox, account, TUESDAY)
    assert standing(mailbox) == {}
    rounds.check_account(mailbox, account, TUESDAY + timedelta(days=1))
    ends = account.certificate_ends_at.isoformat()
    assert standing(mailbox) == {Kind.MAILBOX_EXPIRING: {"certificate": ends}}
    account.certificate_ends_at += timedelta(days=90)
    rounds.check_account(mailbox, account, TUESDAY + timedelta(days=2))
    assert standing(mailbox) == {}


def test_a_round_takes_its_nap_also_where_nothing_came_yet(mailbox: Channel) -> None:
    assert rounds.go() == 0
    assert alarms.standing([mailbox.pk]) == {}


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_is_counted_once_a_day(mailbox: Channel, settings: object, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    receipts.write("smtp", [(mailbox.pk, 1)])  # said, and not in the database
    assert [rounds.go(), rounds.go()] == [0, 0]
    assert Reconciliation.objects.count() == 1
    assert standing(mailbox) == {Kind.MAILBOX_DIFFERS: {"missing": 1}}
