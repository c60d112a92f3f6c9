"""The company's own rules: added, in the place of a shipped one, switched off, and brought back."""

import re
from dataclasses import replace
from datetime import UTC

import pytest

from heard.coach import Situation, review
from heard.phrasing import lexicon
from heard.phrasing.lexicon import NotARule, Written
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


def read(situation: Situation, draft: str) -> list[tuple[str, str, str]]:
    """Codes with severity and source, as the company's lexicon finds them."""
    return [
        (each.code, each.severity, each.practice)
        for each in review(situation, draft, lexicon.current()).findings
    ]


def test_a_rule_of_ours_says_where_it_applies_and_how_much_it_weighs(tom: Person) -> None:
    more = {
        "when": "chat, not problem_solved",
        "severity": "stop",
        "source": "House rule 4",
        "span": "words",
        "unless": "on sale",
        "customer": "expensive",
        "customer-not": "@praise",
    }
    lexicon.write("opinion", "chips", find="cheap as chips", more=more, by=tom)
    words = "Our bells are cheap as chips."
    angry = Situation(channel="chat", customer_messages=("The bell is too expensive.",))
    assert read(angry, words) == [("opinion", "stop", "House rule 4")]
    (found,) = review(angry, words, lexicon.current()).findings
    assert words[found.start : found.end] == "cheap as chips."
    for other in (
        replace(angry, channel="email"),
        replace(angry, problem_solved=True),
        replace(angry, customer_messages=("How much is it?",)),
        replace(angry, customer_messages=("Wonderful, but the bell is expensive.",)),
    ):
        assert ("opinion", "stop", "House rule 4") not in read(other, words)
    assert read(angry, f"{words} They are on sale.") == []


def test_what_is_absent_or_beside_counts_too(tom: Person) -> None:
    lexicon.write("opinion", "no-sorry", find="", more={"absent": "apology"}, by=tom)
    chat = Situation(channel="chat")
    assert [code for code, _, _ in read(chat, "Your bell is ready.")] == ["opinion"]
    assert read(chat, "I am sorry. Your bell is ready.") == []
    lexicon.write("opinion", "no-sorry", find="bell", more={"beside": "apology"}, by=tom)
    assert [code for code, _, _ in read(chat, "Your bell is ready.")] == ["opinion"]
    assert read(chat, "I am sorry. Your bell is ready.") == []


def test_what_is_said_of_a_shipped_rule_is_all_that_stays_of_it(tom: Person) -> None:
    """Emptied, where it applied is gone; not said, as by older rows and programs, it stays."""
    known = lexicon.current()
    assert known is not None
    shipped = next(rule for rule in known.rules if rule.find and len(rule.written.get("when", [])) == 1)
    find = "\n".join(line.source for line in shipped.find)
    for more, when in (({}, []), (None, shipped.written["when"]), ({"when": "slip"}, ["slip"])):
        lexicon.write(shipped.code, shipped.name, find=find, more=more, by=tom)
        known = lexicon.current()
        assert known is not None
        (ours,) = [rule for rule in known.rules if rule.own]
        assert ours.written.get("when", []) == when


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"when": "on fridays"}, "'on fridays' is no condition"),
        ({"beside": "apologies"}, "there is no signal 'apologies'"),
        ({"severity": "deadly"}, "'deadly' is no severity"),
        ({"unless": "(cheap"}, "never closed"),
        ({"measure": "length"}, "there is no measure 'length'"),
    ],
)
def test_more_that_cannot_be_read_is_refused(tom: Person, more: dict[str, str], says: str) -> None:
    with pytest.raises(NotARule, match=re.escape(says)):
        lexicon.write("opinion", "cheap", find="cheap", more=more, by=tom)
    assert OwnRule.objects.count() == 0


def test_what_is_tried_is_not_kept_and_pushes_nothing_out(tom: Person) -> None:
    before = lexicon.current()
    for number in range(20):
        rule = Written("opinion", f"r{number}", "cheap as chips", more={"severity": "stop"})
        tried = lexicon.trial(rule, by=tom)
    chat = Situation(channel="chat")
    assert [each.severity for each in review(chat, "They are cheap as chips.", tried).findings] == ["stop"]
    assert (OwnRule.objects.count(), lexicon.current() is before) == (0, True)


def test_the_version_says_how_many_rules_are_ours(tom: Person) -> None:
    shipped = lexicon.current()
    lexicon.write("opinion", "cheap", find="cheap", by=tom)
    ours = lexicon.current()
    assert shipped and ours
    begin, _, figures = shipped.edition.partition(" (")
    row = OwnRule.objects.get()
    at = f"{row.changed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    assert ours.edition == f"{begin} + 1 of our own, {at} ({figures}"
