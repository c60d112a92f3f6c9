"""The rules: writing them, their order, and which of them a first message fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from heard.channels.models import Channel
from heard.coach.languages import KNOWN, language_of
from heard.customers import organisations
from heard.customers.models import Organisation
from heard.lib.order import moved
from heard.lib.ref import Ref, ref
from heard.phrasing import signs
from heard.routing.models import Route
from heard.staff.models import Person, Team
from heard.tickets import tags
from heard.tickets.models import Message
from heard.tickets.tags import NotATag
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MOST = 100


class NotARoute(ValueError):
    """The rule cannot be kept; the message says why and what to do. `what` names the field, if one is."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(why)
        self.what = what


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule shall say. `signs` as written, one a line. `to` None: to nobody but who knows them."""

    to: Person | Team | None = None
    knows_them: bool = False
    channel: Channel | None = None
    language: str = ""
    signs: str = ""
    tag: str = ""
    organisation: Organisation | None = None
    stage: str = ""
    shares: bool = False


@dataclass(slots=True)
class First:
    """A first message as the rules look at it. What costs something is found out once, if a rule asks."""

    message: Message
    _language: str | None = field(default=None, init=False)
    _organisation: list[Organisation | None] = field(default_factory=list, init=False)

    @property
    def language(self) -> str:
        """The language it is in; empty where it is too short to tell."""
        if self._language is None:
            self._language = language_of(self.message.text) or self.message.language[:2]
        return self._language

    @property
    def organisation(self) -> Organisation | None:
        """Whose people its sender belongs to, by their address."""
        if not self._organisation:
            who = self.message.identity
            self._organisation = [organisations.of_address(who.address) if who else None]
        return self._organisation[0]


def every() -> QuerySet[Route]:
    """All rules, the one that is tried first in front, with what they name."""
    return Route.objects.select_related("channel", "organisation", "team", "person")


def write(route: Route | None, wanted: Wanted, *, by: Person) -> Route:
    """A new rule, tried last, or another one in the place of `route`. Raises NotARoute."""
    fields = _fields(wanted)
    with transaction.atomic():
        if route is None:
            if Route.objects.count() >= MOST:
                raise NotARoute(_("There are %(most)s rules. Remove one first.") % {"most": MOST})
            last = Route.objects.aggregate(last=Max("place"))["last"]
            route = Route.objects.create(place=0 if last is None else last + 1, **fields)
        else:
            Route.objects.filter(pk=route.pk).update(**fields)
        record(Kind.ROUTE_WRITTEN, ref(route), actor=ref(by))
    return route


def unsaved(wanted: Wanted) -> Route:
    """A rule to be tried, not kept. Raises NotARoute."""
    return Route(**_fields(wanted))


def remove(number: int, *, by: Person) -> bool:
    """Nothing goes by this rule any more; False if there was none."""
    with transaction.atomic():
        gone, _rows = Route.objects.filter(pk=number).delete()
        if gone:
            record(Kind.ROUTE_REMOVED, Ref("route", number), actor=ref(by))
    return bool(gone)


def move(number: int, *, up: bool, by: Person) -> None:
    """It is tried one place earlier or later."""
    with transaction.atomic():
        order = moved(list(Route.objects.values_list("pk", flat=True)), number, up=up)
        for place, pk in enumerate(order or ()):
            Route.objects.filter(pk=pk).update(place=place)
        if order:
            record(Kind.ROUTE_WRITTEN, Ref("route", number), actor=ref(by))


def fitting(routes: Iterable[Route], first: First) -> Iterable[Route]:
    """Those of the rules that a first message fits, in their order."""
    return (route for route in routes if _fits(route, first))


def _fields(wanted: Wanted) -> dict[str, Any]:
    """What the row holds. Raises NotARoute."""
    if wanted.language and wanted.language not in KNOWN:
        raise NotARoute(_("Choose a language of the list."), "language")
    if wanted.to is None and not wanted.knows_them:
        raise NotARoute(_("Say to whom it goes: a team, a person, or whoever answered them last."), "to")
    return {
        "channel": wanted.channel,
        "language": wanted.language,
        "signs": _signs(wanted.signs),
        "tag": _tag(wanted.tag),
        "organisation": wanted.organisation,
        "team": wanted.to if isinstance(wanted.to, Team) else None,
        "person": wanted.to if isinstance(wanted.to, Person) else None,
        "knows_them": wanted.knows_them,
        "stage": wanted.stage,
        "shares": wanted.shares and isinstance(wanted.to, Team),
    }


def _fits(route: Route, first: First) -> bool:
    ticket = first.message.ticket
    if route.channel_id and route.channel_id != ticket.channel_id:
        return False
    if route.tag and route.tag not in ticket.tags:
        return False
    if route.signs and not signs.found(route.signs, first.message.subject, first.message.text):
        return False
    if route.language and route.language != first.language:
        return False
    return not route.organisation_id or (
        first.organisation is not None and first.organisation.pk == route.organisation_id
    )


def _signs(written: str) -> str:
    if not written.strip():
        return ""
    try:
        lines: Sequence[str] = signs.read(written, fewest=1)
    except signs.NotASign as reason:
        raise NotARoute(str(reason), "signs") from None
    return "\n".join(lines)


def _tag(written: str) -> str:
    try:
        return tags.spelled(written) if written.strip() else ""
    except NotATag as reason:
        raise NotARoute(str(reason), "tag") from None
