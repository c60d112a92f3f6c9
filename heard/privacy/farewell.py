"""Who asked to be deleted hears that it is done: the last mail to their address, which goes with it.

GDPR article 12, paragraph 3: whoever asks is told what was done. The mail is put in line once, when all else
of them is gone; the address stays until it has left, or cannot leave, three days at most. It may arrive twice
(a relay that took it and a worker that died before it wrote that down), never as two mails: its Message-ID is
the same. It has no return path (RFC 5321, 4.5.5), so that neither a bounce nor an absence note brings the
address back, and nothing of it is kept afterwards but when it left.
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from heard.channels.form import setup as help_centre
from heard.channels.models import Outgoing
from heard.customers import letters, sign_in
from heard.customers.models import Answer, ErasureWish, Identity
from heard.lib.claim import State
from heard.lib.ref import Ref
from heard.privacy.models import Erasure
from heard.tickets import emptying
from heard.tickets.models import Ticket

KIND = "erasure"
WAIT = timedelta(days=3)  # as long as the outbox tries; where it is held, no longer either


def queue(row: Erasure) -> bool:
    """Puts the mail in line, in the caller's transaction; False if they did not ask on their own page, or
    there is no address to write to. Belongs in the transaction that says so on the erasure."""
    wish = ErasureWish.objects.filter(customer=row.customer, answer=Answer.OPEN).first()
    form, address = help_centre.any_form(), _address(wish) if wish else ""
    if wish is None or form is None or not address:
        return False
    with translation.override(row.customer.language or None):
        words = letters.Words(
            _("You are deleted at %(company)s, as you asked") % {"company": form.name},
            _words(wish, form.name),
        )
    letters.queue(form, Ref(KIND, row.pk), words, to=address, name=f"{row.pk}-{wish.pk}", is_last=True)
    return True


def is_on_its_way(row: Erasure) -> bool:
    """Whether it has not left yet and still may, or a worker holds it just now."""
    waiting = _mails(row).filter(state=State.WAITING)
    if waiting.filter(due_at__gt=timezone.now()).exclude(lease=None).exists():
        return True
    return waiting.filter(queued_at__gt=timezone.now() - WAIT).exists()


def forget(row: Erasure, nobodys: str) -> None:
    """Nothing of the mail is kept but that it left and when, in the caller's transaction; `nobodys` stands in
    place of the address. What has not left does not leave any more."""
    mails = _mails(row)
    left = mails.filter(state=State.DONE).values_list("sent_at", flat=True).first()
    row.told_at = left
    emptying.sent_copies(mails)
    _mails(row).update(recipient=nobodys, receipt="", error="")


def _mails(row: Erasure) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(about_kind=KIND, about_id=row.pk)


def _address(wish: ErasureWish) -> str:
    """The one they asked from, else the first at which they can be reached."""
    reachable = Identity.objects.filter(customer=wish.customer_id, kind=sign_in.KIND, unreachable_since=None)
    asked_from = Ticket.objects.filter(pk=wish.ticket).values("identity")
    found = reachable.filter(pk__in=asked_from).first() or reachable.order_by("pk").first()
    return found.address if found else ""


def _words(wish: ErasureWish, company: str) -> str:
    asked = formats.date_format(timezone.localtime(wish.asked_at), "DATE_FORMAT")
    return "\n\n".join(
        (
            _("On %(day)s you asked us to delete what we hold about you. It is done.") % {"day": asked},
            _(
                "Your requests, what you and we wrote in them, your files and your name are gone. What is"
                " left are numbers and times that say nothing of who you were. Your address is deleted as"
                " soon as this mail has left: it is the last one from us."
            ),
            _(
                "Backups hold copies until they are replaced. If you think that something was left, write to"
                " us, or to the authority for data protection where you live."
            ),
            company,
        )
    )
