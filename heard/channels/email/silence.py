"""Is a mailbox quieter than it ever is at this time of the week?"""

from datetime import datetime, timedelta

from heard.channels.models import Arrival, Channel

GAPS = 3  # its usual gap, this many times
LEAST = timedelta(hours=1)  # a short pause in a busy hour is chance
WEEK = timedelta(days=7)
WEEKS = 4
USUAL = 3  # of those weeks


def is_silent(channel: Channel, now: datetime) -> bool:
    """True when nothing came for three times the usual gap at this hour of the week.

    Counted without a model: between the last mail and now, shifted by one, two, three and four weeks, came at
    least three mails in three of the four weeks. So a night or a Sunday counts as what it usually is. Needs
    three weeks of history.
    """
    mails = Arrival.objects.filter(channel=channel)
    last = mails.order_by("-kept_at").values_list("kept_at", flat=True).first()
    if last is None or now - last < LEAST or now - last > WEEK * WEEKS:
        return False
    busy = 0
    for number in range(1, WEEKS + 1):
        span = (last - number * WEEK, now - number * WEEK)
        busy += mails.filter(kept_at__gt=span[0], kept_at__lte=span[1])[:GAPS].count() >= GAPS
    return busy >= USUAL
