"""When shall a reply leave that waits? On the customer's next mornings; ours where theirs are not known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.customers.zones import Zone

MORNING = 9  # o'clock
TOO_LATE = 8  # from this hour on, today's morning is no morning to come
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Later:
    """One choice: its words, the morning of the day that is `days` from today, and that hour as they see it.

    `theirs` is empty where their hours are not known; then js/holds.js puts `at` into the reader's zone.
    """

    words: str
    days: int
    at: datetime
    theirs: str

    @property
    def value(self) -> str:
        """The moment as a form sends it."""
        return self.at.isoformat()


def choices(zone: Zone | None, now: datetime | None = None) -> list[Later]:
    """This morning if it is to come, tomorrow's, Monday's."""
    here = zone.tzinfo() if zone else timezone.get_current_timezone()
    today = (now or timezone.now()).astimezone(here)
    to_monday = (MONDAY - today.weekday()) % 7 or 7
    wanted = {1: _("Tomorrow morning"), to_monday: _("Monday morning")}
    if to_monday == 1:
        wanted = {1: _("Tomorrow morning")}
    if today.hour < TOO_LATE:
        wanted = {0: _("This morning"), **wanted}
    return [_later(words, days, today, zone) for days, words in sorted(wanted.items())]


def _later(words: str, days: int, today: datetime, zone: Zone | None) -> Later:
    at = (today + timedelta(days=days)).replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    return Later(words, days, at, date_format(at, "D H:i") if zone else "")
