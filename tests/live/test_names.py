"""What may be a name, and how many fit into one notice."""

import json

import pytest

from heard.live import names


@pytest.mark.parametrize("bad", ["", "*", "two words", "line\nbreak", "x" * 101, "nul\0"])
def test_names_that_cannot_travel_are_refused_before_anything_is_written(bad: str) -> None:
    with pytest.raises(ValueError, match="cannot be a live name"):
        names.publish(["ticket:1", bad])


def test_payloads_hold_all_names_and_stay_below_the_limit_of_notify() -> None:
    many = [f"ticket:{number}-{'é' * (number % 90)}" for number in range(2000)]
    payloads = list(names.payloads(many))
    assert [name for payload in payloads for name in json.loads(payload)] == many
    assert max(len(payload.encode()) for payload in payloads) < 8000
