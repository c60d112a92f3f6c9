"""What is kept for so long goes after so long, a little at a time, and what is younger or open stays."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.channels.models import Arrival, Channel, Outgoing
from heard.drafts import send
from heard.files import doomed, store
from heard.lib.claim import State
from heard.privacy import retention
from heard.privacy.models import Kept, Retention
from heard.search.models import Doc
from heard.staff.models import Person
from heard.tickets import organise, replies
from heard.tickets.models import Attachment, Message, Note, Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import everything_follows
from tests.privacy.conftest import SECRET, letter, receive_mail

# To find, to empty and to say how far it is, whatever the number of tickets.
STATEMENTS = {"sqlite": 44, "postgresql": 40}
LONG_AGO = timezone.now() - timedelta(days=100)


@pytest.fixture
def old(mailbox: Channel, nora: Person) -> Ticket:
    """Solved a hundred days ago, with a file, a note and a reply."""
    ticket = receive_mail(mailbox, letter(f"The {SECRET} broke.", 1, file=b"%PDF-1.4 x")).ticket
    replies.release(send.send(ticket, nora, "A new one is in the post.").pk)
    organise.add_note(ticket, "Done.", by=nora)
    Outgoing.objects.update(state=State.DONE, queued_at=LONG_AGO)
    Arrival.objects.update(kept_at=LONG_AGO)
    Ticket.objects.update(status=Status.SOLVED, solved_at=LONG_AGO, changed_at=LONG_AGO)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture(autouse=True)
def as_at_first(db: None) -> None:
    """What the migration says, also behind a test that emptied all tables."""
    first = timezone.now() + timedelta(days=1)
    Retention.objects.update_or_create(kind=Kept.NOTES, defaults={"days": 1, "due_at": first})


def night_comes() -> None:
    """All rounds that are wanted are done."""
    Retention.objects.update(due_at=timezone.now())
    while retention.go_on():
        pass
    while doomed.go_on():
        pass


def test_by_default_everything_is_kept_but_notes_for_the_moment(old: Ticket) -> None:
    assert [(rule.kind, rule.days) for rule in retention.rules() if rule.days] == [(Kept.NOTES, 1)]
    night_comes()
    assert Arrival.objects.exclude(raw=store.GONE).count() == 1
    assert Message.objects.filter(words_gone_at=None).count() == 2


def test_raw_arrivals_go_and_the_conversation_stays(old: Ticket, mailbox: Channel, nora: Person) -> None:
    fresh = receive_mail(mailbox, letter("Of today.", 2))
    retention.keep_for(Kept.RAW, 90, by=nora)
    night_comes()
    assert [row.pk for row in Arrival.objects.exclude(raw=store.GONE)] == [fresh.arrival_id]
    assert Message.objects.get(ticket=old, direction="in").text == f"The {SECRET} broke."
    assert Retention.objects.get(kind=Kept.RAW).removed == 1


def test_copies_of_what_was_sent_go(old: Ticket, nora: Person) -> None:
    retention.keep_for(Kept.SENT, 90, by=nora)
    night_comes()
    assert [(row.content_id, row.recipient[:4]) for row in Outgoing.objects.all()] == [(store.GONE, "zeph")]


def test_files_of_closed_tickets_go_and_are_still_named(old: Ticket, nora: Person) -> None:
    retention.keep_for(Kept.FILES, 90, by=nora)
    night_comes()
    file = Attachment.objects.get()
    assert (file.blob_id, file.name) == (store.GONE, f"{SECRET}.pdf")


def test_notes_for_the_moment_go_when_their_ticket_was_solved(
    old: Ticket, mailbox: Channel, nora: Person
) -> None:
    """A day after, also from the search; what is kept and what speaks of nobody stay (R-432)."""
    open_one = receive_mail(mailbox, letter("Of today.", 2)).ticket
    here = organise.add_note(open_one, "Her son was with her.", by=nora)
    gone = organise.add_note(old, "Her son was with her, shouting.", by=nora)
    kept = organise.add_note(old, "Her daughter was there, too.", by=nora)
    asked = organise.add_note(old, "Humming all the time.", by=nora, until_solved=True)
    shown = organise.add_note(old, "His brother was with him: Ugo knows.", by=nora, until_solved=False)
    assert organise.keep_note(kept, by=nora)
    assert not organise.keep_note(kept, by=nora)
    everything_follows()
    assert Doc.objects.filter(body__contains="shouting").count() == 1
    Ticket.objects.filter(pk=old.pk).update(changed_at=LONG_AGO)
    night_comes()
    left = Note.objects.exclude(text="").values_list("pk", flat=True)
    assert {gone.pk, asked.pk} == set(Note.objects.filter(text="").values_list("pk", flat=True))
    assert {here.pk, kept.pk, shown.pk} <= set(left)
    assert Doc.objects.filter(body__contains="shouting").count() == 0
    assert not organise.keep_note(gone, by=nora)


def test_closed_tickets_are_emptied_and_still_counted(old: Ticket, nora: Person) -> None:
    retention.keep_for(Kept.TICKETS, 90, by=nora)
    night_comes()
    old.refresh_from_db()
    assert (old.subject, old.snippet, old.status, old.solved_at) == ("", "", Status.SOLVED, LONG_AGO)
    assert set(Message.objects.values_list("text", flat=True)) == {""}
    assert Entry.objects.get(kind="ticket.emptied").data == {"why": "retention"}


@pytest.mark.parametrize(
    "younger",
    [
        {"status": Status.OPEN, "solved_at": None},
        {"changed_at": timezone.now()},
        {"solved_at": timezone.now()},
    ],
)
def test_an_open_or_younger_one_stays(old: Ticket, nora: Person, younger: dict[str, object]) -> None:
    Ticket.objects.update(**younger)
    for kind in (Kept.TICKETS, Kept.FILES):
        retention.keep_for(kind, 90, by=nora)
    night_comes()
    assert Message.objects.filter(words_gone_at=None).count() == 2
    assert Attachment.objects.exclude(blob=store.GONE).count() == 1


def test_it_waits_for_the_night_and_can_be_changed(old: Ticket, nora: Person) -> None:
    assert retention.keep_for(Kept.TICKETS, 90, by=nora)
    assert not retention.keep_for(Kept.TICKETS, 90, by=nora)
    assert retention.go_on() == 0
    assert retention.keep_for(Kept.TICKETS, None, by=nora)
    night_comes()
    assert Message.objects.filter(words_gone_at=None).count() == 2
    assert list(Entry.objects.filter(kind="retention.changed").values_list("data", flat=True)) == [
        {"kind": "tickets", "days": 90, "from": 0},
        {"kind": "tickets", "days": 0, "from": 90},
    ]


def test_one_night_takes_all_however_little_fits_into_a_turn(
    mailbox: Channel, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS", 2)
    for number in range(5):
        receive_mail(mailbox, letter("Words.", number))
    Arrival.objects.update(kept_at=LONG_AGO)
    retention.keep_for(Kept.RAW, 90, by=nora)
    night_comes()
    assert Arrival.objects.exclude(raw=store.GONE).count() == 0
    assert Retention.objects.get(kind=Kept.RAW).removed == 5


def test_stopped_in_the_middle_it_goes_on(mailbox: Channel, nora: Person) -> None:
    for number in range(5):
        receive_mail(mailbox, letter("Words.", number))
    Arrival.objects.update(kept_at=LONG_AGO)
    retention.keep_for(Kept.RAW, 90, by=nora)
    row = Retention.objects.get(kind=Kept.RAW)
    third = Arrival.objects.order_by("pk").values_list("pk", flat=True)[2]
    Retention.objects.filter(pk=row.pk).update(after=third)
    night_comes()
    assert Arrival.objects.exclude(raw=store.GONE).count() == 3
    night_comes()
    assert Arrival.objects.exclude(raw=store.GONE).count() == 0


@pytest.mark.parametrize("tickets", [1, 3])
def test_a_transaction_asks_as_much_for_three_tickets_as_for_one(
    mailbox: Channel, nora: Person, tickets: int
) -> None:
    for number in range(tickets):
        receive_mail(mailbox, letter("Words.", number, file=b"%PDF-1.4 x"))
    Ticket.objects.update(status=Status.SOLVED, solved_at=LONG_AGO, changed_at=LONG_AGO)
    retention.keep_for(Kept.TICKETS, 90, by=nora)
    Retention.objects.filter(kind=Kept.TICKETS).update(due_at=timezone.now())
    with CaptureQueriesContext(connection) as asked:
        retention.go_on()
    said = [query["sql"] for query in asked if not query["sql"].startswith(("BEGIN", "COMMIT", "PRAGMA"))]
    of_each = [sql for sql in said if re.search(r'INTO "(timeline_entry|live_changed_name)"|pg_notify', sql)]
    assert Ticket.objects.filter(words_gone_at=None).count() == 0
    assert (len(of_each), len(said) - len(of_each)) == (2 * tickets, STATEMENTS[connection.vendor])


def test_one_that_somebody_wakes_between_two_transactions_stays(
    mailbox: Channel, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (receive_mail(mailbox, letter("Words.", number)).ticket for number in range(2))
    Ticket.objects.update(status=Status.SOLVED, solved_at=LONG_AGO, changed_at=LONG_AGO)
    woken = Ticket.objects.filter(pk=second.pk)
    monkeypatch.setattr(retention, "FEW", 1)
    monkeypatch.setattr(retention, "BREATH", 0.0)
    monkeypatch.setattr(
        retention.time, "sleep", lambda _seconds: woken.update(status=Status.OPEN, changed_at=timezone.now())
    )
    retention.keep_for(Kept.TICKETS, 90, by=nora)
    night_comes()
    assert list(Message.objects.filter(words_gone_at=None).values_list("ticket", flat=True)) == [second.pk]
    assert Retention.objects.get(kind=Kept.TICKETS).removed == 1
    assert first.pk < second.pk


def test_a_ticket_of_many_messages_goes_in_several_transactions(
    mailbox: Channel, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = receive_mail(mailbox, letter("Words.", 0)).ticket
    for number in range(4):
        replies.release(send.send(ticket, nora, f"Answer {number}.").pk)
    receive_mail(mailbox, letter("Of another.", 1))
    Ticket.objects.update(status=Status.SOLVED, solved_at=LONG_AGO, changed_at=LONG_AGO)
    monkeypatch.setattr(retention, "FEW", 2)
    monkeypatch.setattr(retention, "MANY", 2)
    monkeypatch.setattr(retention, "MESSAGES", 1)
    left: list[int] = []
    monkeypatch.setattr(
        retention.time, "sleep", lambda _s: left.append(Message.objects.filter(words_gone_at=None).count())
    )
    retention.keep_for(Kept.TICKETS, 90, by=nora)
    night_comes()
    assert left == [4, 2, 0]
    assert Retention.objects.get(kind=Kept.TICKETS).removed == 2


@pytest.mark.parametrize(("took", "fits"), [(0.001, 100), (0.03, 50), (0.06, 25), (9.0, 25)])
def test_how_much_a_transaction_takes_follows_how_long_the_last_one_took(took: float, fits: int) -> None:
    assert retention.paced(50, took) == fits


def test_it_never_takes_too_few_or_too_many() -> None:
    assert retention.paced(retention.FEW, 1.0) == retention.FEW
    assert retention.paced(retention.MANY, 0.001) == retention.MANY
