"""The shipped shelf: every step has words, and none of them is what the coach itself would point at."""

from heard.coach import Situation, review
from heard.coach.phrases import shelf

LET = {"untracked-promise", "missing-thanks"}  # a promise on the shelf is for the writer to keep


def test_every_step_has_a_title_and_words() -> None:
    steps = shelf()
    assert len(steps) == len({step.code for step in steps}) == 21
    assert all(step.title and step.say for step in steps)


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
