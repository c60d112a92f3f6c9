"""In which time zone does a customer live: as a person said, or guessed from the clock of their mails?"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from heard.customers.models import Customer
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.timeline.kinds import Kind
from heard.timeline.record import record

NAMES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
FARTHEST = 14 * 60  # minutes from UTC: Kiribati


class UnknownZone(ValueError):
    """There is no such time zone; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Where somebody's clock stands. `name` is that of the tz database, empty for a guess, which knows the
    `offset` alone: minutes east of UTC, true for the half of the year in which their mail was written."""

    name: str
    offset: int

    @property
    def is_guess(self) -> bool:
        """Whether nobody has said it."""
        return not self.name

    @property
    def place(self) -> str:
        """The zone's city, or how far it is from UTC."""
        if self.name:
            return self.name.rpartition("/")[2].replace("_", " ")
        hours, minutes = divmod(abs(self.offset), 60)
        return f"UTC{'+' if self.offset >= 0 else '-'}{hours}" + (f":{minutes:02}" if minutes else "")

    def tzinfo(self) -> tzinfo:
        """For reckoning with it."""
        return ZoneInfo(self.name) if self.name else timezone(timedelta(minutes=self.offset))


def of(customer: Customer) -> Zone | None:
    """What is known; None where nothing is."""
    if customer.time_zone:
        return Zone(customer.time_zone, 0)
    return by_mail(customer)


def by_mail(customer: Customer) -> Zone | None:
    """What the clock of their last mail told, whatever was said since."""
    return None if customer.mail_offset is None else Zone("", customer.mail_offset)


def choose(customer: Customer, name: str, *, by: Person) -> None:
    """A person says where the customer lives; an empty name takes it back. Raises UnknownZone."""
    name = name.strip()
    if name and name not in NAMES:
        raise UnknownZone(
            _("“%(name)s” is no time zone. Choose one from the list, like Europe/Rome.") % {"name": name}
        )
    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(time_zone=name)
        record(Kind.CUSTOMER_ZONE_CHOSEN, ref(customer), actor=ref(by))
    customer.time_zone = name


def notice(customer: Customer, sent_at: datetime | None) -> None:
    """Remembers how far from UTC the clock was on which they wrote, in the caller's transaction.

    A clock that says UTC itself tells nothing: many web mailers and machines write that wherever they stand.
    """
    away = sent_at.utcoffset() if sent_at else None
    minutes = int(away.total_seconds()) // 60 if away else 0
    if not minutes or abs(minutes) > FARTHEST or minutes == customer.mail_offset:
        return
    Customer.objects.filter(pk=customer.pk).update(mail_offset=minutes)
    customer.mail_offset = minutes
