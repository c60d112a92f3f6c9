"""Can customers find a way to a person, and do they learn when one is answered? What is missing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from heard.channels.form.models import ContactWay, FormSettings, Way
from heard.channels.models import Channel


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing, and what to do; `is_grave` when customers may give up because of it."""

    words: str
    is_grave: bool = False


def lacks(form: Channel | None, ways: list[ContactWay]) -> list[Lack]:
    """What is missing, the grave first; none when all is there (R-003, R-004)."""
    if form is None or not form.is_active:
        return [
            Lack(_("The help centre is closed, so customers find no contact page. Open it."), is_grave=True)
        ]
    found = [*_no_ways(ways), *_unsaid(form.form, ways), *_not_listed(ways)]
    return sorted(found, key=lambda lack: not lack.is_grave)


def _no_ways(ways: list[ContactWay]) -> list[Lack]:
    if not ways:
        return [Lack(_("The contact page lists no way to you. Add one."), is_grave=True)]
    if not any(way.by_person for way in ways):
        return [
            Lack(
                _("No way on the contact page leads to a person. Mark those that a person answers."),
                is_grave=True,
            )
        ]
    if not any(way.way in {Way.PHONE, Way.CHAT, Way.VISIT} for way in ways):
        return [
            Lack(_("Nobody can speak with you: there is no telephone number, chat or counter on the page."))
        ]
    return []


def _unsaid(settings: FormSettings, ways: list[ContactWay]) -> list[Lack]:
    found = []
    for way in ways:
        name = way.label or way.get_way_display()
        if not (settings.answered if way.way == Way.FORM else way.answered):
            found.append(Lack(_("%(way)s does not say by when one is answered.") % {"way": name}))
        if not way.hours and way.way in {Way.PHONE, Way.CHAT, Way.VISIT}:
            found.append(Lack(_("%(way)s has no hours.") % {"way": name}))
        if not way.address and way.way != Way.FORM:
            found.append(Lack(_("%(way)s says no address or number.") % {"way": name}, is_grave=True))
    return found


def _not_listed(ways: list[ContactWay]) -> list[Lack]:
    listed = {way.address.lower() for way in ways}
    mailboxes = (
        Channel.objects.filter(kind="email", is_active=True).exclude(address__in=listed).order_by("pk")
    )
    lacking = [
        Lack(_("The mailbox %(address)s is not on the contact page.") % {"address": one.address})
        for one in mailboxes
    ]
    if not any(way.way == Way.FORM for way in ways):
        lacking.append(Lack(_("The form is not on the contact page.")))
    return lacking
