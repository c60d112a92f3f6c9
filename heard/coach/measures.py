"""What no single pattern can see: a missing name, a near copy, an echo, a long justification."""

import unicodedata
from collections.abc import Callable, Iterable

from heard.coach import echoes
from heard.coach.greeting import opening
from heard.coach.page import Page
from heard.coach.situation import Situation
from heard.coach.words import GREETINGS, plain_words

TITLES = frozenset("mr mrs ms miss mx dr prof professor sir madam herr frau the and of de von van".split())
Place = tuple[int, int]
MUCH = 58  # words that are for nobody: no draft that answers a slip well has as many (tests/coach/cases)
# Signals of a sentence that is there for the customer.
BUSY = ("apology", "thanks", "empathy", "action", "instruction")


def name_missing(page: Page, situation: Situation, draft: str) -> Place | None:
    """The greeting that leaves out a name that is known (R-167): nobody is called by it at the top."""
    wanted = [word for word in _folded_words(situation.customer_name or "") if word not in TITLES]
    if not wanted or "@" in (situation.customer_name or "") or not page.sentences:
        return None
    top = page.sentences[:3]
    said = _folded_words(draft[: top[-1].end][:600])
    if any(_same_name(name, word) for name in wanted for word in said):
        return None
    first = page.sentences[0]
    greets = first.words[0] in GREETINGS and len(first.words) <= 8
    return opening(first, draft) if greets else (0, 0)


def near_copy(page: Page, situation: Situation, draft: str) -> Place | None:
    """The whole draft, when it is a near copy of a canned text with nothing personal."""
    if not page.sentences or not echoes.copied(draft, situation.canned_texts, situation.customer_name):
        return None
    return page.sentences[0].start, _with_mark(draft, page.sentences[-1].end)


def near_echo(page: Page, situation: Situation, draft: str) -> Place | None:
    """The first sentence that repeats the customer nearly word for word."""
    heard = echoes.heard_sentences(situation.customer_messages)
    for sentence in page.sentences if heard else ():
        if echoes.echoed(sentence, heard):
            return sentence.start, _with_mark(draft, sentence.end)
    return None


def long_justification(page: Page, situation: Situation, draft: str) -> Place | None:
    """A stretch of sentences that justify (R-164): several of them, or so many words without anything for the
    customer in them that the answer to a slip consists of little else.
    """
    explaining = [hit.sentence for hit in page.saying("justification")]
    if len(explaining) >= 3 and _word_count(page, explaining) >= 40:
        stretch = range(explaining[0], explaining[-1] + 1)
    else:
        idle = [number for number in range(len(page.sentences)) if _is_idle(page, number)]
        if _word_count(page, idle) < MUCH:
            return None
        stretch = _longest_run(idle)
    first, last = page.sentences[stretch[0]], page.sentences[stretch[-1]]
    return first.start, _with_mark(draft, last.end)


def _is_idle(page: Page, number: int) -> bool:
    """Whether a sentence does not apologise, thank, feel with the customer, act, instruct or ask."""
    return not (page.sentences[number].question or any(page.says(signal, number) for signal in BUSY))


def _longest_run(numbers: list[int]) -> range:
    """The longest stretch of numbers that follow each other."""
    longest = range(0)
    begin = numbers[0]
    for number, before in zip(numbers, [numbers[0] - 1, *numbers], strict=False):
        begin = begin if number == before + 1 else number
        if number + 1 - begin > len(longest):
            longest = range(begin, number + 1)
    return longest


def _word_count(page: Page, numbers: Iterable[int]) -> int:
    return sum(len(page.sentences[number].words) for number in numbers)


def _folded_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.replace("_", " ").replace(".", " "))
    return plain_words("".join(char for char in plain if not unicodedata.combining(char)))


def _same_name(name: str, word: str) -> bool:
    word = word.removesuffix("'s")
    return name == word or (
        min(len(name), len(word)) >= 3 and (name.startswith(word) or word.startswith(name))
    )


def _with_mark(draft: str, end: int) -> int:
    """The end of a sentence with its closing mark."""
    while end < len(draft) and draft[end] in ".!?…,:\"'”’)":
        end += 1
    return end


MEASURES: dict[str, Callable[[Page, Situation, str], Place | None]] = {
    "name-missing": name_missing,
    "near-copy": near_copy,
    "near-echo": near_echo,
    "long-justification": long_justification,
}
