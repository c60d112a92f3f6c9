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
from heard.web.desk.choices import TABS, tabs_for
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


class Round:
    """Makes lists, some at a time, as their viewers may see them now; it reads the database.

    Rows and counts are read once in a round for all who see the same of them; who that is, is asked anew each
    time. What changes meanwhile makes the lists due again.
    """

    def __init__(self) -> None:
        self._pages: dict[Hashable, _Rows] = {}
        self._counts = _Counts()

    def __call__(self, wishes: Iterable[Wish]) -> dict[Wish, Listing]:
        """The lists that viewers wish for."""
        wanted = defaultdict(list)
        for viewer, name in wishes:
            wanted[name].append(int(viewer))
        people = _people({number for numbers in wanted.values() for number in numbers})
        self._counts.gather([*people.values()])
        return {
            (str(person.pk), name): listing
            for name, numbers in wanted.items()
            for person, listing in self._of_view(name, [people[one] for one in numbers if one in people])
        }

    def _of_view(self, name: str, people: list[Person]) -> Iterable[tuple[Person, Listing]]:
        language, zone, slug = parts_of(name, 3)
        view = views.view_of(unquote(slug))
        if view is None:
            return
        seeing: dict[Hashable, list[Person]] = defaultdict(list)
        for person in people:
            seeing[name, paging.same_rows(view, person)].append(person)
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            for same, group in seeing.items():
                if same not in self._pages:
                    self._pages[same] = _Rows(view, paging.page(view, group[0]))
                rows = self._pages[same]
                for person, items in rows.for_readers(group):
                    yield person, Listing(items, rows.below, self._counts.beside(view, person))


def _people(numbers: set[int]) -> dict[int, Person]:
    """Those who still work here, with their teams."""
    rows = Person.objects.filter(is_active=True).prefetch_related(Prefetch("teams", teams.everyone()))
    return rows.in_bulk(numbers)


class _Rows:
    """One page of a view, made for all who see the same of it."""

    def __init__(self, view: View, page: Page) -> None:
        self._rows = page.rows
        writers = unsent.writers(row["number"] for row in page.rows)
        self._items: dict[int, Item] = lists.items(page.rows, writers)
        self.below = render_to_string("desk/_below.html", lists.below(view, page))

    def for_readers(self, people: list[Person]) -> Iterable[tuple[Person, dict[int, str]]]:
        """What depends on the reader: what they have not read."""
        unread = reading.unread_by(people, self._rows)
        for person in people:
            news = unread[person.pk]
            yield person, {number: item[number in news] for number, item in self._items.items()}


class _Counts:
    """How much is in the views, counted once for all who see the same of them."""

    def __init__(self) -> None:
        self._known: dict[Hashable, str] = {}

    def gather(self, people: list[Person]) -> None:
        """Counts what is each one's own, for all of them together."""
        for view in (view for slug in TABS if (view := views.VIEWS[slug]).shape.owner):
            found = paging.counts_of_own(view, people)
            for person in people:
                if person.pk in found:
                    self._known[_same(view, person)] = found[person.pk]

    def beside(self, current: View, person: Person) -> dict[str, str]:
        """The counts of the views that this person has beside each other."""
        tabs = tabs_for(list(person.teams.all()), current)
        return {view.slug: self._of(view, person) for view in tabs}

    def _of(self, view: View, person: Person) -> str:
        same = _same(view, person)
        if same not in self._known:
            self._known[same] = paging.count(view, person)
        return self._known[same]


def _same(view: View, person: Person) -> Hashable:
    return view.slug, paging.same_rows(view, person)
