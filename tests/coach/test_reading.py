"""Does a review see severity, place, promises and the situation as it should?"""

from datetime import datetime

import pytest

from heard.coach import Finding, Review, Situation, review

NOW = datetime(2026, 3, 31, 14, 5)  # a Tuesday
SLIP = Situation(channel="chat", customer_name="Ana", slip=True, apology_given=True)


def codes(found: Review) -> list[str]:
    return [each.code for each in found.findings]


def only(found: Review, code: str) -> Finding:
    (finding,) = [each for each in found.findings if each.code == code]
    return finding


def test_a_finding_has_all_that_a_page_needs() -> None:
    found = only(review(SLIP, "Sorry, Ana. It's our policy not to refund. Thanks!"), "policy-shield")
    assert (found.start, found.end) == (12, 42)
    assert found.severity == "warn"
    assert found.practice == "R-157"
    assert found.why.startswith("A rule explains nothing")
    assert found.suggestions[0] == "Here is what I can do for you: ..."


def test_places_count_code_points() -> None:
    draft = "👩‍🚀 Sorry 🙏🏽. In my opinion it is fine."
    found = only(review(SLIP, draft), "opinion")
    assert draft[found.start : found.end] == "In my opinion it is fine."


def test_what_is_missing_has_no_place() -> None:
    found = only(
        review(Situation(channel="chat", slip=True), "Thanks. A new one left today."), "missing-apology"
    )
    assert (found.start, found.end) == (0, 0)


def test_a_basic_question_stops_until_the_apology_is_accepted() -> None:
    asked = "Could you check whether it is plugged in?"
    assert review(SLIP, asked).stopped
    accepted = Situation(channel="chat", slip=True, apology_given=True, apology_accepted=True)
    assert codes(review(accepted, asked)) == []


def test_a_hostile_word_stops_only_while_the_customer_is_hot() -> None:
    draft = "Wow, what a charming person you must be."
    assert not review(SLIP, draft).stopped
    hot = Situation(channel="chat", slip=True, apology_given=True, hot=True)
    assert only(review(hot, draft), "hostile").severity == "stop"


def test_the_customer_quoted_is_not_the_agent_speaking() -> None:
    draft = 'You wrote: "it is our policy, your fault, in my opinion" and you are right.'
    assert codes(review(SLIP, draft)) == []
    assert codes(review(SLIP, "> In my opinion it's your own fault.\n\nYou were right.")) == []


def test_contractions_and_curly_quotes_read_alike() -> None:
    assert codes(review(SLIP, "I’m afraid it’s our policy.")) == codes(
        review(SLIP, "I am afraid it is our policy.")
    )


def test_a_promise_comes_with_its_time() -> None:
    draft = "Sorry, Ana. I'll call you tomorrow before noon. Thanks!"
    (promise,) = review(Situation(channel="chat", slip=True, now=NOW), draft).promises
    assert promise.what == "I'll call you tomorrow before noon."
    assert promise.when == "tomorrow before noon"
    assert (promise.due_from, promise.due_until) == (datetime(2026, 4, 1), datetime(2026, 4, 1, 12))


def test_working_days_skip_the_weekend() -> None:
    draft = "You will have the refund within 5 working days."
    (promise,) = review(Situation(channel="chat", now=NOW), draft).promises
    assert promise.due_until == datetime(2026, 4, 8)


def test_a_promise_without_now_keeps_its_words() -> None:
    (promise,) = review(SLIP, "I'll ring you on Friday.").promises
    assert (promise.when, promise.due_from, promise.due_until) == ("Friday", None, None)


@pytest.mark.parametrize(
    "draft",
    [
        "I cannot promise it, but we'll probably have it by Friday.",
        "Shall I call you tomorrow?",
        "I have sent the new one today.",
        "I can't promise a day yet.",
    ],
)
def test_no_promise(draft: str) -> None:
    assert review(SLIP, draft).promises == ()


def test_a_promise_that_is_tracked_is_no_finding() -> None:
    draft = "I'll ring you on Friday."
    tracked = Situation(channel="chat", now=NOW, tracked=(draft,))
    read = review(tracked, draft)
    assert codes(read) == []
    assert [each.what for each in read.promises] == [draft]


def test_another_language_is_said_not_guessed() -> None:
    german = "Sehr geehrte Frau Ruiz, das ist leider nicht möglich, weil wir die Ware nicht mehr haben und sie nicht kommt."
    assert review(SLIP, german) == Review((), (), language_read=False)
    assert not review(Situation(language="de"), german).language_read


def test_a_name_on_file_may_be_a_colleagues_too() -> None:
    assert codes(review(SLIP, "Sorry. Kevin never reads anything.")) == ["shaming-colleague"]


def test_nothing_in_an_empty_draft_but_what_is_missing() -> None:
    assert codes(review(Situation(channel="email", slip=True, first_reply=True), "")) == [
        "missing-apology",
        "missing-thanks",
    ]
