"""What a mail sets in bold or italics within a sentence, and what says nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.lib import emphasis

PLAIN = "This is the third time that my lamp broke. I want my money back.\n\nRegards,\nAda Okoye\nOrder: 41"


def said(html: str, text: str = PLAIN) -> list[str]:
    return [text[start:end] for start, end in emphasis.places(html, text)]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>This is the <b>third</b> time that my lamp broke.</p>", ["third"]),
        ("This is the <i>third <b>time</b></i> that my <em>lamp</em> broke.", ["third time", "lamp"]),
        ("This is the <span style='font-weight:700'>third</span> time", ["third"]),
        ("This is the <span style='font-style: ITALIC'>third\n time</span>", ["third time"]),
        ("This is <strong>the third &nbsp; time", ["the third time"]),
        ("<p>This is the third time.</p>", []),
        ("<blockquote>This is the <b>third</b> time</blockquote>", []),
        ("<h2>This is the <b>third</b> time</h2>", []),
        ("Regards,<br><b>Ada Okoye</b>", []),  # a line of its own
        ("<b>Order</b>: 41", []),  # a label
        ("<b>Order:</b> 41", []),
        ("<b>This is the third time that my lamp broke. I want my money back.</b>", []),  # too many words
        (
            "<b>This is the third time</b> that <b>my lamp broke. I</b> want my <b>money back.</b>",
            [],
        ),  # a style
        ("<b>never written</b>", []),
        ("<b>.</b>", []),
        ("</b></b><b>", []),
    ],
)
def test_places(html: str, words: list[str]) -> None:
    assert said(html) == words


def test_what_was_said_before_is_not_found_again() -> None:
    text = "Now I wait and now I wait for it, as I told you before, and nobody writes to me."
    (place,) = emphasis.places("Now I wait and <b>now</b> I wait for it", text)
    assert place == (15, 18)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_html_is_read(html: str, text: str) -> None:
    for start, end in emphasis.places(f"<b>{html}", text):
        assert 0 <= start < end <= len(text)


def test_a_huge_mail_is_read_quickly() -> None:
    begin = time.process_time()
    emphasis.places("<b>never</b> " * 50_000, "word " * 100_000)
    emphasis.places("<b>" * 100_000 + "</b>" * 100_000, "word " * 100_000)
    assert time.process_time() - begin < 3
