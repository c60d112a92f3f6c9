"""Does the lexicon define every code with drafts that fire and pass, and can a company change it?"""

from pathlib import Path

import pytest

from heard.coach import LexiconError, Situation, load, review
from heard.coach.blocks import blocks_in
from heard.coach.examples import broken, situation_of
from heard.coach.lexicon import SHIPPED, Lexicon
from heard.coach.patterns import Line
from heard.coach.situation import SituationError

CODES = set(
    "policy-shield blame basic-question pass-the-buck excuse over-explaining empty-assurance opinion "
    "impersonal-greeting feature-date feature-promise unmarked-guess untracked-promise early-joke fairness "
    "missing-apology missing-empathy missing-thanks form-letter parroting data-without-reason "
    "shaming-colleague perk-alone hostile holiday-specific".split()
)


@pytest.fixture(scope="module")
def english() -> Lexicon:
    found = load()
    assert found is not None
    return found


def company(folder: Path, text: str) -> Lexicon:
    (folder / "ours.txt").write_text(text, encoding="utf-8")
    found = load("en", folder)
    assert found is not None
    return found


def test_every_code_is_there(english: Lexicon) -> None:
    assert set(english.codes) == CODES


def test_every_code_has_two_drafts_that_fire_and_two_that_pass(english: Lexicon) -> None:
    counts = {
        name: (sum(each.fires for each in code.examples), sum(not each.fires for each in code.examples))
        for name, code in english.codes.items()
    }
    assert counts == dict.fromkeys(counts, (2, 2))


def test_the_drafts_of_the_lexicon_come_out_as_it_says(english: Lexicon) -> None:
    assert broken(english) == []


def test_every_line_can_be_translated_and_compiled(english: Lexicon) -> None:
    for rule in [*english.rules, *english.signals.values()]:
        kept = [*rule.find, *rule.excepts, *rule.unless, *rule.customer, *rule.customer_not]
        for line in (each for each in kept if isinstance(each, Line)):
            assert all(pattern.regex.pattern for pattern in [*line.wanted, *line.unwanted])


def test_every_rule_can_be_told_apart_from_most_sentences(english: Lexicon) -> None:
    assert english.index.always == []


def test_only_what_the_practices_block_is_a_stop(english: Lexicon) -> None:
    stops = {name for name, code in english.codes.items() if code.severity == "stop"}
    assert stops == {"basic-question", "perk-alone", "feature-date", "feature-promise"}


def test_every_code_names_its_practice(english: Lexicon) -> None:
    assert [name for name, code in english.codes.items() if not code.practice.startswith("R-")] == []


def test_basic_questions_can_be_limited_to_an_industry() -> None:
    found = load("en", None, ("telecom",))
    assert found is not None
    assert found.industries == ("general", "telecom")


def test_all_industries_ship_questions_with_rewordings(english: Lexicon) -> None:
    own = [rule for rule in english.rules if rule.source == "R-161"]
    assert len(english.industries) == 10
    assert [rule.id for rule in own if not rule.say] == []


def test_a_language_without_a_lexicon_is_none() -> None:
    assert load("xx") is None


def test_a_company_adds_a_rule(tmp_path: Path) -> None:
    own = company(
        tmp_path, "lexicon: Ours 3\n\nrules-for: opinion\n\nrule: ours\nfind:\n    cross my (long) beard\n"
    )
    found = review(Situation(channel="chat"), "Cross my long beard it is fine.", own).findings
    assert [each.rule for each in found] == ["opinion/ours"]
    assert own.version == "Heard English 1 + Ours 3"


def test_a_company_switches_a_rule_off(tmp_path: Path) -> None:
    own = company(tmp_path, "rules-for: holiday-specific\n\nrule: greets-with-a-feast\noff: yes\n")
    assert review(Situation(channel="chat"), "Merry Christmas!", own).findings == ()


def test_a_company_changes_what_a_code_says_and_keeps_the_rest(tmp_path: Path) -> None:
    own = company(tmp_path, "code: opinion\nsay: Ask the lab.\n")
    assert own.codes["opinion"].say == ("Ask the lab.",)
    assert own.codes["opinion"].practice == "R-166"


def test_a_company_adds_words_to_a_family(tmp_path: Path) -> None:
    own = company(tmp_path, "add-to-family: feast\nwords:\n    garden gnome day\n")
    found = review(Situation(channel="chat"), "Happy Garden Gnome Day!", own).findings
    assert [each.code for each in found] == ["holiday-specific"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules-for: opinion\n\nrule: x\nfind:\n    (a|b\n", "ours.txt, line 5: '(' is never closed"),
        (
            "rules-for: opinion\n\nrule: x\nfind:\n    <nobody>\n",
            "ours.txt, line 5: there is no family <nobody>",
        ),
        (
            "rules-for: opinion\n\nrule: x\nfind:\n    what? never\n",
            "ours.txt, line 5: '?' may only be the last",
        ),
        ("rules-for: opinion\n\nrule: x\nfind:\n    ab*\n", "ours.txt, line 5: 'ab*' fits too many words"),
        ("rules-for: opinion\n\nrule: x\nwhy: no\n", "ours.txt, line 3: nothing to look for"),
        (
            "rules-for: opinion\n\nrule: x\nwen: slip\nfind:\n    a b\n",
            "ours.txt, line 4: a rule has no 'wen'",
        ),
        (
            "rules-for: opinion\n\nrule: x\nwhen: slipped\nfind:\n    a b\n",
            "ours.txt, line 4: 'slipped' is no condition",
        ),
        (
            "rules-for: opinion\n\nrule: x\nexcept: @none\nfind:\n    a b\n",
            "ours.txt, line 4: there is no signal '@none'",
        ),
        ("rule: x\nfind:\n    a b\n", "a rule stands before any"),
        ("rules-for: nothing\n\nrule: x\nfind:\n    a b\n", "ours.txt, line 3: there is no code 'nothing'"),
        ("colour: red\n", "ours.txt, line 1: a block cannot begin with 'colour'"),
        ("just words\n", "ours.txt, line 1: expected 'key: value'"),
        ("code: opinion\nseverity: loud\n", "ours.txt, line 2: 'loud' is no severity"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LexiconError) as raised:
        company(tmp_path, text)
    assert message in str(raised.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="there is no such folder"):
        load("en", tmp_path / "none")


def test_an_example_in_an_unknown_situation_is_refused() -> None:
    with pytest.raises(SituationError, match="'raining' says nothing about a situation"):
        situation_of("slip; raining")


def test_the_shipped_files_are_there_for_people() -> None:
    assert (SHIPPED / "en" / "20-blame.txt").read_text(encoding="utf-8").startswith("# ")


def test_the_docs_define_every_code(english: Lexicon) -> None:
    page = (Path(__file__).parents[2] / "docs" / "coach.md").read_text(encoding="utf-8")
    missing = [
        code.name for code in english.codes.values() if f"| `{code.name}` | {code.means} |" not in page
    ]
    assert missing == []


def test_a_line_indented_more_goes_on_with_the_value_above() -> None:
    (block,) = blocks_in(
        "rule: x\nfind:\n    (a|\n        b) c\n    # days\nwhy: Because\n      it is so.\n", "ours.txt"
    )
    assert block.many("find") == ["(a| b) c", "# days"]
    assert block.one("why") == "Because it is so."


def test_the_shipped_lexicon_can_be_read_without_scrolling_sideways() -> None:
    for path in SHIPPED.rglob("*.txt"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert len(line) <= 120, f"{path.name}, line {number}"
