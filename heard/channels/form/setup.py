"""Opening and closing the help centre: what its pages say and ask, and the ways to the company."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from heard.channels.form.models import Asked, ContactWay, FormField, FormSettings, Way
from heard.channels.models import Channel
from heard.lib.order import moved
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line, storable
from heard.timeline.kinds import Kind
from heard.timeline.record import record

KIND = "form"
FIELDS = ("email", "about", "subject", "text", "files")  # what we ask ourselves, beyond the name
MOST_FIELDS = 12
HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Impossible(ValueError):
    """It cannot be set up like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say; empty: ours, in the reader's language."""

    welcome: str = ""
    invitation: str = ""
    answered: str = ""
    thanks: str = ""
    acknowledgement: str = ""


def current() -> Channel | None:
    """The form that is open, with its settings; None while the help centre is closed."""
    rows = Channel.objects.select_related("form").filter(kind=KIND, is_active=True, form__isnull=False)
    return rows.order_by("pk").first()


def any_form() -> Channel | None:
    """The form, open or not; None if there never was one."""
    rows = Channel.objects.select_related("form").filter(kind=KIND, form__isnull=False)
    return rows.order_by("-is_active", "pk").first()


def open_form(mailbox: Channel, *, name: str, by: Ref) -> Channel:
    """Opens the help centre; what is answered there leaves from the address of `mailbox`, and answers to that
    come in there. Opening it again brings back what it said before."""
    if mailbox.kind == KIND or "@" not in mailbox.address:
        raise Impossible(_("Answers leave by mail. Open a mailbox with an address first."))
    with transaction.atomic():
        form = any_form()
        if form is None:
            form = Channel.objects.create(kind=KIND, address=mailbox.address, name=one_line(name, 120))
            FormSettings.objects.create(channel=form)
            record(Kind.CHANNEL_OPENED, ref(form), actor=by)
        elif not form.is_active:
            Channel.objects.filter(pk=form.pk).update(
                is_active=True, address=mailbox.address, name=one_line(name, 120)
            )
            record(Kind.CHANNEL_REOPENED, ref(form), actor=by)
    return Channel.objects.select_related("form").get(pk=form.pk)


def close(form: Channel, *, by: Ref) -> None:
    """Takes the pages away; tickets that began there stay, and are answered as before."""
    with transaction.atomic():
        if Channel.objects.filter(pk=form.pk, is_active=True).update(is_active=False):
            record(Kind.CHANNEL_CLOSED, ref(form), actor=by)


def say(form: Channel, words: Words, purposes: dict[str, str], *, by: Ref) -> None:
    """Changes what the pages say, and why the form asks (by field; empty: our reason)."""
    kept = {name: one_line(purposes.get(name, ""), 300) for name in FIELDS}
    with transaction.atomic():
        FormSettings.objects.filter(pk=form.pk).update(
            welcome=storable(words.welcome).strip(),
            invitation=storable(words.invitation).strip(),
            answered=one_line(words.answered, 200),
            thanks=storable(words.thanks).strip(),
            purposes={name: why for name, why in kept.items() if why},
        )
        Channel.objects.filter(pk=form.pk).update(acknowledgement=storable(words.acknowledgement).strip())
        record(Kind.CHANNEL_CHANGED, ref(form), actor=by)


def let_frame(form: Channel, written: str, *, by: Ref) -> list[str]:
    """Only these sites, one a line, may show the form inside their own pages. Raises Impossible."""
    sites = list(dict.fromkeys(origin(line) for line in written.split() if line))
    with transaction.atomic():
        FormSettings.objects.filter(pk=form.pk).update(sites=sites)
        record(Kind.CHANNEL_CHANGED, ref(form), actor=by)
    return sites


def origin(written: str) -> str:
    """`https://www.example.org` of what people type; with a port, or `*.` before it. Raises Impossible."""
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        host, port = (parts.hostname or "").lower().encode("idna").decode(), parts.port
    except (UnicodeError, ValueError):
        host, port = "", None
    if _is_odd(written) or not HOST.fullmatch(host.removeprefix("*.")):
        raise Impossible(
            _("%(site)s is no address of a site. Write https://www.example.org.") % {"site": written}
        )
    scheme = "http" if written.lower().startswith("http://") else "https"
    return f"{scheme}://{host}{f':{port}' if port else ''}"


