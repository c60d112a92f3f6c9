"""The rows of lists that stand open, for live/lists.py: read once for all who see the same of a view."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone, translation

from heard.drafts import unsent
from heard.live.lists import Listing, Wish, list_name, parts_of
from heard.staff import teams
from heard.staff.models import Person
from heard.tickets import paging, reading, views
from heard.tickets.paging import Page
from heard.tickets.views import View
from heard.web.desk import rows as lists
from heard.web.desk.choices import tabs_for
from heard.web.desk.rows import Item
from heard.web.pieces import manner

LONGEST = 100  # letters of a live name


def names_of(slug: str, *, is_first: bool) -> list[str]:
    """What the rows of a view hear. The first page is sent to them, as this reader is spoken to; further ones
    (and a view whose slug is too long for a name) are asked for when they changed.
    """
    language, zone, _year = manner()
    name = list_name(language or "", zone, quote(slug, safe=""))
    return [views.LIVE, name] if is_first and len(name) <= LONGEST else [views.LIVE]


def made(wishes: Iterable[Wish]) -> dict[Wish, Listing]:
    """The lists that viewers wish for, as they may see them now; it reads the database."""
    wanted = defaultdict(list)
    for viewer, name in wishes:
        wanted[name].append(int(viewer))
    people = _people({number for numbers in wanted.values() for number in numbers})
    counts = _Counts()
    return {
        (str(person.pk), name): listing
        for name, numbers in wanted.items()
        for person, listing in _of_view(name, [people[one] for one in numbers if one in people], counts)
    }


def _people(numbers: set[int]) -> dict[int, Person]:
    """Those who still work here, with their teams."""
    rows = Person.objects.filter(is_active=True).prefetch_related(Prefetch("teams", teams.everyone()))
    return rows.in_bulk(numbers)


def _of_view(name: str, people: list[Person], counts: "_Counts") -> Iterable[tuple[Person, Listing]]:
    language, zone, slug = parts_of(name, 3)
    view = views.view_of(unquote(slug))
    if view is None:
        return
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        pages: dict[Hashable, _Rows] = {}
        for person in people:
            same = paging.same_rows(view, person)
            if same not in pages:
                pages[same] = _Rows(view, paging.page(view, person))
            rows = pages[same]
            yield person, Listing(rows.for_reader(person), rows.below, counts.beside(view, person))


class _Rows:
    """One page of a view, made for all who see the same of it."""

    def __init__(self, view: View, page: Page) -> None:
        self._rows = page.rows
        writers = unsent.writers(row["number"] for row in page.rows)
        self._items: dict[int, Item] = lists.items(page.rows, writers)
        self.below = render_to_string("desk/_below.html", lists.below(view, page))

    def for_reader(self, person: Person) -> dict[int, str]:
        """What depends on the reader: what they have not read."""
        unread = reading.unread(person, self._rows)
        return {number: item[number in unread] for number, item in self._items.items()}


class _Counts:
    """How much is in the views, counted once for all who see the same of them."""

    def __init__(self) -> None:
        self._known: dict[Hashable, str] = {}

    def beside(self, current: View, person: Person) -> dict[str, str]:
        """The counts of the views that this person has beside each other."""
        tabs = tabs_for(list(person.teams.all()), current)
        return {view.slug: self._of(view, person) for view in tabs}

    def _of(self, view: View, person: Person) -> str:
        same = view.slug, paging.same_rows(view, person)
        if same not in self._known:
            self._known[same] = paging.count(view, person)
        return self._known[same]
