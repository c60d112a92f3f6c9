"""What the desk itself writes to customers about their own pages: the mail with which they sign in."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from heard.channels import outbox
from heard.channels.form import setup as help_centre
from heard.channels.outbound import Letter
from heard.channels.registry import KINDS
from heard.customers import sign_in as signing_in
from heard.customers.models import Identity, SignIn
from heard.lib import site
from heard.lib.ref import ref
from heard.timeline.models import Entry


def sign_in(entry: Entry) -> None:
    """Puts the mail into the outbox if the address is a customer's, and the wait was not too long."""
    row = SignIn.objects.filter(pk=entry.subject_id).first()
    form = help_centre.current()
    if row is None or form is None or row.ends_at < timezone.now() + timedelta(minutes=1):
        return
    if not Identity.objects.filter(kind=signing_in.KIND, address=row.address).exists():
        return
    with translation.override(row.language or None):
        letter = Letter(
            sender_name=form.name,
            sender=form.address,
            recipient_name="",
            recipient=row.address,
            subject=_("%(figures)s signs you in at %(company)s")
            % {"figures": signing_in.figures(row), "company": form.name},
            text=_words(row, form.name),
            message_id=f"<sign-in-{row.pk}-{row.nonce[:8]}@{form.address.rpartition('@')[2]}>",
            references=(),
            at=timezone.now(),
            is_automatic=True,
            is_first=True,
        )
    content = KINDS[form.kind].write(letter)
    outbox.queue(form, ref(row), [row.address], message_id=letter.message_id, content=content)


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
