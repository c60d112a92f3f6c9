"""Every kind of fact that the timeline knows, with the sentence that an agent reads."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened. A kind is written `context.past_participle`; codes are stored and never change."""

    DESK_OPENED = "desk.opened"
    DESK_CHANGED = "desk.changed"
    PERSON_INVITED = "person.invited"
    PERSON_INVITATION_WITHDRAWN = "person.invitation_withdrawn"
    PERSON_LINK_MADE = "person.link_made"
    PERSON_PASSWORD_CHOSEN = "person.password_chosen"  # noqa: S105 - a code, not a secret
    PERSON_JOINED = "person.joined"
    PERSON_PLACED = "person.placed"
    PERSON_LEFT = "person.left"
    PERSON_RETURNED = "person.returned"
    TEAM_CHANGED = "team.changed"
    TEAM_DISSOLVED = "team.dissolved"
    TAG_RENAMED = "tag.renamed"
    TAG_DELETED = "tag.deleted"
    TOKEN_MADE = "token.made"  # noqa: S105 - a code, not a secret

    ARRIVAL_SET_ASIDE = "arrival.set_aside"
    ARRIVAL_FAILED = "arrival.failed"
    ARRIVAL_RETRIED = "arrival.retried"

    MAILBOX_SILENT = "mailbox.silent"
    MAILBOX_FAILED = "mailbox.failed"
    MAILBOX_EXPIRING = "mailbox.expiring"
    MAILBOX_DIFFERS = "mailbox.differs"
    MAILBOX_RECOVERED = "mailbox.recovered"

    CHANNEL_OPENED = "channel.opened"
    CHANNEL_CHANGED = "channel.changed"
    CHANNEL_CLOSED = "channel.closed"
    CHANNEL_REOPENED = "channel.reopened"

    ORGANISATION_ENTERED = "organisation.entered"
    ORGANISATION_CHANGED = "organisation.changed"
    ORGANISATION_REMOVED = "organisation.removed"

    TICKET_OPENED = "ticket.opened"
    TICKET_STATUS_CHANGED = "ticket.status_changed"
    TICKET_ASSIGNED = "ticket.assigned"
    TICKET_GIVEN_TO_TEAM = "ticket.given_to_team"
    TICKET_PRIORITIZED = "ticket.prioritized"
    TICKET_TAGGED = "ticket.tagged"
    TICKET_UNTAGGED = "ticket.untagged"
    TICKET_MERGED = "ticket.merged"
    TICKET_UNMERGED = "ticket.unmerged"
    TICKET_LINKED = "ticket.linked"
    TICKET_UNLINKED = "ticket.unlinked"
    MESSAGE_SPLIT_OFF = "message.split_off"
    TEAM_FORMED = "team.formed"

    MESSAGE_RECEIVED = "message.received"
    MESSAGE_AUTOMATIC = "message.automatic"
    MESSAGE_ACKNOWLEDGED = "message.acknowledged"
    MESSAGE_REPORTED = "message.reported"
    SENDER_JOINED = "sender.joined"
    SENDER_CONFIRMED = "sender.confirmed"
    ADDRESS_REOPENED = "address.reopened"
    MESSAGE_WRITTEN = "message.written"
    MESSAGE_UNDONE = "message.undone"
    MESSAGE_HELD = "message.held"
    MESSAGE_SENT = "message.sent"
    NOTE_WRITTEN = "note.written"
    PERSON_MENTIONED = "person.mentioned"
    PROMISE_SPOTTED = "promise.spotted"
    GATE_LIFTED = "gate.lifted"

    OUTGOING_SENT = "outgoing.sent"
    OUTGOING_REFUSED = "outgoing.refused"
    OUTGOING_BOUNCED = "outgoing.bounced"
    OUTGOING_RETRIED = "outgoing.retried"
