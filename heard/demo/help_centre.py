"""The demo company's help centre: its words, the ways to it, one question, and three pages."""

from heard.channels.form import setup
from heard.channels.form.models import ContactWay, FormSettings, Way
from heard.channels.form.setup import Words
from heard.channels.models import Channel
from heard.demo.cast import COMPANY, HELP, TRADE
from heard.knowledge import pages
from heard.knowledge.models import HelpPage
from heard.lib.ref import Ref

ANSWERED = "A person writes to you within one working day, most days by the evening."
ACKNOWLEDGEMENT = (
    "Thank you for writing to Quillanby Lamps. Your request has arrived as No. {number}."
    " {answered} To add something, answer this mail.\n\nIf you did"
    " not write to us, somebody mistyped their address; then you need do nothing."
)
HOURS = "Monday to Friday, 8:20 to 17:45 in Quillanby"
WAYS = (
    ContactWay(way=Way.FORM, by_person=True),
    ContactWay(
        way=Way.PHONE,
        label="The workshop telephone",
        address="+44 1632 960 117",
        hours=HOURS,
        answered="At once. If all hands are full, we call back within the hour",
        by_person=True,
    ),
    ContactWay(
        way=Way.EMAIL,
        label="Orders and repairs",
        address=HELP,
        answered="Within one working day",
        by_person=True,
    ),
    ContactWay(
        way=Way.EMAIL,
        label="Shops and architects",
        address=TRADE,
        answered="Within one working day, offers within two",
        by_person=True,
    ),
    ContactWay(
        way=Way.VISIT,
        label="The shop at the mill",
        address="Mill Lane 4, Quillanby",
        hours="Tuesday to Saturday, 10 to 17",
        answered="While you stand there",
        by_person=True,
    ),
)


def fill(form: Channel, *, by: Ref) -> None:
    """Everything that customers see there, once."""
    words = Words(answered=ANSWERED, acknowledgement=ACKNOWLEDGEMENT)
    setup.say(form, words, {}, by=by)
    for way in WAYS:
        setup.offer(ContactWay(**{name: getattr(way, name) for name in COPIED}), by=by)
    if not FormSettings.objects.get(pk=form.pk).fields.exists():
        setup.ask(
            form,
            label="Order number",
            purpose="So that we find your lamp without asking back. It stands on the box.",
            by=by,
        )
    pages.begin(COMPANY, "en", by=by)
    HelpPage.objects.update(is_published=True)


COPIED = ("way", "label", "address", "hours", "answered", "by_person")
