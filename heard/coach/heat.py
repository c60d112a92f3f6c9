"""How heated a customer's messages are: anger, capitals, bold, threats, urgency, complaint, praise (R-046).

A hint for people and for routing. It can be misread, so it is never shown to the customer and never more than
a hint.
"""

import re
from dataclasses import dataclass
from typing import Literal

from heard.coach.lexicon import Lexicon, load
from heard.coach.page import Page
from heard.coach.words import read

SignKind = Literal["anger", "capitals", "emphasis", "threat", "urgency", "complaint", "praise"]
KINDS: tuple[SignKind, ...] = ("anger", "threat", "urgency", "complaint", "praise")
WEIGHTS = {"anger": 3, "threat": 3, "capitals": 2, "emphasis": 1, "urgency": 1, "complaint": 1, "praise": -2}
Stressed = tuple[tuple[int, int], ...]
LEVELS = ((6, 3), (3, 2), (1, 1))
HOT = 2

CAPITALS = re.compile(r"\b[A-Z]{2,}(?:['’][A-Z]+)?(?:[ ,!?]{1,3}[A-Z]{2,}(?:['’][A-Z]+)?)*\b")
LOUD = re.compile(r"[!?]{2,}")
SHORT_NAMES = frozenset(
    "OK USA UK EU ID PIN TV PC IT VAT SMS URL PDF USB GPS FAQ API IP IBAN SIM WIFI ATM CEO DVD HDMI LED NHS "
    "RAM SSL SSO TLS CSV DHL UPS GLS DPD ETA ASAP AM PM GB MB KB EUR USD GBP II III IV".split()
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of heat and where it stands: number of the message, place in code points, end exclusive."""

    kind: SignKind
    message: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heat:
    """`level` from 0 (calm) to 3 (boiling), and the signs that it was read from."""

    level: int
    signs: tuple[Sign, ...]

    @property
    def hot(self) -> bool:
        """Whether a hint is due. A situation is `hot`, and its gate shut, at the last level only."""
        return self.level >= HOT

    @property
    def pleased(self) -> bool:
        """Whether there is praise, and nothing that speaks against it being meant."""
        return self.kinds() - {"emphasis"} == {"praise"}

    def kinds(self) -> frozenset[SignKind]:
        """The kinds of signs there are."""
        return frozenset(sign.kind for sign in self.signs)


def heat_of(
    messages: tuple[str, ...], lexicon: Lexicon | None = None, *, stressed: tuple[Stressed, ...] = ()
) -> Heat:
    """Read a customer's messages. Capitals are seen in any language, words in the lexicon's (English).

    `stressed` are, for each message, the places that were set in bold or italics within a sentence.
    """
    known = lexicon or load()
    signs: list[Sign] = []
    for number, message in enumerate(messages):
        signs += [Sign("capitals", number, *place) for place in _loud_places(message)]
        if known is not None:
            signs += _word_signs(known, number, message)
    signs += [Sign("emphasis", number, *place) for number, places in enumerate(stressed) for place in places]
    score = sum(WEIGHTS[kind] for kind in {sign.kind for sign in signs}) + _repeated(signs)
    level = next((level for least, level in LEVELS if score >= least), 0)
    return Heat(level, tuple(sorted(signs, key=lambda each: (each.message, each.start, each.kind))))


def _word_signs(known: Lexicon, number: int, message: str) -> list[Sign]:
    page = Page(known, read(message))
    return [
        Sign(kind, number, *page.sentences[hit.sentence].place(hit.begin, hit.end))
        for kind in KINDS
        if kind in known.signals
        for hit in page.saying(kind)
    ]


def _loud_places(message: str) -> list[tuple[int, int]]:
    """Shouted words; names that are always in capitals do not shout, nor does one word of two letters."""
    places = []
    for match in CAPITALS.finditer(message):
        words = [word for word in re.findall(r"[A-Z]{2,}", match.group()) if word not in SHORT_NAMES]
        if sum(map(len, words)) >= 3 and (
            len(words) > 1 or len(words[0]) > 3 or words[0] in ("NOW", "NOT", "WHY")
        ):
            places.append(match.span())
    return places + [match.span() for match in LOUD.finditer(message)]


def _repeated(signs: list[Sign]) -> int:
    """Two signs of anger weigh more than one."""
    return 2 if sum(sign.kind in ("anger", "threat") for sign in signs) > 1 else 0
