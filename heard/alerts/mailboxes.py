"""What is wrong with a mailbox, in words."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.channels.email.imap.models import Trouble
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


def trouble_words(code: str) -> str:
    """The sentence for a trouble; empty for none."""
    return str(Trouble(code).label) if code else ""


def alarm_words(standing: dict[Kind, Entry]) -> list[dict[str, Any]]:
    """Each alarm that is not over: in short, in a sentence, since when."""
    return [
        {"kind": kind.value, "short": _short(kind, entry), "words": _words(kind, entry), "at": entry.at}
        for kind, entry in standing.items()
    ]


def _short(kind: Kind, entry: Entry) -> str:
    if kind is Kind.MAILBOX_DIFFERS:
        number = int(entry.data.get("missing", 0))
        return ngettext("%(n)s is missing", "%(n)s are missing", number) % {"n": number}
    return {
        Kind.MAILBOX_FAILED: _("cannot be read"),
        Kind.MAILBOX_SILENT: _("silent"),
        Kind.MAILBOX_EXPIRING: _("sign-in ends soon"),
    }[kind]


def _words(kind: Kind, entry: Entry) -> str:
    if kind is Kind.MAILBOX_FAILED:
        return trouble_words(str(entry.data.get("why", "")))
    if kind is Kind.MAILBOX_SILENT:
        return _(
            "Nothing came for three times as long as is usual at this hour of the week. Send a mail to the"
            " address to see whether it still gets here."
        )
    if kind is Kind.MAILBOX_DIFFERS:
        return _("Somebody wrote, and their mail is not here. The count on its page names it.")
    return " ".join(_ends(what, str(at)) for what, at in entry.data.items())


def _ends(what: str, at: str) -> str:
    day = date_format(datetime.fromisoformat(at), "DATE_FORMAT")
    if what == "token":
        return _("The refresh token ends on %(day)s. Make a new one and type it in before.") % {"day": day}
    return _(
        "The server's certificate ends on %(day)s. Whoever runs the server must renew it, or no mail comes."
    ) % {"day": day}
