"""Which mailbox a mail is for."""

from heard.channels.models import Channel
from heard.lib.words import storable

KIND = "email"
UNNAMED = "desk@localhost"  # until the first-run page asks


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


def say(mailbox: Channel, *, acknowledgement: str, signature: str) -> None:
    """From now on new tickets are acknowledged in these words (empty: not at all), replies signed."""
    Channel.objects.filter(pk=mailbox.pk).update(
        acknowledgement=storable(acknowledgement).strip(), signature=storable(signature).strip()
    )


def mailbox_for(address: str, *, takes_any: bool) -> Channel | None:
    """The mailbox of `address` (its +detail left out); with `takes_any` rather the catch-all than none."""
    plain = _without_detail(address)
    rows = list(Channel.objects.filter(kind=KIND, is_active=True).order_by("pk"))
    exact = next((row for row in rows if row.address in {address.lower(), plain}), None)
    return exact or (next((row for row in rows if row.takes_any), None) if takes_any else None)


def _without_detail(address: str) -> str:
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
