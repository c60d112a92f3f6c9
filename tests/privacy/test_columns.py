"""Every column that can hold words is accounted for: who adds one says whether a customer may stand in it."""

from django.apps import apps
from django.db import models

# What erasing empties, replaces or deletes (privacy/erase.py, traces.py, tickets/emptying.py).
ERASED = [
    "Arrival.envelope",
    "Arrival.error",
    "Outgoing.recipient",
    "Outgoing.receipt",
    "Outgoing.error",
    "Reconciliation.names",
    "Blob.inline",
    "Customer.name",
    "Customer.language",
    "Customer.time_zone",
    "Customer.prefers",
    "Identity.address",
    "SignIn.address",
    "SignIn.browser",
    "SignIn.nonce",
    "SignIn.language",
    "CustomerSession.digest",
    "ErasureWish.reason",
    "RequestLink.digest",
    "Ticket.subject",
    "Ticket.snippet",
    "Message.sender_name",
    "Message.subject",
    "Message.text",
    "Message.whole_text",
    "Message.message_id",
    "Message.references",
    "Message.to",
    "Message.cc",
    "Message.bcc",
    "Message.sensitive",
    "Message.emphasis",
    "Message.delivery_error",
    "Note.text",
    "Matter.goal",
    "Matter.feeling",
    "Escalation.reason",
    "Attachment.name",
    "Attachment.type",
    "Attachment.content_id",
    "Draft.text",
    "Draft.copies",
    "DraftFile.name",
    "DraftFile.type",
    "DraftFile.content_id",
    "ReplyToMany.refused",
    "Dismissal.reason",
    "Lift.reason",
    "Reaction.error",
    "KeptAnswer.body",
    "Doc.title",
    "Doc.who",
    "Doc.whom",
    "Doc.body",
    "Name.word",
]

# Codes, keys and digests: nobody can be told from them. Of a mail's fingerprint see docs/privacy.md.
CODES = [
    "Arrival.door",
    "Arrival.their_id",
    "Outgoing.about_kind",
    "Outgoing.message_id",
    "Reconciliation.door",
    "Reconciliation.open_uids",
    "Reconciliation.trouble",
    "Identity.kind",
    "Blob.digest",
    "Doomed.digest",
    "Message.fingerprint",
    "Message.language",
    "Notice.subject_kind",
    "Dismissal.rule",
    "Lift.code",
    "Reaction.name",
    "Reaction.subject",
    "Delivery.error",
    "Doc.kind",
    "Name.kind",
    "Entry.kind",
    "Entry.subject_kind",
    "Entry.about_kind",
    "Entry.actor_kind",
    "Entry.through_kind",
    "Entry.data",
    "KeptAnswer.key",
    "KeptAnswer.asked",
    "KeptAnswer.type",
    "Erasure.went",
    "Erasure.error",
    "Retention.error",
    "Cleaning.error",
    "ChangedName.name",
    "Rate.name",
    "Heartbeat.name",
    "Heartbeat.loop",
    "ReplyToMany.tickets",
    "ReplyToMany.sent",
    "TagChange.error",
    "EscalationRule.days",
    "EscalationRule.signs",
    "EscalationRule.zone",
    "Route.language",
    "Route.stage",
    "Matter.stage",
    "Escalation.signs",
]

# Of the company and its people, or of the machine.
OURS = [
    "Ticket.tags",
    "Message.then",
    "Message.promises",
    "TicketTag.tag",
    "Route.signs",
    "Route.tag",
    "TagChange.tag",
    "TagChange.to",
    "ReplyToMany.text",
    "Organisation.name",
    "Domain.name",
]
OUR_TABLES = [
    "Channel",
    "FormSettings",
    "FormField",
    "ContactWay",
    "Subscription",
    "ImapAccount",
    "ImapFolder",
    "Desk",
    "Person",
    "Account",
    "Provider",
    "Team",
    "Token",
    "SignInLink",
    "Provider",
    "Account",
    "Browser",
    "OwnRule",
    "Phrase",
    "Macro",
    "QuickAnswer",
    "HelpPage",
]


def test_every_column_of_words_is_accounted_for() -> None:
    told = {*ERASED, *CODES, *OURS}
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    missing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("heard.") and model.__name__ not in OUR_TABLES
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices
        if f"{model.__name__}.{field.name}" not in told
    ]
    assert missing == []


def test_nothing_is_accounted_for_that_is_not_there() -> None:
    there = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }
    assert {*ERASED, *CODES, *OURS} - there == set()
