"""Which quick answer fires for which words, and when none does."""

import pytest

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.lib import site
from heard.lib.ref import ref
from heard.phrasing import quick_answers
from heard.phrasing.models import QuickAnswer
from heard.phrasing.quick_answers import NotAnAnswer, Silent, Wanted
from heard.staff.models import Person

SIGNS = "forgot my password\nreset * password\nPasswort zurücksetzen"


def made(
    by: Person, title: str = "Signing in", signs: str = SIGNS, text: str = "No password."
) -> QuickAnswer:
    return quick_answers.write(None, Wanted(title, signs, text, "One line back.", is_on=True), by=by)


@pytest.mark.parametrize(
    ("subject", "text", "fires"),
    [
        ("Forgot my password", "", True),
        ("Hello", "I Forgot my  Password, sorry.", True),
        ("", "Hi,\n\nI forgot\nmy password.", True),  # over the end of a line
        ("", "please reset the old password", True),
        ("", "please reset password", True),
        ("", "please reset the very old and rusty password", False),  # four words between
        ("", "Ich will mein Passwort zurucksetzen", True),
        ("", "I forgot my passwords", False),
        ("", "Your forgot-my-password page is ugly", True),
        ("", "My bell fell off.", False),
        ("", "\n".join(["line"] * 10 + ["forgot my password"]), False),  # below the first lines
    ],
)
def test_signs(nora: Person, subject: str, text: str, fires: bool) -> None:
    answer = made(nora)
    found = quick_answers.match([answer], subject, text)
    assert found.answer == (answer if fires else None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("My bell fell off.", Silent.NONE_FITS),
        ("I forgot my password and where is my order?", Silent.TWO_FIT),
        ("I forgot my password. " + "And more. " * 40, Silent.TOO_LONG),
        ("I forgot my password AND NOBODY ANSWERS ME!!!", Silent.HEATED),
        ("I forgot my password, and you lost my order.", Silent.HEATED),
        ("I forgot my password, this is a disgrace, I am furious.", Silent.HEATED),
    ],
)
def test_everything_else_reaches_a_person(nora: Person, text: str, why: Silent) -> None:
    answers = [made(nora), made(nora, "Orders", "where is my order")]
    found = quick_answers.match(answers, "", text)
    assert (found.answer, found.why) == (None, why)


@pytest.mark.parametrize("signs", ["", " \n ", "password", "* password *", "\n".join(["a b"] * 31)])
def test_signs_that_would_fire_anywhere_are_refused(nora: Person, signs: str) -> None:
    with pytest.raises(NotAnAnswer):
        made(nora, signs=signs)


@pytest.mark.parametrize("text", ["{agent.name}", "{customer.goal}", "{nonsense}"])
def test_what_nobody_could_fill_in_is_refused(nora: Person, text: str) -> None:
    with pytest.raises(NotAnAnswer):
        made(nora, text=text)


def test_links_lead_somewhere_or_nothing_is_said(nora: Person, mailbox: Channel) -> None:
    answer = made(nora, text="Look at {requests.link}.")
    assert quick_answers.words(answer, {}) == ""
    setup.open_form(mailbox, name="Larkfield Bikes", by=ref(nora))
    assert quick_answers.words(answer, {}) == f"Look at {site.address()}/my/.\n\nOne line back."


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_examples_come_turned_off_and_fire_for_their_own_signs(nora: Person, language: str) -> None:
    quick_answers.begin(language, by=nora)
    quick_answers.begin(language, by=nora)
    answers = list(QuickAnswer.objects.order_by("pk"))
    assert [answer.is_on for answer in answers] == [False, False]
    for answer in answers:
        for sign in answer.signs.splitlines():
            assert quick_answers.match(answers, "", sign.replace("*", "my old")).answer == answer


def test_only_for_its_channels(nora: Person, mailbox: Channel) -> None:
    other = Channel.objects.create(kind="email", name="Shop", address="shop@larkfield.example")
    everywhere, there = made(nora), made(nora, "Orders", "where is my order")
    there.channels.set([other])
    assert quick_answers.on_for(mailbox) == [everywhere]
    assert quick_answers.on_for(other) == [everywhere, there]
