"""Quick answers: which words of a customer are answered by themselves, with what, and which of them fires?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.coach import heat_of
from heard.lib import site
from heard.lib.ref import ref
from heard.phrasing import signs, variables
from heard.phrasing.models import QuickAnswer
from heard.phrasing.signs import NotASign
from heard.search import fold
from heard.staff.models import Person
from heard.timeline.kinds import Kind
from heard.timeline.record import record

SEEDS = Path(__file__).with_name("quick")
LONGEST = 80  # words of a message: who writes more has more to say than a machine can answer
PAGES = {"help.link": "help:home", "contact.link": "help:contact", "requests.link": "my:requests"}
KNOWN = ("customer.first_name", "customer.name", "customer.email", "ticket.number", "ticket.subject",
         "company.name", *PAGES)  # fmt: skip


class Silent(StrEnum):
    """Why nothing is answered by itself, though words of a quick answer were looked for."""

    NONE_FITS = "none_fits"
    TWO_FIT = "two_fit"
    TOO_LONG = "too_long"
    HEATED = "heated"


class NotAnAnswer(ValueError):
    """The quick answer cannot be kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which answer fires, or why none does; `fitting`: those whose words were found, each with its sign."""

    answer: QuickAnswer | None
    why: Silent | None
    fitting: tuple[tuple[QuickAnswer, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a quick answer shall be."""

    title: str
    signs: str
    text: str
    last_line: str
    channels: Sequence[Channel] = ()
    is_on: bool = False


def write(answer: QuickAnswer | None, wanted: Wanted, *, by: Person) -> QuickAnswer:
    """A new one, or another one in its place. Raises NotAnAnswer."""
    try:
        lines = signs.read(wanted.signs)
    except NotASign as reason:
        raise NotAnAnswer(str(reason)) from None
    wrong = [name for name in variables.left_in(wanted.text) if name.strip("{ }\t\n").lower() not in KNOWN]
    if wrong:
        known = ", ".join(f"{{{name}}}" for name in KNOWN)
        raise NotAnAnswer(
            _("%(names)s is not known here. There are: %(known)s.")
            % {"names": ", ".join(wrong), "known": known}
        )
    fields = {
        "title": wanted.title,
        "signs": "\n".join(lines),
        "text": wanted.text.replace("\r\n", "\n").strip(),
        "last_line": wanted.last_line,
        "is_on": wanted.is_on,
        "changed_at": timezone.now(),
    }
    with transaction.atomic():
        if answer is None:
            answer = QuickAnswer.objects.create(**fields)
        else:
            QuickAnswer.objects.filter(pk=answer.pk).update(**fields)
        answer.channels.set(wanted.channels)
        record(Kind.QUICK_ANSWER_WRITTEN, ref(answer), actor=ref(by), data={"on": wanted.is_on})
    return answer


def remove(answer: QuickAnswer, *, by: Person) -> None:
    """It answers nobody any more; what it answered stays counted nowhere."""
    with transaction.atomic():
        record(Kind.QUICK_ANSWER_REMOVED, ref(answer), actor=ref(by))
        answer.delete()


def begin(language: str, *, by: Person) -> None:
    """Writes the examples, turned off, in `language` if there are such; none where there is an answer."""
    if QuickAnswer.objects.exists():
        return
    folder = SEEDS / language if (SEEDS / language).is_dir() else SEEDS / "en"
    for path in sorted(folder.glob("*.md")):
        title, lines, text = path.read_text(encoding="utf-8").removeprefix("# ").split("\n\n", 2)
        text, _rule, last_line = text.strip().rpartition("\n---\n")
        write(None, Wanted(title, lines, text, last_line.strip()), by=by)


def on_for(channel: Channel) -> list[QuickAnswer]:
    """Those that are on and meant for this channel."""
    rows = QuickAnswer.objects.filter(is_on=True).prefetch_related("channels").order_by("pk")
    return [row for row in rows if not (its := {one.pk for one in row.channels.all()}) or channel.pk in its]


def match(answers: Iterable[QuickAnswer], subject: str, text: str) -> Match:
    """Which of these answers a first message, read as it is: subject and new words."""
    found = [(answer, sign) for answer in answers if (sign := signs.found(answer.signs, subject, text))]
    if not found:
        return Match(None, Silent.NONE_FITS)
    fitting = tuple(found)
    if len(found) > 1:
        return Match(None, Silent.TWO_FIT, fitting)
    if len(fold.words(text)) > LONGEST:
        return Match(None, Silent.TOO_LONG, fitting)
    if _is_heated(f"{subject}\n{text}", found[0][1]):
        return Match(None, Silent.HEATED, fitting)
    return Match(found[0][0], None, fitting)


def _is_heated(text: str, sign: str) -> bool:
    """Whether it sounds upset or pressed, beyond what the sign itself says (“lost my password”)."""
    felt: Counter[str] = Counter(each.kind for each in heat_of((text,)).signs if each.kind != "praise")
    asked: Counter[str] = Counter(each.kind for each in heat_of((sign,)).signs)
    return bool(felt - asked)


def words(answer: QuickAnswer, values: dict[str, str]) -> str:
    """What it says with its variables filled in, and below it how a person is reached; "" where something
    cannot be filled in: braces reach nobody."""
    said = variables.fill(f"{answer.text}\n\n{answer.last_line}", values | _links(answer.text))
    return "" if variables.left_in(said) else said


def _links(text: str) -> dict[str, str]:
    """The addresses of customers' pages that stand in the text; none while the help centre is closed."""
    wanted = {name: route for name, route in PAGES.items() if name in text}
    if not wanted or setup.current() is None:
        return {}
    return {name: f"{site.address()}{reverse(route)}" for name, route in wanted.items()}
