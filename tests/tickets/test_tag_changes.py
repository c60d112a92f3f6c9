"""A tag is renamed, joined with another or deleted on all its tickets, batch by batch, also after a kill."""

import pytest
from django.test.utils import CaptureQueriesContext

from heard.lib.claim import State
from heard.staff.models import Person
from heard.tickets import tag_changes, tags
from heard.tickets.models import TagChange, Ticket, TicketTag
from heard.tickets.tag_changes import Busy
from tests.conftest import Write


@pytest.fixture
def three(ada_writes: Write, tom: Person) -> list[Ticket]:
    """Three tickets with the tag bell, one of them also with ring."""
    found = [ada_writes(message_id=f"<ada-{number}@okoye.example>").ticket for number in range(3)]
    for ticket in found:
        tags.add(ticket, "bell", by=tom)
    tags.add(found[0], "ring", by=tom)
    return found


def all_done() -> int:
    """Everything that was asked for is done; how many batches it took."""
    batches = 0
    while tag_changes.go_on():
        batches += 1
    return batches


def tags_of(three: list[Ticket]) -> list[list[str]]:
    return [Ticket.objects.get(pk=ticket.pk).tags for ticket in three]


def found_by(tag: str) -> int:
    return TicketTag.objects.filter(tag=tag).count()


def test_a_tag_is_renamed_on_all_tickets(
    three: list[Ticket], tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_changes, "BATCH", 2)
    before = Ticket.objects.get(pk=three[0].pk).version
    assert tag_changes.rename("bell", "Old Bells", by=tom)
    assert all_done() == 2
    assert tags_of(three) == [["old-bells", "ring"], ["old-bells"], ["old-bells"]]
    assert (found_by("bell"), found_by("old-bells")) == (0, 3)
    assert Ticket.objects.get(pk=three[0].pk).version == before + 1


def test_two_tags_become_one(three: list[Ticket], tom: Person) -> None:
    tag_changes.rename("bell", "ring", by=tom)
    all_done()
    assert tags_of(three) == [["ring"], ["ring"], ["ring"]]
    assert (found_by("bell"), found_by("ring")) == (0, 3)


def test_a_tag_is_deleted(three: list[Ticket], tom: Person) -> None:
    tag_changes.delete("bell", by=tom)
    all_done()
    assert tags_of(three) == [["ring"], [], []]
    assert tag_changes.counted() == [{"tag": "ring", "all": 1, "open": 1}]


def test_a_batch_that_was_cut_off_is_done_again(
    three: list[Ticket], tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag_changes.rename("bell", "ring", by=tom)

    def cut(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tag_changes.claim, "finish", cut)
        with pytest.raises(KeyboardInterrupt):
            tag_changes.go_on()
    assert found_by("bell") == 3  # nothing of it was written
    TagChange.objects.update(due_at="2000-01-01T00:00:00Z")  # its lease ends
    all_done()
    assert found_by("ring") == 3


def test_what_is_being_changed_is_left_alone(three: list[Ticket], tom: Person) -> None:
    tag_changes.rename("bell", "gong", by=tom)
    for tag, to in (("bell", "horn"), ("ring", "bell"), ("ring", "gong"), ("gong", "ring")):
        with pytest.raises(Busy):
            tag_changes.rename(tag, to, by=tom)
    all_done()
    assert TagChange.objects.get().state == State.DONE
    assert tag_changes.rename("gong", "horn", by=tom)


def test_the_same_word_changes_nothing(three: list[Ticket], tom: Person) -> None:
    assert tag_changes.rename("bell", " Bell ", by=tom) is None


def test_counting_is_one_query(
    three: list[Ticket], django_assert_num_queries: type[CaptureQueriesContext]
) -> None:
    with django_assert_num_queries(1):
        assert [row["all"] for row in tag_changes.counted()] == [3, 1]
