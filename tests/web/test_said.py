"""Words from outside: escaped, honest links, nothing that turns, pads, piles up or never ends."""

import re
import time

import pytest

from heard.web.templatetags.said import readable, said

REL = 'rel="noopener noreferrer nofollow" target="_blank"'


def link(address: str, words: str, title: str = "") -> str:
    titled = f' title="Leads to {title}"' if title else ""
    return f'<a href="{address}" {REL}{titled}><bdi>{words}</bdi></a>'


def test_paragraphs_and_lines() -> None:
    assert said("a\nb\n\n \n\nc\r\nd\u2028e") == "<p>a<br>b</p><p>c<br>d<br>e</p>"


def test_everything_is_escaped() -> None:
    assert said("<img src=x onerror=alert(1)> & \"'") == (
        "<p>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;&#x27;</p>"
    )


LOOKALIKE = "https://\u0430\u0440\u0440\u04cf\u0435.example/"  # reads "apple" in Cyrillic letters
TURNED = (
    '<span class="unseen-letter" title="An invisible letter stood here that turns the reading order.">'
    "\ufffd</span>"
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("see http://a.example/b?c=1.", f"see {link('http://a.example/b?c=1', 'http://a.example/b?c=1')}."),
        ("https://a.example/?a&b", link("https://a.example/?a&amp;b", "https://a.example/?a&amp;b")),
        ("(www.a.example/x_(y))", f"({link('https://www.a.example/x_(y)', 'www.a.example/x_(y)')})"),
        ("me@a.example, you", f"{link('mailto:me@a.example', 'me@a.example')}, you"),
        ("<https://a.example>", f"&lt;{link('https://a.example', 'https://a.example')}&gt;"),
        (LOOKALIKE, link(LOOKALIKE, LOOKALIKE, "xn--80ak6aa92e.example")),
        ("http://bank.example@bad.example", link(*["http://bank.example@bad.example"] * 2, "bad.example")),
        ("http://a.example/\u202egpj.exe", link(*["http://a.example/"] * 2) + TURNED + "gpj.exe"),
    ],
)
def test_links(text: str, html: str) -> None:
    assert said(text) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//a.example",
        "ftp://a.example",
        "https://",
        'https://"onclick=x',
    ],
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert "<a" not in said(text)


def test_an_address_cannot_leave_its_attribute() -> None:
    html = said("https://a.example/'onmouseover=alert(1)' https://a.example/\"x=y")
    assert re.findall(r'<a href="[^"<>]*" rel="[^"]*" target="_blank">', html) == re.findall("<a[^>]*>", html)


def test_padding_and_piles_go_single_joiners_stay() -> None:
    assert said("a" + "\u034f \u200c\ufeff" * 200 + "b") == "<p>a b</p>"
    assert said("👩\u200d🔧 \u0645\u06cc\u200c\u062e") == "<p>👩\u200d🔧 \u0645\u06cc\u200c\u062e</p>"
    assert said("a" + "\u0301" * 500 + "b") == "<p>a" + "\u0301" * 4 + "b</p>"


def test_what_is_endless_is_folded() -> None:
    html = said("\n".join(f"line {number}" for number in range(10_000)))
    shown, _, folded = html.partition("<details")
    assert shown.count("<br>") == 299
    assert "show the rest, 9700 more lines" in folded
    assert "line 9999</div></details>" in folded
    word = said("x" * 200_000)
    assert (len(word.partition("<details")[0]), word.count("x")) == (20_007, 200_000)
    assert "<details" not in said("a\n" * 290)


def test_nothing_is_lost_at_the_fold() -> None:
    text = "word " * 9_000
    assert re.sub(r"<summary>.*?</summary>|<[^>]*>", "", said(text)).split() == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "http://" + ")" * 900_000,
        ("http://a" + ")" * 1_900 + " ") * 500,
        "a.a" * 300_000,
        "a@a." * 250_000,
        "\u200b " * 400_000,
        "\n \n" * 300_000,
        "www." * 250_000,
        "<" * 900_000,
        "\u0301" * 900_000,
    ],
    ids=range(9),
)
def test_a_million_letters_take_no_time(text: str) -> None:
    start = time.process_time()
    said(text)
    assert time.process_time() - start < 2


def test_thousands_of_links_stay_words() -> None:
    html = said("https://a.example/ " * 5_000)
    assert html.count("<a ") <= 600
    assert html.count("https://a.example/") - html.count("<a ") == 5_000


def test_names_show_what_turns_them() -> None:
    assert readable("invoice\u202efdp.exe") == "invoice\ufffdfdp.exe"
