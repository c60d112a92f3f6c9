"""Where does a greeting end? With its mark, so that another can stand in its place and none of it is left."""

import re

from heard.coach.words import Sentence

GREETED = frozenset(
    "there again all everyone everybody team folks friend friends guys morning afternoon evening day".split()
)
AFTER = re.compile(r"[.!?…,:\"'”’)]+|\s+[-–—](?=\s)")
ALONE = re.compile(r"\s*(?:[,:]|[\r\n]|$)")  # a greeting that ends so is all of its sentence


def opening(sentence: Sentence, draft: str, *, past: int = 0) -> tuple[int, int]:
    """The place of the greeting with which `sentence` opens, and of its mark; what is said after it stays.

    `past`: the end of words that are known to be of the greeting.
    """
    if ALONE.match(draft, sentence.end):
        return sentence.start, with_mark(draft, sentence.end)
    (start, first), *others = sentence.written
    end = max(past, start + len(first))
    for start, word in others:
        if start + len(word) > end and word.lower() not in GREETED:
            break
        end = max(end, start + len(word))
    return sentence.start, with_mark(draft, end)


def with_mark(draft: str, end: int) -> int:
    """The end of words with the mark behind them, which goes when they do."""
    after = AFTER.match(draft, end)
    return after.end() if after else end
