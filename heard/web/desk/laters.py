"""When shall a reply leave that waits? On the customer's next mornings; ours where theirs are not known."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.customers.zones import Zone
from heard.web.desk import mornings
from heard.web.desk.mornings import Morning

TOO_LATE = 8  # from this hour on, today's morning is no morning to come


def choices(zone: Zone | None, now: datetime | None = None) -> list[Morning]:
    """This morning if it is to come, tomorrow's, Monday's."""
    here = zone.tzinfo() if zone else timezone.get_current_timezone()
    today = (now or timezone.now()).astimezone(here)
    wanted = {mornings.to_monday(today): _("Monday morning"), 1: _("Tomorrow morning")}
    if today.hour < TOO_LATE:
        wanted = {0: _("This morning"), **wanted}
    return [_later(words, days, today, zone) for days, words in sorted(wanted.items())]


def _later(words: str, days: int, today: datetime, zone: Zone | None) -> Morning:
    at = mornings.after(today, days)
    return Morning(words, days, at, date_format(at, "D H:i") if zone else "")
