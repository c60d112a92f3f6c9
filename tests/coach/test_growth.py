"""Does reading grow only with the length of the draft, and survive any text at all?"""

import re
import sys
import time
from dataclasses import replace
from re import _parser  # type: ignore[attr-defined]  # how Python itself reads an expression
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.coach import Lexicon, Situation, heat_of, load, personal_numbers, review
from heard.coach.measures import MEASURES
from heard.coach.page import Page

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


def steps(text: str, lexicon: Lexicon | None = None) -> int:
    """How many calls one reading takes, of Python and of C: the same on a quick and on a busy machine."""
    count = 0

    def called(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    known = lexicon or load()
    assert known is not None
    lexicon = replace(known)  # that remembers nothing of other tests, and so forgets nothing half-way
    review(SITUATION, text, lexicon)  # what is remembered from then on does not count
    sys.setprofile(called)
    try:
        review(SITUATION, text, lexicon)
    finally:
        sys.setprofile(None)
    return count


def grows_too_fast(piece: str, lexicon: Lexicon | None = None) -> bool:
    """Whether reading n, 2n and 4n pieces takes more than twice the calls each time, and a tenth."""
    n = max(1, 4_000 // len(piece))
    once, twice, four_times = (steps(piece * (n * times), lexicon) for times in (1, 2, 4))
    return twice > 2.1 * once + 200 or four_times > 2.1 * twice + 200


@pytest.mark.parametrize("piece", [DRAFT, *NASTY])
def test_twice_the_text_takes_about_twice_the_steps(piece: str) -> None:
    assert not grows_too_fast(piece)


def test_so_does_a_long_sentence_of_the_lexicons_own_words() -> None:
    """The worst text for a pattern is made of the words that it waits for."""
    assert not grows_too_fast(" ".join(word.rstrip("*") for word in WORDS) + " ")


def test_so_does_what_every_rule_finds() -> None:
    """Each rule looks at the other sentences, too: the worst draft breaks it in every one."""
    known = load()
    assert known is not None
    fast = []
    for code in known.codes.values():
        for example in (each for each in code.examples if each.fires):
            if grows_too_fast(example.draft + "\n\n"):
                fast.append(example.draft)
    assert fast == []


def test_a_rule_that_compares_each_sentence_with_each_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(page: Page, _situation: Situation, _draft: str) -> None:
        for one in page.sentences:
            for other in page.sentences:
                one.normal.startswith(other.normal)

    monkeypatch.setitem(MEASURES, "near-echo", planted)
    assert grows_too_fast(DRAFT)


SIZES = (
    6,
    12,
    24,
    100,
    200,
    400,
)  # words; a sentence has 100 at most, so four times as many are twice too many
QUICK = 0.0005  # seconds: what takes n * n steps takes longer at 400 words


def seconds(pattern: re.Pattern[str], text: str, times: int) -> float:
    """The fastest of so many searches, in seconds of this process."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        pattern.search(text)
        taken.append(time.process_time() - begin)
    return min(taken)


def runs_away(pattern: re.Pattern[str], words: list[str]) -> bool:
    """Whether a search takes more than twice as long, and a half, in twice as many repeated words."""
    earlier, fewer = 0.0, 0
    for size in SIZES:
        text = f" {' '.join((words * size)[:size])} "
        taken = seconds(pattern, text, 1)
        if taken > QUICK:
            taken = seconds(pattern, text, 5 if taken < 0.1 else 1)
            if fewer and taken > QUICK and taken > 1.25 * max(earlier, QUICK / 4) * (size / fewer):
                return True
        earlier, fewer = taken, size
    return False


def runs_away_for_sure(pattern: re.Pattern[str], words: list[str]) -> bool:
    """Whether it does so three times of three: other work on the machine slows one of them, too."""
    return all(runs_away(pattern, words) for _time in range(3))


def worst_for(pattern: re.Pattern[str]) -> list[list[str]]:
    """Words to repeat: what the pattern waits for but its last word, its first word, and all but the end."""
    words = _shortest(_parser.parse(pattern.pattern)).split() or ["a"]
    return [words[:-1] or words, words[:1], [*words[:-1], words[-1][:-1] or "x"], [*words[:-1], "x1"]]


def _shortest(parsed: Any) -> str:
    """The shortest text that an expression holds on, by its first alternatives."""
    said = ""
    for kind, value in parsed:
        match str(kind):
            case "LITERAL":
                said += chr(value)
            case "NOT_LITERAL" | "ANY":
                said += "x"
            case "IN":
                said += (
                    "1"
                    if "DIGIT" in str(value)
                    else chr(value[0][1])
                    if str(value[0][0]) == "LITERAL"
                    else "x"
                )
            case "BRANCH":
                said += _shortest(value[1][0])
            case "SUBPATTERN":
                said += _shortest(value[3])
            case "MAX_REPEAT" | "MIN_REPEAT":
                said += _shortest(value[2]) * max(value[0], 1)
    return said


def test_no_pattern_runs_away_on_the_words_that_it_waits_for() -> None:
    known = load()
    assert known is not None
    lines = {line.source: line for rule in [*known.rules, *known.signals.values()] for line in rule.lines()}
    patterns = {
        each.expression: each.regex for line in lines.values() for each in [*line.wanted, *line.unwanted]
    }
    assert len(patterns) > 2000
    away = [
        pattern.pattern
        for pattern in patterns.values()
        if any(runs_away_for_sure(pattern, words) for words in worst_for(pattern))
    ]
    assert away == []


@pytest.mark.parametrize(
    "planted",
    [
        r"(?: [^ ]+)*(?: [^ ]+)* policy(?= )",
        r" not(?: [^ ]+)*? allowed(?: [^ ]+)*? to(?= )",
        r"(?: we(?: can)?)+ not(?: [^ ]+)* refund(?= )",
        r"(?:(?: [^ ]+)+)+ refund(?= )",
        r"(?: a| a)+ b(?= )",
    ],
)
def test_a_pattern_that_runs_away_is_noticed(planted: str) -> None:
    pattern = re.compile(planted)
    assert any(runs_away_for_sure(pattern, words) for words in worst_for(pattern))


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
