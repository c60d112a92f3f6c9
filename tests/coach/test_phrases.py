"""The shipped shelf: every step has words, and none of them is what the coach itself would point at."""

import pytest

from heard.coach import Situation, review
from heard.coach.phrases import shelf

LET = {"untracked-promise", "missing-thanks"}  # a promise on the shelf is for the writer to keep


def test_every_step_has_a_title_and_words() -> None:
    steps = shelf()
    assert len(steps) == len({step.code for step in steps}) == 24
    assert all(step.title and step.say for step in steps)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("basic-checks", "Can you do me a favor"),  # prepared rewordings
        ("public-apology", "We messed up"),  # the form of the public apology, in its parts
        ("public-apology", "what we changed"),
        ("public-apology", "what we failed to do"),
        ("public-apology", "I am very sorry for the anger and frustration that we may have caused you"),
        ("public-apology", "steps to make things right"),
        ("farewell", "you may well go on seeing it your way"),  # wrong with dignity
    ],
)
def test_the_shelf_has_words_for_what_the_practices_ask(step: str, words: str) -> None:
    (found,) = [each for each in shelf() if each.code == step]
    assert any(words in said for said in found.say)


def test_the_coach_has_nothing_against_its_own_words() -> None:
    situation = Situation(channel="chat", slip=True, apology_given=True, apology_accepted=True)
    faults = {
        words: codes
        for step in shelf()
        for words in step.say
        if (codes := {each.code for each in review(situation, words).findings} - LET)
    }
    assert faults == {}


def test_a_language_without_phrases_has_none() -> None:
    assert shelf("de") == shelf("../en") == ()
