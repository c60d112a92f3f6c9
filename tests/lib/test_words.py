"""Text is made fit for storing and for one line, whatever it holds."""

from hypothesis import given
from hypothesis import strategies as st

from heard.lib.words import one_line, storable


def test_one_line() -> None:
    assert one_line("  My\r\n\tbell\x00 fell\x1b off ", 100) == "My bell fell off"
    assert one_line("abcdef", 4) == "abc…"


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_becomes_storable(text: str) -> None:
    storable(text).encode()
    line = one_line(text, 50)
    assert len(line) <= 50
    assert "\x00" not in line
    assert len(line.splitlines()) <= 1
