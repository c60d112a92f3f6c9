"""The mailboxes: opening, naming and closing them, and which one a mail is for."""

from django.db import transaction
from django.utils.translation import gettext as _

from heard.channels import alarms
from heard.channels.models import Channel
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line, storable
from heard.timeline.kinds import Kind
from heard.timeline.record import record

KIND = "email"
UNNAMED = "desk@localhost"  # until the first-run page asks


class Impossible(ValueError):
    """A mailbox cannot be opened or closed; the message says why and what to do."""


def open_mailbox(address: str, *, name: str, acknowledgement: str = "") -> Channel:
    """The mailbox for `address`, made if there is none. The first one also takes what is addressed to
    nobody we know. Each new ticket is acknowledged in the given words; empty: not at all."""
    first = not Channel.objects.filter(kind=KIND).exists()
    mailbox, _made = Channel.objects.get_or_create(
        kind=KIND,
        address=address.strip().lower(),
        defaults={"name": name, "takes_any": first, "acknowledgement": acknowledgement},
    )
    return mailbox


def ensure_one() -> None:
    """A new desk has one mailbox from its first second, so that no mail is refused before it is named."""
    if not Channel.objects.filter(kind=KIND).exists():
        open_mailbox(UNNAMED, name="Mail")


def name_first(address: str, *, name: str) -> None:
    """Gives the mailbox that a new desk begins with its real address and name. Again is harmless."""
    unnamed = Channel.objects.filter(kind=KIND, address=UNNAMED)
    if not unnamed.update(address=address.strip().lower(), name=name):
        open_mailbox(address, name=name)


def open_another(address: str, *, name: str, by: Ref) -> Channel:
    """A mailbox beside those that are there. Raises Impossible when the address is in use."""
    plain = address.strip().lower()
    there = Channel.objects.filter(kind=KIND, address=plain).first()
    if there:
        words = (
            _("The mailbox %(name)s has this address already.")
            if there.is_active
            else _("The mailbox %(name)s had this address and is closed. Open that one again.")
        )
        raise Impossible(words % {"name": there.name})
    with transaction.atomic():
        mailbox = open_mailbox(plain, name=one_line(name, 120))
        record(Kind.CHANNEL_OPENED, ref(mailbox), actor=by)
    return mailbox


def change(mailbox: Channel, *, name: str, group: str, by: Ref) -> None:
    """Another name, which customers see as the sender, and the group through which its mail comes, if any."""
    with transaction.atomic():
        Channel.objects.filter(pk=mailbox.pk).update(name=one_line(name, 120), group=group.strip().lower())
        record(Kind.CHANNEL_CHANGED, ref(mailbox), actor=by)


def close(mailbox: Channel, *, by: Ref) -> None:
    """Takes no more mail for it; its tickets stay, and replies in them still leave under its address.

    Raises Impossible for the last one. What is addressed to nobody we know goes to the oldest one left.
    """
    with transaction.atomic():
        rows = Channel.objects.select_for_update().filter(kind=KIND, is_active=True).order_by("pk")
        others = [row for row in rows if row.pk != mailbox.pk]
        if not others:
            raise Impossible(
                _("This is the only open mailbox. Open another first, so that no mail is refused.")
            )
        if not Channel.objects.filter(pk=mailbox.pk, is_active=True).update(is_active=False, takes_any=False):
            return
        if not any(row.takes_any for row in others):
            Channel.objects.filter(pk=others[0].pk).update(takes_any=True)
        record(Kind.CHANNEL_CLOSED, ref(mailbox), actor=by)
    for kind in alarms.ALARMS:
        alarms.end(kind, mailbox)


def reopen(mailbox: Channel, *, by: Ref) -> None:
    """Takes mail for it again."""
    with transaction.atomic():
        if Channel.objects.filter(pk=mailbox.pk, is_active=False).update(is_active=True):
            record(Kind.CHANNEL_REOPENED, ref(mailbox), actor=by)


def say(mailbox: Channel, *, acknowledgement: str, signature: str) -> None:
    """From now on new tickets are acknowledged in these words (empty: not at all), replies signed."""
    Channel.objects.filter(pk=mailbox.pk).update(
        acknowledgement=storable(acknowledgement).strip(), signature=storable(signature).strip()
    )


def mailbox_for(address: str, *, takes_any: bool) -> Channel | None:
    """The mailbox of `address` (its +detail left out); with `takes_any` rather the catch-all than none.

    None for a mailbox that was closed: its sender should learn that nobody reads there.
    """
    plain = _without_detail(address)
    rows = list(Channel.objects.filter(kind=KIND).order_by("pk"))
    exact = next((row for row in rows if row.address in {address.lower(), plain}), None)
    if exact:
        return exact if exact.is_active else None
    return next((row for row in rows if row.takes_any and row.is_active), None) if takes_any else None


def _without_detail(address: str) -> str:
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
