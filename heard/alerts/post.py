"""The one way on which the desk itself writes to its own people: a mail through the outbox."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.utils import timezone

from heard.channels import outbox
from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.lib import site as address
from heard.lib.ref import Ref
from heard.lib.words import one_line
from heard.staff import desk
from heard.staff.models import Person


@dataclass(frozen=True, slots=True)
class Words:
    """What such a mail says; `settings_url` leads to where such mails are turned off, if they can be."""

    subject: str
    paragraphs: tuple[str, ...]
    settings_url: str = ""


def site() -> str:
    """The address of the desk, as people type it."""
    return address.address()


def can_leave() -> bool:
    """Whether a mail of ours gets out: there is a relay (or a demo's Sent mail) and a mailbox."""
    return (settings.RELAY is not None or settings.IS_DEMO) and _mailbox() is not None


def put_out(person: Person, about: Ref, words: Words, *, to: str = "") -> bool:
    """Puts a mail to `person` into the outbox, in the caller's transaction; False without a mailbox for it.
    It goes `to` another address of theirs, if one is given.

    Without a relay it waits there. Once for each `about`: a second one is left out.
    """
    sender = _mailbox()
    address_of_theirs = to or person.email
    if sender is None or _comes_back_to_us(address_of_theirs):
        return False
    domain = sender.address.rpartition("@")[2]
    message_id = f"<{about.kind}-{about.id}-{person.pk}@{domain}>"
    content = _letter(sender, (person.name, address_of_theirs), words, message_id)
    outbox.queue(sender, about, [address_of_theirs], message_id=message_id, content=content)
    return True


def _mailbox() -> Channel | None:
    """The mailbox that our own mails leave through."""
    rows = Channel.objects.filter(kind=mailboxes.KIND, is_active=True)
    return rows.exclude(address__in=["", mailboxes.UNNAMED]).order_by("pk").first()


def _comes_back_to_us(recipient: str) -> bool:
    """Whether their address is a mailbox of the desk: such a mail would become a ticket."""
    return Channel.objects.filter(address=recipient).exists()


def _letter(sender: Channel, to: tuple[str, str], words: Words, message_id: str) -> bytes:
    """The mail as bytes; it asks machines not to answer (RFC 3834), and says how to end it (RFC 2369)."""
    found = desk.current()
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr(
        (one_line(f"Heard, {found.name if found else sender.name}", 120), sender.address)
    )
    mail["To"] = formataddr((one_line(to[0], 120), to[1]))
    mail["Subject"] = one_line(words.subject, 200)
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if words.settings_url:
        mail["List-Unsubscribe"] = f"<{words.settings_url}>"
    mail.set_content("\n\n".join(words.paragraphs) + "\n")
    return mail.as_bytes()
