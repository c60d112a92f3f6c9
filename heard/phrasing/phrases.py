"""The shelf of words to use: shipped ones by step, and the team's own beside them."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heard.coach import phrases
from heard.lib.words import storable
from heard.phrasing.models import Phrase
from heard.staff.models import Person

LONGEST = 1000
NAME = "{name}"  # becomes the customer's first name
IN_BRACES = re.compile(r"\{+[^{}\n]{1,60}\}+")


class NotAPhrase(ValueError):
    """The words cannot go on the shelf; the message says why."""


@dataclass(frozen=True, slots=True)
class Words:
    """One phrase of a step; `number` when it is the team's own."""

    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its phrases, the team's own first."""

    code: str
    title: str
    words: tuple[Words, ...]


def shelf(language: str = "en", *, holding: str = "") -> list[Step]:
    """The steps with phrases that hold all the words of `holding`. One query."""
    wanted = holding.lower().split()
    own = list(Phrase.objects.order_by("pk"))
    steps = []
    for step in phrases.shelf(language) or phrases.shelf():
        mine = [Words(row.text, row.pk) for row in own if row.step == step.code]
        found = [
            each
            for each in [*mine, *map(Words, step.say)]
            if all(word in f"{step.title} {each.text}".lower() for word in wanted)
        ]
        if found:
            steps.append(Step(step.code, step.title, tuple(found)))
    return steps


def add(step: str, text: str, *, by: Person) -> Phrase:
    """Puts words of our own on the shelf. Raises NotAPhrase."""
    words = storable(text).strip()
    if step not in {each.code for each in phrases.shelf()}:
        raise NotAPhrase(_("There is no such step. Choose one from the list."))
    if not words or len(words) > LONGEST:
        raise NotAPhrase(_("Write one to 1,000 characters."))
    if unknown := [place for place in dict.fromkeys(IN_BRACES.findall(words)) if place != NAME]:
        raise NotAPhrase(
            _("%(names)s is not known. A phrase has one place to fill in: %(known)s.")
            % {"names": ", ".join(unknown), "known": NAME}
        )
    return Phrase.objects.create(step=step, text=words, person=by)


def remove(number: int) -> None:
    """Takes words of our own off the shelf."""
    Phrase.objects.filter(pk=number).delete()
