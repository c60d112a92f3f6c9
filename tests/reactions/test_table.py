"""The table says for every kind what follows, and nothing in it goes round in circles."""

from heard.reactions import table
from heard.reactions.table import TABLE, Row
from heard.timeline.kinds import Kind


def circle(rows: dict[Kind, Row]) -> list[Kind] | None:
    """A chain of kinds that leads back to its beginning, by what reactions declare to record."""

    def walk(kind: Kind, path: list[Kind]) -> list[Kind] | None:
        if kind in path:
            return [*path, kind]
        for following in rows.get(kind, Row()).records:
            if found := walk(following, [*path, kind]):
                return found
        return None

    return next((found for kind in rows if (found := walk(kind, []))), None)


def test_every_kind_is_in_the_table() -> None:
    assert set(TABLE) == set(Kind)


def test_no_circle() -> None:
    assert circle(TABLE) is None


def test_a_circle_is_found() -> None:
    rows = {
        Kind.MESSAGE_RECEIVED: Row(records=(Kind.NOTE_WRITTEN,)),
        Kind.NOTE_WRITTEN: Row(records=(Kind.MESSAGE_RECEIVED,)),
    }
    assert circle(rows) == [Kind.MESSAGE_RECEIVED, Kind.NOTE_WRITTEN, Kind.MESSAGE_RECEIVED]


def test_names_are_greppable() -> None:
    assert set(table.AFTERWARDS) == {
        "alerts.owners.tell",
        "alerts.owners.tell_of_erasure",
        "customers.letters.sign_in",
        "alerts.passwords.asked",
        "alerts.passwords.chosen",
        "alerts.webhooks.stopped",
        "tickets.acknowledge.opened",
        "tickets.findable.address",
        "tickets.findable.address_gone",
        "tickets.findable.message",
        "tickets.findable.note",
        "tickets.findable.whole_ticket",
        "tickets.handover.left_behind",
        "tickets.heat.felt",
        "tickets.hearing.assigned",
        "tickets.hearing.escalated",
        "tickets.hearing.mentioned",
        "tickets.hearing.replied",
        "tickets.hearing.status_changed",
        "tickets.outcries.heard",
    }
