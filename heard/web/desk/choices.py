"""Which views are there to choose from: as tabs, and in a menu by team, status, channel and tag?"""

from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heard.channels import titles
from heard.channels.models import Channel
from heard.staff import roles, teams
from heard.staff.models import Person, Team
from heard.tickets import access, paging, tags, views
from heard.tickets.models import Status
from heard.tickets.views import View
from heard.web import addresses
from heard.web.pieces import Pieces

TABS = ("mine", "unassigned", "open", "waiting")
TEAM_TABS = 2  # of one's own teams; the others stand in the menu


def statuses() -> list[tuple[str, str]]:
    """What a ticket can be set to. Closed is no opinion of ours (tickets/closing.py), and says so."""
    labels = {status: str(status.label) for status in Status}
    labels[Status.CLOSED] = _("Closed: the customer confirmed it")
    return [(status.value, label) for status, label in labels.items()]


class Choice(NamedTuple):
    """A view to go to."""

    slug: str
    title: str
    url: str
    is_current: bool


class Group(NamedTuple):
    """Views that stand together in the menu."""

    title: str
    views: tuple[Choice, ...]


_heads = Pieces(500)


def head(me: Person, current: View, *, on_ticket: bool) -> SafeString:
    """The list's head as it comes with a page: without counts, so the same for all who may do the same."""
    may = roles.acts_of(me)
    key = (get_language(), current.slug, str(current.title), on_ticket, may)
    return mark_safe(_heads.find(key, lambda: _head(me, current, may=may, on_ticket=on_ticket)))  # noqa: S308


def _head(me: Person, current: View, **more: Any) -> str:
    return render_to_string("desk/_views.html", views_for(me, current) | {"view": current, **more})


def views_for(me: Person, current: View, *, counted: bool = False) -> dict[str, Any]:
    """`tabs` and `groups` of the menu. Counts, teams, channels and tags only when `counted`."""
    mine = list(me.teams.order_by("name")) if counted else []
    others = [view for slug, view in views.VIEWS.items() if slug not in TABS]
    groups = [
        (_("Also"), others),
        (_("Status"), [views.of_status(status) for status in Status if status != Status.SPAM]),
    ]
    if counted:
        shown = teams.everyone() if access.sight_of(me) is access.Sight.ALL else mine
        doors = list(Channel.objects.order_by("name", "pk"))
        groups += [
            (_("Teams"), [views.of_team(team) for team in shown]),
            (
                _("Channels"),
                [views.of_channel(door, titles.title(door, doors)) for door in doors]
                if len(doors) > 1
                else [],
            ),
            (_("Tags"), [views.of_tag(tag) for tag in tags.suggestions(me)]),
        ]
    return {
        "tabs": [
            _tab(view, current, paging.count(view, me) if counted else "") for view in tabs_for(mine, current)
        ],
        "groups": tuple(
            Group(title, tuple(_choice(view, current) for view in found)) for title, found in groups if found
        ),
        "views_url": addresses.of("desk:counts", current.slug),
    }


def tabs_for(teams_of_mine: list[Team], current: View) -> list[View]:
    """The views that stand beside each other, with their counts."""
    tabs = [views.VIEWS[slug] for slug in TABS] + [views.of_team(team) for team in teams_of_mine[:TEAM_TABS]]
    return tabs if current.slug in {tab.slug for tab in tabs} else [*tabs, current]


def _tab(view: View, current: View, count: str) -> dict[str, Any]:
    return _choice(view, current)._asdict() | {"count": count}


def _choice(view: View, current: View) -> Choice:
    address = addresses.of("desk:view", view.slug)
    return Choice(view.slug, str(view.title), address, is_current=view.slug == current.slug)
