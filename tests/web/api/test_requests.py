"""A website's own form passes requests on: the same rules, the same ticket, the same confirmation as ours."""

import base64
import itertools
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heard.channels.form import setup, spam
from heard.channels.form.models import Asked, FormField
from heard.channels.models import Arrival, Channel
from heard.lib.ref import ref
from heard.staff import tokens
from heard.staff.models import KeptAnswer, Person, Token
from heard.tickets.models import Attachment, Message, Ticket
from heard.timeline.models import Entry
from tests.conftest import everything_follows
from tests.web.portal.conftest import filled, form, mails_to, token  # noqa: F401 - a fixture

JSON = "application/json"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def site(form: Channel) -> Client:  # noqa: F811
    """The website of Larkfield Bikes, whose token can do this and nothing else."""
    secret = tokens.make(tokens.service_account("site"), ["requests:write"])
    return Client(headers={"Authorization": f"Bearer {secret}"})


def written(**given: Any) -> dict[str, Any]:
    """What a visitor wrote in the website's own form."""
    return {
        "name": "Ada Okoye",
        "email": "Ada@Okoye.example",
        "about": "complaint",
        "text": "The bell fell off.\n\nAgain.",
        "visitor": "203.0.113.7",
        **given,
    }


def send(site: Client, key: str = "", **given: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return site.post("/api/v1/requests", written(**given), content_type=JSON, headers=headers)


def wrong(answer: Any) -> list[str]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    return [each["where"] for each in answer.json()["wrong"]]


def test_it_becomes_the_ticket_that_the_page_makes(site: Client) -> None:
    told = send(site, subject="My bell", language="de")
    everything_follows()
    by_page = Client().post("/help/request/", filled(subject="My bell", text="The bell fell off.\n\nYes."))
    everything_follows()
    assert (told.status_code, by_page.status_code) == (201, 302)
    ours, theirs = Ticket.objects.order_by("pk")
    assert told.json() == {
        "number": ours.number,
        "answered": "Ein Mensch liest es und antwortet Ihnen dann per Mail.",
    }
    for name in ("subject", "customer", "identity", "channel", "tags", "status", "team", "assignee"):
        assert getattr(ours, name) == getattr(theirs, name), name
    message = Message.objects.get(ticket=ours, direction="in")
    assert (message.text, message.language) == ("The bell fell off.\n\nAgain.", "de")
    assert f"Thank you. It is No. {ours.number}." in mails_to("ada@okoye.example")[0]
    token_used = Entry.objects.get(kind="ticket.opened", subject_id=ours.pk)
    assert (token_used.through_kind, token_used.through_id) == ("token", Token.objects.get().pk)


def test_nothing_of_the_desk_is_shown_to_it(site: Client) -> None:
    number = send(site).json()["number"]
    for path in (f"/tickets/{number}", "/tickets", "/customers", "/people", "/timeline"):
        assert site.get(f"/api/v1{path}").status_code == 403, path


def test_sent_again_it_is_one_request(site: Client) -> None:
    first, second = send(site, key="k-1"), send(site, key="k-1")
    assert (second.headers["Idempotency-Replayed"], second.content) == ("true", first.content)
    third = send(site)  # the visitor pressed twice, and the website knows nothing of keys
    assert (first.status_code, third.status_code, third.json()) == (201, 200, first.json())
    assert (Ticket.objects.count(), Arrival.objects.count()) == (1, 1)
    assert send(site, text="My light, too.").status_code == 201
    assert Ticket.objects.count() == 2


def test_what_the_page_refuses_is_refused_here(site: Client, nora: Person, form: Channel) -> None:  # noqa: F811
    size = setup.ask(
        form, label="Frame size", purpose="It tells the bell.", asked=Asked.CHOICE, choices=["S", "M"],
        is_required=True, by=ref(nora),
    )  # fmt: skip
    ask = f"ask-{size.pk}"
    assert wrong(send(site, email="ada", name=" ", answers={ask: "M"})) == ["body.name", "body.email"]
    assert wrong(send(site, email=form.address, answers={ask: "M"})) == ["body.email"]
    assert wrong(send(site)) == [f"body.answers.{ask}"]
    assert wrong(send(site, answers={ask: "XL"})) == [f"body.answers.{ask}"]
    assert wrong(send(site, answers={ask: "M", "ask-0": "?", "email": "x@y.example"})) == [
        "body.answers.ask-0",
        "body.answers.email",
    ]
    assert wrong(send(site, answers={ask: "M"}, visitor="here")) == ["body.visitor"]
    assert wrong(send(site, answers={ask: "M"}, files=[{"name": "a", "content": "!"}])) == [
        "body.files.0.content"
    ]
    assert not Arrival.objects.exists()
    assert send(site, answers={ask: "M"}).status_code == 201
    assert Message.objects.get(direction="in").text.endswith("Frame size: M")


def test_files_come_along(site: Client) -> None:
    given = [("bell.png", PNG), ("bell.txt", b"It was round.")]
    files = [{"name": name, "content": base64.b64encode(each).decode()} for name, each in given]
    assert send(site, files=files).status_code == 201
    everything_follows()
    page = filled(text="From the page.", files=[SimpleUploadedFile(*each) for each in given])
    Client().post("/help/request/", page)
    everything_follows()
    rows = Attachment.objects.order_by("message", "pk").values_list("name", "type", "blob")
    assert (len(rows), list(rows[:2])) == (4, list(rows[2:]))


def test_machines_are_held_back_as_on_the_page(site: Client) -> None:
    assert wrong(send(site, trap="https://spam.example")) == ["body.trap"]
    assert wrong(send(site, page="made up")) == ["body.page"]
    assert wrong(send(site, page=token(1))) == ["body.page"]
    by_page = Client(REMOTE_ADDR="203.0.113.99")  # the same network, by the other door
    by_page.post("/help/request/", filled())
    found = [send(site, text=f"No. {n}").status_code for n in range(spam.MOST_PLAIN)]
    assert found == [201] * (spam.MOST_PLAIN - 1) + [429]
    held = send(site, key="k-1", text="Once more.")
    assert KeptAnswer.objects.count() == 0  # an hour later the same key is answered otherwise
    assert (held.status_code, held.json()["type"]) == (429, "urn:heard:problem:held-back")
    assert 0 < int(held.headers["Retry-After"]) <= 3600
    assert send(site, text="Elsewhere.", visitor="198.51.100.1").status_code == 201
    assert send(site, text="Worked for.", **worked()).status_code == 201


def worked() -> dict[str, str]:
    """A page of ours in the website's, and the work that the visitor's browser did beside the typing."""
    page = token()
    tries = (str(n) for n in itertools.count())
    return {"page": page, "proof": next(n for n in tries if spam.is_proof(page, n))}


def test_a_token_that_was_stolen_does_not_flood_the_desk(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spam, "MOST_OF_SITE", 2)
    found = [send(site, text=f"{n}", visitor=f"198.51.{n}.1").status_code for n in range(3)]
    assert found == [201, 201, 429]


def test_the_website_learns_what_to_ask_and_why(site: Client, nora: Person, form: Channel) -> None:  # noqa: F811
    setup.ask(form, label="Order number", purpose="We find it faster.", by=ref(nora))
    said = site.get("/api/v1/requests/form?language=de").json()
    assert [each["name"] for each in said["fields"]] == [
        "about", "text", "subject", "files", "name", "email", f"ask-{FormField.objects.get().pk}",
    ]  # fmt: skip
    assert [each["name"] for each in said["fields"] if not each["why"]] == ["name"]
    assert said["fields"][-2]["why"] == "Dorthin geht unsere Antwort und sonst nichts."
    assert (spam.key_of(said["page"]) is not None, said["bits"]) == (True, spam.BITS)


def test_a_closed_form_is_closed_here(site: Client, nora: Person, form: Channel) -> None:  # noqa: F811
    setup.close(form, by=ref(nora))
    for answer in (send(site), site.get("/api/v1/requests/form")):
        assert (answer.status_code, answer.json()["detail"][:27]) == (404, "The request form is closed.")


def test_no_page_of_another_site_can_call_it(site: Client) -> None:
    """No header invites a browser: the token stays with the website's server."""
    asked = site.options("/api/v1/requests", headers={"Origin": "https://larkfield.example"})
    assert [name for name in asked.headers if name.lower().startswith("access-control")] == []
