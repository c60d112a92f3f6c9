"""Opening and changing the account of a mailbox, and signing in with what it keeps."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from heard.channels.email.imap import connect, oauth
from heard.channels.email.imap.connect import Failed, Proof, Server, Session
from heard.channels.email.imap.models import Afterwards, ImapAccount, Security, SignIn, Trouble
from heard.channels.models import Channel
from heard.lib import sealed
from heard.lib.claim import AT_ONCE

TRIAL_SECONDS = 8.0  # a person waits for it
APART = ("secrets", "begins_at")  # sealed · chosen once, when the mailbox is connected


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a person wants the mailbox read. `secrets` are only those typed anew; the others stay."""

    host: str
    port: int
    user: str
    security: str = Security.TLS
    sign_in: str = SignIn.PASSWORD
    client_id: str = ""
    token_url: str = ""
    folder: str = "INBOX"
    afterwards: str = Afterwards.LEAVE
    move_to: str = ""
    begins_at: datetime | None = None  # what reached the folder before is left there
    secrets: dict[str, str] = field(default_factory=dict)  # password · client_secret · refresh_token


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying: how many mails are there, or what is wrong."""

    mails: int = 0
    trouble: Trouble = Trouble.NONE
    detail: str = ""


def save(channel: Channel, wanted: Wanted) -> ImapAccount:
    """Opens the account of `channel`, or changes it; whoever reads the mailbox notices within seconds.

    A secret that is not typed anew stays only as long as it goes to the same server and user.
    """
    changes = {name: getattr(wanted, name) for name in wanted.__dataclass_fields__ if name not in APART}
    with transaction.atomic():
        account = ImapAccount.objects.select_for_update().filter(channel=channel).first()
        kept = _kept(account, wanted) if account else {}
        given = {name: value for name, value in wanted.secrets.items() if value}
        if given.get("refresh_token"):
            kept.pop("access_token", None)
        changes["sealed"] = sealed.seal(json.dumps(kept | given))
        if account is None:
            return ImapAccount.objects.create(channel=channel, begins_at=wanted.begins_at, **changes)
        ImapAccount.objects.filter(pk=account.pk).update(
            **changes, version=F("version") + 1, trouble=Trouble.NONE, failing_since=None, token_ends_at=None
        )
        ImapAccount.objects.filter(pk=account.pk, lease=None).update(due_at=AT_ONCE)
        account.refresh_from_db()
        return account


def pause(channel: Channel, *, paused: bool) -> None:
    """Stops reading the mailbox, or goes on; what is known of it stays."""
    rows = ImapAccount.objects.filter(channel=channel).exclude(is_paused=paused)
    rows.update(
        is_paused=paused, version=F("version") + 1, trouble=Trouble.NONE, failing_since=None, error=""
    )
    ImapAccount.objects.filter(channel=channel, lease=None).update(due_at=AT_ONCE)


def look_now(account: ImapAccount) -> None:
    """Asks whoever reads the mailbox to begin anew, at once."""
    ImapAccount.objects.filter(pk=account.pk).update(version=F("version") + 1)
    ImapAccount.objects.filter(pk=account.pk, lease=None).update(due_at=AT_ONCE)


def sign_in(account: ImapAccount, *, seconds: float = connect.SECONDS) -> Session:
    """A session at the account's server. Raises Failed. Uses the network: not inside a transaction."""
    return connect.connect(
        Server(account.host, account.port, account.security), _proof(account), seconds=seconds
    )


def try_it(account: ImapAccount) -> Trial:
    """Signs in, opens the folder read-only and counts."""
    try:
        session = sign_in(account, seconds=TRIAL_SECONDS)
        try:
            session.open_folder(account.folder)
            return Trial(mails=len(session.uids()))
        finally:
            session.close()
    except Failed as fault:
        return Trial(trouble=fault.trouble, detail=str(fault))


def _proof(account: ImapAccount) -> Proof:
    try:
        kept = _secrets(account)
    except sealed.Unreadable as fault:
        raise Failed(Trouble.KEY, fault) from None
    if account.sign_in == SignIn.PASSWORD:
        return Proof(account.user, password=kept.get("password", ""))
    until = kept.get("until", "")
    if not kept.get("access_token") or not until or datetime.fromisoformat(until) < timezone.now():
        kept = _refreshed(account, kept)
    return Proof(account.user, token=kept["access_token"])


def forget_access(account: ImapAccount) -> None:
    """The server refused the access token before its time: the next sign-in asks for another."""
    kept = _secrets(account)
    if kept.pop("access_token", None):
        _store(account, kept)


def _refreshed(account: ImapAccount, kept: dict[str, str]) -> dict[str, str]:
    """With a fresh access token, stored at once: a new refresh token may have ended the old one."""
    try:
        grant = oauth.refresh(
            account.token_url,
            client_id=account.client_id,
            client_secret=kept.get("client_secret", ""),
            refresh_token=kept.get("refresh_token", ""),
        )
    except Failed:
        # Somebody else may have been first, and the token that we used ended with that.
        now = ImapAccount.objects.get(pk=account.pk)
        if now.sealed != account.sealed and _secrets(now).get("access_token"):
            return _secrets(now)
        raise
    fresh = kept | {
        "access_token": grant.access_token,
        "until": grant.until.isoformat(),
        "refresh_token": grant.refresh_token,
    }
    _store(account, fresh, ends_at=grant.refresh_ends_at)
    return fresh


def _store(account: ImapAccount, secrets: dict[str, str], *, ends_at: datetime | None = None) -> None:
    """Unless a person changed the account meanwhile."""
    fresh = sealed.seal(json.dumps(secrets))
    rows = ImapAccount.objects.filter(pk=account.pk, version=account.version)
    rows.update(sealed=fresh, token_ends_at=ends_at or F("token_ends_at"))
    account.sealed = fresh


def _secrets(account: ImapAccount) -> dict[str, str]:
    found: dict[str, str] = json.loads(sealed.unseal(account.sealed)) if account.sealed else {}
    return found


def _kept(account: ImapAccount, wanted: Wanted) -> dict[str, str]:
    """The secrets that stay when the account changes: only those that go where they went before, so nobody
    can have them sent elsewhere; none when they cannot be read any more."""
    if (account.host, account.user, account.token_url) != (wanted.host, wanted.user, wanted.token_url):
        return {}
    try:
        return _secrets(account)
    except sealed.Unreadable:
        return {}
