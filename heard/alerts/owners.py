"""Telling the desk's owners by mail that a mailbox needs them, and that it no longer does."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from heard.alerts import post
from heard.alerts.mailboxes import alarm_words
from heard.alerts.post import Words
from heard.channels.models import Channel, Outgoing, Reconciliation
from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.staff.models import Person, Role
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

MOST_A_DAY = 8  # alarms by mail to one owner; the others stand on every page they open
MOST_NAMED = 10
TOO_LATE = timedelta(days=1)


def tell(entry: Entry) -> None:
    """Puts a mail to each owner into the outbox, unless they had many today, or it is over anyway.

    That an alarm is over is told to those who were told that it began.
    """
    mailbox = Channel.objects.filter(pk=entry.subject_id).first()
    if mailbox is None or timezone.now() - entry.at > TOO_LATE:
        return
    for owner in everyone():
        if _may_hear(owner, entry):
            said = (*_words(entry), _where(mailbox), _why())
            post.put_out(owner, ref(entry), Words(_subject(entry, mailbox), said))


def tell_of_erasure(entry: Entry) -> None:
    """A customer asked us to forget them: each owner hears of it, by the number of their ticket."""
    if timezone.now() - entry.at > TOO_LATE:
        return
    where = f"{post.site()}/desk/tickets/{entry.about_id}"
    subject = _("A customer asks to be forgotten (No. %(number)s)") % {"number": entry.about_id}
    words = _(
        "They asked on their own page, where they had signed in by mail. The law gives you a month at most."
    )
    for owner in everyone():
        post.put_out(owner, ref(entry), Words(subject, (words, where)))


def everyone() -> list[Person]:
    """Those who may change a mailbox."""
    return list(Person.objects.filter(role=Role.OWNER, is_active=True).order_by("pk"))


def _may_hear(owner: Person, entry: Entry) -> bool:
    told = Outgoing.objects.filter(about_kind="entry", recipient=owner.email)
    if entry.cause_id and not told.filter(about_id=entry.cause_id).exists():
        return False
    return told.filter(queued_at__gte=timezone.now() - timedelta(days=1)).count() < MOST_A_DAY


def _subject(entry: Entry, mailbox: Channel) -> str:
    if entry.kind == Kind.MAILBOX_RECOVERED:
        return _("%(name)s is well again") % {"name": mailbox.name}
    (alarm,) = alarm_words({Kind(entry.kind): entry})
    return f"{mailbox.name}: {alarm['short']}"


def _words(entry: Entry) -> list[str]:
    if entry.cause is None:
        words = [str(alarm["words"]) for alarm in alarm_words({Kind(entry.kind): entry})]
        return [*words, *_missing(entry)] if entry.kind == Kind.MAILBOX_DIFFERS else words
    (alarm,) = alarm_words({Kind(entry.cause.kind): entry.cause})
    return [_("What we wrote about is over: %(what)s.") % {"what": alarm["short"]}]


def _missing(entry: Entry) -> list[str]:
    """The mails that are missing, one a line, as the newest count names them."""
    counts = Reconciliation.objects.filter(channel=entry.subject_id, missing__gt=0).order_by("-at")
    last = counts.first()
    named: list[dict[str, Any]] = last.names[:MOST_NAMED] if last else []
    lines = [" · ".join(one_line(str(value), 120) for value in name.values() if value) for name in named]
    return ["\n".join(f"- {line}" for line in lines)] if lines else []


def _where(mailbox: Channel) -> str:
    return f"{mailbox.address}\n{post.site()}/setup/channels/{mailbox.pk}/"


def _why() -> str:
    return _("You get this because you own the desk. At most %(n)s such mails a day.") % {"n": MOST_A_DAY}
