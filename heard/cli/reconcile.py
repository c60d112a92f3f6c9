"""`heard reconcile`: counts every mailbox now, and says whether both sides add up."""

import argparse
import os
from typing import Any

from heard.cli.terminal import complain, load_desk, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("reconcile", help="count every mailbox: on the server and here")
    parser.add_argument("mailbox", nargs="?", default="", help="only this address")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when all adds up, 1 when a mail is missing, 75 when a server could not be asked."""
    load_desk()
    # Deferred: needs Django loaded.
    from heard.channels.email import reconcile

    found = [one for one in reconcile.mailboxes() if arguments.mailbox.lower() in {"", one.address}]
    if not found:
        complain(f"There is no mailbox {arguments.mailbox}. Setup, Channels lists them.")
        return os.EX_USAGE
    codes = {_count(channel) for channel in found}
    return 1 if 1 in codes else max(codes)


def _count(channel: Any) -> int:
    # Deferred: needs Django loaded.
    from heard.channels.email import reconcile
    from heard.channels.email.imap.models import Trouble

    say(channel.address)
    rows = reconcile.count(channel)
    for row in rows:
        if row.trouble:
            say(f"  {row.door}: cannot be counted. {Trouble(row.trouble).label}")
            continue
        what = "on the server" if row.door == reconcile.IMAP else "said to be taken"
        before = f" + {row.before} there before" if row.before else ""
        say(
            f"  {row.door}: {row.on_server} {what} = {row.stored} stored{before}"
            f" + {row.waiting} waiting + {row.missing} missing"
        )
        for name in row.names:
            say("    missing: " + " · ".join(str(value) for value in name.values() if value))
        kept = reconcile.stored(channel, row.door)
        say(
            f"  {row.door}: {kept.stored} stored = {kept.taken} taken in + {kept.set_aside} set aside"
            f" + {kept.failed} failed + {kept.reading} being read"
        )
    if not rows:
        say("  nothing came yet")
    if any(row.missing for row in rows):
        return 1
    return os.EX_TEMPFAIL if any(row.trouble for row in rows) else 0
