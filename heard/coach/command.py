"""The coach from a shell: reads a draft like a linter, or one JSON object a line.

    python -m heard.coach draft.txt --channel email --slip --name "Ana Ruiz"
    python -m heard.coach --jsonl < cases.jsonl

Exit 0: nothing forbids sending. 1: a finding of severity stop. 2: something could not be read.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

from heard.coach.answers import answer, language_in
from heard.coach.finding import Finding
from heard.coach.lexicon import Lexicon, LexiconError, load
from heard.coach.reading import review
from heard.coach.situation import CHANNELS, FLAGS, Situation, SituationError


def main(argv: list[str]) -> int:
    """Run the command with these arguments and give its exit code."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # pipes on some systems are not UTF-8; the input always is
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        lexicon = load(options.language, options.lexicon)
        if options.version:
            print(lexicon.edition if lexicon else f"no lexicon for {options.language}")
            return 0
        return _review_lines(options) if options.jsonl else _review_one(options, lexicon)
    except (LexiconError, SituationError, OSError) as error:
        print(f"heard coach: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="heard coach", description="Read a draft before a customer does.")
    parser.add_argument(
        "draft", nargs="?", default="-", help="a file with the draft, or - for standard input"
    )
    parser.add_argument("--version", action="store_true", help="print which lexicon it reads with")
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a line in and out")
    parser.add_argument("--lexicon", type=Path, help="a folder with the company's own lexicon")
    parser.add_argument("--language", default="en")
    parser.add_argument("--channel", choices=CHANNELS, default="email")
    parser.add_argument("--name", help="the customer's name")
    parser.add_argument("--customer", action="append", default=[], help="a message of the customer (repeat)")
    parser.add_argument(
        "--canned", action="append", default=[], help="a canned text to compare with (repeat)"
    )
    parser.add_argument("--confidence", type=float, help="how sure the fix is, in percent")
    parser.add_argument("--now", help="when the draft is written, such as 2026-03-31T14:05")
    for flag in FLAGS:
        parser.add_argument(f"--{flag.replace('_', '-')}", action="store_true")
    return parser


def _review_one(options: argparse.Namespace, lexicon: Lexicon | None) -> int:
    name = "standard input" if options.draft == "-" else options.draft
    draft = sys.stdin.read() if options.draft == "-" else _read_file(Path(options.draft))
    read = review(_situation(options), draft, lexicon)
    if not read.language_read:
        print(f"{name}: no lexicon reads this language; nothing was checked", file=sys.stderr)
    for finding in read.findings:
        _print_finding(name, draft, finding)
    for promise in read.promises:
        until = f" (until {promise.due_until:%Y-%m-%d %H:%M})" if promise.due_until else ""
        print(
            f"{name}:{_place(draft, promise.start)}: promise: {promise.what!r} {promise.when}{until}".rstrip()
        )
    return 1 if read.stopped else 0


def _read_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise SituationError(
            f"cannot read the draft {path}: {error.strerror}; give a text file or -"
        ) from error


def _situation(options: argparse.Namespace) -> Situation:
    fields = {flag: getattr(options, flag) for flag in FLAGS}
    try:
        now = datetime.fromisoformat(options.now) if options.now else None
    except ValueError as error:
        raise SituationError(f"--now must be a time such as 2026-03-31T14:05, not {options.now!r}") from error
    return Situation(
        language=options.language,
        channel=options.channel,
        customer_name=options.name,
        customer_messages=tuple(options.customer),
        canned_texts=tuple(options.canned),
        confidence=options.confidence,
        now=now,
        **fields,
    )


def _print_finding(name: str, draft: str, finding: Finding) -> None:
    print(
        f"{name}:{_place(draft, finding.start)}: {finding.severity} {finding.code}: "
        f"{finding.why} ({finding.practice})"
    )
    if finding.end:
        print(f"    {draft[finding.start : finding.end]!r}")
    for words in finding.suggestions:
        print(f"    say: {words}")


def _place(draft: str, start: int) -> str:
    """Line and column, both from 1."""
    before = draft[:start]
    return f"{before.count(chr(10)) + 1}:{start - (before.rfind(chr(10)) + 1) + 1}"


def _review_lines(options: argparse.Namespace) -> int:
    """Answer each line; a line that cannot be read is named on standard error and the rest goes on."""
    stopped = faulty = False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            answered, stops = _answer(line, options.lexicon)
        except (SituationError, LexiconError) as error:
            faulty = True
            print(f"heard coach: line {number}: {error}", file=sys.stderr)
            continue
        stopped = stopped or stops
        _print_json(answered, sys.stdout)
    return 2 if faulty else int(stopped)


def _answer(line: str, company: Path | None) -> tuple[dict[str, object], bool]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SituationError(f"this is not JSON ({error}); write one object a line") from error
    if not isinstance(fields, dict):
        raise SituationError(f"expected a JSON object, not {type(fields).__name__}")
    return answer(fields, load(language_in(fields), company))


def _print_json(answered: dict[str, object], out: TextIO) -> None:
    text = json.dumps(answered, ensure_ascii=False)
    try:
        out.write(text + "\n")
    except UnicodeEncodeError:  # half of a surrogate pair in the input
        out.write(json.dumps(answered) + "\n")
