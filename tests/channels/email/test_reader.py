"""Mail is read in a child that may die: the worker goes on with the next."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from heard.channels.email.reader import Reader, ReaderDied
from tests.conftest import mail


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.stop()


def test_it_reads_mail_after_mail(reader: Reader) -> None:
    assert reader.read(mail()).subject == "My bell"
    assert reader.read(mail(subject="Another")).subject == "Another"


def test_a_mail_larger_than_a_pipe(reader: Reader) -> None:
    words = "bell " * 150_000
    assert reader.read(mail(words)).text.split() == words.split()


def test_too_much_memory_kills_the_child_and_the_next_mail_is_read(
    reader: Reader, settings: Settings
) -> None:
    settings.READ_BYTES = 80_000_000
    with pytest.raises(ReaderDied, match="too much memory"):
        reader.read(b"Subject: x\r\n\r\n" + b"x" * 60_000_000)
    assert reader.read(mail()).subject == "My bell"


def test_too_much_time_kills_the_child_and_the_next_mail_is_read(reader: Reader, settings: Settings) -> None:
    reader.read(mail())
    settings.READ_SECONDS = 0.01
    with pytest.raises(ReaderDied, match="took longer"):
        reader.read(mail("bell " * 4_000_000))
    settings.READ_SECONDS = 20
    assert reader.read(mail()).subject == "My bell"
