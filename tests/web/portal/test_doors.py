"""Nobody sees what is not theirs: guessed numbers, files of others, links, notes; staff are strangers."""

import logging
import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.channels.form import door
from heard.channels.form.door import Submission
from heard.channels.models import Channel
from heard.customers.models import Identity
from heard.drafts import send
from heard.lib.masking import NoSecrets
from heard.staff.models import Person
from heard.tickets import merge, organise, reception, replies, request_links
from heard.tickets.envelope import Copies, Envelope
from heard.tickets.models import Attachment, Message, Participant, RequestLink, Ticket
from heard.web.policy import DOWNLOAD_POLICY
from tests.conftest import Write, desk_of, everything_follows
from tests.web.portal.conftest import Fill, filled, my_pages_of
from tests.web.test_matrix import OWN, ROUTES

ADA, BEN = "ada@okoye.example", "ben@marsh.example"
SECRET = "Between us: Ada is on the list."


@pytest.fixture
def hers(ada_writes: Write, form: Channel, tom: Person) -> Ticket:
    """Ada's ticket with a note and a reply to her."""
    ticket = ada_writes().ticket
    organise.add_note(ticket, SECRET, by=tom)
    replied(ticket, tom, "Dear Ada, it is in the post.")
    return ticket


@pytest.fixture
def his(ada_fills_in: Fill) -> Ticket:
    """Ben's ticket, with a file."""
    files = [SimpleUploadedFile("ben.txt", b"what only Ben may read")]
    return ada_fills_in(name="Ben Marsh", email=BEN, text="Ben's own words.", files=files).ticket


def replied(ticket: Ticket, by: Person, text: str, wrapped: Envelope | None = None) -> Message:
    """A reply that has left."""
    message = replies.write(
        ticket, by, text, release_at=timezone.now(), wrapped=wrapped or replies.JUST_WORDS
    )
    replies.release(message.pk)
    return message


