"""What does a customer's clock say, and is that known or guessed?"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from heard.customers import zones
from heard.customers.models import Customer
from heard.customers.zones import Zone


def there(zone: Zone | None, at: datetime | None) -> str:
    """An hour of ours as it is for them, "Mon 16:00"; empty where it is not known, or the same."""
    if zone is None or at is None:
        return ""
    ours, theirs = timezone.localtime(at), at.astimezone(zone.tzinfo())
    return "" if ours.utcoffset() == theirs.utcoffset() else date_format(theirs, "D H:i")


def shown(customer: Customer) -> dict[str, Any] | None:
    """Their hour as the page begins; js/theirs.js goes on with it. None where nothing is known."""
    zone = zones.of(customer)
    if zone is None:
        return None
    return {
        "now": date_format(timezone.now().astimezone(zone.tzinfo()), "H:i"),
        "name": zone.name,
        "offset": zone.offset,
        "place": zone.place,
        "is_guess": zone.is_guess,
    }
