"""Which columns say something about a customer? Those that an export of them tells, table by table.

Who adds a column decides here, or names in tests/privacy/test_told.py why it is not told.
"""

from django.db.models import Model

from heard.channels.models import Arrival, Outgoing
from heard.customers.models import Customer, CustomerSession, ErasureWish, Identity, SignIn
from heard.drafts.models import Draft, DraftFile
from heard.phrasing.models import Dismissal, Lift
from heard.tickets.models import (
    Attachment,
    Escalation,
    Matter,
    Message,
    Note,
    Participant,
    QuickReply,
    RequestLink,
    Ticket,
    TicketLink,
)

# `name__other`: what the row that it points to is called.
TOLD: dict[type[Model], tuple[str, ...]] = {
    Customer: (
        "id", "name", "met_at", "language", "time_zone", "mail_offset", "prefers", "confirms",
        "answers_at", "erased_at",
    ),
    Identity: ("id", "kind", "address", "unreachable_since", "blocked_since"),
    CustomerSession: ("identity", "made_at", "ends_at"),
    SignIn: ("address", "language", "asked_at", "ends_at", "used_at", "tries"),
    ErasureWish: ("asked_at", "ticket", "answer", "answered_at", "reason"),
    Ticket: (
        "number", "subject", "status", "priority", "identity", "channel__name", "assignee__name",
        "team__name", "tags", "opened_at", "changed_at", "waiting_since", "hold_until", "solved_at",
        "snippet", "is_bulk", "merged_into", "handoffs", "heat", "escalated_at", "words_gone_at",
    ),
    Participant: ("ticket", "identity", "is_confirmed"),
    RequestLink: ("ticket", "identity", "made_at", "ends_at", "ended_at"),
    TicketLink: ("ticket", "other"),
    Note: ("ticket", "person__name", "at", "text", "step", "finder__name", "by", "until_solved"),
    Matter: ("ticket", "goal", "feeling", "stage"),
    Escalation: (
        "ticket", "by__name", "at", "reason", "hours", "waited_since", "to_person__name", "to_team__name",
        "was_with__name", "was_in__name", "ended_at", "message", "signs",
    ),
    QuickReply: ("ticket", "answer__title", "message", "at"),
    Dismissal: ("ticket", "rule", "scope", "reason", "person__name", "at", "settled_at"),
    Lift: ("ticket", "code", "reason", "person__name", "at", "used_at"),
    Draft: (
        "id", "ticket", "person__name", "way", "text", "copies", "confidence", "macro__title", "began_at",
        "kept_at",
    ),
    DraftFile: ("id", "draft", "name", "type", "content_id"),
    Message: (
        "id", "ticket", "direction", "person__name", "sender_name", "identity__address", "subject", "text",
        "whole_text", "at", "message_id", "references", "to", "cc", "bcc", "arrival", "delivery",
        "delivery_error", "release_at", "is_automatic", "is_unconfirmed", "forwards", "sensitive",
        "language", "possibly_repeated", "redacted_at", "told", "solves",
    ),
    Attachment: ("id", "message", "name", "type", "inline", "content_id"),
    Outgoing: ("id", "recipient", "queued_at", "sent_at", "state", "receipt", "error", "message_id"),
    Arrival: ("id", "channel__name", "door", "kept_at", "envelope", "state", "aside", "error"),
}  # fmt: skip
