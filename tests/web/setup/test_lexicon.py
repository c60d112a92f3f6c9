"""Setup, Words: everybody reads the rules and tries a sentence; the owner changes them."""

import re
from typing import Any

import pytest
from django.test import Client

from heard.coach import Lexicon, Situation, review
from heard.coach.assembly import RULE_KEYS
from heard.coach.rules import Rule
from heard.phrasing import dismissals, lexicon
from heard.phrasing.models import OwnRule, Phrase, Scope
from heard.staff.models import Person
from heard.web.setup import code_names

BACKEND = "heard.web.sessions.Backend"


@pytest.fixture
def desk_of_nora(nora: Person) -> Client:
    browser = Client()
    browser.force_login(nora, backend=BACKEND)
    return browser


def _known() -> Lexicon:
    known = lexicon.current()
    assert known is not None
    return known


def test_everybody_reads_the_rules(desk_of_tom: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(11):
        page = desk_of_tom.get("/setup/words/").content.decode()
    assert "policy-shield" in page
    assert "Add a rule" not in page


def test_every_code_is_called_by_words(desk_of_tom: Client, tom: Person) -> None:
    Person.objects.filter(pk=tom.pk).update(language="de")
    assert sorted(code_names.CODES) == sorted(_known().codes)
    page = desk_of_tom.get("/setup/words/").content.decode()
    assert "Verstecken hinter Regeln" in page


def test_a_sentence_is_tried(desk_of_tom: Client) -> None:
    page = desk_of_tom.post("/setup/words/", {"sentence": "It is our policy.", "slip": "on"})
    assert [each.code for each in page.context["tried"].findings] == ["policy-shield"]
    calm = desk_of_tom.post("/setup/words/", {"sentence": "Your bell is ready."})
    assert calm.context["tried"].findings == ()


def test_the_owner_adds_a_rule(desk_of_nora: Client) -> None:
    fields = {"code": "opinion", "name": "chips", "find": "cheap as chips", "say": "It costs 8."}
    assert desk_of_nora.post("/setup/words/rule/", fields).status_code == 302
    assert [row.name for row in OwnRule.objects.all()] == ["chips"]
    tried = desk_of_nora.post("/setup/words/", {"sentence": "They are cheap as chips."})
    assert tried.context["tried"].findings[0].suggestions == ("It costs 8.",)


def test_a_rule_that_cannot_be_read_says_why(desk_of_nora: Client) -> None:
    answer = desk_of_nora.post("/setup/words/rule/", {"code": "opinion", "name": "x", "find": "(cheap"})
    assert answer.status_code == 422
    assert "never closed" in answer.content.decode()


def test_the_form_opens_with_the_shipped_rule(desk_of_nora: Client) -> None:
    page = desk_of_nora.get("/setup/words/rule/?rule=opinion/my-view")
    assert page.context["form"]["name"].value() == "my-view"
    assert "in my" in page.context["form"]["find"].value()


def test_all_that_a_rule_can_say_is_in_the_form_and_tried_before_it_is_kept(desk_of_nora: Client) -> None:
    fields = {"code": "opinion", "name": "chips", "find": "cheap as chips", "when": "chat, not slip"}
    fields |= {"severity": "stop", "source": "House 4", "span": "words", "unless": "on sale"}
    fields |= {"sentence": "They are cheap as chips.", "channel": "chat"}
    tried = desk_of_nora.post("/setup/words/rule/", fields | {"try": "1"})
    (found,) = tried.context["tried"].findings
    assert (tried.status_code, found.severity, found.practice) == (200, "stop", "House 4")
    assert OwnRule.objects.count() == 0
    for other in ({"channel": "email"}, {"slip": "on"}):
        again = desk_of_nora.post("/setup/words/rule/", fields | other | {"try": "1"})
        assert "opinion" not in [each.code for each in again.context["tried"].findings]
    wrong = desk_of_nora.post("/setup/words/rule/", fields | {"when": "on fridays", "try": "1"})
    assert wrong.status_code == 422
    assert "is no condition" in wrong.content.decode()
    assert desk_of_nora.post("/setup/words/rule/", fields).status_code == 302
    assert OwnRule.objects.get().more["when"] == ["chat, not slip"]
    page = desk_of_nora.get("/setup/words/rule/?rule=opinion/chips")
    form = page.context["form"]
    for name in ("when", "severity", "source", "span", "unless"):
        assert form[name].value() == fields[name]
    assert '<details class="where" open>' in page.content.decode()
    assert '<details class="where">' in desk_of_nora.get("/setup/words/rule/").content.decode()
    keys = {name.replace("_", "-") for name in form.fields} - {"code", "name", "excepts"} | {"except"}
    assert keys == RULE_KEYS - {"off", "sure", "alone"}  # off is a button, and our own are always sure
    tester = desk_of_nora.post("/setup/words/", {"sentence": fields["sentence"], "channel": "chat"})
    assert [each.code for each in tester.context["tried"].findings] == ["opinion"]
    tester = desk_of_nora.post("/setup/words/", {"sentence": fields["sentence"], "channel": "email"})
    assert "opinion" not in [each.code for each in tester.context["tried"].findings]


def test_everybody_reads_which_version_it_is(desk_of_tom: Client) -> None:
    assert f"Version: {_known().edition}" in desk_of_tom.get("/setup/words/").content.decode()
    assert re.fullmatch(r"Heard English \d+ \([0-9a-f]{8}\)", _known().edition)


def test_every_shipped_rule_can_be_taken_over_as_it_is(desk_of_nora: Client) -> None:
    rules = [rule for rule in _known().rules if rule.find]
    longest = max(rules, key=lambda rule: sum(len(line.source) for line in rule.find))
    page = desk_of_nora.get(f"/setup/words/rule/?rule={longest.id}")
    fields = {each.name: each.value() or "" for each in page.context["form"]}
    assert desk_of_nora.post("/setup/words/rule/", fields).status_code == 302
    (now,) = [rule for rule in _known().rules if rule.own]
    assert [line.source for line in now.find] == [line.source for line in longest.find]


def test_a_rule_that_is_taken_over_applies_where_it_did(nora: Person) -> None:
    shipped = {rule.id: rule for rule in _known().rules if rule.find}
    for rule in shipped.values():
        lines = "\n".join(line.source for line in rule.find)
        OwnRule.objects.create(code=rule.code, name=rule.name, find=lines, why=rule.why, person=nora)
    now = {rule.id: rule for rule in _known().rules if rule.own}
    assert {name: _where(rule) for name, rule in now.items()} == {
        name: _where(rule) for name, rule in shipped.items()
    }
    accepted = Situation(slip=True, apology_given=True, apology_accepted=True)
    assert review(accepted, "Thank you. Did you plug it in?", _known()).findings == ()


def _where(rule: Rule) -> list[object]:
    """What a rule says besides its words: where it applies, and what becomes of a finding."""
    wordings = [*rule.unless, *rule.customer, *rule.customer_not]
    said = [getattr(each, "source", each) for each in wordings]
    return [
        said,
        rule.beside,
        rule.absent,
        len(rule.when),
        rule.span,
        rule.measure,
        rule.source,
        rule.severity,
    ]


def test_switching_off_and_on(desk_of_nora: Client) -> None:
    switch = {"rule": "opinion/my-view"}
    desk_of_nora.post("/setup/words/switches", switch | {"to": "off"})
    known = lexicon.current()
    assert known is not None
    assert "opinion/my-view" not in {rule.id for rule in known.rules}
    assert "opinion/my-view" in desk_of_nora.get("/setup/words/").content.decode()
    desk_of_nora.post("/setup/words/switches", switch | {"to": "on"})
    assert OwnRule.objects.count() == 0
    answer = desk_of_nora.post("/setup/words/switches", {"rule": "opinion/nothing", "to": "off"})
    assert answer.status_code == 404


def test_an_agent_changes_nothing(desk_of_tom: Client) -> None:
    assert desk_of_tom.get("/setup/words/rule/").status_code == 403
    assert desk_of_tom.post("/setup/words/rule/", {}).status_code == 403
    switch = {"rule": "opinion/my-view", "to": "off"}
    assert desk_of_tom.post("/setup/words/switches", switch).status_code == 403


def test_a_proposal_is_settled(desk_of_nora: Client, tom: Person) -> None:
    one = dismissals.dismiss(4, "opinion/my-view", Scope.LEXICON, reason="Too strict for bells.", by=tom)
    assert "Too strict for bells." in desk_of_nora.get("/setup/words/").content.decode()
    desk_of_nora.post(f"/setup/words/proposals/{one.pk}/settlement")
    assert dismissals.proposals() == []


def test_the_glossary_defines_every_code(desk_of_tom: Client) -> None:
    page = desk_of_tom.get("/setup/words/glossary/").content.decode()
    known = lexicon.current()
    assert known is not None
    assert all(f'id="{code}"' in page for code in known.codes)


def test_phrases_of_the_team(desk_of_tom: Client) -> None:
    desk_of_tom.post("/setup/phrases/", {"step": "hear", "text": "Tell me about the bell."})
    (row,) = Phrase.objects.all()
    assert "Tell me about the bell." in desk_of_tom.get("/setup/phrases/").content.decode()
    desk_of_tom.post(f"/setup/phrases/{row.pk}/removal")
    assert Phrase.objects.count() == 0
    assert desk_of_tom.post("/setup/phrases/", {"step": "hear", "text": ""}).status_code == 422


@pytest.mark.parametrize(("place", "status"), [("{name}", 302), ("{order}", 422), ("{{name}}", 422)])
def test_a_phrase_knows_one_place_to_fill_in(desk_of_tom: Client, place: str, status: int) -> None:
    answer = desk_of_tom.post("/setup/phrases/", {"step": "hear", "text": f"Tell me more, {place}."})
    assert (answer.status_code, Phrase.objects.count()) == (status, int(status == 302))
    if status == 422:
        said = f"{place} is not known. A phrase has one place to fill in: {{name}}."
        assert (answer.context["form"].errors["text"], said in answer.content.decode()) == ([said], True)


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        (
            "rule/",
            {"code": "opinion", "name": "cheap", "find": "cheap as chips"},
            "Kept. The coach goes by this rule from now on.",
        ),
        (
            "switches",
            {"rule": "opinion/my-view", "to": "off"},
            "opinion/my-view is switched off. The coach looks for it no more.",
        ),
        ("switches", {"rule": "opinion/my-view", "to": "on"}, "opinion/my-view is as it was shipped."),
        ("switches", {"rule": "opinion/ours", "to": "on"}, "opinion/ours is taken away."),
        (
            "trades",
            {"trade": "food"},
            "Kept. Questions of these are looked for: Restaurants and food delivery.",
        ),
        ("trades", {}, "Kept. Only the questions of every trade are looked for."),
        ("proposals/1/settlement", {}, "Decided, and off this list."),
    ],
)
def test_the_page_says_what_was_done(
    desk_of_nora: Client, path: str, given: dict[str, str], said: str
) -> None:
    page = desk_of_nora.post(f"/setup/words/{path}", given, follow=True)
    assert page.redirect_chain == [("/setup/words/", 302)]
    assert [str(each) for each in page.context["messages"]] == [said]


