"""Every column about a customer is told in an export, or has a reason here: who adds one decides."""

import re

from django.apps import apps
from django.db.models import Model

from heard.customers.models import Customer
from heard.privacy.columns import TOLD
from tests.privacy.test_columns import ERASED

KEYS = "a key of ours, or a digest: it opens something, or tells two rows apart, and says nothing of anybody"
LOCK = "of the machine: when a row is due, how often it was tried, who wrote it last"
LINK = "leads from a row to the one that it hangs on, which is told"
AGAIN = "worked out from other columns, which are told"
FILE = "a file of its own in the archive"
READING = "who of us looks at a ticket, and until where they read: of our people"
NOT_TOLD = {
    "Identity.customer": LINK,
    "CustomerSession.id": KEYS,
    "CustomerSession.digest": KEYS,
    "SignIn.id": KEYS,
    "SignIn.browser": KEYS,
    "SignIn.nonce": KEYS,
    "ErasureWish.id": KEYS,
    "ErasureWish.customer": LINK,
    "Ticket.customer": LINK,
    "Ticket.snippet_is_customers": AGAIN,
    "Ticket.version": LOCK,
    "Ticket.pile": AGAIN,
    "Ticket.is_adrift": AGAIN,
    "Ticket.is_hot": AGAIN,
    "Participant.id": KEYS,
    "RequestLink.id": KEYS,
    "RequestLink.digest": KEYS,
    "TicketLink.id": KEYS,
    "Note.id": KEYS,
    "Note.key": KEYS,
    "Escalation.id": KEYS,
    "QuickReply.customer": LINK,
    "Dismissal.id": KEYS,
    "Lift.id": KEYS,
    "Lift.used_by": LINK,
    "Draft.seen": LOCK,
    "Draft.version": LOCK,
    "Draft.key": KEYS,
    "DraftFile.blob": FILE,
    "Message.html": FILE,
    "Message.fingerprint": KEYS,
    "Message.copies_chosen": LOCK,
    "Message.key": KEYS,
    "Message.then": "what of ours follows once it has left: a status, a tag, a colleague",
    "Message.promises": "where in its words a promise stands, and its time, which stands there",
    "Message.confidence": "how sure one of us was of what they wrote: theirs, not the customer's",
    "Message.emphasis": "where in its words bold and italics stand, which are in the mail itself",
    "Message.shares_id": LOCK,
    "Message.words_gone_at": "a message whose words are gone is not told any more",
    "Message.is_markdown": LOCK,
    "Attachment.blob": FILE,
    "Outgoing.channel": "the mailbox that it left by stands in the mail itself, which is in the archive",
    "Outgoing.about_kind": LINK,
    "Outgoing.about_id": LINK,
    "Outgoing.content": FILE,
    "Outgoing.unsure": LOCK,
    "Outgoing.is_last": LOCK,
    "Arrival.raw": FILE,
    "Arrival.their_id": KEYS,
    "Arrival.insisted": LOCK,
    **{f"Outgoing.{name}": LOCK for name in ("due_at", "attempts", "lost", "lease")},
    **{f"Arrival.{name}": LOCK for name in ("due_at", "attempts", "lost", "lease")},
}  # fmt: skip
TABLES_NOT_TOLD = {
    "Erasure": "whoever is being erased is not exported any more",
    "Follower": READING,
    "Presence": READING,
    "Opening": READING,
    "Reading": READING,
    "TicketTag": "the tags again, for finding: they are told with the ticket",
    "Blob": "the contents: files of their own in the archive",
    "ImapMail": "the mail server's own number of an arrival, which is told",
    "Doc": "the words again, for finding",
    "Name": "the words again, for finding",
    "Reaction": "work of the machine that is under way; an error may quote an address",
    "Reconciliation": "counts of a mailbox; names mails that are missing, and no customer yet",
    "KeptAnswer": "an answer to a program, for 24 hours: what it says is told from where it is from",
    "ReplyToMany": "one text of ours to many; to this customer it is a message",
}


def about_customers() -> set[type[Model]]:
    """Tables that lead to a customer, at whatever distance, and those whose words erasing empties."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("heard.")]
    emptied = {column.partition(".")[0] for column in ERASED}
    found: set[type[Model]] = {Customer, *(model for model in ours if model.__name__ in emptied)}
    while more := {model for model in ours if model not in found and _leads(model, found)}:
        found |= more
    return found


def _leads(model: type[Model], found: set[type[Model]]) -> bool:
    """Whether a row of it hangs on one of these. Contents do not count: pictures of the company are some."""
    to = [field.related_model for field in model._meta.concrete_fields]
    return any(one in found and one.__name__ != "Blob" for one in to)


def test_every_column_is_told_or_has_a_reason() -> None:
    told = {f"{model.__name__}.{re.split('__', name)[0]}" for model, names in TOLD.items() for name in names}
    columns = {
        f"{model.__name__}.{field.name}"
        for model in about_customers()
        if model.__name__ not in TABLES_NOT_TOLD
        for field in model._meta.concrete_fields
    }
    assert sorted(columns - told - NOT_TOLD.keys()) == []
    assert sorted((told | NOT_TOLD.keys()) - columns) == []
    assert sorted(told & NOT_TOLD.keys()) == []


def test_no_table_has_a_reason_that_is_told_or_gone() -> None:
    tables = {model.__name__ for model in about_customers()}
    assert sorted(TABLES_NOT_TOLD.keys() - tables) == []
    assert sorted({model.__name__ for model in TOLD} & TABLES_NOT_TOLD.keys()) == []
