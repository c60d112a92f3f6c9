"""What stands around a sentence? Marks of the situation, of the customer's words, of the rest of the draft.

They are weighed like the words of the sentence (90-cues.txt): "We sure will" promises a feature when one was
asked for, and whoever was insulted is more easily insulted back.
"""

from collections.abc import Iterator

from heard.coach.conditions import SURE
from heard.coach.page import Page
from heard.coach.situation import Situation

FLAGS = ("first_reply", "apology_given", "apology_accepted", "problem_solved", "slip", "public")
HEARD = (  # signals in what the customer wrote
    *("anger", "threat", "urgency", "complaint", "praise", "feeling", "insulted", "accepts-apology"),
    *("asks-for-feature", "feature-context", "order-matter"),
)
SAID = ("apology", "thanks", "empathy")  # signals anywhere in the draft
SMALL = frozenset(  # words that tell what kind of message it is, whatever it is about
    "you your i my we not never no when why will can could would any please thank thanks ever still "
    "again".split()
)


def around(situation: Situation, heard: Page, page: Page) -> frozenset[str]:
    """The marks that all sentences of a draft share; `heard` is what it answers."""
    return frozenset([*_given(situation), *_of_customer(heard), *_of_draft(page)])


def _given(situation: Situation) -> Iterator[str]:
    yield f"@{situation.channel}"
    yield from (f"@{name}" for name in FLAGS if getattr(situation, name))
    if situation.confidence is not None:
        yield "@unsure" if situation.confidence < SURE else "@sure"


def _of_customer(heard: Page) -> Iterator[str]:
    known = heard.lexicon.signals
    yield from (f"@customer {name}" for name in HEARD if name in known and heard.says_anywhere(name))
    for sentence in heard.sentences:
        yield from (f"@customer {word}" for word in SMALL.intersection(sentence.words))


def _of_draft(page: Page) -> Iterator[str]:
    known = page.lexicon.signals
    return (f"@draft {name}" for name in SAID if name in known and page.says_anywhere(name))
