"""Whose language does a page speak? Its reader's: as they chose, or else as their browser asks."""

import pytest
from django.test import Client

from heard.staff.models import Person

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


def test_who_chose_german_reads_german(desk_of_tom: Client, tom: Person) -> None:
    mine = {"name": tom.name, "signature": "", "language": "de", "time_zone": ""}
    assert desk_of_tom.post("/desk/me/", mine).status_code == 302
    answer = desk_of_tom.get("/desk/", headers={"accept-language": "en"})
    page = answer.content.decode()
    assert ('<html lang="de"' in page, answer.headers["Content-Language"]) == (True, "de")
    assert ("Posteingang" in page, "Inbox" in page) == (True, False)


def test_the_kept_rows_and_pages_do_not_mix_languages(desk_of_tom: Client, tom: Person) -> None:
    english = desk_of_tom.get("/desk/")
    Person.objects.filter(pk=tom.pk).update(language="de")
    german = desk_of_tom.get("/desk/", headers={"if-none-match": english.headers["ETag"]})
    assert german.status_code == 200
    assert "Inbox" not in german.content.decode()


@pytest.mark.parametrize(("headers", "says"), [(GERMAN, "Anmelden"), ({"accept-language": "fr"}, "Sign in")])
def test_the_door_speaks_as_the_browser_asks(
    client: Client, nora: Person, headers: dict[str, str], says: str
) -> None:
    page = client.get("/sign-in/", headers=headers).content.decode()
    assert says in page
    assert f'<html lang="{"de" if headers is GERMAN else "en"}"' in page


def test_a_refusal_speaks_it_too(desk_of_tom: Client, tom: Person) -> None:
    Person.objects.filter(pk=tom.pk).update(language="de")
    answer = desk_of_tom.post("/desk/me/", {"name": "", "signature": "", "language": "de", "time_zone": ""})
    assert "Das ist noch leer. Bitte füllen Sie es aus." in answer.content.decode()
