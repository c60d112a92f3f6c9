"""Drafts: nothing typed is lost, nothing is overwritten, nothing is sent twice."""

import uuid

import pytest

from heard.drafts import files, keep, note, presence, send
from heard.drafts.models import Draft, DraftFile, Presence, Way
from heard.drafts.send import NewsMeanwhile, NotSendable, Wish
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Attachment, Message, Note, Ticket
from tests.conftest import Write

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06\x00\x00\x00"
KEY = uuid.UUID(int=7)


def kept(ticket: Ticket, person: Person, text: str, version: int = 0, key: uuid.UUID = KEY) -> Draft:
    return keep.keep(ticket, person, Way.REPLY, text, version=version, key=key, seen=0).draft


def test_each_keeping_is_a_version(ticket: Ticket, tom: Person) -> None:
    first = kept(ticket, tom, "Dear")
    second = kept(ticket, tom, "Dear Ada", first.version)
    assert (second.text, second.version, second.key) == ("Dear Ada", first.version + 1, KEY)


def test_what_was_changed_elsewhere_stands_and_is_told(ticket: Ticket, tom: Person) -> None:
    first = kept(ticket, tom, "Dear")
    kept(ticket, tom, "Dear Ada, from the train", first.version)
    late = keep.keep(ticket, tom, Way.REPLY, "Dear Ms", version=first.version, key=KEY)
    assert (late.taken, late.draft.text) == (False, "Dear Ada, from the train")


def test_words_that_come_after_the_sending_begin_no_new_draft(ticket: Ticket, tom: Person) -> None:
    draft = kept(ticket, tom, "Dear Ada")
    send.send(ticket, tom, "Dear Ada", wish=Wish(draft=draft, key=KEY))
    with pytest.raises(keep.AlreadySent):
        kept(ticket, tom, "Dear Ad", draft.version)
    assert not Draft.objects.exists()


def test_pressed_twice_it_is_written_once(ticket: Ticket, tom: Person) -> None:
    one = send.send(ticket, tom, "Hello.", wish=Wish(key=KEY))
    assert send.send(ticket, tom, "Hello.", wish=Wish(key=KEY)) == one
    other = send.send(ticket, tom, "And this.", wish=Wish(key=KEY))
    assert other.pk != one.pk
    assert Message.objects.filter(direction="out").count() == 2


def test_a_note_pressed_twice_is_written_once(ticket: Ticket, tom: Person) -> None:
    keep.keep(ticket, tom, Way.NOTE, "Between us", version=0, key=KEY)
    assert note.add(ticket, "Between us", by=tom, key=KEY) == note.add(ticket, "Between us", by=tom, key=KEY)
    assert (Note.objects.count(), Draft.objects.count()) == (1, 0)


def test_undo_makes_a_draft_of_it_with_its_files(ticket: Ticket, tom: Person) -> None:
    files.add(ticket, tom, "bell.pdf", b"%PDF", key=KEY)
    draft = Draft.objects.get()
    message = send.send(ticket, tom, "See the file.", wish=Wish(draft=draft, key=KEY))
    assert [file.name for file in Attachment.objects.filter(message=message)] == ["bell.pdf"]
    kept(ticket, tom, "Begun since", key=uuid.UUID(int=8))
    assert send.undo(message, by=tom)
    assert Draft.objects.get().text == "See the file.\n\nBegun since"
    assert [file.name for file in DraftFile.objects.all()] == ["bell.pdf"]


