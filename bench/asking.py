"""How long does what a search page does take on this database: reading the query, searching, reading 50 rows?

Who sees everything and who sees one ticket in a hundred ask, for common words, rare ones and others. The
median of 9 warm times; in brackets the shortest, for a machine that does other work as well. bench/search.py
says on which texts.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import django

if __name__ == "__main__":  # inside a kept desk's own Python
    django.setup()

from django.db import connection
from django.utils import timezone

from heard.search import place
from heard.search.models import Doc
from heard.staff.models import Person
from heard.tickets import finding
from heard.tickets.models import Ticket

ALLOWED = {"sqlite": (20.0, 80.0), "postgresql": (100.0, 250.0)}  # milliseconds: newest first, best match
SAMPLE = 20_000  # texts that tell how often words are said
PEOPLE = ("sees all", "sees 1 %")


def measure(asked: Iterable[tuple[str, str]], people: dict[str, Person]) -> bool:
    """Prints a line for each query and person; whether all are within what is allowed here."""
    queries, allowed = list(asked), ALLOWED[connection.vendor]
    good = [_measured(*query, each, allowed) for each in people.items() for query in queries]
    return all(good)


def queries(words: list[str], days: int) -> Iterator[tuple[str, str]]:
    """Pairs of words, which stand by how often they are said. Few texts are older than `days`."""
    rare = len(words) * 3 // 10
    yield "two common words", f"{words[10]} {words[100]}"
    yield "a common and a rare", f"{words[10]} {words[len(words) * 2 // 3]}"
    yield "two rare words", f"{words[rare]} {words[rare + len(words) // 60]}"
    yield "common and unknown", f"{words[10]} xyzzyx"
    yield "a phrase", f'"{words[10]} {words[30]}"'
    yield "common but not", f"{words[10]} -{words[1]}"
    yield "common, beginning", f"{words[10]} {words[40][:3]}*"
    yield "common, status", f"{words[10]} {words[100]} status:open"
    yield "common, before", f"{words[10]} {words[100]} before:{days}d"


def main(logins: list[str]) -> int:
    """A desk as it is: its own words, two people of it (everything, one in a hundred)."""
    texts = Doc.objects.order_by("-pk").values_list("body", flat=True)[:SAMPLE]
    said = Counter(word for text in texts.iterator() for word in text.split() if word.isalpha())
    first, last = (Doc.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    days = (timezone.now() - place.moment(first + (last - first) // 10)).days
    print(f"   about {Doc.objects.count():,} messages in {connection.settings_dict['NAME']}")
    people = {who: Person.objects.get(email=login) for who, login in zip(PEOPLE, logins, strict=True)}
    return 0 if measure(queries([word for word, _number in said.most_common()], days), people) else 1


def _measured(label: str, typed: str, who: tuple[str, Person], allowed: tuple[float, float]) -> bool:
    def newest() -> int:
        hits = finding.newest(finding.ask(who[1], typed)).hits
        return _read(hits)

    def best() -> int:
        return _read(finding.best(finding.ask(who[1], typed))[:50])

    def _read(hits: list[finding.Hit]) -> int:
        rows = Ticket.objects.filter(number__in=[hit.ticket for hit in hits])
        list(rows.values("number", "subject", "status", "customer__name"))
        list(Doc.objects.filter(pk__in=[hit.id for hit in hits]).values_list("body"))
        return len(hits)

    first, least_first, count = _timed(newest)
    second, least_second, _count = _timed(best)
    good = first <= allowed[0] and second <= allowed[1]
    mark = "" if good else "   MISSED"
    figures = f"newest {first:6.1f} ({least_first:.1f}) ms  best {second:6.1f} ({least_second:.1f}) ms"
    print(f"  {who[0]:8} {label:24} {count:3} hits  {figures}{mark}", flush=True)
    return good


def _timed(what: Callable[[], int]) -> tuple[float, float, int]:
    count, taken = what(), []
    for _ in range(9):
        began = time.perf_counter()
        what()
        taken.append((time.perf_counter() - began) * 1e3)
    return statistics.median(taken), min(taken), count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
