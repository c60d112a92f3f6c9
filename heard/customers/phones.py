"""Which number did somebody call from? Written in one way, however it was typed."""

import re

KIND = "phone"
BETWEEN = re.compile(r"[\s().\-\u2010-\u2015/\u200e\u202a-\u202f\u2066-\u2069]")
NUMBER = re.compile(r"\+?\d{5,15}")  # E.164 has fifteen digits at most; short ones are extensions


def number(typed: str) -> str:
    """The digits, behind a plus where the country is said (00 says it, too); empty for what is no number."""
    plain = BETWEEN.sub("", typed.replace("(0)", ""))
    if not plain.isascii() or not NUMBER.fullmatch(plain):
        return ""
    return f"+{plain[2:]}" if plain.startswith("00") else plain


def door(identity: str, channel: str) -> str:
    """The kind of door that a ticket of these kinds came through: whoever is known by their number alone
    called, whichever mailbox stands in the ticket."""
    return KIND if identity == KIND else channel
