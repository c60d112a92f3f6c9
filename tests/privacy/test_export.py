"""Everything about one customer in one file, and nothing of anybody else's."""

import io
import json
import zipfile

import pytest

from heard.channels.models import Channel
from heard.customers import organisations
from heard.customers.models import Customer
from heard.drafts import send
from heard.drafts.models import Draft, DraftFile, Way
from heard.files import doomed, store
from heard.files.models import Blob
from heard.lib.ref import ref
from heard.privacy import export
from heard.staff.models import Person
from heard.tickets import blocking, emptying, organise, replies, request_links
from heard.tickets.models import Participant, Ticket
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
    emptying.files_of([hers], most=10)
    while doomed.go_on():
        pass
    archive = exported(hers)
    (lost,) = archive.read("lost.txt").decode().split()
    assert lost.endswith(f"{SECRET}.pdf")
    assert store.content(Blob.objects.get(pk=store.GONE)) == b""


def test_what_the_desk_worked_out_or_set_stands_there_too(
    hers: Ticket, mailbox: Channel, tom: Person
) -> None:
    who = hers.customer
    Customer.objects.filter(pk=who.pk).update(mail_offset=120)
    blocking.block(hers, by=tom)
    organisation = organisations.enter("Quobble Ltd", by=ref(tom))
    organisations.add_domain(organisation, "quobblethwaite.example", by=ref(tom))
    request_links.make(hers, hers.identity)
    other = Ticket.objects.exclude(pk=hers.pk).get()
    Participant.objects.create(ticket=other, identity=hers.identity)
    kept = Draft.objects.create(ticket=hers, person=tom, way=Way.REPLY, text="Dear Zephyrine")
    DraftFile.objects.create(draft=kept, blob=store.keep(b"a plan"), name="plan.txt", type="text/plain")
    archive = exported(hers)
    desk = json.loads(archive.read("desk.json"))
    assert desk["known_of_them"]["mail_offset"] == 120
    assert [one["blocked_since"] is None for one in desk["identities"]] == [False]
    assert desk["organisations"] == ["Quobble Ltd"]
    assert [one["priority"] for one in desk["tickets"]] == [hers.priority]
    assert [one["ticket"] for one in desk["request_links"]] == [hers.pk]
    assert [one["ticket"] for one in desk["takes_part_in"]] == [other.pk]
    assert archive.read(desk["files_of_drafts"][0]["place"]) == b"a plan"
    own = json.loads(archive.read("customer.json"))
    assert own["customer"]["minutes_from_utc_by_their_mail"] == 120


def test_the_pages_of_mails_and_the_mails_to_them_are_files(hers: Ticket, tom: Person) -> None:
    replies.release(send.send(hers, tom, "It is on its way.").pk)
    archive = exported(hers)
    (page,) = [name for name in archive.namelist() if name.startswith("html/")]
    assert NAME in archive.read(page).decode()
    sent = [archive.read(name).decode() for name in archive.namelist() if name.startswith("sent/")]
    assert [mail for mail in sent if "It is on its way." in mail] != []
