"""Telling the desk's owners by mail that a mailbox needs them, and that it no longer does."""

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.alerts.mailboxes import alarm_words
from heard.channels import outbox
from heard.channels.models import Channel, Outgoing, Reconciliation
from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.staff.models import Desk, Person, Role
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
    sender = Channel.objects.filter(is_active=True).exclude(address="").order_by("pk").first()
    if mailbox is None or sender is None or timezone.now() - entry.at > TOO_LATE:
        return
    for owner in _owners():
        if _may_hear(owner, entry):
            message_id = f"<alarm-{entry.pk}-{owner.pk}@{_domain(sender)}>"
            content = _letter(entry, mailbox, sender, owner, message_id)
            outbox.queue(sender, ref(entry), [owner.email], message_id=message_id, content=content)


def _owners() -> list[Person]:
    """Those who may change a mailbox; none whose address is a mailbox of the desk, or it would come back."""
    ours = Channel.objects.values("address")
    rows = Person.objects.filter(role=Role.OWNER, is_active=True).exclude(email__in=ours)
    return list(rows.order_by("pk"))


def _may_hear(owner: Person, entry: Entry) -> bool:
    told = Outgoing.objects.filter(about_kind="entry", recipient=owner.email)
    if entry.cause_id and not told.filter(about_id=entry.cause_id).exists():
        return False
    return told.filter(queued_at__gte=timezone.now() - timedelta(days=1)).count() < MOST_A_DAY


def _letter(entry: Entry, mailbox: Channel, sender: Channel, owner: Person, message_id: str) -> bytes:
    """The mail as bytes; it asks machines not to answer (RFC 3834)."""
    desk = Desk.objects.first()
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((one_line(f"Heard, {desk.name if desk else sender.name}", 120), sender.address))
    mail["To"] = formataddr((one_line(owner.name, 120), owner.email))
    mail["Subject"] = one_line(_subject(entry, mailbox), 200)
    mail["Date"] = format_datetime(entry.at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content("\n\n".join([*_words(entry), _where(mailbox), _why()]) + "\n")
    return mail.as_bytes()


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
    site = settings.PUBLIC_URL or f"http://{settings.HTTP}"
    return f"{mailbox.address}\n{site}/setup/channels/{mailbox.pk}/"


def _why() -> str:
    return _("You get this because you own the desk. At most %(n)s such mails a day.") % {"n": MOST_A_DAY}


def _domain(sender: Channel) -> str:
    return sender.address.rpartition("@")[2] or "heard.invalid"
