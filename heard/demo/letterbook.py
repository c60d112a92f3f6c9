"""What do everyday letters say? Text files with questions and answers; this is who reads them.

A block is one matter: "# en · Workshop · bulb" names its language, the team that has it, and its tags. Below
it stand subjects (?), what customers write (>), what we answer (<), in the same order, and what colleagues
note (~). "# en · between the lines" holds what people say around it: hello, tail, thanks, dear, open, close,
"more" (a second question | its answer), room. " // " begins a new paragraph; {lamp}, {order}, {room}, {we}
and {called} are filled in.
"""

from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).with_name("letters")
BETWEEN = "between the lines"
MARKS = {"?": "subjects", ">": "asks", "<": "answers", "~": "notes"}


class NotALetter(ValueError):
    """A line in the letters that nobody understands; the message says where."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One matter that customers write about again and again, in one language."""

    language: str
    team: str
    tags: tuple[str, ...]
    subjects: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Between = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Letterbook:
    """All topics by language, and what people say around them."""

    topics: dict[str, list[Topic]]
    between: dict[str, Between]


def read() -> Letterbook:
    """Everything in the folder of letters. Raises NotALetter."""
    book = Letterbook({}, {})
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n# ")[1:]:
            _add(book, block, path.name)
    return book


def _add(book: Letterbook, block: str, file: str) -> None:
    heading, *lines = block.strip().splitlines()
    language, *rest = heading.split(" · ")
    written = [line.replace(" // ", "\n\n") for line in lines if line]
    if rest == [BETWEEN]:
        between = book.between.setdefault(language, {})
        for line in written:
            name, _colon, words = line.partition(": ")
            between.setdefault(name, []).append(words)
        return
    if len(rest) != 2:
        raise NotALetter(f"{file}: “# {heading}” names no team and tags. Write “# en · Orders · parcel”.")
    topic = Topic(language, rest[0], tuple(rest[1].split(", ")))
    for line in written:
        if line[:2] not in {f"{mark} " for mark in MARKS}:
            raise NotALetter(f"{file}: “{line}” begins with none of {' '.join(MARKS)}.")
        getattr(topic, MARKS[line[0]]).append(line[2:])
    book.topics.setdefault(language, []).append(topic)
