"""Weighed cues: which words bear a finding out or are enough for one; a company's own rules need none."""

from dataclasses import replace

import pytest

from bench.cues import ENOUGH, LEAST, Seen, Weighed, block, judged, unseen_scores, weigh
from heard.coach import LexiconError, Situation, load, review
from heard.coach.assembly import Assembly
from heard.coach.blocks import blocks_in
from heard.coach.cues import NOTHING, PARTS, RIVALRY, Cues, Scales, cues_in, marks_of, parts_of
from heard.coach.patterns import Families
from heard.coach.words import read

OPINION = "Thank you, Ana. In my opinion the brass one is nicer."
PLAIN = "Thank you, Ana. The brass lamp is nicest of all."
ANA = Situation(channel="chat", customer_name="Ana")
NEVER = 99.0
WEIGHTS = {"blame": -2.5, "excuse": 0.0, "opinion": -0.01, "hostile": 31.07}


def codes(draft: str, **cues: Cues) -> list[str]:
    known = load()
    assert known is not None
    return [each.code for each in review(ANA, draft, replace(known, cues=cues)).findings]


def test_the_cues_of_a_sentence() -> None:
    (sentence,) = read("Did Mira forget 12 keys?")
    assert cues_in(sentence, {"forget": "~forgot", "keys": "~lock"}) == {
        *("did", "somename", "forget", "#", "keys", "forge*", "somen*", "^", "?", "~forgot", "~lock"),
        *("^ did", "did somename", "somename forget", "forget #", "# keys", "keys ?"),
        *("somename ~forgot", "~forgot #", "# ~lock", "~lock ?"),
        *("^ * somename", "did * ~forgot", "somename * #", "~forgot * ~lock", "# * ?"),
    }


def test_a_finding_stands_when_its_words_bear_it_out() -> None:
    weights = {"my opinion": 1.0, "brass": 1.5}
    weight = -2.0 + 2.5 * parts_of(8) / PARTS
    assert codes(OPINION, opinion=Cues(-2.0, weight - 0.05, NEVER, weights)) == ["opinion"]
    assert codes(OPINION, opinion=Cues(-2.0, weight + 0.05, NEVER, weights)) == []
    assert codes(OPINION) == ["opinion"]


def test_words_that_weigh_enough_are_a_finding_by_themselves() -> None:
    weights = {"nicest": 1.0, "brass": 1.5}
    weight = -2.0 + 2.5 * parts_of(7) / PARTS
    assert codes(PLAIN) == []
    assert codes(PLAIN, opinion=Cues(-2.0, -9.0, weight - 0.05, weights)) == ["opinion"]
    assert codes(PLAIN, opinion=Cues(-2.0, -9.0, weight + 0.05, weights)) == []


def test_what_a_rule_has_found_is_not_found_again_by_its_cues() -> None:
    assert (
        codes(OPINION, opinion=Cues(0.0, -9.0, -9.0, {})).count("opinion") == 2
    )  # the thanks, and the rule's


def test_words_weigh_by_their_kin() -> None:
    (sentence,) = read("You mislaid it")
    scales = Scales(
        {"blame": Cues(-1.0, 0.0, 0.0, {"you ~lost": 2.0, "mislaid it": 0.5})}, {"mislaid": "~lost"}
    )
    weighed = (scales.weigh(sentence), scales.before(()))
    assert scales.told(*weighed, "blame") == -1.0 + 2.5 * parts_of(3) / PARTS
    assert scales.enough(*weighed) == ["blame"]


def test_codes_are_weighed_beside_each_other() -> None:
    (sentence,) = read("Never mind it now")
    scales = Scales({code: Cues(0.0, 0.0, 0.0, {"never": weight}) for code, weight in WEIGHTS.items()}, {})
    weighed = (scales.weigh(sentence), scales.before(()))
    share = parts_of(4) / PARTS
    best, second = WEIGHTS["hostile"] * share, WEIGHTS["excuse"] * share
    told = {code: round(scales.told(*weighed, code), 6) for code in WEIGHTS}
    expected = {code: weight * share - RIVALRY * (best + 1) for code, weight in WEIGHTS.items()}
    expected["hostile"] = best - RIVALRY * (second + 1)
    assert told == {code: round(each, 6) for code, each in expected.items()}
    assert scales.enough(*weighed) == ["hostile"]


