"""Is a winmail.dat opened, and a broken one left closed?"""

import base64
import struct

from heard.channels.email import receive
from heard.channels.email.reading import tnef


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def text_property(number: int, value: str) -> bytes:
    raw = (value + "\0").encode("utf-16-le")
    return struct.pack("<HHII", 0x1F, number, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)


def packed() -> bytes:
    properties = struct.pack("<I", 3) + struct.pack("<HHI", 3, 0x3705, 1)
    properties += text_property(0x3707, "Straße lang.txt") + text_property(0x370E, "text/plain")
    return (
        tnef.SIGNATURE
        + b"\1\0"
        + attribute(1, 0x69007, struct.pack("<II", 1252, 0))
        + attribute(1, 0x2800C, "Größe in the file\0".encode("cp1252"))
        + attribute(2, 0x69002, b"\0" * 14)
        + attribute(2, 0x18010, b"STRASS~1.TXT\0")
        + attribute(2, 0x6800F, b"hello")
        + attribute(2, 0x69005, properties)
    )


def mail(content: bytes) -> bytes:
    return (
        b"From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee file.\n--b\n"
        b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(content)
        + b"--b--\n"
    )


def test_its_files_and_words_are_shown() -> None:
    read = receive.read(mail(packed()))
    assert [(file.name, file.type, file.content) for file in read.files] == [
        ("Straße lang.txt", "text/plain", b"hello")
    ]
    assert read.text == "See file.\n\nGröße in the file"
    assert read.problems == ("tnef",)


def test_a_broken_one_is_a_file() -> None:
    read = receive.read(mail(b"nothing of the kind"))
    assert [file.name for file in read.files] == ["winmail.dat"]
    assert read.problems == ("tnef_closed",)


def test_one_cut_anywhere_is_opened_as_far_as_it_goes() -> None:
    whole = packed()
    opened = [tnef.open_up(whole[:length]) for length in range(len(whole))]
    assert [one.files[0].content for one in opened if one and one.files][-1:] == [b"hello"]