def test_words_that_many_will_read_are_read_before(desk_of_nora: Client) -> None:
    words = "Dear Customer, in my opinion you should wait. We will call you tomorrow."
    found = desk_of_nora.post("/setup/words/review", {"text": words}).json()
    assert [each["code"] for each in found["findings"]] == ["impersonal-greeting", "opinion"]
    assert found["promises"] == []
    assert found["findings"][0]["suggestions"] == [
        "Dear {customer.first_name},",
        "Hello {customer.first_name},",
    ]
    automatic = {"text": words, "unnamed": "on"}  # it can name nobody
    found = desk_of_nora.post("/setup/words/review", automatic).json()
    assert found["findings"][0]["suggestions"] == []


def test_places_that_a_macro_fills_in_are_neutral(desk_of_nora: Client) -> None:
    words = "Dear {customer.first_name},\n\nthe {ticket.subject} is ready. {agent.name}"
    for text in (words, words.replace("{", "{{").replace("}", "}}"), "Dear {name}, it is No. {number}."):
        assert desk_of_nora.post("/setup/words/review", {"text": text}).json()["findings"] == []
    beside = "Dear {customer.first_name}, in my opinion it is fine."
    (found,) = desk_of_nora.post("/setup/words/review", {"text": beside}).json()["findings"]
    assert beside[found["start"] : found["end"]] == "in my opinion it is fine."


def test_the_owner_chooses_whose_basic_questions_count(desk_of_nora: Client, desk_of_tom: Client) -> None:
    assert desk_of_nora.post("/setup/words/trades", {"trade": ["food", "banking"]}).status_code == 302
    assert [name for name, on in lexicon.industries().items() if on] == ["banking", "food"]
    assert _known().industries == ("banking", "food", "general")
    page = desk_of_tom.get("/setup/words/").content.decode()
    assert "Restaurants and food delivery" in page
    assert "Phone, internet, television" not in page
    every = list(lexicon.industries())
    desk_of_nora.post("/setup/words/trades", {"trade": every})
    assert not OwnRule.objects.exists()
