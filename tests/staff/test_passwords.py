"""Passwords made of the company's words and ours are refused; those that only hold one are taken."""

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from heard.staff.models import Desk
from heard.staff.passwords import NotOurWords


@pytest.fixture
def larkfield(db: None, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://answers.wolke.example"
    Desk.objects.create(pk=1, name="Larkfield Bikes")


@pytest.mark.parametrize(
    "password", ["Larkfield2026!", "larkfieldbikes", "Heard-Support-1", "WolkeKunde99", "Passwort12345"]
)
def test_our_words_are_refused(larkfield: None, password: str) -> None:
    with pytest.raises(ValidationError):
        NotOurWords().validate(password)


@pytest.mark.parametrize(
    "password", ["a lamp in every window", "bikes under seven bridges", "qT8r-vM2x-91", "pfütze"]
)
def test_others_are_taken(larkfield: None, password: str) -> None:
    NotOurWords().validate(password)


@pytest.mark.django_db
def test_a_desk_without_a_name_has_words_too() -> None:
    with pytest.raises(ValidationError):
        NotOurWords().validate("HelpDesk2026")
