"""What may a file that others sent be called? A name must read as it is: no turned order, no path."""

import re

# Letters that turn what follows, or show nothing: "invoice<U+202E>fdp.exe" reads "invoiceexe.pdf".
TURNING = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def readable(name: str) -> str:
    """`name` with a visible sign wherever it held an invisible one that turns or hides letters."""
    return TURNING.sub("\ufffd", name)


def for_download(name: str, otherwise: str) -> str:
    """A name under which the file can be kept on any system; `otherwise` if nothing is left of it."""
    plain = NOT_IN_A_NAME.sub("_", TURNING.sub("_", name)).strip(" .")
    return plain[-150:] if plain.strip("_") else otherwise
