"""`heard take-mail`: keeps one mail from standard input, for an MTA's pipe."""

import argparse
import os
import sys
from typing import Any

from heard.cli.terminal import complain, load_django


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("take-mail", help="keep one mail from standard input (for an MTA's pipe)")
    parser.add_argument("--from", dest="sender", default="", help="envelope sender")
    parser.add_argument("--to", dest="recipient", default="", help="envelope recipient: which mailbox")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when the mail is on the disk, 75 when the MTA should try again, 67 for an unknown mailbox, 65
    for a mail that is too large."""
    try:
        return _keep(arguments)
    except Exception as fault:  # whatever it is: the MTA must not forget its copy
        complain(f"The mail cannot be stored just now, try again: {fault}")
        return os.EX_TEMPFAIL


def _keep(arguments: argparse.Namespace) -> int:
    load_django()
    # Deferred: needs Django loaded.
    from django.conf import settings

    from heard.channels import arrivals, receipts
    from heard.channels.arrivals import Received
    from heard.channels.email import mailboxes

    raw = sys.stdin.buffer.read(settings.MAIL_BYTES + 1)
    if len(raw) > settings.MAIL_BYTES:
        complain(
            f"The mail is larger than {settings.MAIL_BYTES:,} bytes. HEARD_MAIL_MB sets how much is taken."
        )
        return os.EX_DATAERR
    channel = mailboxes.mailbox_for(arguments.recipient, takes_any=not arguments.recipient)
    if channel is None:
        complain(f"Nobody here has the address {arguments.recipient}.")
        return os.EX_NOUSER if arguments.recipient else os.EX_TEMPFAIL
    said = {"from": arguments.sender, "to": [arguments.recipient] if arguments.recipient else []}
    number = arrivals.keep(Received(channel, "pipe", raw, envelope=said))
    receipts.write("pipe", [(channel.pk, number)])
    return os.EX_OK
