"""A customer is erased: nothing of them is left in any table, wherever it is stopped; reports still count."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from heard.alerts import post
from heard.alerts.post import Words
from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.email import receive
from heard.channels.models import Arrival, Aside, Channel, Outgoing
from heard.customers import facts, forgetting, sign_in
from heard.customers.facts import Facts
from heard.customers.models import Answer, Customer, ErasureWish
from heard.drafts import keep, send
from heard.drafts.models import Draft, Way
from heard.files import doomed, store
from heard.files.models import Blob
from heard.lib.claim import State
from heard.lib.ref import Ref, ref
from heard.privacy import erase, person
from heard.privacy.models import Erasure, Step
from heard.staff import tokens
from heard.staff.models import KeptAnswer, Person
from heard.tickets import intake, organise, participants, replies, request_links
from heard.tickets.models import Attachment, Matter, Message, Participant, Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows, mail
from tests.privacy.conftest import ADDRESS, NAME, SECRET, TELLING, finish, letter, receive_mail

PICTURE = b"%PDF-1.4 velvetcrumpet " + bytes(100_000)  # large enough to be a file of its own


@pytest.fixture
def hers(mailbox: Channel, tom: Person, ada_writes: Write) -> Customer:
    """Zephyrine, with two tickets, part of Ada's, and all that follows."""
    first = receive_mail(mailbox, letter(f"The {SECRET} broke.", 1, file=PICTURE)).ticket
    customer = first.customer
    reply = send.send(first, tom, f"Dear Zephyrine, a new {SECRET} is in the post.")
    replies.release(reply.pk)
    organise.add_note(first, f"Mrs Quobblethwaite likes {SECRET}.", by=tom)
    Matter.objects.create(ticket=first, goal=f"wants {SECRET}", feeling="sad")
    request_links.make(first, first.identity)
    receive_mail(mailbox, letter("And another thing.", 2))
    adas = ada_writes(text="Please ask my friend.", message_id="<ada-9@okoye.example>").ticket
    participants.meet(adas, first.identity)
    Participant.objects.update(is_confirmed=True)
    receive_mail(mailbox, letter(f"I am the friend with the {SECRET}.", 3, answering="<ada-9@okoye.example>"))
    Message.objects.filter(ticket=adas, identity=adas.identity).update(cc=[ADDRESS, "bo@okoye.example"])
    facts.correct(customer, Facts(name=NAME, language="en"))
    sign_in.ask(ADDRESS, browser="b", network="n")
    forgetting.ask(customer, about=ref(first))
    arrivals.failed(kept(mailbox, letter("Unreadable.", 4)), "Broken", lasting=True)
    about_her = kept(mailbox, mail(text=f"Sent to {ADDRESS}", message_id="<x@x>"))
    with transaction.atomic():
        arrivals.set_aside(about_her, Aside.AUTO_REPLY)
    post.put_out(tom, Ref("digest", 1), Words("1 notice", (f"{NAME} wrote",)))
    secret = tokens.make(tom, list(tokens.SCOPES))
    told = KeptAnswer(token=tokens.find(secret), key="k", asked="a", body=json.dumps({"text": f"Für {NAME}"}))
    told.save()
    everything_follows()
    return customer


def kept(mailbox: Channel, raw: bytes) -> Arrival:
    """Claimed, as the worker does."""
    claimed = arrivals.claim_one(arrivals.keep(Received(mailbox, "smtp", raw)))
    assert claimed
    return claimed


