"""Everything about one customer in one file, and nothing of anybody else's."""

import io
import json
import zipfile

import pytest

from heard.channels.models import Channel
from heard.files import doomed, store
from heard.files.models import Blob
from heard.privacy import export
from heard.staff.models import Person
from heard.tickets import emptying, organise
from heard.tickets.models import Ticket
from tests.conftest import Write, everything_follows
from tests.privacy.conftest import ADDRESS, NAME, SECRET, letter, receive_mail

FILE = b"%PDF-1.4 her file"


@pytest.fixture
def hers(mailbox: Channel, tom: Person, ada_writes: Write) -> Ticket:
    ada_writes(text=f"About {NAME}")
    ticket = receive_mail(mailbox, letter(f"The {SECRET} broke.", 1, file=FILE)).ticket
    organise.add_note(ticket, "She likes bells.", by=tom)
    everything_follows()
    return ticket


def exported(ticket: Ticket) -> zipfile.ZipFile:
    target = io.BytesIO()
    export.write(ticket.customer, target)
    return zipfile.ZipFile(target)


def test_what_they_may_have_as_it_is(hers: Ticket) -> None:
    archive = exported(hers)
    own = json.loads(archive.read("customer.json"))
    assert own["customer"]["addresses"] == [{"kind": "email", "address": ADDRESS}]
    ((request,), (message,)) = own["requests"], own["requests"][0]["messages"]
    assert (request["number"], message["text"]) == (hers.number, f"The {SECRET} broke.")
    assert archive.read(message["files"][0]["place"]) == FILE
    assert "She likes bells." not in archive.read("customer.json").decode()


def test_what_only_the_desk_knows_stands_apart(hers: Ticket) -> None:
    desk = json.loads(exported(hers).read("desk.json"))
    assert [note["text"] for note in desk["notes"]] == ["She likes bells."]
    assert [message["identity_address"] for message in desk["messages"]] == [ADDRESS]
    assert desk["tickets_of_others_that_name_them"] == [hers.number - 1]
    assert "ticket.opened" in [entry["kind"] for entry in desk["happened"]]


def test_the_mails_as_they_came_are_there_and_nobody_elses(hers: Ticket) -> None:
    archive = exported(hers)
    mails = [name for name in archive.namelist() if name.startswith("arrivals/")]
    assert len(mails) == 1
    assert f"From: {NAME}" in archive.read(mails[0]).decode()
    assert "okoye" not in "".join(archive.read(name).decode("latin-1") for name in archive.namelist())


def test_what_is_no_longer_kept_is_named(hers: Ticket) -> None:
    emptying.files_of(hers, most=10)
    while doomed.go_on():
        pass
    archive = exported(hers)
    (lost,) = archive.read("lost.txt").decode().split()
    assert lost.endswith(f"{SECRET}.pdf")
    assert store.content(Blob.objects.get(pk=store.GONE)) == b""