def test_a_word_counts_half_in_a_sentence_four_times_as_long() -> None:
    assert [parts_of(words) for words in (1, 4, 10, 40)] == [25, 25, PARTS, PARTS // 2]


def test_what_stands_around_is_weighed_with_the_words() -> None:
    sentences = read("Hello Ana,\n\nWe sure will. It is late.\n\nTom")
    marks = [marks_of(sentences, number, frozenset({"@slip"})) for number in range(len(sentences))]
    assert marks == [
        {"@slip", "@sentence 1", "@sentence -4", "@line"},
        {"@slip", "@sentence 2", "@sentence -3"},
        {"@slip", "@sentence 3", "@sentence -2"},
        {"@slip", "@sentence 4", "@sentence -1", "@line"},
    ]
    assert marks_of(sentences[1:2], 0, frozenset({"@slip"})) == {"@alone"}


def test_a_customer_who_asked_makes_a_promise_of_it() -> None:
    asked = replace(ANA, customer_messages=("Will you ever add a calendar?",))
    cues = {"feature-promise": Cues(-1.0, 0.0, 0.0, {"sure": 0.5, "@customer ever": 0.5})}
    known = load()
    assert known is not None
    lexicon = replace(known, cues=cues)
    draft = "Thank you, Ana. We sure do."
    found = [each.code for each in review(asked, draft, lexicon).findings]
    assert found == ["feature-promise"]
    assert review(ANA, draft, lexicon).findings == ()


def test_what_stands_around_is_not_enough_by_itself() -> None:
    (sentence,) = read("It left at noon")
    scales = Scales({"blame": Cues(-1.0, 0.0, 0.0, {"@slip": 3.0, "noon": 0.1})}, {})
    weighed = (scales.weigh(sentence), scales.before({"@slip"}))
    assert scales.told(*weighed, "blame") > 2.0
    assert scales.enough(*weighed) == []


def test_a_rule_of_ones_own_needs_no_cues() -> None:
    own = load("en", own="rules-for: opinion\n\nrule: brass\nfind:\n    the brass one")
    assert own is not None
    strict = replace(own, cues={"opinion": Cues(0.0, 99.0, NEVER, {})})
    found = review(ANA, OPINION, strict).findings
    assert [each.rule for each in found] == ["opinion/brass"]


def test_cues_are_read_as_they_are_written() -> None:
    assembly = Assembly(Families())
    learnt = Weighed(-0.5, {"my view": 1.2, "nicer": 1.2, "^ the": -0.3})
    assembly.take(blocks_in(block("opinion", learnt), "cues.txt"))
    assert assembly.cues() == {"opinion": Cues(-0.5, LEAST, ENOUGH, learnt.weights)}


def test_kin_is_called_by_its_first_word() -> None:
    assembly = Assembly(Families())
    assembly.take(
        blocks_in("kin: en\nwords:\n    lost mislaid\n    bill invoice\n        receipt", "kin.txt")
    )
    assert assembly.kin() == {
        "lost": "~lost",
        "mislaid": "~lost",
        "bill": "~bill",
        "invoice": "~bill",
        "receipt": "~bill",
    }


def test_what_is_no_weight_is_named() -> None:
    assembly = Assembly(Families())
    assembly.take(blocks_in("cues: opinion\nstart: -1\nleast: 0\nenough: 1\nwords:\n    my view", "cues.txt"))
    with pytest.raises(LexiconError, match=r"cues\.txt, line 1: cues are weights with words behind them"):
        assembly.cues()


def seen(text: str, writer: str = "") -> list[Seen]:
    marked = frozenset({"opinion"} if "my view" in text else ())
    return [
        Seen(frozenset(cues_in(each, {})), frozenset({"@chat"}), 1.0, marked, frozenset(), writer)
        for each in read(text)
    ]


def test_cues_are_weighed_from_marked_sentences() -> None:
    marked, others = "In my view it is dull.", "The parcel left at noon."
    learnt = weigh("opinion", [each for text in (marked, others) * 4 for each in seen(text)])
    found, passed = (learnt.score(each) for text in (marked, others) for each in seen(text))
    assert found > 0 > passed


def test_marks_are_learnt_as_words_are() -> None:
    calm, angry = (frozenset({f"@customer {each}"}) for each in ("praise", "anger"))
    told = [
        replace(each, marks=angry, marked=frozenset({"opinion"})) for each in seen("It left at noon.") * 4
    ]
    learnt = weigh("opinion", [*told, *(replace(each, marks=calm, marked=frozenset()) for each in told)])
    assert learnt.weights["@customer anger"] > 0 > learnt.weights["@customer praise"]


def test_a_writer_is_judged_by_what_the_others_taught() -> None:
    taught = [each for _ in range(4) for each in (*seen("In my view it is dull."), *seen("It left at noon."))]
    own = [*seen("That is my view.", "style-a"), *seen("At noon.", "style-a")]
    scores = unseen_scores([*taught, *own])["opinion"]
    learnt = weigh("opinion", taught)
    others = weigh("blame", taught)  # nothing was marked with any other code, so that all weigh the same
    expected = [
        (learnt.score(each) - RIVALRY * (others.score(each) - NOTHING), bool(each.marked)) for each in own
    ]
    assert scores == expected


def test_how_well_a_bar_does() -> None:
    scores = [(0.5, True), (0.4, True), (0.3, False), (0.2, True)]
    assert judged(scores, 0.3) == (2 / 3, 2 / 3)
    assert judged(scores, 0.4) == (1.0, 2 / 3)
    assert judged(scores, 0.6) == (0.0, 0.0)
