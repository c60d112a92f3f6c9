"""Reads mails that a fuzzer makes up, guided by which lines of the reader they reach.

    python -m tests.channels.email.reading.fuzz FOLDER [libFuzzer's options]

Stops with the mail in a file when one raises, takes ten seconds, or memory grows beyond the limit.
"""

import json
import sys

import atheris

with atheris.instrument_imports(include=["heard.channels", "heard.lib"]):
    from heard.channels import groups
    from heard.channels.email import command, html_shown, receive
    from heard.lib import sensitive


def read(raw: bytes) -> None:
    """What the desk does with the bytes of a mail before the database sees them."""
    inbound = receive.read(raw)
    if "unreadable" in inbound.problems:
        receive._read(raw)  # raises what `read` hid
        raise RuntimeError("It is unreadable only now and then.")
    inbound = groups.behind(inbound, inbound.to[0].email if inbound.to else "a@b.cc")
    json.dumps(command.as_line("fuzz", inbound))
    html_shown.remote_pictures(inbound.html)
    sensitive.kinds(inbound.text)


if __name__ == "__main__":
    atheris.Setup([*sys.argv, "-timeout=10", "-rss_limit_mb=1024", "-max_len=20000"], read)
    atheris.Fuzz()
