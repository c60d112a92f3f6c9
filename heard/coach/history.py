"""What went before a draft, told from the words: whether we apologised, whether that was taken."""

from collections.abc import Iterable

from heard.coach.lexicon import Lexicon
from heard.coach.page import Page
from heard.coach.words import read


def says(lexicon: Lexicon, signal: str, texts: Iterable[str]) -> bool:
    """Whether a signal of the lexicon, such as `apology`, stands in any of the texts."""
    return any(Page(lexicon, read(text)).says_anywhere(signal) for text in texts)
