"""Notices by mail: what somebody has not read, when they want it, in one mail, never twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.alerts import post, wishes
from heard.alerts.models import ByMail, Notice, Wishes
from heard.alerts.post import Words
from heard.channels.models import Outgoing
from heard.lib.ref import Ref
from heard.staff import desk
from heard.staff.models import Person

GRACE = timedelta(minutes=2)  # whoever sits at the desk has read it by then
MORNING = 8  # o'clock, in the person's own hours
MOST_A_DAY = 24  # mails to one person
MOST = 30  # notices in one mail
ABOUT = "digest"

Lines = Callable[[Person, list[Notice]], list[str]]


def go(lines: Lines) -> int:
    """Sends what is due; `lines` puts notices into words, through access. Says how many mails there were."""
    now = timezone.now()
    rows = Wishes.objects.exclude(by_mail=ByMail.NEVER).select_related("person")
    rows = rows.filter(person__is_active=True, person__unread_notices__gt=0)
    if not rows.exists() or not post.can_leave():
        return 0
    return sum(_tell(row.pk, lines, now) for row in rows)


def is_due(row: Wishes, oldest: datetime, now: datetime) -> bool:
    """Whether a mail should leave now, if `oldest` is when the first unread fact was told."""
    if wishes.is_quiet(row, now):
        return False
    if row.by_mail == ByMail.AT_ONCE:
        return now - oldest >= GRACE
    if row.by_mail == ByMail.HOURLY:
        return now - max(oldest, row.mailed_at or oldest) >= timedelta(hours=1)
    zone = wishes.zone_of(row.person)
    today = now.astimezone(zone).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return now >= today and oldest < now and (row.mailed_at is None or row.mailed_at < today)


def _tell(person: int, lines: Lines, now: datetime) -> int:
    """One mail and the marks on what it tells, in one transaction: a kill leaves both or neither."""
    with transaction.atomic():
        row = Wishes.objects.select_for_update(of=("self",)).select_related("person").get(pk=person)
        unread = Notice.objects.filter(person=person, read_at=None, mailed_at=None)
        found = list(unread.select_related("entry").order_by("pk")[:MOST])
        if not found or not is_due(row, found[0].at, now) or _had_many(row.person, now):
            return 0
        Notice.objects.filter(pk__in=[each.pk for each in found]).update(mailed_at=now)
        with translation.override(row.person.language or None):
            said = lines(row.person, found)
            if not said:  # nothing that they may still see
                return 0
            Wishes.objects.filter(pk=person).update(mailed_at=now)
            return int(post.put_out(row.person, Ref(ABOUT, found[-1].pk), _words(row.person, said)))


def _had_many(person: Person, now: datetime) -> bool:
    mails = Outgoing.objects.filter(about_kind=ABOUT, recipient=person.email)
    return mails.filter(queued_at__gte=now - timedelta(days=1)).count() >= MOST_A_DAY


def _words(person: Person, said: list[str]) -> Words:
    found = desk.current()
    company = found.name if found else ""
    subject = ngettext("%(company)s: %(n)s notice", "%(company)s: %(n)s notices", len(said))
    link = post.site() + reverse("wishes", args=[wishes.key_of(person)])
    why = _("You asked for these mails. Change that, or end them, here:")
    return Words(subject % {"company": company, "n": len(said)}, (*said, f"{why}\n{link}"), settings_url=link)