def everything_stored() -> Iterator[tuple[str, str]]:
    """Each value of each row of each table, as (table, text). What the search index keeps in parts of its own
    is merged away by the cleaning."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("search_words"):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    plain = bytes(value).decode("utf-8", "replace") if is_bytes else str(value)
                    yield table, plain.lower()


def tables_that_tell() -> set[str]:
    """Those in which something telling stands."""
    return {table for table, value in everything_stored() if any(word in value for word in TELLING)}


def erased(customer: Customer) -> Erasure:
    """The whole way, as the worker goes it."""
    row = erase.order(customer, by=None)
    finish()
    while doomed.go_on():
        pass
    row.refresh_from_db()
    return row


def test_nothing_of_them_is_left_in_any_table(hers: Customer) -> None:
    assert {"customers_customer", "tickets_message", "search_doc", "channels_outgoing"} <= tables_that_tell()
    row = erased(hers)
    assert (row.state, row.step) == (State.DONE, Step.GONE)
    assert tables_that_tell() == set()


def test_what_went_is_counted_and_names_nobody(hers: Customer) -> None:
    row = erased(hers)
    assert row.went == {
        "tickets": 2,
        "messages": 4,
        "notes": 1,
        "files": 1,
        "raw": 5,
        "copies": 2,
        "copied": 1,
        "answers": 1,
    }


def test_what_reports_count_stays(hers: Customer) -> None:
    before = Entry.objects.count()
    opened = list(Ticket.objects.order_by("pk").values_list("pk", "opened_at", "assignee"))
    erased(hers)
    assert list(Ticket.objects.order_by("pk").values_list("pk", "opened_at", "assignee")) == opened
    assert Entry.objects.count() > before
    assert Message.objects.exclude(words_gone_at=None).count() == 4
    assert set(Ticket.objects.filter(customer=hers).values_list("status", flat=True)) == {Status.CLOSED}


def test_others_keep_theirs(hers: Customer, ada_writes: Write) -> None:
    adas = Ticket.objects.get(customer__name="Ada Okoye")
    erased(hers)
    said = Message.objects.get(ticket=adas, identity=adas.identity)
    assert (said.text, said.cc) == ("Please ask my friend.", ["bo@okoye.example"])
    assert store.content(said.arrival.raw).startswith(b"From: Ada")


def test_a_file_that_others_have_too_stays(hers: Customer, mailbox: Channel) -> None:
    same = receive_mail(mailbox, letter("Mine too.", 50, file=PICTURE, sender="bo@okoye.example"))
    digest = Attachment.objects.get(message=same).blob_id
    erased(hers)
    assert store.content(Blob.objects.get(pk=digest)) == PICTURE


def test_their_files_leave_the_disk(hers: Customer) -> None:
    digest = Attachment.objects.get().blob_id
    path = store._path(digest)
    assert path.exists()
    erased(hers)
    assert not path.exists()
    assert not Blob.objects.filter(pk=digest).exists()


def test_their_wish_is_answered(hers: Customer) -> None:
    assert [row["customer"] for row in forgetting.waiting()] == [hers]
    erased(hers)
    assert forgetting.waiting() == []
    assert ErasureWish.objects.get().answer == Answer.ERASED


def test_the_ledger_still_adds_up(hers: Customer) -> None:
    (before,) = arrivals.ledger()
    erased(hers)
    (after,) = arrivals.ledger()
    assert after["received"] == before["received"]
    assert (after["failed"], after["set_aside"]) == (0, 2)
    assert not arrivals.try_again(Arrival.objects.filter(aside=Aside.ERASED).latest("pk").pk)


def test_who_writes_again_is_met_for_the_first_time(hers: Customer, mailbox: Channel) -> None:
    erased(hers)
    fresh = receive_mail(mailbox, letter("Hello again.", 60, answering="<1@quobblethwaite.example>"))
    assert fresh.ticket.customer_id != hers.pk
    assert person.called(ADDRESS) == fresh.ticket.customer


def test_the_same_mail_fetched_again_is_not_kept_again(hers: Customer, mailbox: Channel) -> None:
    raw = letter(f"The {SECRET} broke.", 1, file=PICTURE)
    erased(hers)
    again = kept(mailbox, raw)
    assert intake.take_in(again, receive.read(raw)) is None
    again.refresh_from_db()
    assert (again.aside, again.raw_id) == (Aside.SEEN_BEFORE, store.GONE)


def test_what_is_written_meanwhile_goes_too(hers: Customer, tom: Person, mailbox: Channel) -> None:
    erase.order(hers, by=tom)
    while Erasure.objects.get().step < Step.PERSON:
        erase.go_on()
    receive_mail(mailbox, letter(f"One more {SECRET}.", 5))
    one = Ticket.objects.filter(customer=hers).order_by("pk")[0]
    keep.keep(one, tom, Way.REPLY, f"Dear {NAME}", version=0, key=uuid.uuid4())
    finish()
    everything_follows()
    while doomed.go_on():
        pass
    assert tables_that_tell() == set()
    assert not Draft.objects.exists()


def test_a_page_that_still_copies_to_them_is_told_and_keeps_nothing(hers: Customer, tom: Person) -> None:
    adas = Ticket.objects.exclude(customer=hers).get()
    key, copies = uuid.uuid4(), {"cc": [ADDRESS, "bo@okoye.example"]}
    known = keep.keep(adas, tom, Way.REPLY, "Both of you", version=0, key=key, copies=copies).draft.version
    erased(hers)
    for words in ("Both of you", "Both of you, and"):
        kept = keep.keep(adas, tom, Way.REPLY, words, version=known, key=key, copies=copies)
        assert (kept.taken, kept.draft.copies) == (False, {"cc": ["bo@okoye.example"]})
    assert tables_that_tell() == set()


class Killed(Exception):
    """The process ends here."""


@contextmanager
def killed_at(statement: int) -> Iterator[list[int]]:
    """Ends whatever runs before its nth statement, as a kill would: its transaction is not committed."""
    count = [0]

    def pass_or_die(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        count[0] += 1
        if count[0] == statement:
            raise Killed
        return execute(sql, *rest)

    with connection.execute_wrapper(pass_or_die):
        yield count


@pytest.mark.django_db(transaction=True)
def test_killed_before_each_statement_it_ends_the_same(hers: Customer) -> None:
    erase.order(hers, by=None)
    died = 0
    for statement in range(1, 400):
        try:
            with killed_at(statement):
                if not erase.go_on() and not doomed.go_on():
                    break
        except Killed:
            died += 1
        # The lease of a dead worker ends; who dies three times at one place is another test's matter.
        held = Erasure.objects.filter(state=State.WAITING)
        held.update(due_at=timezone.now() - timedelta(seconds=1), lost=0)
    assert died > 40
    finish()
    while doomed.go_on():
        pass
    assert tables_that_tell() == set()
    assert Erasure.objects.get().went["messages"] == 4


def test_a_customer_is_found_by_any_address_and_counted(hers: Customer) -> None:
    assert person.called(ADDRESS.upper()) == hers
    assert person.called(str(hers.pk)) == hers
    assert person.called("nobody@quobblethwaite.example") is None
    held = person.held(hers)
    assert (held.tickets, held.still_open, held.messages, held.elsewhere) == (2, 2, 4, 1)
    assert (held.notes, held.files, held.raw) == (1, 1, 3)


def test_tickets_of_others_that_name_them_are_told(hers: Customer, ada_writes: Write) -> None:
    other = ada_writes(text=f"My neighbour {NAME} told me.", message_id="<ada-7@okoye.example>").ticket
    everything_follows()
    assert person.held(hers).named == (other.pk,)


def test_nothing_waiting_is_sent_to_them(hers: Customer, tom: Person) -> None:
    assert Outgoing.objects.filter(recipient=ADDRESS, state=State.WAITING).exists()
    erased(hers)
    assert not Outgoing.objects.filter(state=State.WAITING, about_kind="message").exists()
