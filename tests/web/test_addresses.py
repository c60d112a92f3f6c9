"""An address with numbers in it is the one that Django gives."""

from django.urls import reverse

from heard.web import addresses


def test_is_what_reverse_gives() -> None:
    for number in (7, 12_345):
        assert addresses.of("desk:ticket", number) == reverse("desk:ticket", args=[number])
        assert addresses.of("desk:undo", number, 3) == reverse("desk:undo", args=[number, 3])
        assert addresses.of("desk:draft", number, "note") == reverse("desk:draft", args=[number, "note"])
        assert addresses.of("desk:draft", number, "reply") == reverse("desk:draft", args=[number, "reply"])


def test_those_without_a_number_too() -> None:
    assert addresses.of("desk:inbox") == reverse("desk:inbox")
