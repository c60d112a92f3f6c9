"""What somebody typed into the search field, understood: words, phrases, beginnings, minus, operators.

Nothing that can be typed is an error here: what is not an operator is words.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from heard.search import fold

LONGEST = 400  # characters of a query that are read
MOST_TERMS = 12
WHERE = {"from": "who", "to": "whom", "subject": "title"}  # operators that say where the words must stand
SHORTEST = 2  # letters of a beginning; one letter would be every text
QUOTES = str.maketrans("“”„‟«»″＂", '""""""""')  # noqa: RUF001 - what keyboards and phones type for "
TOKEN = re.compile(
    r'(?P<minus>-)?(?:(?P<name>[^\W\d_]+):\s*)?(?:"(?P<phrase>[^"]*)"?(?P<star>\*)?|(?P<bare>[^\s"]+))'
)
EMPTY = re.compile(r"-?(?P<name>[^\W\d_]+):$")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together, in the column `where` or anywhere. `is_prefix`: the last may go on."""

    words: tuple[str, ...]
    where: str = ""
    is_prefix: bool = False
    is_minus: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """`name:value` as it was typed; what it means is known above."""

    name: str
    value: str
    is_minus: bool = False

    @property
    def written(self) -> str:
        """As it can be typed again."""
        value = f'"{self.value}"' if re.search(r"\s", self.value) else self.value
        return f"{'-' if self.is_minus else ''}{self.name}:{value}"


@dataclass(frozen=True, slots=True)
class Query:
    """`operators` are those asked for by name; `strange` looked like one and was read as words."""

    terms: tuple[Term, ...] = ()
    operators: tuple[Operator, ...] = ()
    strange: tuple[Operator, ...] = ()
    pieces: tuple[tuple[str, bool], ...] = ()  # what was typed, piece by piece, and whether it is an operator

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must be there."""
        return tuple(term for term in self.terms if not term.is_minus)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return not self.terms and not self.operators

    def typed_on(self) -> "Query":
        """The query while its last word is still being typed: any beginning will do."""
        if not self.terms or self.terms[-1].is_minus or len(self.terms[-1].words[-1]) < SHORTEST:
            return self
        return replace(self, terms=(*self.terms[:-1], replace(self.terms[-1], is_prefix=True)))


def parse(text: str, names: Collection[str] = ()) -> Query:
    """Reads a query. `names` are the operators that are understood besides those of WHERE."""
    terms: list[Term] = []
    operators: list[Operator] = []
    strange: list[Operator] = []
    pieces: list[tuple[str, bool]] = []
    for token in TOKEN.finditer(text[:LONGEST].translate(QUOTES)):
        name = (token["name"] or "").lower()
        value = token["phrase"] + (token["star"] or "") if token["bare"] is None else token["bare"]
        pieces.append((token[0], name in names or name in WHERE))
        asked = Operator(name, value.strip(), bool(token["minus"]))
        if empty := EMPTY.fullmatch(token[0]):
            strange.append(Operator(empty["name"].lower(), ""))
        elif name in names:
            operators.append(asked)
        elif name and name not in WHERE:
            strange.append(asked)
            terms.append(_term(f"{name} {value}", asked.is_minus))
        else:
            terms.append(_term(value, asked.is_minus, WHERE.get(name, "")))
    kept = tuple(term for term in terms if term.words)[:MOST_TERMS]
    return Query(kept, tuple(operators), tuple(strange), tuple(pieces))


def _term(value: str, is_minus: bool, where: str = "") -> Term:
    words = tuple(fold.words(value))[:MOST_TERMS]
    goes_on = value.rstrip().endswith("*") and bool(words) and len(words[-1]) >= SHORTEST
    return Term(words, where, goes_on, is_minus)
