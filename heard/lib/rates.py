"""How often may something be done from one place? Counted in the database, so for all processes together.

Whatever names somebody (an address, a network) is kept as a keyed hash, and for as long as it counts.
"""

import ipaddress
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from heard.lib.models import Rate


def allowed(what: str, who: str, *, most: int, within: timedelta) -> bool:
    """Counts one more of `what` by `who`; False when it is beyond `most` in this span of time."""
    now = timezone.now()
    span = int(now.timestamp() // within.total_seconds())
    name = salted_hmac("heard.lib.rates", f"{what} {who} {span}", algorithm="sha256").hexdigest()[:40]
    until = datetime.fromtimestamp((span + 1) * within.total_seconds(), tz=UTC)
    rows = Rate.objects.filter(name=name)
    if not rows.update(used=F("used") + 1):
        Rate.objects.bulk_create([Rate(name=name, until=until)], ignore_conflicts=True)
        rows.update(used=F("used") + 1)
    return rows.values_list("used", flat=True)[0] <= most


def prune() -> None:
    """Forgets what no longer counts."""
    old = Rate.objects.filter(until__lt=timezone.now())
    if old.exists():
        old.delete()


def block_of(address: str) -> str:
    """The network that an address stands for: one household or office changes its last part at will."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = 24 if found.version == 4 else 56
    return str(ipaddress.ip_network((found, length), strict=False))
