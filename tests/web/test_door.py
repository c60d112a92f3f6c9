"""Signing in, the first run, health, and a database that is away."""

import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from heard.channels.models import Channel
from heard.lib import heartbeat
from heard.staff import desk
from heard.staff.models import Desk, Person, Role
from heard.web.desk.profile import ProfileForm
from heard.web.portal.sign_in import AddressForm
from tests.conftest import PASSWORD

WELCOME = {
    "company": "Larkfield Bikes",
    "mailbox": "help@larkfield.example",
    "name": "Nora Lind",
    "email": "nora@larkfield.example",
    "password": PASSWORD,
}


def sign_in(client: Client, password: str, login: str = "nora@larkfield.example") -> int:
    return client.post("/sign-in/", {"login": login, "password": password}).status_code


def test_the_right_password_opens_the_desk(nora: Person, client: Client) -> None:
    assert sign_in(client, PASSWORD) == 302
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("login", ["nora@larkfield.example", "nobody@larkfield.example", "x' OR 1=1"])
def test_a_wrong_one_does_not(nora: Person, client: Client, login: str) -> None:
    assert sign_in(client, "guess", login) == 200
    assert client.get("/desk/").status_code == 302


def test_somebody_who_left_cannot_sign_in(nora: Person, client: Client) -> None:
    Person.objects.update(is_active=False)
    sign_in(client, PASSWORD)
    assert client.get("/desk/").status_code == 302


def test_guessing_is_slowed_down(nora: Person, client: Client) -> None:
    answers = [sign_in(client, f"guess {number}") for number in range(7)]
    assert 429 in answers or sign_in(client, PASSWORD) != 302


def test_the_log_tells_of_failed_tries_and_not_of_whom(
    nora: Person, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(6):
        sign_in(client, f"guess {number}")
    told = [record.getMessage() for record in caplog.records if record.name == "heard.web.sign_in"]
    assert told == ["A sign-in failed: wrong email or password."] * 5 + [
        "A sign-in was refused: too many tries."
    ]


def test_refused_access_is_logged(desk_of_tom: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert desk_of_tom.get("/setup/people/").status_code == 403
    (told,) = [record for record in caplog.records if record.name == "django.request"]
    assert (told.levelname, told.getMessage()) == ("WARNING", "Forbidden (Permission denied): /setup/people/")


def test_signing_out_is_a_post(nora: Person, client: Client) -> None:
    sign_in(client, PASSWORD)
    client.get("/sign-out/")
    assert client.get("/desk/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/desk/").status_code == 302


def test_after_signing_in_nobody_is_sent_elsewhere(nora: Person, client: Client) -> None:
    fields = {"login": nora.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/sign-in/", fields).headers["Location"] == "/desk/"


@pytest.mark.django_db
def test_a_new_desk_asks_for_the_code_on_the_terminal(client: Client) -> None:
    assert client.get("/desk/").headers["Location"] == "/welcome/"
    assert client.post("/welcome/", WELCOME | {"code": "0000-0000"}).status_code == 422
    assert not Desk.objects.exists()
    answer = client.post("/welcome/", WELCOME | {"code": desk.first_code()})
    assert answer.headers["Location"] == "/desk/"
    assert Person.objects.get().role == Role.OWNER
    assert Channel.objects.get().address == "help@larkfield.example"
    assert client.get("/desk/").status_code == 200


@pytest.mark.django_db
def test_a_weak_password_is_refused(client: Client) -> None:
    fields = WELCOME | {"code": desk.first_code(), "password": "password12"}
    assert client.post("/welcome/", fields).status_code == 422


def test_an_open_desk_is_not_opened_again(nora: Person, client: Client) -> None:
    fields = WELCOME | {"code": desk.first_code(), "email": "thief@else.example"}
    assert client.post("/welcome/", fields).headers["Location"] == "/desk/"
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_healthz_needs_living_loops(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/healthz").status_code == 503
    assert caplog.records == []  # an answer, not a fault of ours
    heartbeat.beat(["arrivals"])
    assert client.get("/healthz").json() == {"ok": True, "database": "answers", "silent": []}


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_plain_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(desk, "current", away)
    answer = Client(raise_request_exception=False).get("/desk/")
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.content.decode()


def test_after_a_refusal_the_password_is_typed_anew(nora: Person, client: Client) -> None:
    first = client.get("/sign-in/").content.decode()
    again = client.post("/sign-in/", {"login": nora.email, "password": "wrong"}).content.decode()
    focused = [re.findall(r'name="(\w+)"[^>]* autofocus', page) for page in (first, again)]
    assert focused == [["login"], ["password"]]
    assert "Forgot password?" in again


def test_fields_speak_in_our_words_in_both_languages(db: None) -> None:
    form = ProfileForm({"name": "x" * 121, "language": "xx"})
    assert form.errors["name"] == ["This is too long: 121 characters, and 120 fit."]
    assert form.errors["language"] == ["This is not in the list. Choose one from it."]
    with translation.override("de"):
        assert ProfileForm({"name": ""}).errors["name"] == ["Das ist noch leer. Bitte füllen Sie es aus."]


@pytest.mark.parametrize("address", ["cleo@nowhere", "cleo", "cleo@"])
def test_an_address_that_is_not_whole_is_not_confused_with_the_example(address: str) -> None:
    (said,) = AddressForm({"email": address}).errors["email"]
    assert said == "Something is missing in this address. It should read like ada@example.org."
