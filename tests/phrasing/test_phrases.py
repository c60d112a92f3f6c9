"""The shelf of words to use: shipped steps, the team's own words, searched as one types."""

import pytest

from heard.phrasing import phrases
from heard.phrasing.phrases import NotAPhrase
from heard.staff.models import Person

STEPS = ["hear", "empathize", "apologize", "resolve", "diagnose"]


def test_the_shelf_begins_with_the_five_steps(db: None) -> None:
    assert [step.code for step in phrases.shelf()][:5] == STEPS


def test_our_own_words_stand_first_in_their_step(tom: Person) -> None:
    row = phrases.add("apologize", "Sorry, {name}, our bell, our fault.", by=tom)
    (apologize,) = [step for step in phrases.shelf() if step.code == "apologize"]
    assert (apologize.words[0].text, apologize.words[0].number) == (row.text, row.pk)
    phrases.remove(row.pk)
    (apologize,) = [step for step in phrases.shelf() if step.code == "apologize"]
    assert apologize.words[0].number is None


def test_all_words_must_be_in_it(db: None) -> None:
    (step,) = phrases.shelf(holding="roadmap date")
    assert [each.text for each in step.words] == ["It is in the roadmap; I have no date that I could name."]


@pytest.mark.parametrize(("step", "text"), [("nowhere", "Hello"), ("hear", "  "), ("hear", "x" * 1001)])
def test_what_does_not_fit_is_refused(tom: Person, step: str, text: str) -> None:
    with pytest.raises(NotAPhrase):
        phrases.add(step, text, by=tom)
