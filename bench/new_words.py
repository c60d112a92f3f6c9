"""How often are the new words of a known mail found exactly?

    python bench/new_words.py FOLDER

FOLDER holds crisp/expected.jsonl with crisp/test/fixtures, and talon's standard_replies, html_replies and
signature/emails/stripped, as their projects publish them (MIT, Apache-2.0). White space does not count.
Talon's HTML replies all say the same words.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from heard.channels.email import receive
from heard.channels.email.reading import html_text, quotes
from heard.channels.inbound import Address

ALLOWED = 0.90
HTML_REPLY = "Hi. I am fine. Thanks, Alex"


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    found = [*of_crisp(folder / "crisp"), *of_talon(folder / "talon")]
    missed = [name for name, words, known in found if words.split() != known.split()]
    right = (len(found) - len(missed)) / len(found) if found else 0.0
    for name in missed:
        print(f"  missed {name}")
    print(f"{len(found) - len(missed)} of {len(found)} exact: {right:.1%} (at least {ALLOWED:.0%})")
    return 0 if right >= ALLOWED else 1


def of_crisp(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(name, what we find, what is known) for each mail of crisp's list."""
    for line in (folder / "expected.jsonl").read_text().splitlines():
        known = json.loads(line)
        text = (folder / "test" / "fixtures" / known["mail"]).read_text(errors="replace")
        yield known["mail"], quotes.visible(text), known["expected_first_fragment"]


def of_talon(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The same for talon's three collections."""
    for mail in sorted((folder / "standard_replies").glob("*.eml")):
        told = mail.with_name(f"{mail.stem}_reply_text")
        known = told.read_text() if told.exists() else "Hello"
        yield mail.name, receive.read(mail.read_bytes()).visible_text, known
    for body in sorted((folder / "signature" / "emails" / "stripped").glob("*_body")):
        text, stem = body.read_text(), body.name.removesuffix("_body")
        signature = body.with_name(f"{stem}_signature").read_text().strip()
        sender = body.with_name(f"{stem}_sender").read_text().strip()
        known = text[: text.rfind(signature)] if signature else text
        address = Address(sender) if "@" in sender else Address("", sender)
        yield body.name, quotes.visible(text.replace("#sig#", ""), sender=address), known.replace("#sig#", "")
    for page in sorted((folder / "html_replies").glob("*.html")):
        text = html_text.render(page.read_text(errors="replace"), set())
        yield page.name, quotes.visible(text), HTML_REPLY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
