"""How a draft is said: reads it in its situation and points at words, gaps and promises.

    from heard.coach import Situation, review
    found = review(Situation(channel="email", slip=True), "Dear Customer, ...")

Pure Python, knows nothing of the rest of Heard; `python -m heard.coach` is the same from a shell.
"""

from heard.coach.finding import Finding, Promise, Review, Severity
from heard.coach.heat import Heat, heat_of
from heard.coach.lexicon import Lexicon, LexiconError, load
from heard.coach.personal import PersonalNumber, personal_numbers
from heard.coach.reading import review
from heard.coach.situation import Situation

__all__ = [
    "Finding",
    "Heat",
    "Lexicon",
    "LexiconError",
    "PersonalNumber",
    "Promise",
    "Review",
    "Severity",
    "Situation",
    "heat_of",
    "load",
    "personal_numbers",
    "review",
]
