"""Finding people as somebody types: each word of a name or an address, by its beginning."""

from collections.abc import Iterable

from django.db.models import QuerySet

from heard.lib.ref import Ref
from heard.search import fold
from heard.search.models import Name

LONGEST = 100
MOST = 200  # people that are looked at for one beginning
LAST_SIGN = "\U0010ffff"


def put(*people: tuple[Ref, Iterable[str]]) -> None:
    """Makes people findable by these names and addresses, besides those put before."""
    rows = [
        Name(word=word, kind=who.kind, ref_id=who.id)
        for who, names in people
        for word in sorted(_words(names))
    ]
    Name.objects.bulk_create(rows, ignore_conflicts=True)


def forget(who: Ref) -> None:
    """Takes a person out."""
    Name.objects.filter(kind=who.kind, ref_id=who.id).delete()


def find(typed: str, kind: str) -> list[int]:
    """Keys of those whose names begin with all the words typed; whole words first, then who came last."""
    wanted = _whole(typed) if "@" in typed else fold.words(typed)
    if not wanted:
        return []
    rows = _beginning(sorted(wanted, key=len)[-1], kind)
    for word in wanted:
        rows = rows.filter(ref_id__in=_beginning(word, kind).values("ref_id"))
    found: dict[int, int] = {}
    for word, number in rows.values_list("word", "ref_id")[:MOST]:
        found[number] = found.get(number, 0) + (word in wanted)
    return sorted(found, key=lambda number: (-found[number], -number))


def _beginning(word: str, kind: str) -> QuerySet[Name]:
    return Name.objects.filter(kind=kind, word__gte=word[:LONGEST], word__lt=word[:LONGEST] + LAST_SIGN)


def _whole(name: str) -> list[str]:
    """An address as it is written."""
    return [word.strip('<>(),;"') for word in fold.folded(name).split() if "@" in word]


def _words(names: Iterable[str]) -> set[str]:
    return {word[:LONGEST] for name in names for word in (*fold.words(name), *_whole(name))}
