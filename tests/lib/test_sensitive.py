"""Card numbers, accounts, passwords and keys are found; order numbers, phones and dates are not."""

import time

import pytest

from heard.lib import sensitive


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My card is 4111 1111 1111 1111, take it from there.", "card"),
        ("4012888888881881", "card"),
        ("5500-0055-5555-5559", "card"),
        ("amex 378282246310005.", "card"),
        ("The CVC is 123", "card"),
        ("2223003122003222", "card"),
        ("IBAN DE89 3704 0044 0532 0130 00", "account"),
        ("GB82WEST12345698765432", "account"),
        ("SSN 219-09-9999", "identity"),
        ("password: hunter2x", "password"),
        ("Mein Passwort ist Sommer2026!", "password"),
        ("mot de passe : azerty99", "password"),
        ("AKIAIOSFODNN7EXAMPLE", "key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "key"),
    ],
)
def test_what_should_not_lie_about_is_found(text: str, found: str) -> None:
    assert sensitive.kinds(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "My card is 4111 1111 1111 1112.",  # the check digit is wrong
        "Order 1234567890123456, tracking 00340434161094042557",
        "Call +49 4111 1111 1111 1111 or 020 7946 0958 0000",
        "0000 0000 0000 0000",
        "From 2026-11-22 to 2026-12-24, 10:15:33.123456789",
        "DE89 3704 0044 0532 0130 01",
        "I forgot my password. My password is not working.",
        "Set a new password: https://shop.example/reset",
        "passwords are hard",
        "0.4111111111111111 metres",
    ],
)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert sensitive.kinds(text) == []


def test_long_texts_take_no_longer_than_reading_them() -> None:
    began = time.process_time()
    for text in ("4 " * 100_000, "password is " * 20_000, "DE89 " * 40_000, "1-" * 100_000, "eyJa" * 50_000):
        sensitive.kinds(text)
    assert time.process_time() - began < 2.5


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Card 4111 1111 1111 1111.", "Card •••• •••• •••• 1111."),
        ("4111111111111111", "••••••••••••1111"),
        ("CVV: 123 and CVC 4567", "CVV: ••• and CVC ••••"),
        ("DE89 3704 0044 0532 0130 00 please", "•••• •••• •••• •••• ••30 00 please"),
        ("GB33BUKB20201555555555 MORE WORD", "••••••••••••••••••5555 MORE WORD"),
        ("SSN 078-05-1120", "SSN •••-••-••••"),
        ("Order 4111 1111 1111 1112 and +49 170 1234567", "Order 4111 1111 1111 1112 and +49 170 1234567"),
    ],
)
def test_numbers_are_covered_but_for_their_end(text: str, covered: str) -> None:
    assert sensitive.masked(text) == covered
    assert sensitive.masked(covered) == covered
