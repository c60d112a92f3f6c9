"""Does reading grow only with the length of the draft, and survive any text at all?"""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.coach import Situation, heat_of, load, personal_numbers, review
from heard.coach.patterns import Line
from heard.coach.words import read

SITUATION = Situation(
    channel="email", customer_name="Ana Ruiz", first_reply=True, slip=True, confidence=50,
    customer_messages=("I'm furious. The lamp I bought from you on Monday broke after one day.",),
    canned_texts=("Dear {name}, we are sorry for the inconvenience. Kind regards, Lamps",),
)  # fmt: skip
DRAFT = (
    "Dear Ana,\n\nThank you for your patience, I will look into it with the warehouse by Friday. It is not our "
    "policy to replace a lamp that must have been dropped, and in my opinion you should ask the shop.\n\n"
)
WORDS = sorted(
    {
        word
        for each in (load(),)
        if each
        for rule in each.rules
        for line in rule.find
        for pattern in line.wanted
        for needed in pattern.needs
        for word in needed
    }
)
NASTY = [
    "a",
    " ",
    "the ",
    "you ",
    "!",
    ".",
    "\n",
    "'",
    '"“',
    "(",
    "1 ",
    "@a ",
    "will not ",
    "not ",
    "A.",
    "\u200d",
    "- ",
]


def seconds(text: str) -> float:
    """The fastest of three readings, in seconds of this process."""
    taken = []
    for _ in range(3):
        begin = time.process_time()
        review(SITUATION, text)
        taken.append(time.process_time() - begin)
    return min(taken)


@pytest.mark.parametrize("piece", [DRAFT, *NASTY])
def test_twice_the_text_takes_at_most_about_twice_as_long(piece: str) -> None:
    short = piece * (16_000 // len(piece))
    seconds(short)
    assert seconds(short * 4) <= 4 * 2 * seconds(short) + 0.05


def test_a_long_sentence_of_the_lexicons_own_words_stays_quick() -> None:
    """The worst text for a pattern is made of the words that it waits for."""
    words = " ".join(word.rstrip("*") for word in WORDS)
    assert seconds(words * 2) <= 2 * 2 * seconds(words) + 0.05


def test_no_line_takes_long_on_a_full_sentence() -> None:
    known = load()
    assert known is not None
    sentences = [
        each for text in ("you will not ", "the you it is not we ", "Kevin is ") for each in read(text * 40)
    ]
    slow = []
    for rule in [*known.rules, *known.signals.values()]:
        for line in (each for each in [*rule.find, *rule.excepts] if isinstance(each, Line)):
            patterns = [*line.wanted, *line.unwanted]
            compiled = [pattern.regex for pattern in patterns]
            begin = time.process_time()
            found = [pattern.find(sentence) for sentence in sentences for pattern in patterns]
            if time.process_time() - begin > 0.1 and found and compiled:
                slow.append(line.source)
    assert slow == []


texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from([*WORDS, ".", "?", "!", "\n\n", '"', "'", "Ana", "@x"]), max_size=60).map(
        " ".join
    ),
    st.text(st.characters(codec=None), max_size=80),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draft=texts, said=texts, canned=texts, flag=st.booleans())
def test_any_text_is_read(draft: str, said: str, canned: str, flag: bool) -> None:
    situation = Situation(
        channel="email", customer_name=said[:20] or None, first_reply=flag, slip=not flag,
        customer_messages=(said,), canned_texts=(canned,), confidence=30.0,
    )  # fmt: skip
    found = review(situation, draft)
    places = [(each.start, each.end) for each in found.findings]
    places += [(each.start, each.end) for each in found.promises]
    assert [place for place in places if not 0 <= place[0] <= place[1] <= len(draft)] == []
    assert 0 <= heat_of((draft, said)).level <= 3
    assert [each for each in personal_numbers(draft) if each.end <= each.start] == []
