"""Cleaned HTML gets its own pictures, and remote ones when somebody asks."""

from heard.channels.email import html_shown
from heard.channels.email.reading import html_safe

OWN = '<p>a</p><img alt="x" src="cid:a%40b"><img src="cid:c&amp;d">'


def cleaned(html: str) -> str:
    return html_safe.clean(html, set())


def test_remote_pictures_wait_until_asked() -> None:
    safe = cleaned(
        '<img src="https://x.example/?a=1&amp;b=2"><img src="http://x.example/2"><img src="tel:1">'
    )
    assert html_shown.remote_pictures(safe) == 2
    assert html_shown.with_remote_pictures(safe) == (
        '<img src="https://x.example/?a=1&amp;b=2"><img src="http://x.example/2"><img data-src="tel:1">'
    )


def test_own_pictures_are_found_by_their_content_id() -> None:
    safe = cleaned(OWN)
    assert html_shown.own_pictures(safe) == {"a@b", "c&d"}
    placed = html_shown.with_own_pictures(safe, {"a@b": "data:image/png;base64,AA=="}, most=1000)
    assert placed == '<p>a</p><img alt="x" src="data:image/png;base64,AA=="><img>'


def test_one_picture_many_times_does_not_grow_without_end() -> None:
    safe = cleaned('<img src="cid:a">' * 1000)
    assert len(html_shown.with_own_pictures(safe, {"a": "data:" + "A" * 995}, most=10_000)) < 30_000


def test_a_large_newsletter_is_shown_and_an_endless_page_is_not() -> None:
    assert not html_shown.is_too_much(cleaned("<table><tr><td><b>x</b></td></tr></table>" * 1_000))
    assert html_shown.is_too_much(cleaned("<b>x</b>" * 20_000))
    assert html_shown.is_too_much(cleaned('<img src="cid:a">' * 5_000))


def test_words_and_titles_that_look_like_pictures_stay_words() -> None:
    safe = cleaned(
        """<p>&lt;img src="cid:a"&gt;</p><a title='<img src="cid:a">' href="https://x.example/">y</a>"""
    )
    assert html_shown.own_pictures(safe) == set()
    assert html_shown.with_remote_pictures(safe) == safe
