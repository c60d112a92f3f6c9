"""How each person wants to hear by mail, their quiet hours, and the link with which they change it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.core import signing

from heard.alerts.models import ByMail, Wishes
from heard.staff.models import Person

SALT = "heard.alerts.wishes"
LINK_SECONDS = 90 * 24 * 3600


def of(person: Person) -> Wishes:
    """What `person` chose; never by mail, while they chose nothing."""
    return Wishes.objects.filter(person=person).first() or Wishes(person=person)


def choose(person: Person, by_mail: ByMail, *, quiet_from: time | None, quiet_until: time | None) -> None:
    """Keeps what `person` chose. Half of the quiet hours is none."""
    both = quiet_from is not None and quiet_until is not None
    fields = {
        "by_mail": by_mail,
        "quiet_from": quiet_from if both else None,
        "quiet_until": quiet_until if both else None,
    }
    Wishes.objects.update_or_create(person=person, defaults=fields)


def zone_of(person: Person) -> ZoneInfo:
    """The hours that `person` lives by; UTC if they chose none."""
    return ZoneInfo(person.time_zone or "UTC")


def is_quiet(wishes: Wishes, now: datetime) -> bool:
    """Whether `now` lies in their quiet hours, which may reach over midnight."""
    begin, end = wishes.quiet_from, wishes.quiet_until
    if begin is None or end is None or begin == end:
        return False
    clock = now.astimezone(zone_of(wishes.person)).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def key_of(person: Person) -> str:
    """What stands in the link of a mail: it opens these choices and nothing else."""
    return signing.dumps(person.pk, salt=SALT)


def whose(key: str) -> Person | None:
    """The person of such a link; None if it is not ours, too old, or they left."""
    try:
        number = signing.loads(key, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=number, is_active=True).first()
