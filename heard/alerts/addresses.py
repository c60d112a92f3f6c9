"""The address that a person signs in with: asked for by themselves and confirmed by mail, or set by an owner.

The link in the mail carries what it is for, signed: it ends with the time, and with the address or the
password that it was asked with.
"""

from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from heard.alerts import post
from heard.alerts.post import Words
from heard.channels.models import Channel
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line
from heard.staff import desk, links
from heard.staff.models import Person
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

SALT = "heard.alerts.addresses"
LASTS = timedelta(days=1)


class NotPossible(ValueError):
    """The address cannot be this one; the message says why and what to do."""


def ask(person: Person, wanted: str) -> None:
    """Sends a link to the address that `person` wants to sign in with; until it is used nothing changes.
    Raises NotPossible."""
    address = _checked(person, wanted)
    if not post.can_leave():
        raise NotPossible(
            _("No mail leaves this desk, so the address cannot be confirmed. An owner can set it.")
        )
    with transaction.atomic():
        asked = record(Kind.PERSON_ADDRESS_ASKED, ref(person), actor=ref(person))
        with translation.override(person.language or None):
            post.put_out(person, _about(asked), _question(person, address), to=address)


def asked_in(person: Person, written: str) -> str:
    """The address that a link is for. Raises NotPossible where it is over, or somebody else's."""
    try:
        number, address, bound = signing.loads(written, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        number, address, bound = 0, "", ""
    if (number, bound) != (person.pk, _bound(person)):
        raise NotPossible(
            _(
                "This link is over, or for somebody else. Sign in as yourself, and ask for another on"
                " your page."
            )
        )
    return str(address)


def confirm(person: Person, written: str) -> str:
    """`person` signs in with the link's address from now on; gives it. Raises NotPossible."""
    address = asked_in(person, written)
    give(person, address, by=person)
    return address


def give(person: Person, wanted: str, *, by: Person) -> bool:
    """`person` signs in with this address from now on; the one they had is told. False if it was so.
    Raises NotPossible."""
    address = wanted.strip().lower()
    if address == person.email:
        return False
    address = _checked(person, address)
    try:
        with transaction.atomic():
            before = Person.objects.select_for_update().get(pk=person.pk).email
            Person.objects.filter(pk=person.pk).update(email=address)
            links.end_asked(person)
            changed = record(Kind.PERSON_ADDRESS_CHANGED, ref(person), actor=ref(by))
            with translation.override(person.language or None):
                post.put_out(person, _about(changed), _notice(by, address), to=before)
    except IntegrityError:  # somebody joined with it a moment ago
        raise NotPossible(_in_use()) from None
    person.email = address
    return True


def rename(person: Person, wanted: str, *, by: Person) -> bool:
    """Gives `person` another name; False if it was so. Raises NotPossible."""
    name = one_line(wanted, 120).strip()
    if not name:
        raise NotPossible(_("Write a name: it stands over each reply."))
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk).exclude(name=name).update(name=name):
            return False
        record(Kind.PERSON_RENAMED, ref(person), actor=ref(by))
    person.name = name
    return True


def _checked(person: Person, wanted: str) -> str:
    address = wanted.strip().lower()
    if address == person.email:
        raise NotPossible(_("This is the address that you sign in with now."))
    if Person.objects.filter(email=address).exclude(pk=person.pk).exists():
        raise NotPossible(_in_use())
    if Channel.objects.filter(address=address).exists():
        raise NotPossible(
            _("This is the address of a mailbox of the desk. Use one that only this person reads.")
        )
    return address


def _in_use() -> str:
    return _("Somebody signs in with this address already. Use another.")


def _bound(person: Person) -> str:
    """Changes with the address and with the password."""
    return salted_hmac(SALT, f"{person.email} {person.password}", algorithm="sha256").hexdigest()[:32]


def _about(entry: Entry) -> Ref:
    return Ref("entry", entry.pk)


def _question(person: Person, address: str) -> Words:
    secret = signing.dumps([person.pk, address, _bound(person)], salt=SALT)
    link = post.site() + reverse("desk:address_confirmation", args=[secret])
    said = {"name": person.name, "company": desk.name()}
    return Words(
        _("%(company)s: is this your address?") % said,
        (
            _("%(name)s wants to sign in at the desk of %(company)s with this address.") % said,
            _("If that is you, open this link within a day, and confirm it there:") + f"\n{link}",
            _("If it is not, you need do nothing: nothing changes without this link."),
        ),
    )


def _notice(by: Person, address: str) -> Words:
    said = {"name": by.name, "company": desk.name(), "address": address}
    return Words(
        _("%(company)s: you sign in with another address now") % said,
        (
            _("%(name)s changed the address with which you sign in at the desk of %(company)s.") % said,
            _("It is %(address)s from now on. Your password is the same.") % said,
            _("If you did not want this, tell an owner of the desk at once."),
        ),
    )
