"""What became of a message, and what should not lie about in it, in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heard.lib import sensitive
from heard.lib.claim import State
from heard.tickets.copies import Copy
from heard.tickets.models import Message

HOLDS = {
    sensitive.CARD: gettext_lazy("a card number"),
    sensitive.ACCOUNT: gettext_lazy("a bank account"),
    sensitive.IDENTITY: gettext_lazy("a social security number"),
    sensitive.PASSWORD: gettext_lazy("a password"),
    sensitive.KEY: gettext_lazy("a secret key"),
}


def spelled(codes: Sequence[str]) -> str:
    """What a text holds, as "a card number, a password"; empty for nothing."""
    return ", ".join(str(HOLDS[code]) for code in codes if code in HOLDS)


def delivery(message: Message, copies: Sequence[Copy]) -> dict[str, Any]:
    """The words under one of our messages: how many it reached, each recipient, what went wrong."""
    if len(copies) < 2:
        waits = next((copy.why for copy in copies if copy.state == State.WAITING), "")
        return {"error": message.delivery_error or waits, "reached": "", "copies": []}
    count = {"n": sum(copy.reached for copy in copies), "all": len(copies)}
    return {
        "error": _beyond(message.delivery_error, copies),
        "reached": _("reached %(n)s of %(all)s") % count,
        "all_reached": count["n"] == count["all"],
        "copies": [_copy(copy) for copy in copies],
    }


def _copy(copy: Copy) -> dict[str, Any]:
    words = {State.DONE: _("reached"), State.WAITING: _("on its way")}
    return {
        "name": copy.name or copy.address,
        "address": copy.address if copy.name else "",
        "state": words.get(copy.state, _("not reached")),
        "failed": copy.state == State.FAILED,
        "why": copy.why,
    }


def _beyond(error: str, copies: Sequence[Copy]) -> str:
    """What the message says beside the copies' own errors, which stand with their recipients."""
    told = {f"{copy.address}: {copy.why}" for copy in copies}
    return "\n".join(line for line in error.splitlines() if line not in told)
