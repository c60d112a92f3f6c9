"""Does a hostile or huge mail stay within time and memory, and never raise?"""

import base64
import random
import subprocess
import sys
import time

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.channels.email import receive
from heard.channels.email.reading import parts
from tests.channels.email.post import MAILS

HEAD = b"From: a@x.example\nTo: b@x.example\nSubject: s\nMIME-Version: 1.0\n"
SECONDS = 15  # of processor time for the largest mails; they take one or two on a small machine
MEGA = 1_000_000


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth)
    )
    return HEAD + opened + b"Content-Type: text/plain\n\nDeep words\n"


def html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html\n\n" + body


HUGE = {
    "file": HEAD
    + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"
    + b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(b"\0\1abc" * (7 * MEGA // 5)),
    "text": HEAD + b"\n" + b"words of one line and another\n" * (10 * MEGA // 30),
    "one-line": HEAD + b"\n" + b"a" * 10 * MEGA,
    "attributions": HEAD + b"\n" + b"On 1 May 2020 10:00 a@b.cc wrote:\n> \n\n" * (10 * MEGA // 39),
    "quotes": HEAD + b"\n" + b"> \n\n" * (10 * MEGA // 4),
    "blank": HEAD + b"\n" + b"\n" * 10 * MEGA,
    "tables": html(b"<table><tr><td>" * (10 * MEGA // 15)),
    "paragraphs": html(b"<p>hello <b>you</b></p>\n" * (10 * MEGA // 24)),
    "attributes": html(b"<p " + b"a=1 " * (10 * MEGA // 4) + b">x"),
    "entities": html(b"&amp;" * (10 * MEGA // 5)),
    "less-than": html(b"<" * 10 * MEGA),
    "folds": b"Subject: a\n" + b" \n b\n" * (10 * MEGA // 5),
    "quoted-names": b"To: " + b'"\\' * (4 * MEGA) + b"\n\nhi",
    "colons": b"To: " + b":" * (8 * MEGA) + b"\n\nhi",
    "many-fields": b"To: a:b:c, <d@x.example>\n" * (8 * MEGA // 25) + b"\n\nhi",
    "spans": html(b"<span>ab</span>" * (10 * MEGA // 15)),
    "cells": html(b"<table><tr>" + b"<td>ab</td>" * (10 * MEGA // 11)),
    "comments": b"To: " + b"(\\" * (4 * MEGA) + b"\n\nhi",
    "encoded-words": b"Subject: " + b"=?a?q?" * MEGA + b"\n\nhi",
    "parameters": b"Content-Type: a/b" + b';n*0="a' * MEGA + b"\n\nhi",
    "delimiters": HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x y\n" * MEGA,
    "uuencoded": HEAD + b"\n" + b"begin 644 a\n" * (MEGA // 2) + b"end\n",
    "daemon-dashes": b"From: MAILER-DAEMON@x.y\nSubject: Undelivered\n\n" + b"-" * 10 * MEGA,
    "daemon-numbers": b"From: MAILER-DAEMON@x.y\nSubject: Undelivered\n\n" + b"5.1." * 2 * MEGA,
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"so it goes on \n" * (10 * MEGA // 15),
    "rules": HEAD + b"\nhi\n\n" + b"--\n__\n" * (10 * MEGA // 6),
    "marks": html(b"<div class=gmail_quote>a</div><div class=gmail_signature>b</div>\n" * (10 * MEGA // 64)),
    "report": HEAD + b"Content-Type: message/delivery-status\n\n" + b"Final-Recipient: a\n\n" * (MEGA // 2),
    "long-report": HEAD
    + b"Content-Type: multipart/report; boundary=x\n\n--x\n\n"
    + b"user unknown at host a b c said the daemon. " * 250
    + b"\n--x\nContent-Type: message/delivery-status\n\n"
    + b"Final-Recipient: a\nStatus: 5.0.0\n\n" * (MEGA // 10),
    "escapes": HEAD + b"\n" + b"\x1b$B" * (10 * MEGA // 3),
    "all-bytes": bytes(range(256)) * (10 * MEGA // 256),
}


@pytest.mark.parametrize("name", HUGE)
def test_ten_megabytes_are_read_in_good_time(name: str) -> None:
    before = time.process_time()
    mail = receive.read(HUGE[name])
    assert time.process_time() - before < SECONDS
    assert "unreadable" not in mail.problems
    assert len(mail.text) <= MEGA + 10


def test_a_child_reads_ten_megabytes_in_little_memory() -> None:
    program = (
        "import sys; from pathlib import Path; from heard.channels.email import receive\n"
        "mail = receive.read(sys.stdin.buffer.read())\n"
        "assert len(mail.files) == 1 and 'django' not in sys.modules\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    run = subprocess.run([sys.executable, "-c", program], input=HUGE["file"], capture_output=True, check=True)
    assert int(run.stdout) < 120_000  # kilobytes; 87,000 measured


def test_ten_thousand_parts_are_counted_out() -> None:
    part = b"--x\nContent-Type: text/plain\n\nhi\n"
    mail = receive.read(HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + part * 10_000 + b"--x--\n")
    assert mail.problems == ("too_many_parts",)
    assert mail.text.count("hi") == parts.MAX_PARTS - 1
    image = b"--x\nContent-Type: image/png; name=a.png\n\nhi\n"
    mail = receive.read(HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + image * 10_000)
    assert len(mail.files) == parts.MAX_PARTS - 1


def test_a_thousand_recipients_are_all_read() -> None:
    names = b",\n ".join(b'"Name, %d" <user%d@x.example>' % (at, at) for at in range(1_000))
    mail = receive.read(b"From: a@x.example\nTo: " + names + b"\n\nhi")
    assert (len(mail.to), mail.to[999].name, mail.problems) == (1_000, "Name, 999", ())
    many = b"To: " + b", ".join(b"user%d@x.example" % at for at in range(4_000)) + b"\n\nhi"
    assert "too_many_addresses" in receive.read(b"From: a@x.example\n" + many).problems


@pytest.mark.parametrize(("depth", "problems"), [(99, ()), (1_000, ("nested_too_deep",))])
def test_nesting_is_followed_a_hundred_deep(depth: int, problems: tuple[str, ...]) -> None:
    mail = receive.read(nested(depth))
    assert mail.problems == problems
    assert mail.text == ("" if problems else "Deep words")


@settings(max_examples=300, deadline=2_000)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert "unreadable" not in receive.read(raw).problems


PIECES = st.sampled_from(
    [
        b"\n", b"\r\n", b"\n\n", b" ", b"\t", b";", b'"', b"<", b">", b"=", b"?", b"--", b"--b\n",
        b"--b--\n", b"b", b"(", b"\\", b"Content-Type: ", b"multipart/mixed; boundary=b",
        b"text/html; charset=", b"text/plain", b"message/rfc822\n\n", b"utf-8",
        b"Content-Transfer-Encoding: base64\n", b"quoted-printable\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%", b"From: ", b"To: ", b"Subject: ",
        b"Date: ", b"=?utf-8?B?", b"?=", b"a@b.cc", b"<div>", b"</p>", b"<blockquote>", b"\xe9", b"\xc3",
        b"On 1 May 2020 10:00 a@b.cc wrote:\n", b"> hi\n", b"-- \n", b"begin 644 a\n", b"end\n",
        b"\x78\x9f\x3e\x22", b"Final-Recipient: ", b"BEGIN:VEVENT\n", b"DTSTART:2024", b"\0", b"\x1b$B",
        b"&#x", b"<!--", b"MAILER-DAEMON", b"Undelivered",
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=2_000)
@given(st.lists(PIECES, max_size=120).map(b"".join))
def test_any_heap_of_mail_pieces_is_read(raw: bytes) -> None:
    assert "unreadable" not in receive.read(raw).problems


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_damaged_mails_are_read(path: object) -> None:
    raw = getattr(path, "read_bytes", bytes)()
    chance = random.Random(7)
    for _ in range(20):
        damaged = bytearray(raw)
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        assert "unreadable" not in receive.read(bytes(damaged)).problems


def test_reading_again_and_again_does_not_grow() -> None:
    mails = [path.read_bytes() for path in MAILS.glob("*.eml")]
    for raw in mails * 3:
        receive.read(raw)
    before = psutil.Process().memory_info().rss
    for raw in mails * 40:
        receive.read(raw)
    assert psutil.Process().memory_info().rss - before < 8 * MEGA
