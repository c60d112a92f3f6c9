"""Words removed from a ticket are gone from everything in it; numbers are covered before they are kept."""

import pytest

from heard.channels.models import Arrival, Channel
from heard.drafts import send
from heard.files import doomed, store
from heard.privacy import redact
from heard.search.models import Doc
from heard.staff.models import Person
from heard.tickets import organise, replies, told
from heard.tickets.models import Attachment, Message, Note, Ticket
from heard.timeline.models import Entry
from tests.conftest import everything_follows
from tests.privacy.conftest import letter, receive_mail

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def ticket(mailbox: Channel, tom: Person) -> Ticket:
    """In which an account stands in a mail, in its HTML, in a reply that quotes it, and in a file."""
    found = receive_mail(mailbox, letter(f"Pay to {IBAN}.", 1, file=b"%PDF-1.4 account")).ticket
    replies.release(send.send(found, tom, "We pay to de89 3704\n0044 0532 0130 00.").pk)
    organise.add_note(found, "Their card 4111 1111 1111 1111, account " + IBAN, by=tom)
    everything_follows()
    return found


def redacted(ticket: Ticket, *words: str, by: Person, files: tuple[int, ...] = ()) -> redact.Removed:
    removed = redact.words(ticket, words, files=files, by=by)
    everything_follows()
    while doomed.go_on():
        pass
    return removed


def test_a_note_never_holds_a_number(ticket: Ticket) -> None:
    assert Note.objects.get().text == "Their card •••• •••• •••• 1111, account •••• •••• •••• •••• ••30 00"


def test_words_go_from_messages_quotes_html_and_search(ticket: Ticket, tom: Person) -> None:
    assert redacted(ticket, IBAN, by=tom) == redact.Removed(places=3, files=0)
    first, reply = Message.objects.order_by("pk")
    assert (first.text, reply.text) == (f"Pay to {redact.MARK}.", f"We pay to {redact.MARK}.")
    assert first.html is not None
    assert "0532" not in store.content(first.html).decode()
    assert redact.MARK in store.content(first.html).decode()
    assert Doc.objects.filter(body__contains="0532").count() == 0
    assert Ticket.objects.get().snippet == f"We pay to {redact.MARK}."


def test_the_raw_mail_and_the_sent_copy_go_as_a_whole(ticket: Ticket, tom: Person) -> None:
    redacted(ticket, IBAN, by=tom)
    assert Arrival.objects.get().raw_id == store.GONE
    entry = Entry.objects.get(kind="message.redacted")
    assert (entry.data, entry.actor_id) == ({"places": 3, "files": 0}, tom.pk)


def test_html_with_the_words_across_elements_goes(mailbox: Channel, tom: Person) -> None:
    message = receive_mail(mailbox, letter("One <i>Two</i> Three", 7))
    assert message.html is not None
    redacted(message.ticket, "one two three", by=tom)
    message.refresh_from_db()
    assert message.html is None


def test_a_file_goes_with_its_raw_mail(ticket: Ticket, tom: Person) -> None:
    file = Attachment.objects.get()
    assert redacted(ticket, by=tom, files=(file.pk,)) == redact.Removed(places=0, files=1)
    file.refresh_from_db()
    assert (file.blob_id, Arrival.objects.get().raw_id) == (store.GONE, store.GONE)


@pytest.mark.parametrize("words", [(), ("xy",), ("not there at all",), ("  ",)])
def test_what_is_not_there_changes_nothing(ticket: Ticket, tom: Person, words: tuple[str, ...]) -> None:
    with pytest.raises(redact.NothingToRemove):
        redact.words(ticket, words, by=tom)
    assert not Entry.objects.filter(kind="message.redacted").exists()


def test_a_transcript_is_covered_too(mailbox: Channel, tom: Person) -> None:
    said = told.Told("ada@okoye.example", "Ada", "4111111111111111", f"My account is {IBAN}")
    ticket = told.write_down(said, mailbox, by=tom)
    assert ticket.subject == "••••••••••••1111"
    assert Message.objects.get().text == "My account is •••• •••• •••• •••• ••30 00"
    assert Message.objects.get().sensitive == ["account"]


def test_a_card_in_a_mail_is_covered_and_the_links_stay(mailbox: Channel) -> None:
    raw = letter('Card 4111 1111 1111 1111, <a href="https://x.example/4111111111111111">see</a>', 9)
    message = receive_mail(mailbox, raw)
    assert "4111 1111" not in message.text
    assert message.html is not None
    shown = store.content(message.html).decode()
    assert ("4111 1111" in shown, "https://x.example/4111111111111111" in shown) == (False, True)
