"""One's own page: what is kept, the signature in replies, the language and hours of pages, the password."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from heard.channels.email import mailboxes
from heard.channels.models import Channel, Outgoing
from heard.drafts import send
from heard.files import store
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Ticket
from tests.conftest import PASSWORD, desk_of

MINE = {"name": "Tom Abara", "signature": "", "language": "", "time_zone": ""}


def test_what_i_say_is_kept(desk_of_tom: Client, tom: Person) -> None:
    said = {"name": "Tom A.", "signature": "Tom\nWheels", "time_zone": "Asia/Kolkata"}
    assert desk_of_tom.post("/desk/me/", MINE | said).status_code == 302
    tom.refresh_from_db()
    assert (tom.name, tom.signature, tom.time_zone) == tuple(said.values())
    page = desk_of_tom.get("/desk/").content.decode()
    assert 'data-zone="Asia/Kolkata"' in page


@pytest.mark.parametrize("wrong", [{"time_zone": "Moon/Base"}, {"name": ""}, {"language": "xx"}])
def test_what_cannot_be_is_refused(desk_of_tom: Client, wrong: dict[str, str]) -> None:
    assert desk_of_tom.post("/desk/me/", MINE | wrong).status_code == 422


def test_times_are_shown_in_the_chosen_zone(desk_of_tom: Client, tom: Person, ticket: Ticket) -> None:
    Ticket.objects.update(changed_at="2026-01-05T22:30:00Z", waiting_since=None)
    assert "5 Jan, 22:30" in desk_of_tom.get("/desk/").content.decode()
    Person.objects.filter(pk=tom.pk).update(time_zone="Asia/Kolkata")
    assert "6 Jan, 04:00" in desk_of_tom.get("/desk/").content.decode()
    assert "5 Jan, 22:30" in desk_of(Person.objects.get(name="Nora Lind")).get("/desk/").content.decode()


def test_it_is_confirmed_in_the_language_that_was_chosen(desk_of_tom: Client) -> None:
    kept = desk_of_tom.post("/desk/me/", {**MINE, "language": "de"}, follow=True)
    assert "Gespeichert." in kept.text
    kept = desk_of_tom.post("/desk/me/", MINE, follow=True)
    assert "Kept." in kept.text


def test_pages_speak_the_chosen_language(desk_of_tom: Client, tom: Person, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    assert '<html lang="en"' in desk_of_tom.get("/desk/").content.decode()
    Person.objects.filter(pk=tom.pk).update(language="de")
    assert '<html lang="de"' in desk_of_tom.get("/desk/").content.decode()


def test_a_signature_stands_above_the_companys(ticket: Ticket, tom: Person, mailbox: Channel) -> None:
    mailboxes.say(mailbox, acknowledgement="", signature="Larkfield Bikes, Mill Road 2")
    Person.objects.filter(pk=tom.pk).update(signature="Tom, Wheels")
    tom.refresh_from_db()
    replies.release(send.send(ticket, tom, "A new bell is in the post.").pk)
    mail = store.content(Outgoing.objects.get().content).decode()
    assert "-- \r\nTom, Wheels\r\nLarkfield Bikes, Mill Road 2\r\n" in mail


def test_a_new_password_ends_the_other_sessions(desk_of_tom: Client, tom: Person) -> None:
    elsewhere = desk_of(tom)
    new = "spokes and chains 7"
    assert desk_of_tom.post("/desk/me/password", {"now": "guess", "new": new}).status_code == 422
    assert desk_of_tom.post("/desk/me/password", {"now": PASSWORD, "new": "short"}).status_code == 422
    assert desk_of_tom.post("/desk/me/password", {"now": PASSWORD, "new": new}).status_code == 302
    assert desk_of_tom.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302
    assert Person.objects.get(pk=tom.pk).check_password(new)


def test_guessing_the_old_password_is_slow(
    desk_of_tom: Client, tom: Person, caplog: pytest.LogCaptureFixture
) -> None:
    new = "spokes and chains 7"
    for _try in range(10):
        desk_of_tom.post("/desk/me/password", {"now": "guess", "new": new})
    assert desk_of_tom.post("/desk/me/password", {"now": PASSWORD, "new": new}).status_code == 422
    assert Person.objects.get(pk=tom.pk).check_password(PASSWORD)
    told = [record.getMessage() for record in caplog.records if "second_step" in record.name]
    assert told == [f"A password asked for again was wrong: person {tom.pk}."] * 10
