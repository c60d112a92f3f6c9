"""Does the command read drafts and JSON lines, and say by its exit code what it found?"""

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from heard.coach.command import main


def fed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(text))


def test_a_draft_is_read_like_a_linter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Dear Ana,\n\nthank you. In my opinion it is fine.", encoding="utf-8")
    assert main([str(draft), "--name", "Ana", "--first-reply"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{draft}:3:12: hint opinion: A personal view cannot be checked")
    assert rest[0] == "    'In my opinion it is fine.'"


def test_a_stop_is_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    fed(monkeypatch, "I'm sorry. Did you plug it in?")
    assert main(["--slip", "--channel", "chat"]) == 1


@pytest.mark.parametrize(
    ("drafts", "code"),
    [
        (["Hello Ana.", "I'm sorry. Did you plug it in?", "Thank you, Ana."], 1),
        (["I'm sorry. Did you plug it in?"], 1),
        (["Hello Ana.", "In my opinion it is fine."], 0),
        ([], 0),
    ],
)
def test_json_lines_exit_1_on_a_stop_among_them(
    capsys: pytest.CaptureFixture[str], drafts: list[str], code: int
) -> None:
    """As a shell sees it, and every line is answered all the same."""
    lines = "".join(json.dumps({"draft": each, "slip": True, "channel": "chat"}) + "\n" for each in drafts)
    done = subprocess.run(
        [sys.executable, "-m", "heard.coach", "--jsonl"],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")
    answers = [json.loads(each) for each in done.stdout.splitlines()]
    stops = [any(one["severity"] == "stop" for one in each["findings"]) for each in answers]
    assert (len(stops), any(stops)) == (len(drafts), code == 1)


def test_it_says_which_lexicon_it_reads_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    said = capsys.readouterr().out.strip()
    assert re.fullmatch(r"Heard English \d+ \([0-9a-f]{8}\)", said)
    (tmp_path / "ours.txt").write_text("lexicon: Ours 3\n", encoding="utf-8")
    assert main(["--version", "--lexicon", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == said.replace(" (", " + Ours 3 (")
    assert main(["--version", "--language", "fi"]) == 0
    assert capsys.readouterr().out.strip() == "no lexicon for fi"


def test_a_promise_is_printed_with_its_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fed(monkeypatch, "I'll call you on Friday.")
    assert main(["-", "--now", "2026-03-31T14:05"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == 'standard input:1:1: promise: "I\'ll call you on Friday." Friday (until 2026-04-04 00:00)'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/nowhere/draft.txt"], "cannot read the draft /nowhere/draft.txt: No such file or directory"),
        (["-", "--now", "soon"], "--now must be a time such as 2026-03-31T14:05, not 'soon'"),
        (["-", "--lexicon", "/nowhere"], "/nowhere: there is no such folder"),
    ],
)
def test_what_cannot_be_read_is_said_and_is_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    fed(monkeypatch, "Hello")
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"heard coach: {message}")


def test_json_lines_in_json_lines_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = {"id": "7", "channel": "chat", "customer_name": None, "draft": "If you ask me, it is fine."}
    fed(monkeypatch, json.dumps(case) + "\n\n")
    assert main(["--jsonl"]) == 0
    (answer,) = map(json.loads, capsys.readouterr().out.splitlines())
    (finding,) = answer["findings"]
    assert answer["id"] == "7"
    assert {key: finding[key] for key in ("code", "start", "end", "severity")} == {
        "code": "opinion",
        "start": 0,
        "end": 26,
        "severity": "hint",
    }
    assert finding["why"] and finding["suggestions"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "this is not JSON"),
        ("[1]", "expected a JSON object, not list"),
        ('{"id": 1}', "'draft' is missing or not a text"),
        ('{"draft": "x", "channel": "pigeon"}', "'channel' must be one of"),
        ('{"draft": "x", "slip": "yes"}', "'slip' must be true or false"),
        ('{"draft": "x", "confidence": 900}', "'confidence' must be a number from 0 to 100"),
        ('{"draft": "x", "customer_messages": "hi"}', "'customer_messages' must be a list of texts"),
        ("[" * 100_000, "this is not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    fed(monkeypatch, line + '\n{"id": 2, "draft": "Hello"}\n')
    assert main(["--jsonl"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"heard coach: line 1: {message}")
    assert json.loads(said.out) == {"id": 2, "findings": []}


def test_a_draft_in_another_language_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fed(monkeypatch, '{"id": 1, "language": "fi", "draft": "Hei"}\n')
    assert main(["--jsonl"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": 1, "findings": [], "language_read": False}


def test_it_runs_without_the_rest_of_heard() -> None:
    line = b'{"id": 1, "draft": "\\ud83d half a pair, in my opinion"}\n'
    done = subprocess.run(
        [sys.executable, "-m", "heard.coach", "--jsonl"], input=line, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [each["code"] for each in json.loads(done.stdout)["findings"]] == ["opinion"]


def test_the_engine_imports_nothing_of_heard() -> None:
    script = "import sys, heard.coach; print([m for m in sys.modules if m.startswith(('heard.', 'django'))])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [each for each in eval(done.stdout) if not each.startswith("heard.coach")] == []  # noqa: S307
