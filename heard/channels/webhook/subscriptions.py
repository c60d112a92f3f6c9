"""Who wants to hear of what: subscribing an address, its secrets, turning it on and off."""

import base64
import json
import secrets as chance
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.webhook import wanted
from heard.channels.webhook.models import Subscription
from heard.lib import http, reach, sealed
from heard.lib.http import NotAsked
from heard.lib.ref import Ref, ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

BOTH = timedelta(hours=24)  # an old secret signs, too, for so long after a new one was made
UNTOLD = (Kind.WEBHOOK_SUBSCRIBED, Kind.WEBHOOK_CHANGED, Kind.WEBHOOK_STOPPED)  # no news about the news
KINDS = tuple(kind for kind in Kind if kind not in UNTOLD)


class NotUsable(ValueError):
    """The address cannot be told anything; the message says why and what to do."""


def subscribe(url: str, kinds: Iterable[str], *, by: Ref) -> tuple[Subscription, str]:
    """From now on `url` is told of these kinds (none: of all). With the secret, which is not shown again.

    Raises NotUsable.
    """
    _check(url)
    secret = _new_secret()
    with transaction.atomic():
        made = Subscription.objects.create(url=url, kinds=_known(kinds), sealed=_seal([(secret, None)]))
        record(Kind.WEBHOOK_SUBSCRIBED, ref(made), actor=by)
        wanted.changed()
    return made, secret


def change(subscription: Subscription, url: str, kinds: Iterable[str], *, by: Ref) -> str:
    """Another address, or other kinds. Another address gets another secret, given back (else "").

    Raises NotUsable.
    """
    _check(url)
    moved = url != subscription.url
    secret = _new_secret() if moved else ""
    fresh = {"sealed": _seal([(secret, None)])} if moved else {}
    with transaction.atomic():
        Subscription.objects.filter(pk=subscription.pk).update(url=url, kinds=_known(kinds), **fresh)
        what = "address" if moved else "kinds"
        record(Kind.WEBHOOK_CHANGED, ref(subscription), actor=by, data={"what": what})
        wanted.changed()
    return secret


def renew_secret(subscription: Subscription, *, by: Ref) -> str:
    """A new secret; for a day the old one signs as well, so that the other side can change in peace."""
    secret, until = _new_secret(), timezone.now() + BOTH
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=subscription.pk)
        kept = [(one, until) for one in _readable(row)[:1]]
        Subscription.objects.filter(pk=row.pk).update(sealed=_seal([(secret, None), *kept]))
        record(Kind.WEBHOOK_CHANGED, ref(row), actor=by, data={"what": "secret"})
    return secret


def turn(subscription: Subscription, *, on: bool, by: Ref) -> None:
    """Turns it on, as if nothing had failed, or off. What waits is sent once it is on, within its day."""
    with transaction.atomic():
        rows = Subscription.objects.filter(pk=subscription.pk).exclude(is_on=on)
        if rows.update(is_on=on, failing_since=None, failures=0, resting_until=None, stopped_at=None):
            what = "on" if on else "off"
            record(Kind.WEBHOOK_CHANGED, ref(subscription), actor=by, data={"what": what})
            wanted.changed()


def stop(subscription: Subscription, why: str) -> None:
    """The desk itself turns it off, and the owners hear of it."""
    with transaction.atomic():
        rows = Subscription.objects.filter(pk=subscription.pk, is_on=True)
        if rows.update(is_on=False, stopped_at=timezone.now()):
            record(Kind.WEBHOOK_STOPPED, ref(subscription), data={"why": why})


def remove(subscription: Subscription, *, by: Ref) -> None:
    """Forgets the address and its log."""
    with transaction.atomic():
        record(Kind.WEBHOOK_CHANGED, ref(subscription), actor=by, data={"what": "removed"})
        Subscription.objects.filter(pk=subscription.pk).delete()


def secrets_of(subscription: Subscription) -> list[str]:
    """The secrets that sign now, the newest first. Raises sealed.Unreadable."""
    rows = json.loads(sealed.unseal(subscription.sealed))
    now = timezone.now()
    return [secret for secret, until in rows if until is None or datetime.fromisoformat(until) > now]


def _readable(subscription: Subscription) -> list[str]:
    """None, where the key that sealed them is gone: a new secret is then the way out."""
    try:
        return secrets_of(subscription)
    except sealed.Unreadable:
        return []


def _seal(secrets: list[tuple[str, datetime | None]]) -> str:
    rows = [(secret, until.isoformat() if until else None) for secret, until in secrets]
    return sealed.seal(json.dumps(rows))


def _new_secret() -> str:
    """As https://www.standardwebhooks.com writes a symmetric one: 24 to 64 bytes behind whsec_."""
    return "whsec_" + base64.b64encode(chance.token_bytes(32)).decode()


def _known(kinds: Iterable[str]) -> list[str]:
    named = set(kinds)
    return [kind.value for kind in KINDS if kind.value in named]


def _check(url: str) -> None:
    try:
        parts = http.parsed(url)
    except NotAsked as reason:
        raise NotUsable(_open_to_all() if url.lower().startswith("http://") else str(reason)) from None
    if len(url) > 2000:
        raise NotUsable(_("This address is longer than 2,000 characters."))
    if parts.scheme != "https" and not http.is_listed(parts):
        raise NotUsable(_open_to_all())
    host = parts.hostname or ""
    if inside := reach.refused(host, http.port_of(parts)):
        raise NotUsable(
            _(
                "%(host)s is %(address)s: only this machine or the network around it reaches that. Write an"
                " address that the internet reaches, or have %(host)s listed in HEARD_INSIDE."
            )
            % {"host": host, "address": inside}
        )


def _open_to_all() -> str:
    return _("Write an address that begins with https://. Without it others could read along.")
