"""Once a minute around all mailboxes: silent, failing, about to expire; and once a day they are counted."""

from datetime import datetime, timedelta

from django.utils import timezone

from heard.channels import alarms, receipts
from heard.channels.email import reconcile, silence
from heard.channels.email.imap.models import ImapAccount
from heard.channels.models import Channel, Reconciliation
from heard.timeline.kinds import Kind

FAILING = timedelta(minutes=15)
EXPIRING = timedelta(days=7)
COUNT_EVERY = timedelta(days=1)


def go() -> int:
    """Looks at every mailbox, and counts one whose last count is a day ago. Always 0: it takes its nap."""
    now = timezone.now()
    accounts = {account.channel_id: account for account in ImapAccount.objects.all()}
    counted = False
    for channel in reconcile.mailboxes():
        if not channel.is_active:
            continue
        account = accounts.get(channel.pk)
        if account:
            check_account(channel, account, now)
        awake = not (account and account.is_paused)
        _settle(Kind.MAILBOX_SILENT, channel, holds=awake and silence.is_silent(channel, now))
        if not counted and _is_due(channel, account, now):
            counted = bool(reconcile.count(channel))
    if counted:
        receipts.prune()
    return 0


def check_account(channel: Channel, account: ImapAccount, now: datetime) -> None:
    """Failing for a quarter of an hour; a token or certificate that ends within a week."""
    failing = account.failing_since is not None and now - account.failing_since >= FAILING
    _settle(Kind.MAILBOX_FAILED, channel, holds=failing, data={"why": account.trouble})
    ends = {
        "certificate": account.certificate_ends_at,
        "token": account.token_ends_at,
    }
    soon = {what: at for what, at in ends.items() if at and at - now <= EXPIRING}
    data: dict[str, str | int | bool] = {what: at.isoformat() for what, at in soon.items()}
    _settle(Kind.MAILBOX_EXPIRING, channel, holds=bool(soon), data=data)


def _settle(
    kind: Kind, channel: Channel, *, holds: bool, data: dict[str, str | int | bool] | None = None
) -> None:
    if holds:
        alarms.begin(kind, channel, data)
    else:
        alarms.end(kind, channel)


def _is_due(channel: Channel, account: ImapAccount | None, now: datetime) -> bool:
    """A day after the last count; a mailbox that was never read has nothing to count."""
    if account is not None and account.passed_at is None:
        return False
    return not Reconciliation.objects.filter(channel=channel, at__gt=now - COUNT_EVERY).exists()
