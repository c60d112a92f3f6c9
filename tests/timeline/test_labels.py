"""What each kind of fact is called."""

from django.utils import translation

from heard.timeline.kinds import Kind
from heard.timeline.labels import LABELS, label


def test_every_kind_is_called_something() -> None:
    assert LABELS.keys() == set(Kind)


def test_in_the_readers_language() -> None:
    assert label("ticket.assigned") == "assigned a ticket"
    with translation.override("de"):
        assert label("ticket.assigned") == "hat ein Ticket zugewiesen"


def test_a_kind_of_another_version_keeps_its_code() -> None:
    assert label("ticket.sung") == "ticket.sung"
