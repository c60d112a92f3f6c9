"""Who reacts to what: the whole list, on one screen.

At once (same transaction, database only): what keeps the desk true. Afterwards: a row each, done by the
worker, its effect and its done-mark in one transaction. `records` names the kinds a reaction may record,
so that a circle in this table is found by a test.
"""

from collections.abc import Callable
from dataclasses import dataclass

from heard.alerts import owners, passwords, webhooks
from heard.channels.webhook import announce
from heard.customers import letters
from heard.reactions import names
from heard.routing import by_itself
from heard.tickets import (
    acknowledge,
    findable,
    handover,
    hearing,
    heat,
    outcries,
    quick_replies,
    replies,
    ticket_fields,
)
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

React = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Row:
    """What follows one kind of fact."""

    at_once: tuple[React, ...] = ()
    afterwards: tuple[React, ...] = ()
    records: tuple[Kind, ...] = ()


TURNED = (Kind.TICKET_STATUS_CHANGED, Kind.TICKET_TAGGED)
BACK_TO_PEOPLE = (Kind.QUICK_ANSWER_LOST, Kind.TICKET_STATUS_CHANGED)
ESCALATED = (Kind.TICKET_ESCALATED, Kind.TICKET_ASSIGNED, Kind.TICKET_GIVEN_TO_TEAM)
TABLE: dict[Kind, Row] = {
    Kind.DESK_OPENED: Row(),
    Kind.DESK_CHANGED: Row(),
    Kind.OUTBOX_RELEASED: Row(at_once=(names.of_setup,)),
    Kind.DESK_SECOND_STEP_REQUIRED: Row(),
    Kind.DESK_PROVIDERS_ONLY: Row(),
    Kind.DESK_ANSWERING_TAKES: Row(),
    Kind.DESK_CLOSES_AFTER: Row(),
    Kind.DESK_ASKS_FOR_UNOPENED: Row(),
    Kind.PROVIDER_NAMED: Row(),
    Kind.PROVIDER_CHANGED: Row(),
    Kind.PROVIDER_REMOVED: Row(),
    Kind.PERSON_INVITED: Row(),
    Kind.PERSON_INVITATION_WITHDRAWN: Row(),
    Kind.PERSON_LINK_MADE: Row(),
    Kind.PERSON_PASSWORD_ASKED: Row(afterwards=(passwords.asked,), records=(Kind.PERSON_LINK_MADE,)),
    Kind.PERSON_PASSWORD_CHOSEN: Row(afterwards=(passwords.chosen,)),
    Kind.PERSON_SECOND_STEP_ADDED: Row(),
    Kind.PERSON_SECOND_STEP_REMOVED: Row(),
    Kind.PERSON_SECOND_STEP_RESET: Row(),
    Kind.PERSON_RECOVERY_CODE_USED: Row(),
    Kind.PERSON_SIGNED_IN: Row(),
    Kind.PERSON_SIGNED_OUT: Row(),
    Kind.PERSON_VOUCHED_FOR: Row(),
    Kind.PERSON_ACCOUNT_LINKED: Row(),
    Kind.PERSON_ACCOUNT_UNLINKED: Row(),
    Kind.PERSON_JOINED: Row(),
    Kind.PERSON_RENAMED: Row(),
    Kind.PERSON_ADDRESS_ASKED: Row(),
    Kind.PERSON_ADDRESS_CHANGED: Row(),
    Kind.PERSON_PLACED: Row(at_once=(names.of_less_sight,)),
    Kind.PERSON_LEFT: Row(),
    Kind.PERSON_RETURNED: Row(),
    Kind.TEAM_CHANGED: Row(at_once=(names.of_less_sight,)),
    Kind.TEAM_DISSOLVED: Row(at_once=(names.of_less_sight,)),
    Kind.TAG_RENAMED: Row(at_once=(names.of_setup,)),
    Kind.TAG_DELETED: Row(at_once=(names.of_setup,)),
    Kind.TOKEN_MADE: Row(),
    Kind.TOKEN_ENDED: Row(),
    Kind.WEBHOOK_SUBSCRIBED: Row(),
    Kind.WEBHOOK_CHANGED: Row(),
    Kind.WEBHOOK_STOPPED: Row(at_once=(names.of_setup,), afterwards=(webhooks.stopped,)),
    Kind.ARRIVAL_SET_ASIDE: Row(at_once=(names.of_setup,)),
    Kind.ARRIVAL_FAILED: Row(at_once=(names.of_setup,)),
    Kind.ARRIVAL_RETRIED: Row(at_once=(names.of_setup,)),
    Kind.MAILBOX_SILENT: Row(at_once=(names.of_setup,), afterwards=(owners.tell,)),
    Kind.MAILBOX_FAILED: Row(at_once=(names.of_setup,), afterwards=(owners.tell,)),
    Kind.MAILBOX_EXPIRING: Row(at_once=(names.of_setup,), afterwards=(owners.tell,)),
    Kind.MAILBOX_DIFFERS: Row(at_once=(names.of_setup,), afterwards=(owners.tell,)),
    Kind.MAILBOX_RECOVERED: Row(at_once=(names.of_setup,), afterwards=(owners.tell,)),
    Kind.CHANNEL_OPENED: Row(at_once=(names.of_setup,)),
    Kind.CHANNEL_CHANGED: Row(at_once=(names.of_setup,)),
    Kind.CHANNEL_CLOSED: Row(at_once=(names.of_setup,)),
    Kind.CHANNEL_REOPENED: Row(at_once=(names.of_setup,)),
    Kind.CONTACT_WAY_CHANGED: Row(),
    Kind.HELP_PAGE_WRITTEN: Row(),
    Kind.HELP_PAGE_REMOVED: Row(),
    Kind.CUSTOMER_SIGN_IN_ASKED: Row(afterwards=(letters.sign_in,)),
    Kind.CUSTOMER_SIGNED_IN: Row(),
    Kind.CUSTOMER_CHANGED: Row(),
    Kind.CUSTOMER_ADDRESS_ADDED: Row(afterwards=(findable.address,)),
    Kind.CUSTOMER_ADDRESS_REMOVED: Row(afterwards=(findable.address_gone,)),
    Kind.CUSTOMER_ERASURE_ASKED: Row(afterwards=(owners.tell_of_erasure,)),
    Kind.CUSTOMER_ERASURE_DECLINED: Row(),
    Kind.CUSTOMER_ERASURE_ORDERED: Row(at_once=(names.of_setup,)),
    Kind.CUSTOMER_ERASED: Row(at_once=(names.of_setup,)),
    Kind.CUSTOMER_EXPORTED: Row(),
    Kind.RETENTION_CHANGED: Row(at_once=(names.of_setup,)),
    Kind.REQUEST_LINK_MADE: Row(),
    Kind.REQUEST_LINK_ENDED: Row(),
    Kind.ORGANISATION_ENTERED: Row(),
    Kind.ORGANISATION_CHANGED: Row(),
    Kind.ORGANISATION_REMOVED: Row(),
    Kind.CUSTOMER_ZONE_CHOSEN: Row(),
    Kind.TICKET_OPENED: Row(
        afterwards=(acknowledge.opened,),
        records=(Kind.MESSAGE_ACKNOWLEDGED, Kind.QUICK_ANSWER_GIVEN, *TURNED),
    ),
    Kind.TEAM_FORMED: Row(),
    Kind.TICKET_STATUS_CHANGED: Row(
        at_once=(ticket_fields.shelved, names.of_ticket),
        afterwards=(hearing.status_changed, handover.left_behind),
        records=(Kind.TICKET_ASSIGNED,),
    ),
    Kind.TICKET_ASSIGNED: Row(at_once=(names.of_ticket,), afterwards=(hearing.assigned,)),
    Kind.TICKET_GIVEN_TO_TEAM: Row(at_once=(ticket_fields.shelved, names.of_ticket)),
    Kind.TICKET_PRIORITIZED: Row(at_once=(names.of_ticket,)),
    Kind.TICKET_RENAMED: Row(at_once=(names.of_ticket,), afterwards=(findable.whole_ticket,)),
    Kind.TICKET_HEAT_CHANGED: Row(at_once=(names.of_ticket,)),
    Kind.TICKET_READDRESSED: Row(at_once=(names.of_ticket,)),
    Kind.TICKET_CUSTOMER_CHANGED: Row(at_once=(names.of_ticket,)),
    Kind.TICKET_ESCALATED: Row(at_once=(names.of_ticket,), afterwards=(hearing.escalated,)),
    Kind.TICKET_ESCALATION_SETTLED: Row(at_once=(names.of_ticket,)),
    Kind.ESCALATION_RULE_SET: Row(),
    Kind.ESCALATION_RULE_REMOVED: Row(),
    Kind.ROUTE_WRITTEN: Row(at_once=(names.of_setup,)),
    Kind.ROUTE_REMOVED: Row(at_once=(names.of_setup,)),
    Kind.TICKET_TAGGED: Row(at_once=(names.of_ticket,)),
    Kind.TICKET_UNTAGGED: Row(at_once=(names.of_ticket,)),
    Kind.TICKET_MERGED: Row(at_once=(ticket_fields.shelved, names.of_both)),
    Kind.TICKET_UNMERGED: Row(at_once=(ticket_fields.shelved, names.of_both)),
    Kind.TICKET_LINKED: Row(at_once=(names.of_both,)),
    Kind.TICKET_UNLINKED: Row(at_once=(names.of_both,)),
    Kind.TICKET_EMPTIED: Row(at_once=(names.of_ticket,)),
    Kind.MESSAGE_REDACTED: Row(at_once=(names.of_ticket,), afterwards=(findable.whole_ticket,)),
    Kind.MESSAGE_SPLIT_OFF: Row(at_once=(names.of_both,), afterwards=(findable.message,)),
    Kind.MESSAGE_RECEIVED: Row(
        at_once=(ticket_fields.said, ticket_fields.shelved, by_itself.given, names.of_ticket),
        afterwards=(findable.message, hearing.replied, heat.felt, handover.left_behind, outcries.heard),
        records=(Kind.TICKET_HEAT_CHANGED, Kind.MATTER_SAID, *ESCALATED),
    ),
    Kind.MESSAGE_AUTOMATIC: Row(at_once=(names.of_ticket,), afterwards=(findable.message,)),
    Kind.MESSAGE_ACKNOWLEDGED: Row(at_once=(names.of_ticket,)),
    Kind.MESSAGE_REPORTED: Row(at_once=(names.of_ticket,)),
    Kind.SENDER_JOINED: Row(at_once=(names.of_ticket,)),
    Kind.SENDER_CONFIRMED: Row(at_once=(names.of_ticket,)),
    Kind.ADDRESS_REOPENED: Row(at_once=(names.of_ticket,)),
    Kind.ADDRESS_BLOCKED: Row(at_once=(names.of_blocking,)),
    Kind.ADDRESS_UNBLOCKED: Row(at_once=(names.of_blocking,)),
    Kind.MESSAGE_WRITTEN: Row(at_once=(ticket_fields.said, ticket_fields.shelved, names.of_ticket)),
    Kind.MESSAGE_UNDONE: Row(at_once=(ticket_fields.taken_back, names.of_ticket)),
    Kind.MESSAGE_HELD: Row(at_once=(names.of_ticket,)),
    Kind.MESSAGE_SENT: Row(
        at_once=(ticket_fields.answered, ticket_fields.shelved, names.of_ticket),
        afterwards=(findable.message,),
    ),
    Kind.MESSAGE_POSTPONED: Row(at_once=(names.of_ticket,)),
    Kind.FILES_LEFT_UNOPENED: Row(at_once=(names.of_ticket,)),
    Kind.FORWARD_WRITTEN: Row(at_once=(names.of_ticket,)),
    Kind.FORWARD_SENT: Row(at_once=(names.of_ticket,), afterwards=(findable.message,)),
    Kind.MATTER_SAID: Row(at_once=(names.of_ticket,)),
    Kind.QUICK_ANSWER_WRITTEN: Row(at_once=(names.of_setup,)),
    Kind.QUICK_ANSWER_REMOVED: Row(at_once=(names.of_setup,)),
    Kind.QUICK_ANSWER_GIVEN: Row(at_once=(names.of_ticket,)),
    Kind.QUICK_ANSWER_LOST: Row(at_once=(names.of_ticket,)),
    Kind.MACRO_WRITTEN: Row(at_once=(names.of_setup,)),
    Kind.MACRO_REMOVED: Row(at_once=(names.of_setup,)),
    Kind.MACRO_USED: Row(),
    Kind.PERSON_MENTIONED: Row(at_once=(hearing.bring_in,), afterwards=(hearing.mentioned,)),
    Kind.NOTE_WRITTEN: Row(at_once=(names.of_ticket,), afterwards=(findable.note,)),
    Kind.NOTE_KEPT: Row(at_once=(names.of_ticket,)),
    Kind.PROMISE_SPOTTED: Row(),
    Kind.GATE_LIFTED: Row(at_once=(names.of_ticket,)),
    Kind.OUTGOING_SENT: Row(at_once=(replies.delivered, names.of_delivery)),
    Kind.OUTGOING_REFUSED: Row(
        at_once=(replies.delivered, quick_replies.lost, names.of_delivery), records=BACK_TO_PEOPLE
    ),
    Kind.OUTGOING_BOUNCED: Row(
        at_once=(replies.delivered, replies.came_back, quick_replies.lost, names.of_delivery),
        records=BACK_TO_PEOPLE,
    ),
    Kind.OUTGOING_RETRIED: Row(at_once=(replies.delivered, names.of_delivery)),
}


# After every fact, whatever its kind (at once).
EVERY: tuple[React, ...] = (announce.queue,)


def name_of(reaction: React) -> str:
    """The stored name of a reaction: `context.module.function`, greppable."""
    return f"{reaction.__module__.removeprefix('heard.')}.{reaction.__name__}"


AFTERWARDS: dict[str, React] = {
    name_of(reaction): reaction for row in TABLE.values() for reaction in row.afterwards
}
