"""Quick answers in the setup: written, tried on a pasted mail, turned on, counted and removed."""

import pytest
from django.test import Client

from heard.channels.models import Channel
from heard.phrasing.models import QuickAnswer
from heard.staff.models import Person

FORM = {
    "title": "Signing in",
    "signs": "forgot my password\n",
    "text": "You need none.",
    "last_line": "One line.",
}


@pytest.fixture
def answer(desk_of_nora: Client, mailbox: Channel) -> QuickAnswer:
    desk_of_nora.post("/setup/quick-answers/new/", {**FORM, "is_on": "on", "channels": [mailbox.pk]})
    return QuickAnswer.objects.get()


def test_it_is_kept_as_written(answer: QuickAnswer, mailbox: Channel, desk_of_nora: Client) -> None:
    assert (answer.signs, answer.is_on, list(answer.channels.all())) == (
        "forgot my password",
        True,
        [mailbox],
    )
    page = desk_of_nora.get(f"/setup/quick-answers/{answer.pk}/").text
    assert f'name="channels" value="{mailbox.pk}" checked' in page
    desk_of_nora.post(f"/setup/quick-answers/{answer.pk}/", FORM)
    answer.refresh_from_db()
    assert (answer.is_on, list(answer.channels.all())) == (False, [])


@pytest.mark.parametrize(
    "wrong", [{"signs": "password"}, {"text": "{agent.name}"}, {"last_line": ""}, {"channels": ["999"]}]
)
def test_nonsense_is_said_and_not_kept(desk_of_nora: Client, nora: Person, wrong: dict[str, object]) -> None:
    refused = desk_of_nora.post("/setup/quick-answers/new/", {**FORM, **wrong})
    assert (refused.status_code, QuickAnswer.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("I forgot my password.", "<bdi>Signing in</bdi> fires."),
        ("My bell fell off.", "Nothing fires: a person answers."),
        ("I forgot my password!!! DISGRACE", "it sounds upset or pressed"),
        ("I forgot my password. " + "And more. " * 50, "more than 80"),
    ],
)
def test_a_mail_is_tried(answer: QuickAnswer, desk_of_nora: Client, text: str, says: str) -> None:
    tried = {"subject": "", "text": text}
    assert says in desk_of_nora.post("/setup/quick-answers/trials", tried).text
    part = desk_of_nora.post("/setup/quick-answers/trials", tried, headers={"HX-Request": "true"}).text
    assert (says in part, "<html" in part) == (True, False)


def test_what_is_off_is_named_but_does_not_fire(answer: QuickAnswer, desk_of_nora: Client) -> None:
    QuickAnswer.objects.update(is_on=False)
    said = desk_of_nora.post("/setup/quick-answers/trials", {"text": "forgot my password"}).text
    assert ("Nothing fires" in said, "(off)" in said) == (True, True)


def test_the_examples_and_the_removal(desk_of_nora: Client, nora: Person) -> None:
    assert "Begin with the examples" in desk_of_nora.get("/setup/quick-answers/").text
    desk_of_nora.post("/setup/quick-answers/examples")
    first = QuickAnswer.objects.order_by("pk")[0]
    assert "How do I sign in?" in desk_of_nora.get("/setup/quick-answers/").text
    desk_of_nora.post(f"/setup/quick-answers/{first.pk}/removal")
    assert QuickAnswer.objects.count() == 1