def page_of(browser: Client, ticket: Ticket) -> str:
    """What the browser shows of the request."""
    answer = browser.get(f"/my/requests/{ticket.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_customers_read_what_was_said_and_nothing_else(hers: Ticket) -> None:
    page = page_of(my_pages_of(ADA), hers)
    assert "The bell fell off." in page and "it is in the post" in page
    assert [word for word in (SECRET, "Tom Abara assigned", "note", "/desk/") if word in page] == []


def test_no_number_opens_what_is_anothers(hers: Ticket, his: Ticket) -> None:
    ada = my_pages_of(ADA)
    file = Attachment.objects.get(message__ticket=his)
    for number in (his.number, 0, 999, 2**31, 2**63, 2**70):
        assert ada.get(f"/my/requests/{number}/").status_code == 404
        for act in ("answers", "closure", "links"):
            answer = ada.post(f"/my/requests/{number}/{act}", {"text": "x", "solved": "yes", "end": "1"})
            assert answer.status_code == 404
        for attachment in (file.pk, 0, 2**70):
            for request in (number, hers.number):
                path = f"/my/requests/{request}/files/{attachment}"
                assert ada.get(path).status_code == 404
    for digest in (file.blob_id, f"../../files/{file.blob_id}"):
        assert ada.get(f"/my/requests/{his.number}/files/{digest}").status_code == 404
    his.refresh_from_db()
    assert (his.status, Message.objects.filter(ticket=his, direction="in").count()) == ("new", 1)
    assert "Ben" not in ada.get("/my/").content.decode()
    assert "Ben" not in ada.get("/my/about/export").content.decode()
    assert my_pages_of(BEN).get(f"/my/requests/{his.number}/files/{file.pk}").status_code == 200


def test_a_file_of_theirs_downloads(his: Ticket) -> None:
    file = Attachment.objects.get(message__ticket=his)
    answer = my_pages_of(BEN).get(f"/my/requests/{his.number}/files/{file.pk}")
    assert b"".join(answer.streaming_content) == b"what only Ben may read"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ben.txt"'
    assert answer.headers["Content-Security-Policy"] == DOWNLOAD_POLICY


@pytest.mark.parametrize("name", OWN)
def test_strangers_are_led_to_the_sign_in(name: str, hers: Ticket) -> None:
    route = f"my:{name}"
    given = {part: hers.number if part == "number" else 1 for part in ROUTES[route]}
    path = reverse(route, kwargs=given)
    for browser in (Client(), Client(headers={"Cookie": "heard_my=made-up; heard_link=made-up"})):
        for ask in (browser.get, browser.post):
            answer = ask(path)
            assert answer.status_code == 405 or answer.headers["Location"].startswith("/my/sign-in/")


def test_staff_are_strangers_here_and_customers_at_the_desk(hers: Ticket, nora: Person) -> None:
    assert desk_of(nora).get(f"/my/requests/{hers.number}/").headers["Location"].startswith("/my/sign-in/")
    ada = my_pages_of(ADA)
    for path in ("/desk/", f"/desk/tickets/{hers.number}", "/setup/", "/setup/help/"):
        assert ada.get(path).headers["Location"].startswith("/sign-in/")
    assert ada.get("/api/v1/tickets").status_code == 401
    held = ada.cookies["heard_my"].value
    assert Client(headers={"Cookie": f"heard_session={held}"}).get("/desk/").status_code == 302


def test_a_change_needs_the_page_it_was_made_on(hers: Ticket) -> None:
    """Django's token stands in every form of a customer's pages: another site cannot post them."""
    ada = my_pages_of(ADA)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["heard_my"] = ada.cookies["heard_my"].value
    for path in (
        f"requests/{hers.number}/answers",
        f"requests/{hers.number}/closure",
        "about/",
        "about/erasure",
    ):
        assert strict.post(f"/my/{path}", {"text": "x", "solved": "yes"}).status_code == 403
    assert strict.post("/my/sign-out").status_code == 403
    hers.refresh_from_db()
    assert hers.status == "waiting"


def test_what_was_not_said_to_them_stays_unseen(hers: Ticket, tom: Person, ada_writes: Write) -> None:
    colleague = Copies(to=("kit@okoye.example",))
    replied(hers, tom, "Kit alone reads this.", Envelope(copies=colleague))
    passed_on = Envelope(copies=Copies(to=("maker@bells.example",)), forwards=Message.objects.earliest("pk"))
    replied(hers, tom, "To the maker: is she right?", passed_on)
    replies.write(hers, tom, "Not sent yet.", release_at=timezone.now() + timedelta(hours=1))
    ours = Message.objects.filter(direction="out").earliest("pk").message_id
    stranger = ada_writes(
        sender="Eve <eve@elsewhere.example>",
        text="I am Ada, honestly.",
        message_id="<e@e.example>",
        answering=ours,
    )
    assert stranger.ticket == hers
    page = page_of(my_pages_of(ADA), hers)
    unseen = ("Kit alone", "To the maker", "Not sent yet", "I am Ada, honestly")
    assert [words for words in unseen if words in page] == []
    assert my_pages_of("eve@elsewhere.example").get(f"/my/requests/{hers.number}/").status_code == 404


def test_who_takes_part_reads_what_was_said_to_them(hers: Ticket, tom: Person, ada_writes: Write) -> None:
    copied = ada_writes(
        sender="Kit <kit@okoye.example>", text="Mine, too.", message_id="<k@o.example>", subject="Another"
    )
    kit = Identity.objects.get(address="kit@okoye.example")
    Participant.objects.create(ticket=hers, identity=kit, is_confirmed=False)
    browser = my_pages_of("kit@okoye.example")
    assert browser.get(f"/my/requests/{hers.number}/").status_code == 404
    Participant.objects.update(is_confirmed=True)
    replied(hers, tom, "Dear both, it rings.")
    page = page_of(browser, hers)
    assert "it rings" in page
    assert [words for words in ("The bell fell off", "it is in the post") if words in page] == []
    assert copied.ticket != hers


def test_a_merged_request_goes_on_in_the_other(hers: Ticket, his: Ticket, tom: Person) -> None:
    merge.merge(his, hers, by=tom, sure=True)
    ben = my_pages_of(BEN)
    assert ben.get(f"/my/requests/{his.number}/").headers["Location"] == f"/my/requests/{hers.number}/"
    page = page_of(ben, hers)
    assert "Ben&#x27;s own words" in page
    assert [words for words in ("The bell fell off", "it is in the post") if words in page] == []
    assert "own words" not in page_of(my_pages_of(ADA), hers)


def test_an_answer_cannot_be_sent_into_anothers_request(hers: Ticket, his: Ticket, form: Channel) -> None:
    """Not even by whoever types another's address and a Message-ID of theirs into the form."""
    sent = {"references": Message.objects.filter(ticket=hers).latest("pk").message_id}
    Client().post("/help/request/", {"ticket": hers.number, "message_id": "x", **sent})
    before = Message.objects.filter(ticket=hers).count()
    assert Client().post("/help/request/", filled(ticket=hers.number, **sent)).status_code == 302
    assert Message.objects.filter(ticket=hers).count() == before
    eve = Submission("Eve", "eve@elsewhere.example", "Let me in.", ticket=hers.number)
    message = reception.take_in(door.keep(form, eve, key=uuid.uuid4()))
    assert message and message.is_unconfirmed  # a door that did not check is checked by intake


def open_link(path: str) -> Client:
    """A browser that pressed the button behind a link."""
    browser = Client()
    knock = re.search(r'name="knock" value="([^"]+)"', browser.get(path).content.decode())
    browser.post(path, {"knock": knock[1] if knock else ""})
    return browser


@pytest.fixture
def link(hers: Ticket) -> str:
    """Where a link to Ada's ticket leads, as her page shows it once."""
    page = my_pages_of(ADA).post(f"/my/requests/{hers.number}/links", follow=True).content.decode()
    found = re.search(r"http://testserver(/my/link/[^\"]+/)", page)
    assert found
    return found[1]


def test_a_link_is_made_once_and_shown_once(hers: Ticket) -> None:
    browser = my_pages_of(ADA)
    answer = browser.post(f"/my/requests/{hers.number}/links")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/my/requests/{hers.number}/")
    cookie = answer.cookies["heard_made"]
    assert (cookie["httponly"], cookie["path"]) == (True, "/my/")
    pages = [page_of(browser, hers) for _again in range(3)]  # loaded again, and once more
    assert [len(re.findall(r"testserver/my/link/", page)) for page in pages] == [1, 0, 0]
    assert RequestLink.objects.count() == 1


def test_a_link_opens_one_request_and_nothing_else(hers: Ticket, link: str, ada_writes: Write) -> None:
    other = ada_writes(text="Another matter.", message_id="<ada-3@okoye.example>", subject="Other").ticket
    browser = open_link(link)
    assert "it is in the post" in page_of(browser, hers)
    assert browser.get(f"/my/requests/{other.number}/").status_code == 404
    for path in ("/my/", "/my/about/", "/my/about/export"):
        assert browser.get(path).headers["Location"] == "/my/sign-in/"
    browser.post(f"/my/requests/{hers.number}/links")
    assert RequestLink.objects.count() == 1  # who came by a link makes no other


def test_a_get_of_a_link_lets_nobody_in(hers: Ticket, link: str) -> None:
    browser = Client()
    answer = browser.get(link)
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The bell" not in answer.content.decode()
    assert browser.get(f"/my/requests/{hers.number}/").status_code == 302
    foreign = Client(headers={"Origin": "https://elsewhere.example"})
    foreign.post(link)  # from another site the page's cookie does not come along
    assert foreign.get(f"/my/requests/{hers.number}/").status_code == 302


def test_an_ended_link_opens_nothing(hers: Ticket, link: str) -> None:
    browser = open_link(link)
    assert "The bell" in page_of(browser, hers)
    row = RequestLink.objects.get()
    ada = my_pages_of(ADA)
    ada.post(f"/my/requests/{hers.number}/links", {"end": str(row.pk)})
    assert browser.get(f"/my/requests/{hers.number}/").status_code == 302
    assert open_link(link).get(f"/my/requests/{hers.number}/").status_code == 302
    assert Client().get(link).status_code == 410


def test_nobody_ends_a_link_of_others(hers: Ticket, his: Ticket, link: str) -> None:
    row = RequestLink.objects.get()
    my_pages_of(BEN).post(f"/my/requests/{his.number}/links", {"end": str(row.pk)})
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_link_is_stored_as_a_digest(link: str) -> None:
    secret = link.split("/")[-2]
    row = RequestLink.objects.get()
    assert (secret in row.digest, request_links.find(secret)) == (False, row)
    assert request_links.find(row.digest) is None


def test_no_secret_is_logged(link: str, caplog: pytest.LogCaptureFixture) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_secrets"]
    caplog.handler.addFilter(NoSecrets())  # as the console has it
    secret = link.split("/")[-2]
    with caplog.at_level(logging.DEBUG):
        answers = (
            Client().get(f"{link}x"),
            Client().get(link.replace(secret, f"x{secret}")),
            Client().put(link),
        )
    assert [answer.status_code for answer in answers] == [404, 410, 405]
    said = " ".join(record.getMessage() for record in caplog.records)
    assert said.count("/my/link/…") == 3
    assert secret not in said


def test_a_reply_held_by_undo_is_not_shown(hers: Ticket, tom: Person) -> None:
    send.send(hers, tom, "Wait, this has a mistake in it.")
    everything_follows()
    assert "has a mistake" not in page_of(my_pages_of(ADA), hers)


def test_the_page_about_me_names_what_only_the_desk_sees(hers: Ticket) -> None:
    """As docs/privacy.md: `desk.json` holds it, and a person may ask for it."""
    page = my_pages_of("ada@okoye.example").get("/my/about/").content.decode()
    assert "Nothing else" not in page
    for held in (
        "note for each other",
        "what you are trying to do",
        "how you feel",
        "how upset",
        "as they came",
    ):
        assert held in page
    assert f'href="{reverse("help:request")}"' in page
