"""Until when can a ticket rest? A few usual times; js/holds.js puts them into the reader's zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MORNING = 9  # o'clock


@dataclass(frozen=True, slots=True)
class Hold:
    """One choice: its words, and the morning of the day that is `days` from today."""

    words: str
    days: int
    until: datetime

    @property
    def value(self) -> str:
        """The moment as a form sends it."""
        return self.until.isoformat()


def choices(now: datetime | None = None) -> list[Hold]:
    """Tomorrow, in three days, next Monday, in a month; each at nine."""
    today = (now or timezone.now()).astimezone(UTC).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    wanted = [
        (_("Tomorrow"), 1),
        (_("In three days"), 3),
        (_("In two weeks"), 14),
        (_("In a month"), 30),
    ]
    monday = 7 - today.weekday()
    if monday not in {1, 3}:  # these have words of their own
        wanted.append((_("Next Monday"), monday))
    return [
        Hold(words, days, today + timedelta(days=days))
        for words, days in sorted(wanted, key=lambda choice: choice[1])
    ]
