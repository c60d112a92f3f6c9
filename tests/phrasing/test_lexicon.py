"""The company's own rules: added, in the place of a shipped one, switched off, and brought back."""

import pytest

from heard.coach import Situation, review
from heard.phrasing import lexicon
from heard.phrasing.lexicon import NotARule
from heard.phrasing.models import OwnRule
from heard.staff.models import Person


def found(draft: str) -> dict[str, str]:
    """What the company's lexicon finds in a chat about a slip, by code, with its reason."""
    read = review(Situation(channel="chat", slip=True, apology_given=True), draft, lexicon.current())
    return {each.code: each.why for each in read.findings}


def test_a_rule_is_added_and_taken_away(tom: Person) -> None:
    assert found("Our bells are cheap as chips.") == {}
    lexicon.write("opinion", "Cheap as chips", find="cheap as chips", why="We sell fine bells.", by=tom)
    assert found("Our bells are cheap as chips.") == {"opinion": "We sell fine bells."}
    lexicon.restore("opinion", "cheap-as-chips")
    assert found("Our bells are cheap as chips.") == {}


def test_an_exception_holds(tom: Person) -> None:
    lexicon.write("opinion", "cheap", find="cheap*", excepts="cheaper than", by=tom)
    assert found("It is cheap.").keys() == {"opinion"}
    assert found("It is cheaper than the bell.") == {}


def test_a_shipped_rule_is_switched_off_and_on(tom: Person) -> None:
    draft = "It would set a precedent."
    assert found(draft).keys() == {"fairness"}
    lexicon.switch_off("fairness", "fair-to-others", by=tom)
    assert found(draft) == {}
    lexicon.restore("fairness", "fair-to-others")
    assert found(draft).keys() == {"fairness"}


def test_a_rule_of_ours_takes_the_place_of_a_shipped_one(tom: Person) -> None:
    lexicon.write("fairness", "fair-to-others", find="level pegging", by=tom)
    assert found("It would set a precedent.") == {}
    assert found("That is level pegging.").keys() == {"fairness"}


def test_writing_again_changes_the_rule(tom: Person) -> None:
    lexicon.write("opinion", "cheap", find="cheap", by=tom)
    lexicon.write("opinion", "cheap", find="dirt cheap", by=tom)
    assert [row.find for row in OwnRule.objects.all()] == ["dirt cheap"]


@pytest.mark.parametrize(
    ("name", "find", "says"),
    [
        ("cheap", "  ", "Write at least one line"),
        ("?!", "cheap", "Give the rule a name"),
        ("cheap", "(cheap", "never closed"),
        ("cheap", "<no-such-family>", "there is no family"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tom: Person, name: str, find: str, says: str) -> None:
    with pytest.raises(NotARule, match=says):
        lexicon.write("opinion", name, find=find, by=tom)
    assert OwnRule.objects.count() == 0


def test_words_cannot_smuggle_a_block_in(tom: Person) -> None:
    lexicon.write("opinion", "cheap", find="cheap\n\nrule: evil\noff: yes", by=tom)
    assert [row.find for row in OwnRule.objects.all()] == ["cheap\nrule: evil\noff: yes"]
    assert found("It is cheap.").keys() == {"opinion"}


def test_a_rule_that_is_not_there_cannot_be_switched_off(tom: Person) -> None:
    with pytest.raises(NotARule):
        lexicon.switch_off("opinion", "nothing", by=tom)


def test_a_code_that_does_not_exist_is_refused(tom: Person) -> None:
    with pytest.raises(NotARule, match="there is no code"):
        lexicon.write("rudeness", "cheap", find="cheap", by=tom)
