"""Markdown in replies: what people mean is shown, what nobody may do is not."""

import time

import pytest

from heard.lib import markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "Dear Ada,\n\nit is **here**.\nTom",
            "<p>Dear Ada,</p>\n<p>it is <strong>here</strong>.<br>\nTom</p>",
        ),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("#1234 is your order", "<p>#1234 is your order</p>"),
        ("    four spaces", "<p>four spaces</p>"),
        ("Total\n---", "<p>Total</p>\n<hr>"),
        ("a <b>c</b> & d", "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>"),
        ("`<script>`", "<p><code>&lt;script&gt;</code></p>"),
    ],
)
def test_what_people_write(text: str, html: str) -> None:
    assert markup.html(text) == html


LINK = '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'


def test_links_are_made_of_addresses_too() -> None:
    assert (
        markup.html("see https://a.example/b.")
        == f"<p>see {LINK.format('https://a.example/b', 'https://a.example/b')}.</p>"
    )
    assert markup.html("[bells](https://a.example)") == f"<p>{LINK.format('https://a.example', 'bells')}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](/desk/)",
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "![x](https://spy.example/pixel.png)",
        "[x](<javascript:alert(1)>)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    shown = markup.html(text)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<a" not in shown


def test_a_picture_of_the_message_is_shown() -> None:
    text = "Look: ![the lamp](cid:a1@heard)"
    assert markup.html(text) == '<p>Look: <img src="cid:a1@heard" alt="the lamp"></p>'
    assert markup.plain(text) == "Look: [the lamp]"
    assert markup.pictures_in(text) == {"a1@heard"}


@pytest.mark.parametrize("text", ["Dear Ada,\nthank you.", "1,5 (or 2) + 3 = 4; a-b"])
def test_plain_words_take_the_quick_way(text: str) -> None:
    assert not markup.has_signs(text)


def test_deep_and_long_texts_end() -> None:
    began = time.perf_counter()
    for text in ("> " * 4000, "[" * 9000, "*_" * 9000, "- " * 5000 + "x", "`" * 9999):
        markup.html(text)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Plain, 3 * 4 < 13 & so on", "Plain, 3 * 4 < 13 & so on"),
        ("**Sorry**, the *brass* arm is `Q-7`.", "Sorry, the brass arm is Q-7."),
        ("- one\n- two", "one two"),
        ("> You wrote\n\nYes & [see here](https://x.example/a?b=1&c=2)", "You wrote Yes & see here"),
        ("![the lamp](cid:a1@x) **cracked**", "the lamp cracked"),
        ("<b>no HTML</b> *here*", "<b>no HTML</b> here"),
    ],
)
def test_the_words_alone(written: str, shown: str) -> None:
    assert " ".join(markup.words(written).split()) == shown
