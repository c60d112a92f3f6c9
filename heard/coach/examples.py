"""Whether a lexicon keeps its own word: the drafts that each code must, and must not, find."""

from heard.coach.lexicon import Lexicon
from heard.coach.reading import review
from heard.coach.rules import Example
from heard.coach.situation import FLAGS, Situation, SituationError

TEXTS = {"channel": "channel", "name": "customer_name", "language": "language"}
LISTS = {"customer": "customer_messages", "canned": "canned_texts"}


def broken(lexicon: Lexicon) -> list[str]:
    """One sentence for each example that comes out otherwise than the lexicon says; none when all is well.

    Raises SituationError when the situation of an example cannot be read.
    """
    return [
        f"{name}: {'misses' if example.fires else 'finds fault with'} {example.draft!r} ({example.given})"
        for name, code in lexicon.codes.items()
        for example in code.examples
        if _finds(lexicon, name, example) != example.fires
    ]


def _finds(lexicon: Lexicon, code: str, example: Example) -> bool:
    read = review(situation_of(example.given), example.draft, lexicon)
    return any(finding.code == code for finding in read.findings)


def situation_of(given: str) -> Situation:
    """Read a situation written as `slip; channel=chat; name=Ana; customer=It broke; confidence=60`.

    Raises SituationError for a word it does not know.
    """
    fields: dict[str, object] = {}
    for part in filter(None, (part.strip() for part in given.split(";"))):
        key, _, value = part.partition("=")
        if key in FLAGS and not value:
            fields[key] = True
        elif key in TEXTS:
            fields[TEXTS[key]] = value
        elif key in LISTS:
            fields[LISTS[key]] = (value,)
        elif key == "confidence" and value.isdecimal():
            fields[key] = float(value)
        else:
            raise SituationError(
                f"'{part}' says nothing about a situation; "
                f"use {', '.join((*FLAGS, *TEXTS, *LISTS, 'confidence'))}"
            )
    return Situation(**fields)  # type: ignore[arg-type]  # the keys and types are those above
