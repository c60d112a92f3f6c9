"""Does a review see severity, place, promises and the situation as it should?"""

from datetime import datetime

import pytest

from heard.coach import Finding, Review, Situation, review
from heard.coach.times import when_in

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


@pytest.mark.parametrize(
    ("name", "greeting"), [("Ana Ruiz", "Dear Ana,"), ("Mrs Ruiz", "Dear Mrs Ruiz,"), (None, "Dear {name},")]
)
def test_a_suggestion_calls_the_customer_by_name(name: str | None, greeting: str) -> None:
    read = review(
        Situation(first_reply=True, customer_name=name), "Dear Customer,\n\nthank you. It is ready."
    )
    assert {each.suggestions[0] for each in read.findings if each.code == "impersonal-greeting"} == {greeting}


@pytest.mark.parametrize(
    ("draft", "better"),
    [
        ("Hi there,\n\nwe have it.", "Dear Ana,\n\nwe have it."),
        ("Hi there\n\nWe have it.", "Dear Ana,\n\nWe have it."),
        ("Hi there, we have it.", "Dear Ana, we have it."),
        ("Hi we have it.", "Dear Ana, we have it."),
        ("Dear customer,\n\nwe have it.", "Dear Ana,\n\nwe have it."),
        ("Dear valued customer we have it.", "Dear Ana, we have it."),
        ("Good morning Sir or Madam - we have it.", "Dear Ana, we have it."),
        ("To whom it may concern:\n\nwe have it.", "Dear Ana,\n\nwe have it."),
        ("Hello. Dear customer, we have it.", "Hello. Dear Ana, we have it."),
    ],
)
def test_a_greeting_is_one_finding_and_its_words_fit_where_it_stands(draft: str, better: str) -> None:
    found = only(review(Situation(first_reply=True, customer_name="Ana Ruiz"), draft), "impersonal-greeting")
    assert draft[: found.start] + found.suggestions[0] + draft[found.end :] == better


def test_words_that_end_with_a_mark_take_the_place_of_words_with_theirs() -> None:
    draft = "Merry Christmas! Your lamp is on its way."
    found = only(review(Situation(), draft), "holiday-specific")
    assert draft[: found.end] == "Merry Christmas!"


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


@pytest.mark.parametrize(
    ("words", "begin", "end"),
    [
        ("tomorrow at ten", "1 10:00", "1 10:00"),
        ("at 3", "31 15:00", "31 15:00"),  # 1 to 6 are in the afternoon
        ("at 10", "1 10:00", "1 10:00"),  # it is past ten already
        ("tomorrow at 10.30", "1 10:30", "1 10:30"),
        ("by five", "31 14:20", "31 17:00"),
        ("by half past two", "31 14:20", "31 14:30"),
        ("at quarter to five", "31 16:45", "31 16:45"),
        ("at ten past four", "31 16:10", "31 16:10"),
        ("around eleven on Friday", "3 11:00", "3 11:00"),
        ("before noon tomorrow", "1 00:00", "1 12:00"),
        ("by lunchtime tomorrow", "1 00:00", "1 12:00"),
        ("tomorrow morning at 6", "1 06:00", "1 06:00"),
        ("at nine in the evening", "31 21:00", "31 21:00"),
        ("tonight at 8", "31 20:00", "31 20:00"),
        ("by end of play", "31 14:20", "31 18:00"),
        ("by close of business on Friday", "31 14:20", "3 18:00"),
        ("within the hour", "31 14:20", "31 15:20"),
        ("in two hours' time", "31 16:20", "31 16:20"),
        ("first thing tomorrow", "1 06:00", "1 10:00"),
        ("first thing in the morning", "1 06:00", "1 10:00"),
        ("by the weekend", "31 14:20", "4 00:00"),
        ("by 5 May", "31 14:20", "6 00:00"),  # a date is no hour
        ("by 10 % tomorrow", "31 14:20", "2 00:00"),
        ("at 12 Elm Street tomorrow", "1 00:00", "2 00:00"),
    ],
)
def test_hours_are_understood_as_people_say_them(words: str, begin: str, end: str) -> None:
    found = when_in(f"I'll ring you {words}.", NOW.replace(hour=14, minute=20))
    assert (_short(found.earliest), _short(found.latest)) == (begin, end)


def _short(at: datetime | None) -> str:
    return at.strftime("%d %H:%M").lstrip("0") if at else ""


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
