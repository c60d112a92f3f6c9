"""A story reads like a play: acts, their times, and what is said when one is not understood."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from heard.demo import letterbook, moments, post, script, telling
from heard.demo.letterbook import BETWEEN
from heard.demo.moments import NotAMoment, Office
from heard.demo.script import Act, NotAPlay

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
DOCS = Path(__file__).parents[2] / "docs" / "demo.md"
PLAY = """The bell
It rings. Look at Mine.

== 1 day ago 10:00, a mail
From: Ada <ada@okoye.example>
Subject: My bell

It fell off.

== 2 hours ago, tom answers
A new one is in the post.

== 1 hour ago, a mail
It rings!

== 30 minutes ago, a new mail
From: Ada <ada@okoye.example>
Subject: And the horn

It is silent.

== 10 minutes ago, tom solves it · ticket 1
"""


@pytest.fixture
def play(tmp_path: Path) -> script.Story:
    path = tmp_path / "the-bell.txt"
    path.write_text(PLAY)
    return script.read(path)


def test_a_play_is_read_act_by_act(play: script.Story) -> None:
    assert (play.slug, play.title, play.about) == ("the-bell", "The bell", "It rings. Look at Mine.")
    acts = play.acts(NOW)
    told = [(act.ticket, act.who, act.does, act.place) for act in acts]
    assert told == [
        ("the-bell.1", "", "writes", 0),
        ("the-bell.1", "tom", "answers", 0),
        ("the-bell.1", "", "writes", 1),
        ("the-bell.2", "", "writes", 0),
        ("the-bell.1", "tom", "solves it", 0),
    ]
    assert acts[0].at == datetime(2026, 2, 27, 10, tzinfo=UTC)  # the Friday before
    assert acts[2].headers == {"From": "Ada <ada@okoye.example>", "Subject": "Re: My bell"}
    assert acts[2].text == "It rings!"


def test_a_later_mail_answers_the_first(play: script.Story) -> None:
    wire = post.on_the_wire(play.acts(NOW)[2], "help@larkfield.example").decode()
    assert "In-Reply-To: <the-bell.1.0@letters.example>" in wire


@pytest.mark.parametrize("words", ["3 days ago", "soon", "2 hours ago 10:00"])
def test_a_time_that_is_none(words: str) -> None:
    with pytest.raises(NotAMoment, match="write “6 days ago 09:12”"):
        moments.of_words(words, NOW)


def test_an_act_that_nobody_knows() -> None:
    with pytest.raises(NotAPlay, match="nobody knows how somebody “dances”"):
        telling._verb(Act(NOW, "the-bell.1", "dances", "tom"))


def test_the_office_closes_in_the_evening() -> None:
    office = Office(days=3, minute=17 * 60)
    office.on(60)
    assert (office.days, office.minute) == (2, 8 * 60 + 35)


def test_there_are_twelve_stories_and_the_docs_list_them() -> None:
    stories = script.stories()
    assert len(stories) == 12
    docs = DOCS.read_text(encoding="utf-8")
    assert [story.title for story in stories if f"**{story.title}.**" not in docs] == []


def test_one_story_reads_from_right_to_left() -> None:
    text = "".join(act.text for story in script.stories() for act in story.acts(NOW))
    assert "مرحبا" in text


def test_every_language_has_all_that_a_letter_needs() -> None:
    book = letterbook.read()
    needed = {"hello", "dear", "open", "close", "tail", "thanks", "more", "room"}
    assert {language: needed - between.keys() for language, between in book.between.items()} == {
        language: set() for language in book.topics
    }
    for topics in book.topics.values():
        for topic in topics:
            assert len(topic.subjects) % len(topic.asks) == 0 and len(topic.answers) == len(topic.asks)
    assert sum(len(topics) for topics in book.topics.values()) >= 50


def test_a_line_in_the_letters_that_nobody_understands() -> None:
    book = letterbook.Letterbook({}, {})
    with pytest.raises(letterbook.NotALetter, match="begins with none"):
        letterbook._add(book, "en · Orders · parcel\n! What now", "x.txt")
    with pytest.raises(letterbook.NotALetter, match="names no team"):
        letterbook._add(book, f"en · {BETWEEN} · x · y", "x.txt")
