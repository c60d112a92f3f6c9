"""A picture is what its first bytes say: PNG, JPEG, GIF or WebP, of a size that can be shown."""

import struct

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from heard.files import pictures, store
from heard.files.models import Blob
from heard.files.pictures import kind


def png(width: int = 3, height: int = 2) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06\0\0\0"


def webp(chunk: bytes, rest: bytes) -> bytes:
    return b"RIFF\x40\0\0\0WEBP" + chunk + b"\x20\0\0\0" + rest


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (png(), "image/png"),
        (b"GIF89a\x01\0\x01\0\x80", "image/gif"),
        (b"GIF87a\x01\0\x01\0\x80", "image/gif"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (webp(b"VP8X", b"\x10\0\0\0" + b"\x7f\x02\0" + b"\xdf\x01\0"), "image/webp"),
        (webp(b"VP8L", b"\x2f\x00\xc0\x3f\x00"), "image/webp"),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), "image/webp"),
    ],
)
def test_a_picture(head: bytes, expected: str) -> None:
    assert kind(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<?xml version='1.0'?><svg/>",
        b"<!doctype html>",
        b"%PDF-1.7",
        b"BM\x36\0\0\0",
        b"\0\0\x01\0",
        b"II*\0",
        b"\x89PNG\r\n",
        b"GIF89a",
        b"GIF89a\0\0\0\0\0",
        b" GIF89a\x01\0\x01\0",
        b"GIF89",
        b"\xff\xd8",
        b"RIFF\x40\0\0\0WAVEfmt ",
        webp(b"????", b"\0" * 20),
        webp(b"VP8 ", b"\0" * 20),
    ],
)
def test_no_picture(head: bytes) -> None:
    assert kind(head) is None


@pytest.mark.parametrize(
    "head",
    [png(50_000, 50_000), b"GIF89a\xff\xff\xff\xff", webp(b"VP8X", b"\x10\0\0\0" + b"\xff\xff\xff" * 2)],
)
def test_a_picture_that_would_fill_the_memory_is_a_download(head: bytes) -> None:
    assert kind(head) is None


@pytest.mark.django_db
def test_small_and_large_contents_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    small, large = store.keep(png()), store.keep(png() + bytes(store.INLINE_BYTES))
    words = store.keep(b"<html>" + bytes(store.INLINE_BYTES))
    with django_assert_num_queries(1):
        found = pictures.kinds([small.pk, large.pk, words.pk])
    assert found == {small.pk: "image/png", large.pk: "image/png"}
    assert pictures.kind_of(Blob.objects.get(pk=large.pk)) == "image/png"
    assert pictures.kind_of(Blob.objects.get(pk=words.pk)) is None
