"""Colours there and back, contrast as WCAG has it, and the nearest one that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.lib import colour

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
PAPER = "#f7f6f2"


@given(COLOURS)
def test_there_and_back(one: str) -> None:
    assert colour.from_oklch(*colour.oklch(one)) == one


@given(COLOURS)
def test_the_nearest_is_readable_and_near(one: str) -> None:
    found = colour.darkened_until(one, PAPER, 4.5)
    assert colour.contrast(found, PAPER) >= 4.5
    if found != one:
        assert colour.contrast(found, PAPER) < 4.8


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#fff000", "#fff000", 1.0)],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert round(colour.contrast(one, other), 2) == ratio


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("#ABC", "#aabbcc"),
        (" 00ff00 ", "#00ff00"),
        ("red", None),
        ("#12", None),
        ("#1234567", None),
        ("url(x)", None),
    ],
)
def test_spelling(written: str, spelled: str | None) -> None:
    assert colour.spelled(written) == spelled
