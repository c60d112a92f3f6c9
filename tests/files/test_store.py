"""Bytes are kept once, by their content, and come back as they were."""

from pathlib import Path

import pytest
from django.conf import settings

from heard.files import store
from heard.files.models import Blob

pytestmark = pytest.mark.django_db
LARGE = b"x" * (store.INLINE_BYTES + 1)


@pytest.mark.parametrize("content", [b"", b"a bell\x00", LARGE], ids=["empty", "small", "large"])
def test_what_is_kept_comes_back(content: bytes) -> None:
    blob = Blob.objects.get(pk=store.keep(content).pk)
    assert store.content(blob) == content
    assert blob.size == len(content)


def test_the_same_content_is_kept_once() -> None:
    assert store.keep(LARGE) == store.keep(LARGE)
    assert Blob.objects.count() == 1


def test_large_content_is_a_private_file() -> None:
    blob = store.keep(LARGE)
    folder: Path = settings.FILES
    file = folder / blob.digest[:2] / blob.digest
    assert file.read_bytes() == LARGE
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_lost_file_is_named() -> None:
    blob = store.keep(LARGE + b"lost")
    (settings.FILES / blob.digest[:2] / blob.digest).unlink()
    with pytest.raises(store.Missing, match="Bring it back from a backup"):
        store.content(blob)
