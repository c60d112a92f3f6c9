"""How the matrix asks a page: what it sends, about whose things, and what those hear who may."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from heard.staff.models import Person
from tests.conftest import desk_of

A_DAY = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}"
KEY = "6a7ad8a3-0c5e-4a55-8d35-9c3f1d7cf4f0"
# What is sent to a ticket's pages, so that what they stand for is done; the rest does it without words.
SENT: dict[str, dict[str, str]] = {
    "desk:notes": {"text": "Old model."},
    "desk:replies": {"text": "It is here.", "key": KEY},
    "desk:hour": {"later_day": A_DAY, "later_hour": "09:00"},
    "desk:forward": {"to": "maker@bells.example", "text": "Yours?"},
    "desk:draft": {"text": "Hi", "version": "1", "key": KEY},
    "desk:dismissals": {"rule": "style.long", "scope": "ticket"},
    "desk:addresses": {"address": "ada.new@okoye.example"},
    "desk:escalation": {"to": "team-{team}", "reason": "A refund."},
    "desk:redaction": {"words": "xylophone"},
    "desk:status": {"status": "solved", "was": "new"},
    "desk:assignee": {"assignee": "", "was": "{assignee}"},
    "desk:changes": {"priority": "3"},
    "desk:hold": {"until_day": A_DAY, "until_hour": "09:00"},
    "desk:merge": {"other": "{other}", "sure": "on"},
    "desk:links": {"other": "{other}"},
}
# What those hear who may, where it is not 200 for reading and 302 for changing.
READ = {
    "desk:many": 302,  # nothing is begun
    "desk:address_confirmation": 410,  # no such secret
    "desk:passkey": 404,  # on an address without a name
    "setup:help_words": 200,
    "setup:sent": 404,  # nothing was sent
    "setup:sent_one": 404,
}
CHANGED = {
    # done, and told at once
    **dict.fromkeys(("desk:draft", "desk:dismissals", "desk:review"), 200),
    **dict.fromkeys(("desk:presence", "desk:reading"), 204),
    "setup:links": 201,
    # the form again, since it was sent empty
    **dict.fromkeys(
        (
            "desk:new", "desk:password", "desk:address", "desk:wishes", "desk:second_step_removal",
            "desk:lifts", "setup:domains", "setup:account", "setup:retention", "setup:about_customer",
            "setup:new_route", "setup:route",
        ),
        422,
    ),
    **dict.fromkeys(
        (
            "desk:profile", "desk:second_step", "desk:new_token", "setup:new_mailbox", "setup:mailbox",
            "setup:organisations", "setup:organisation", "setup:new_way", "setup:way", "setup:new_question",
            "setup:question", "setup:new_help_page", "setup:help_page", "setup:help_words", "setup:invite",
            "setup:person", "setup:quick_answer_trials", "setup:new_quick_answer", "setup:quick_answer",
            "setup:escalation_rule", "setup:new_team", "setup:team", "setup:new_macro", "setup:macro",
            "setup:tag", "setup:programs", "setup:program", "setup:new_provider", "setup:provider",
            "setup:new_webhook", "setup:webhook", "setup:customer_export", "setup:appearance", "setup:words",
            "setup:lexicon", "setup:words_review", "setup:rule", "setup:phrases", "setup:imap",
        ),
        200,
    ),
    # there is none to change
    **dict.fromkeys(
        (
            "desk:many_words", "desk:many_review", "desk:many_undo", "desk:browser_end", "desk:passkey",
            "desk:passkey_removal", "desk:token_end", "setup:unlink",
            "setup:webhook_repeats", "setup:trials",
        ),
        404,
    ),
    "desk:address_confirmation": 410,
}  # fmt: skip


@dataclass
class Asker:
    """A browser in which somebody is signed in, and stays so whatever they ask."""

    browser: Client

    @classmethod
    def of(cls, person: Person) -> "Asker":
        """As others left them a moment ago."""
        return cls(desk_of(Person.objects.get(pk=person.pk)))

    def ask(self, method: str, path: str, sent: dict[str, str]) -> HttpResponseBase:
        """The answer; whatever it did is undone again."""
        cookies, before = deepcopy(self.browser.cookies), transaction.savepoint()
        answer: Any = self.browser.get(path) if method == "GET" else self.browser.post(path, sent)
        if answer.streaming:
            b"".join(answer)  # to its end, which closes what it reads from
        transaction.savepoint_rollback(before)
        self.browser.cookies = cookies
        return answer  # type: ignore[no-any-return]


def place(answer: HttpResponseBase) -> str:
    """Where the answer leads, as the name of a route; "" where it leads nowhere, "?" where nothing is."""
    if "Location" not in answer.headers:
        return ""
    try:
        return resolve(urlsplit(answer.headers["Location"]).path).view_name
    except Resolver404:
        return "?"
