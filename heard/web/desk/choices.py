"""Which views are there to choose from: as tabs, and in a menu by team, status, channel and tag?"""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from heard.channels.models import Channel
from heard.staff import teams
from heard.staff.models import Person
from heard.tickets import access, paging, tags, views
from heard.tickets.models import Status
from heard.tickets.views import View
from heard.web import addresses

TABS = ("mine", "unassigned", "open", "waiting")
TEAM_TABS = 2  # of one's own teams; the others stand in the menu


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


def views_for(me: Person, current: View, *, counted: bool = False) -> dict[str, Any]:
    """`tabs` and `groups` of the menu. Counts, teams, channels and tags only when `counted`."""
    tabs = [views.VIEWS[slug] for slug in TABS]
    others = [view for slug, view in views.VIEWS.items() if slug not in TABS]
    groups = [(_("Also"), others), (_("Status"), [views.of_status(status) for status in Status])]
    if counted:
        mine = list(me.teams.order_by("name"))
        shown = teams.everyone() if access.sight_of(me) is access.Sight.ALL else mine
        doors = list(Channel.objects.order_by("name", "pk"))
        tabs += [views.of_team(team) for team in mine[:TEAM_TABS]]
        groups += [
            (_("Teams"), [views.of_team(team) for team in shown]),
            (_("Channels"), [views.of_channel(door) for door in doors] if len(doors) > 1 else []),
            (_("Tags"), [views.of_tag(tag) for tag in tags.suggestions(me)]),
        ]
    if current.slug not in {tab.slug for tab in tabs}:
        tabs.append(current)
    return {
        "tabs": [_tab(view, current, paging.count(view, me) if counted else "") for view in tabs],
        "groups": tuple(
            Group(title, tuple(_choice(view, current) for view in found)) for title, found in groups if found
        ),
        "views_url": addresses.of("desk:counts", current.slug),
    }


def _tab(view: View, current: View, count: str) -> dict[str, Any]:
    return _choice(view, current)._asdict() | {"count": count}


def _choice(view: View, current: View) -> Choice:
    address = addresses.of("desk:view", view.slug)
    return Choice(view.slug, str(view.title), address, is_current=view.slug == current.slug)
