"""How is a story written down? A text file that reads like a play; this is who reads it.

The first line is the title, the next paragraph says what the story shows and where to look. Then act after
act: a heading "== 6 days ago 09:12, jo answers", and below it what was said. "a mail" comes from outside and
begins with headers; a later one answers the first. "a new mail" opens another ticket of the story,
"a form" one that came by the request form, with "About:" among its headers;
" · ticket 1" at the end of a heading says that the act is about the first one again. After "splits it off"
they are about the ticket that was split off.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from heard.demo import moments

FOLDER = Path(__file__).with_name("stories")
HEADING = re.compile(r"(?P<when>[^,]+), (?P<what>.+?)(?: · ticket (?P<ticket>\d))?")
HEADER = re.compile(r"(?:From|To|Cc|Reply-To|Subject|Auto-Submitted|Returns|About): ")
MAIL, NEW_MAIL, FORM, SPLITS = "a mail", "a new mail", "a form", "splits it off"


class NotAPlay(ValueError):
    """A story that cannot be told as it is written; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened in a matter: a mail came (`who` is empty), or one of us did something.

    `ticket` names the matter, `place` counts its mails from 0. `does` is "answers", "tags it wedding" …
    """

    at: datetime
    ticket: str
    does: str
    who: str = ""
    text: str = ""
    place: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_mail(self) -> bool:
        """Whether it came from outside."""
        return not self.who


@dataclass(frozen=True, slots=True)
class Story:
    """One named story: what it shows, and its acts as they are written, each heading with its words."""

    slug: str
    title: str
    about: str
    written: tuple[tuple[str, str], ...]

    def acts(self, now: datetime) -> list[Act]:
        """All that happened in it until `now`, in order. Raises NotAPlay."""
        return list(_acts(self, now))


def stories() -> list[Story]:
    """All of them, in the order of their numbers."""
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]


def read(path: Path) -> Story:
    """The story in a file."""
    beginning, *scenes = path.read_text(encoding="utf-8").split("\n== ")
    title, _blank, about = beginning.partition("\n")
    pairs = (scene.partition("\n") for scene in scenes)
    written = tuple((heading.strip(), words.strip("\n")) for heading, _newline, words in pairs)
    return Story(path.stem, title.strip(), " ".join(about.split()), written)


def _acts(story: Story, now: datetime) -> Iterator[Act]:
    mails: list[int] = []  # of each ticket
    first: dict[str, dict[str, str]] = {}
    for heading, words in story.written:
        found = HEADING.fullmatch(heading)
        if not found:
            raise NotAPlay(
                f"{story.slug}: “== {heading}” lacks a time or an act. Write “== 2 hours ago, a mail”."
            )
        if found["what"] in {NEW_MAIL, FORM} or not mails:
            mails.append(0)
        ticket = int(found["ticket"] or len(mails))
        name = f"{story.slug}.{ticket}"
        at = moments.of_words(found["when"], now)
        if found["what"] not in {MAIL, NEW_MAIL, FORM}:
            who, _space, does = found["what"].partition(" ")
            if does == SPLITS:
                mails.append(1)  # what came last is the first of the new one
                yield Act(at, name, does, who, f"{story.slug}.{len(mails)}")
            else:
                yield Act(at, name, does, who, words)
            continue
        headers, text = _letter(words)
        opening = first.setdefault(name, headers)
        headers = {"From": opening["From"], "Subject": _answering(opening["Subject"])} | headers
        yield Act(at, name, "writes", text=text, place=mails[ticket - 1], headers=headers)
        mails[ticket - 1] += 1


def _letter(words: str) -> tuple[dict[str, str], str]:
    """The headers, if it begins with some, and what stands below the first empty line."""
    if not HEADER.match(words):
        return {}, words
    head, _blank, text = words.partition("\n\n")
    pairs = (line.partition(": ") for line in head.splitlines())
    return {name: value.strip() for name, _colon, value in pairs}, text


def _answering(subject: str) -> str:
    return subject if subject.startswith("Re:") else f"Re: {subject}"
