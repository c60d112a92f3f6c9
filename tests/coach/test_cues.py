"""Weighed cues: which words bear a finding out, and that a company's own rules need none."""

from dataclasses import replace

import pytest

from bench.cues import Seen, block, weigh
from heard.coach import LexiconError, Situation, load, review
from heard.coach.assembly import Assembly
from heard.coach.blocks import blocks_in
from heard.coach.cues import Cues, cues_in
from heard.coach.patterns import Families
from heard.coach.words import read

OPINION = "Thank you, Ana. In my opinion the brass one is nicer."
ANA = Situation(channel="chat", customer_name="Ana")


def codes(draft: str, **cues: Cues) -> list[str]:
    known = load()
    assert known is not None
    return [each.code for each in review(ANA, draft, replace(known, cues=cues)).findings]


def test_the_cues_of_a_sentence() -> None:
    (sentence,) = read("Did Mira forget 12 keys?")
    assert cues_in(sentence) == {
        *("did", "somename", "forget", "#", "keys", "forge*", "somen*"),
        *("^ did", "did somename", "somename forget", "forget #", "# keys", "keys ?"),
        *("^ * somename", "did * forget", "somename * #", "forget * keys", "# * ?"),
    }


def test_a_finding_stands_when_its_words_bear_it_out() -> None:
    weights = {"my opinion": 1.0, "brass": 1.5}
    assert codes(OPINION, opinion=Cues(-2.0, 0.5, weights)) == ["opinion"]
    assert codes(OPINION, opinion=Cues(-2.0, 0.6, weights)) == []
    assert codes(OPINION) == ["opinion"]


def test_a_rule_of_ones_own_needs_no_cues() -> None:
    own = load("en", own="rules-for: opinion\n\nrule: brass\nfind:\n    the brass one")
    assert own is not None
    strict = replace(own, cues={"opinion": Cues(0.0, 99.0, {})})
    found = review(ANA, OPINION, strict).findings
    assert [each.rule for each in found] == ["opinion/brass"]


def test_cues_are_read_as_they_are_written() -> None:
    assembly = Assembly(Families())
    assembly.take(
        blocks_in(block("opinion", -4.5, {"my view": 1.2, "nicer": 1.2, "^ the": -0.3}), "cues.txt")
    )
    assert assembly.cues() == {"opinion": Cues(-4.5, -3.5, {"my view": 1.2, "nicer": 1.2, "^ the": -0.3})}


def test_what_is_no_weight_is_named() -> None:
    assembly = Assembly(Families())
    assembly.take(blocks_in("cues: opinion\nstart: -1\nleast: 0\nwords:\n    my view", "cues.txt"))
    with pytest.raises(LexiconError, match=r"cues\.txt, line 1: cues are weights with words behind them"):
        assembly.cues()


def test_cues_are_weighed_from_marked_sentences() -> None:
    marked, others = "In my view it is dull.", "The parcel left at noon."
    seen = [
        Seen(frozenset(cues_in(sentence)), frozenset({"opinion"} if text == marked else ()), frozenset())
        for text in (marked, others) * 4
        for sentence in read(text)
    ]
    start, weights = weigh("opinion", seen)
    cues = Cues(start, -0.5, weights)
    assert [cues.bear_out(*read(text)) for text in (marked, others)] == [True, False]
