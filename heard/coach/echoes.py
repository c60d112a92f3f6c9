"""How near a draft is to other texts: copies of canned texts, echoes of the customer."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from heard.coach.words import Sentence, plain_words

FIELD = re.compile(r"[{\[<]{1,2}[\w .|-]{1,40}[}\]>]{1,2}")
SHARED = 3  # different words that two sentences share before they are compared in order
RUN = 3  # words in a row that count as copied
LEAST = 0.6  # of the words of a draft, copied
LONGEST = 3000  # words of one text that are compared

SWAPPED = {
    "i": "you",
    "me": "you",
    "we": "you",
    "us": "you",
    "my": "your",
    "our": "your",
    "mine": "yours",
    "ours": "yours",
    "am": "are",
    "was": "were",
    "myself": "yourself",
}
LIGHT = frozenset(
    "a an the and or but so if that this these those it its is are was were be been has have had do does did "
    "not no to of in on at by for from with as than then will would can could should may might must you your "
    "i we our us me my he she they them their his her there here hi hello hey dear thank thanks sorry please "
    "very really just also too all any some more regards kind best wishes sincerely yours".split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """A canned text as it is compared: its runs of words, and the begins of its words."""

    runs: frozenset[str]
    stems: frozenset[str]


def copied(draft: str, canned_texts: tuple[str, ...], name: str | None) -> bool:
    """Whether the draft is a near copy of one of the texts with nothing of its own (R-185).

    A word is copied when it stands in a run of three that the canned text has too. At least three
    fifths must be copied, and what is left may hold only few words of weight besides the customer's name.
    """
    if not canned_texts:
        return False
    words = plain_words(draft)[:LONGEST]
    if len(words) < 8:
        return False
    names = set(plain_words(name or ""))
    said = _runs(words)
    runs = frozenset(said)
    sources = (_source(text) for text in canned_texts)
    return any(_copies(words, said, names, each) for each in sources if not each.runs.isdisjoint(runs))


def _runs(words: list[str]) -> list[str]:
    """All runs of words, each as one text: the hash of a text is kept, that of a tuple is not."""
    return list(map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False)))


# The draft changes with each letter, the macros of a company hardly ever.
@lru_cache(maxsize=512)
def _source(canned: str) -> Source:
    words = plain_words(FIELD.sub(" ", canned))[:LONGEST]
    if len(words) < 6:
        return Source(frozenset(), frozenset())
    return Source(frozenset(_runs(words)), frozenset(map(_stem, words)))


def _copies(words: list[str], said: list[str], names: set[str], source: Source) -> bool:
    if sum(map(source.runs.__contains__, said)) * RUN < LEAST * len(words):  # not even side by side
        return False
    taken = [False] * len(words)
    for at, run in enumerate(said):
        if run in source.runs:
            taken[at : at + RUN] = [True] * RUN
    own = [
        word
        for word, copy in zip(words, taken, strict=True)
        if not copy and word not in names and word not in LIGHT and _stem(word) not in source.stems
    ]
    return sum(taken) >= LEAST * len(words) and len(own) <= max(3, len(words) // 10)


def _stem(word: str) -> str:
    return word[:5]


@lru_cache(maxsize=64)
def heard_sentences(messages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The customer's sentences of six words or more, with "I" and "you" made the same."""
    found: dict[tuple[str, ...], None] = {}
    for message in messages:
        for piece in re.split(r"[.!?\n;]+", message[:20_000]):
            words = tuple(_folded(word) for word in plain_words(piece))
            if len(words) >= 6:
                found[words] = None
    return tuple(found)


def echoed(sentence: Sentence, heard: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a sentence repeats one of the customer's nearly word for word (R-177)."""
    said = [_folded(word) for word in sentence.words if word != "_"]
    own = set(said)
    return len(said) >= 6 and any(
        len(own.intersection(each)) >= SHARED and _echoes(said, each) for each in heard
    )


def _folded(word: str) -> str:
    return SWAPPED.get(word, word)


def _echoes(said: list[str], heard: tuple[str, ...]) -> bool:
    """Nearly all of the heard words come back, most of them in the same pairs."""
    shared = sum((Counter(said) & Counter(heard)).values())
    pairs = Counter(pairwise(heard))
    kept = sum((Counter(pairwise(said)) & pairs).values())
    whole = shared >= 0.8 * len(heard) and kept >= 0.7 * (len(heard) - 1)
    part = len(said) >= 8 and shared >= 0.85 * len(said) and kept >= 0.75 * (len(said) - 1)
    return whole or part