def test_it_is_refused_once_when_something_came(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    seen = keep.newest_message(ticket)
    ada_writes(message_id="<2@x>", answering="<ada-1@okoye.example>", text="Found it myself!")
    with pytest.raises(NewsMeanwhile) as refusal:
        send.send(ticket, tom, "Hello.", wish=Wish(seen=seen))
    assert [one.text for one in refusal.value.news] == ["Found it myself!"]
    assert send.send(ticket, tom, "Hello.", wish=Wish(seen=refusal.value.news[-1].pk))


def test_it_is_refused_once_when_a_colleague_replied(ticket: Ticket, tom: Person, nora: Person) -> None:
    seen = keep.newest_message(ticket)
    send.send(ticket, tom, "It is in the post.", wish=Wish(seen=seen))
    assert send.send(ticket, tom, "And a bell with it.", wish=Wish(seen=seen)), "one's own are known"
    with pytest.raises(NewsMeanwhile, match="A colleague replied") as refusal:
        send.send(ticket, nora, "We send it.", wish=Wish(seen=seen))
    assert [one.text for one in refusal.value.news] == ["It is in the post.", "And a bell with it."]
    assert send.send(ticket, nora, "We send it.", wish=Wish(seen=refusal.value.news[-1].pk))


def test_a_colleagues_reply_that_was_taken_back_holds_nobody(
    ticket: Ticket, tom: Person, nora: Person
) -> None:
    seen = keep.newest_message(ticket)
    replies.take_back(send.send(ticket, tom, "It is in the post.", wish=Wish(seen=seen)), by=tom)
    assert send.send(ticket, nora, "We send it.", wish=Wish(seen=seen))


def test_taking_over_keeps_both_words_and_files(ticket: Ticket, tom: Person, nora: Person) -> None:
    files.add(ticket, tom, "a.txt", b"a")
    theirs = kept(ticket, tom, "Tom's words")
    kept(ticket, nora, "Nora's words")
    draft = keep.take_over(theirs, by=nora)
    assert (draft.person, draft.text) == (nora, "Nora's words\n\nTom's words")
    assert draft.files.count() == 1
    assert Draft.objects.count() == 1


def test_files_have_a_limit_and_a_type_by_content(ticket: Ticket, tom: Person) -> None:
    shown = files.add(ticket, tom, "x.exe", PNG, in_words=True)
    assert (shown.type, shown.content_id.endswith("@heard")) == ("image/png", True)
    assert files.add(ticket, tom, "page.html", b"<script>").type == "application/octet-stream"
    with pytest.raises(files.TooMuch, match="no PNG"):
        files.add(ticket, tom, "x.svg", b"<svg/>", in_words=True)
    with pytest.raises(files.TooMuch, match="18 MB"):
        files.add(ticket, tom, "film.mov", b"x" * files.MOST_BYTES)
    with pytest.raises(files.TooMuch, match="empty"):
        files.add(ticket, tom, "nothing.txt", b"")


def test_presence_is_one_row_that_ends(ticket: Ticket, tom: Person, nora: Person) -> None:
    presence.here(ticket, tom, writing=False)
    presence.here(ticket, tom, writing=True)
    assert [(one.person, one.is_writing) for one in presence.others(ticket, nora)] == [(tom, True)]
    assert presence.others(ticket, tom) == []
    Presence.objects.update(seen_at=ticket.opened_at - presence.GONE_AFTER)
    assert presence.others(ticket, nora) == []


@pytest.mark.parametrize("words", ["Dear {customer.first_name},", "No. {ticket.nubmer}"])
def test_a_variable_that_is_not_filled_in_holds_the_reply(ticket: Ticket, tom: Person, words: str) -> None:
    with pytest.raises(NotSendable, match="not filled in"):
        send.send(ticket, tom, words)


def test_a_chosen_hour_can_be_changed(ticket: Ticket, tom: Person) -> None:
    later = ticket.opened_at + presence.GONE_AFTER * 1000
    message = send.send(ticket, tom, "Tomorrow.", wish=Wish(at=later))
    assert message.release_at == later
    assert send.postpone(message, later + presence.GONE_AFTER, by=tom)
    assert Message.objects.get(pk=message.pk).release_at == later + presence.GONE_AFTER
    replies.release(message.pk)
    assert not send.postpone(message, later, by=tom)
