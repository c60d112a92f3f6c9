"""The raw mails beside the tests, read by name."""

from pathlib import Path

from heard.channels.email import receive
from heard.channels.inbound import Inbound

MAILS = Path(__file__).parent / "mails"


def read(name: str) -> Inbound:
    return receive.read((MAILS / f"{name}.eml").read_bytes())
