"""Commands as processes of their own: they hand over all that was said, or make what they need."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import mail

pytestmark = pytest.mark.journey


def heard(*arguments: str, stdin: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "heard", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **settings},
    )


def test_the_coach_reads_a_draft_and_stops_it() -> None:
    run = heard("coach", "--slip", "--channel", "chat", stdin="Did you plug it in?")
    assert run.returncode == 1
    assert "basic-question" in run.stdout


def test_the_coach_answers_line_by_line() -> None:
    case = {"id": "a", "channel": "chat", "slip": False, "draft": "It is our policy, so no."}
    run = heard("coach", "--jsonl", stdin=json.dumps(case))
    assert [finding["code"] for finding in json.loads(run.stdout)["findings"]] == ["policy-shield"]


def test_a_mail_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    run = heard("mail", "read", "--jsonl", str(tmp_path / "a.eml"))
    assert json.loads(run.stdout)["subject"] == "My bell"


def test_an_empty_folder_gets_a_desk_with_its_load(tmp_path: Path) -> None:
    run = heard("seed", "--tickets", "2", HEARD_HOME=str(tmp_path / "new"), HEARD_DATABASE_URL="")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("2 tickets of three messages")


def test_what_means_nothing_is_said() -> None:
    assert heard("setup", "--demmo").returncode == 2
