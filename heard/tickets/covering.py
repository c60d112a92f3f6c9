"""Which numbers of what a customer wrote are covered before it is kept? Cards, social security; not accounts.

Nobody may keep a card's number or security code beside a conversation (PCI DSS 3.3), and no answer needs it.
A bank account is often sent because somebody must pay back: it stays, is marked, and an agent removes it when
that is done. The raw mail has all until raw arrivals go, or somebody removes words of it.
"""

import re

from heard.lib import sensitive

COVERED = (sensitive.CARD, sensitive.IDENTITY)
_TAG = re.compile(r"(<[^>]*>)")


def words(text: str) -> str:
    """The text with these numbers covered."""
    return sensitive.masked(text, COVERED)


def html(text: str) -> str:
    """The same in what stands between the tags of cleaned HTML; addresses of links stay as they are."""
    pieces = _TAG.split(text)
    return "".join(piece if piece.startswith("<") else words(piece) for piece in pieces)