def _is_odd(written: str) -> bool:
    """Whether something stands in it that could end the header it goes into, or is more than an origin."""
    return any(sign in written for sign in "; ,'\"@\\") or not written.isprintable()


def ask(  # noqa: PLR0913 - each side by name
    form: Channel,
    *,
    label: str,
    purpose: str,
    asked: Asked = Asked.LINE,
    choices: Sequence[str] = (),
    is_required: bool = False,
    number: int | None = None,
    by: Ref,
) -> FormField:
    """One more question (or `number`, changed). Raises Impossible without a purpose, or with too many."""
    if not purpose.strip():
        raise Impossible(_("Say why you ask. Customers read it beside the field."))
    options = [one_line(each, 120) for each in choices if each.strip()][:40]
    if asked == Asked.CHOICE and len(options) < 2:
        raise Impossible(_("A choice needs two lines or more, one for each."))
    rows = FormField.objects.filter(form_id=form.pk)
    if number is None and rows.count() >= MOST_FIELDS:
        raise Impossible(
            _("%(n)s questions are the most. Each one costs you customers.") % {"n": MOST_FIELDS}
        )
    given = {
        "label": one_line(label, 120),
        "purpose": one_line(purpose, 300),
        "asked": asked,
        "choices": options if asked == Asked.CHOICE else [],
        "is_required": is_required,
    }
    with transaction.atomic():
        if number is None:
            field = FormField.objects.create(form_id=form.pk, place=rows.count(), **given)
        else:
            field = rows.get(pk=number)
            rows.filter(pk=number).update(**given)
        record(Kind.CHANNEL_CHANGED, ref(form), about=ref(field), actor=by)
    return field


def stop_asking(form: Channel, number: int, *, by: Ref) -> None:
    """Takes a question away; what was answered stays in the tickets."""
    with transaction.atomic():
        if FormField.objects.filter(form_id=form.pk, pk=number).delete()[0]:
            record(Kind.CHANNEL_CHANGED, ref(form), about=Ref("formfield", number), actor=by)


def ways() -> list[ContactWay]:
    """All ways to the company, in the order of the contact page."""
    return list(ContactWay.objects.all())


def offer(way: ContactWay, *, by: Ref) -> ContactWay:
    """Puts a way (a new one, or one that was changed) on the contact page."""
    for name, most in (("label", 120), ("address", 254), ("hours", 200), ("answered", 200)):
        setattr(way, name, one_line(getattr(way, name), most))
    with transaction.atomic():
        if way.pk is None:
            way.place = ContactWay.objects.count()
        way.save()
        record(Kind.CONTACT_WAY_CHANGED, ref(way), actor=by)
    return way


def withdraw(number: int, *, by: Ref) -> None:
    """Takes a way off the contact page."""
    with transaction.atomic():
        if ContactWay.objects.filter(pk=number).delete()[0]:
            record(Kind.CONTACT_WAY_CHANGED, Ref("contactway", number), actor=by)


def move(number: int, up: bool, *, by: Ref) -> None:
    """One place up or down on the contact page."""
    order = moved([way.pk for way in ways()], number, up=up)
    if order is None:
        return
    with transaction.atomic():
        for place, pk in enumerate(order):
            ContactWay.objects.filter(pk=pk).update(place=place)
        record(Kind.CONTACT_WAY_CHANGED, Ref("contactway", number), actor=by)


def first_ways(form: Channel, *, by: Ref) -> None:
    """What a new contact page begins with: the form, and each open mailbox."""
    if ContactWay.objects.exists():
        return
    offer(ContactWay(way=Way.FORM, by_person=True), by=by)
    for mailbox in Channel.objects.filter(kind="email", is_active=True).order_by("pk"):
        offer(ContactWay(way=Way.EMAIL, label=mailbox.name, address=mailbox.address, by_person=True), by=by)
