"""Does `heard mail read --jsonl` print a line for every file, whatever it is?"""

import json
from pathlib import Path

import pytest

from heard.channels.email import command
from tests.channels.email.post import MAILS

KEYS = (
    "file", "kind", "from_email", "from_name", "to", "cc", "subject", "message_id", "in_reply_to",
    "references", "date", "text", "visible_text", "html", "attachments", "bounce", "language", "problems",
)  # fmt: skip


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_every_mail_gives_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(path) for path in MAILS.glob("*.eml"))
    assert command.main(["read", "--jsonl", *files]) == 0
    printed = lines(capfd)
    assert [line["file"] for line in printed] == files
    assert {tuple(line) for line in printed} == {KEYS}


def test_a_line_says_what_the_mail_says(capfd: pytest.CaptureFixture[str]) -> None:
    command.main(["read", "--jsonl", str(MAILS / "many-addresses.eml"), str(MAILS / "bounce-qmail.eml")])
    mail, bounce = lines(capfd)
    assert (mail["from_email"], mail["from_name"], mail["date"]) == (
        "anna.berg@client.example",
        "Berg, Anna",
        "2024-03-03T10:11:12+01:00",
    )
    assert mail["cc"] == ["uwe@x.example", "q@x.example"]
    assert bounce["bounce"] == {"recipient": "anna.berg@client.example", "status": "5.1.1", "permanent": True}
    assert (mail["bounce"], bounce["date"]) == (None, "2024-03-03T10:11:12+00:00")


def test_a_file_that_cannot_be_opened_gives_a_line_too(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command.main(["read", "--jsonl", str(tmp_path), str(tmp_path / "none.eml"), "nul\0name"]) == 1
    assert [line["problems"] for line in lines(capfd)] == [["file_not_read"]] * 3


def test_letters_that_cannot_be_written_do_not_stop_it(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    odd = tmp_path / "odd.eml"
    odd.write_bytes(b"Subject: =?utf-7?Q?+2AA-?=\n\n\xed\xa0\x80")
    assert command.main(["read", "--jsonl", str(odd)]) == 0
    assert len(lines(capfd)) == 1
