"""What the desk itself writes to customers, that no person wrote: the mail with which they sign in."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from heard.channels import outbox
from heard.channels.form import setup as help_centre
from heard.channels.models import Channel
from heard.channels.outbound import Letter
from heard.channels.registry import KINDS
from heard.customers import sign_in as signing_in
from heard.customers.models import Identity, SignIn
from heard.lib import site
from heard.lib.ref import Ref, ref
from heard.timeline.models import Entry


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail of the desk says, in the customer's language."""

    subject: str
    text: str


def sign_in(entry: Entry) -> None:
    """Puts the mail into the outbox if the address is a customer's, and the wait was not too long."""
    row = SignIn.objects.filter(pk=entry.subject_id).first()
    form = help_centre.current()
    if row is None or form is None or row.ends_at < timezone.now() + timedelta(minutes=1):
        return
    if not Identity.objects.filter(kind=signing_in.KIND, address=row.address).exists():
        return
    with translation.override(row.language or None):
        words = Words(
            _("%(figures)s signs you in at %(company)s")
            % {"figures": signing_in.figures(row), "company": form.name},
            _words(row, form.name),
        )
    queue(form, ref(row), words, to=row.address, name=f"{row.pk}-{row.nonce[:8]}")


def queue(  # noqa: PLR0913 - each by name
    form: Channel, about: Ref, words: Words, *, to: str, name: str, is_last: bool = False
) -> None:
    """Puts a mail that no person wrote into the outbox, in the caller's transaction, once for each `about`.

    It leaves through the help centre's mailbox; its Message-ID is made of what it is about and `name`. One
    that `is_last` has no return path (channels/outbox.py).
    """
    letter = Letter(
        sender_name=form.name,
        sender=form.address,
        recipient_name="",
        recipient=to,
        subject=words.subject,
        text=words.text,
        message_id=f"<{about.kind}-{name}@{form.address.rpartition('@')[2]}>",
        references=(),
        at=timezone.now(),
        is_automatic=True,
        is_first=True,
    )
    content = KINDS[form.kind].write(letter)
    outbox.queue(form, about, [to], message_id=letter.message_id, content=content, is_last=is_last)


def _words(row: SignIn, company: str) -> str:
    figures = signing_in.figures(row)
    link = f"{site.address()}/my/sign-in/{signing_in.secret(row)}/"
    return "\n\n".join(
        (
            _("Somebody, you we hope, wants to see your requests at %(company)s.") % {"company": company},
            _("Type these six figures on the page that you came from: %(figures)s")
            % {"figures": f"{figures[:3]} {figures[3:]}"},
            _("Or open this link in the same browser: %(link)s") % {"link": link},
            _(
                "Both last 15 minutes and work once. We never ask for these figures by telephone or mail. If"
                " it was not you, you need do nothing: nobody comes in without this mail."
            ),
        )
    )
