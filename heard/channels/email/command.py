"""Prints what a mail file says, as one line of JSON: `heard mail read --jsonl FILE…`."""

import argparse
import json
import sys
from pathlib import Path

from heard.channels.email import receive
from heard.channels.inbound import Address, Inbound


def main(argv: list[str]) -> int:
    """Runs `mail …` with the arguments behind that word; 0 when every file could be opened, else 1."""
    parser = argparse.ArgumentParser(prog="heard mail", description="Read mails from files.")
    actions = parser.add_subparsers(dest="action", required=True)
    read = actions.add_parser("read", help="print what each mail says")
    read.add_argument("--jsonl", action="store_true", required=True, help="one line of JSON for each file")
    read.add_argument("files", nargs="+", metavar="FILE")
    chosen = parser.parse_args(argv)
    opened = [print_line(file) for file in chosen.files]
    return 0 if all(opened) else 1


def print_line(file: str) -> bool:
    """Prints the line of one file; says whether the file could be opened."""
    try:
        raw = Path(file).read_bytes()
    except (OSError, ValueError) as fault:
        inbound = Inbound(Address(""), "", "", "", problems=("file_not_read",))
        print(f"{file}: {fault}. Give the path of a mail file that can be read.", file=sys.stderr)  # noqa: T201
    else:
        inbound = receive.read(raw)
    line = json.dumps(as_line(file, inbound), ensure_ascii=False)
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    return "file_not_read" not in inbound.problems


def as_line(file: str, inbound: Inbound) -> dict[str, object]:
    """The fields of a line. `to` and `cc` are addresses, Message-IDs stand without angle brackets."""
    bounce = inbound.bounce
    return {
        "file": file,
        "kind": inbound.kind,
        "from_email": inbound.sender.email,
        "from_name": inbound.sender.name,
        "to": [address.email or address.name for address in inbound.to],
        "cc": [address.email or address.name for address in inbound.cc],
        "subject": inbound.subject,
        "message_id": inbound.message_id,
        "in_reply_to": inbound.in_reply_to,
        "references": list(inbound.references),
        "date": inbound.sent_at.isoformat() if inbound.sent_at else None,
        "text": inbound.text,
        "visible_text": inbound.visible_text,
        "html": inbound.html,
        "attachments": [
            {"name": file.name, "type": file.type, "size": len(file.content), "inline": file.inline}
            for file in inbound.files
        ],
        "bounce": {"recipient": bounce.recipient, "status": bounce.status, "permanent": bounce.permanent}
        if bounce
        else None,
        "language": inbound.language,
        "problems": list(inbound.problems),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
