"""Until when can a ticket rest? A few usual times; js/holds.js puts them into the reader's zone."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from heard.web.desk import mornings
from heard.web.desk.mornings import Morning


def choices(now: datetime | None = None) -> list[Morning]:
    """Tomorrow, in three days, next Monday, in a month; each at nine."""
    today = (now or timezone.now()).astimezone(UTC)
    wanted = {1: _("Tomorrow"), 3: _("In three days"), 14: _("In two weeks"), 30: _("In a month")}
    wanted.setdefault(mornings.to_monday(today), _("Next Monday"))  # some have words of their own
    return [Morning(words, days, mornings.after(today, days)) for days, words in sorted(wanted.items())]
