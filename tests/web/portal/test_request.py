"""The contact page and the form: what customers read, what becomes of what they send, what is held back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from heard.channels.form import setup
from heard.channels.form.models import Asked, ContactWay, Way
from heard.channels.models import Arrival, Channel
from heard.customers.models import Customer
from heard.knowledge import pages
from heard.lib.claim import State
from heard.lib.ref import NOBODY, ref
from heard.staff.models import Person
from heard.tickets import links
from heard.tickets.models import Attachment, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows
from tests.web.portal.conftest import Fill, filled, mails_to, token


def test_a_request_becomes_a_ticket(ada_fills_in: Fill, form: Channel) -> None:
    message = ada_fills_in(subject="My bell")
    ticket = message.ticket
    assert (ticket.subject, ticket.channel, ticket.tags) == ("My bell", form, ["complaint"])
    assert (message.text, ticket.customer.name) == ("The bell fell off.\n\nAgain.", "Ada Okoye")
    assert Arrival.objects.get().state == State.DONE
    kinds = list(Entry.objects.filter(subject_kind="ticket").order_by("id").values_list("kind", flat=True))
    assert kinds == [
        Kind.TICKET_OPENED,
        Kind.TICKET_TAGGED,
        Kind.MESSAGE_RECEIVED,
        Kind.MESSAGE_ACKNOWLEDGED,
    ]
    assert "okoye" not in str([entry.data for entry in Entry.objects.all()]).lower()


def test_the_list_shows_their_words_and_not_our_confirmation(
    ada_fills_in: Fill, ada_writes: Write, tom: Person
) -> None:
    ticket = Ticket.objects.get(pk=ada_fills_in(text="The bell fell off.").ticket_id)
    assert ticket.snippet == "The bell fell off."
    confirmation = Message.objects.get(ticket=ticket, is_automatic=True)
    name = f"<{confirmation.message_id.strip('<>')}>"
    second = ada_writes(text="My light, too.", message_id="<ada-9@okoye.example>", answering=name)
    assert second.ticket == ticket
    links.split_off(second, by=tom)
    row = Ticket.objects.get(pk=ticket.pk)
    assert (row.snippet, row.snippet_is_customers) == ("The bell fell off.", True)


def test_who_wrote_by_mail_before_is_the_same_customer(ada_writes: Write, ada_fills_in: Fill) -> None:
    assert ada_writes().ticket.customer == ada_fills_in().ticket.customer
    assert Customer.objects.count() == 1


def test_the_confirmation_repeats_nothing_that_was_typed(ada_fills_in: Fill) -> None:
    ticket = ada_fills_in(
        subject="BUY NOW",
        text="https://spam.example/buy",
        name="Cheap Pills",
        email="victim@elsewhere.example",
    ).ticket
    (mail,) = mails_to("victim@elsewhere.example")
    assert f"Subject: Your request No. {ticket.number}\r\n" in mail
    assert f"It is No. {ticket.number}." in mail
    assert [word for word in ("BUY", "spam.example", "Pills") if word in mail] == []
    assert "Auto-Submitted: auto-generated" in mail
    assert "In-Reply-To" in mail  # our own name for the request, so that an answer finds its ticket


@pytest.mark.parametrize("said", ["We write by noon of the next day.", ""])
def test_form_confirmation_contact_page_and_mail_say_one_time(form: Channel, nora: Person, said: str) -> None:
    words = setup.Words(answered=said, acknowledgement="It is No. {number}. {answered}")
    setup.say(form, words, {}, by=ref(nora))
    ContactWay.objects.filter(way=Way.FORM).update(answered="Within the hour.")  # of an older desk
    sentence = said or "A person reads it, and then answers you by mail."
    asked = Client().get("/help/request/").content.decode()
    arrived = Client().post("/help/request/", filled(), follow=True).content.decode()
    everything_follows()
    contact = Client().get("/help/contact/").content.decode()
    (mail,) = mails_to("ada@okoye.example")
    assert [page.count(sentence) for page in (asked, arrived, contact, mail)] == [1, 1, 1, 1]
    assert "Within the hour." not in contact


def test_confirmations_to_one_address_are_few(ada_fills_in: Fill) -> None:
    for turn in range(5):
        ada_fills_in(text=f"The bell fell off, {turn}.")
    assert len(mails_to("ada@okoye.example")) == 3


def test_an_answer_to_the_confirmation_joins(ada_fills_in: Fill, ada_writes: Write) -> None:
    first = ada_fills_in()
    (mail,) = mails_to("ada@okoye.example")
    name = mail.partition("Message-ID: ")[2].partition("\r\n")[0]
    again = ada_writes(text="And the lamp.", message_id="<ada-9@okoye.example>", answering=name)
    assert (again.ticket, again.is_unconfirmed) == (first.ticket, False)


def test_pressed_twice_it_is_one_ticket(form: Channel) -> None:
    sent = filled()
    answers = [Client().post("/help/request/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Ticket.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)
    number = f"No. {Ticket.objects.get().number}"
    assert [number in Client().get(one.headers["Location"]).content.decode() for one in answers] == [True] * 2


def test_gone_back_and_pressed_again_it_is_the_same_request(form: Channel) -> None:
    first = Client().post("/help/request/", filled())
    again = Client().post("/help/request/", filled(token=token(1)))  # a page made a second ago
    assert [first.status_code, again.status_code] == [302, 302]
    assert again.headers["Location"].split(":")[0] == first.headers["Location"].split(":")[0]
    assert (Ticket.objects.count(), Arrival.objects.count()) == (1, 1)
    other = Client().post("/help/request/", filled(token=token(1), text="Something else."))
    assert (other.status_code, Ticket.objects.count()) == (422, 1)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="its tests share one connection in memory")
@pytest.mark.django_db(transaction=True)
def test_pressed_at_the_same_moment_it_is_one_ticket(form: Channel) -> None:
    sent = filled()

    def press(_time: int) -> int:
        try:
            return Client().post("/help/request/", sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == [302] * 4
    assert Ticket.objects.count() == 1


def test_files_come_along(ada_fills_in: Fill) -> None:
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    files = [SimpleUploadedFile("bell.gif", gif), SimpleUploadedFile("page.html", b"<script>", "image/png")]
    message = ada_fills_in(files=files)
    rows = list(Attachment.objects.filter(message=message).order_by("pk").values_list("name", "type"))
    assert rows == [("bell.gif", "image/gif"), ("page.html", "application/octet-stream")]


def test_too_many_files_are_said_and_the_words_stay(form: Channel) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    answer = Client().post("/help/request/", filled(files=files))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "10 files are the most" in page and "The bell fell off." in page
    assert "please choose yours again" in page
    assert Arrival.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Please tell us your name."),
        ({"email": "nowhere"}, "Something is missing in this address"),
        ({"email": "help@larkfield.example"}, "This is our own address."),
        ({"text": "  "}, "Please tell us what it is about."),
        ({"website": "https://x.example"}, "was filled in, perhaps by your browser"),
        ({"token": "made:up"}, "This page was open for long."),
    ],
)
def test_what_is_wrong_is_said(form: Channel, wrong: dict[str, object], said: str) -> None:
    answer = Client().post("/help/request/", filled(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Arrival.objects.count() == 0


def test_what_was_quick_may_be_sent_again(form: Channel) -> None:
    quick = filled(token=token(1))
    answer = Client().post("/help/request/", quick)
    assert "That was quick, as if by a machine." in answer.content.decode()
    assert quick["token"] in answer.content.decode()  # the same page: in some seconds it goes through


def test_many_from_one_network_wait(form: Channel) -> None:
    answers = [Client().post("/help/request/", filled(text=f"No {n}")).status_code for n in range(7)]
    assert answers == [302] * 6 + [422]
    elsewhere = Client(REMOTE_ADDR="198.51.100.7").post("/help/request/", filled(text="No 8"))
    assert elsewhere.status_code == 302


def test_every_field_says_why_it_is_asked(form: Channel) -> None:
    setup.say(form, setup.Words(), {"email": "To send you the bell."}, by=NOBODY)
    setup.ask(form, label="Size", purpose="So it fits.", asked=Asked.CHOICE, choices=["M", "L"], by=NOBODY)
    setup.ask(form, label="Frame", purpose="To find it.", is_required=True, by=NOBODY)
    page = Client().get("/help/request/").content.decode()
    reasons = ("To send you the bell.", "So it fits.", "To find it.", "So that it reaches those who can")
    assert [why for why in reasons if why not in page] == []
    answer = Client().post("/help/request/", filled())
    assert "Please answer this, too." in answer.content.decode()
    size, frame = form.form.fields.all()
    given = {f"ask-{size.pk}": "L", f"ask-{frame.pk}": "LF-77"}
    assert Client().post("/help/request/", filled(**given)).status_code == 302
    assert Message.objects.get(direction="in").text.endswith("Again.\n\nSize: L\nFrame: LF-77")
    odd = Client().post("/help/request/", filled(**given | {f"ask-{size.pk}": "XXL"}))
    assert odd.status_code == 422


def test_the_contact_page_lists_every_way(form: Channel) -> None:
    way = ContactWay(
        way=Way.PHONE, label="The shop", address="+44 1632 960117", hours="9 to 5", answered="At once"
    )
    way.by_person = True
    setup.offer(way, by=NOBODY)
    page = Client().get("/help/contact/").content.decode()
    for said in (
        "tel:+441632960117",
        "9 to 5",
        "At once",
        "a person answers",
        "mailto:help@larkfield.example",
    ):
        assert said in page
    assert 'href="/help/request/?about=complaint"' in page


def test_help_pages_are_read_and_printed(form: Channel) -> None:
    pages.begin("Larkfield Bikes", "en", by=NOBODY)
    assert Client().get("/help/pages/what-we-do/").status_code == 404
    pages.HelpPage.objects.filter(slug="what-we-do").update(is_published=True)
    for path in ("/help/pages/what-we-do/", "/help/pages/what-we-do/print/"):
        assert "<h2>What we do</h2>" in Client().get(path).content.decode()
    assert Client().get("/help/pages/how-we-work/").status_code == 404


def test_a_page_cannot_hold_a_script(form: Channel) -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://elsewhere.example/x.png)"
    pages.write(None, title="T", slug="t", about="", text=text, is_published=True, by=NOBODY)
    page = Client().get("/help/pages/t/").content.decode().partition("<article")[2].partition("</article>")[0]
    assert [mark for mark in ("<script", 'href="javascript', "<img") if mark in page] == []


def test_only_named_sites_may_frame_the_form(form: Channel) -> None:
    def ancestors(path: str) -> str:
        answer = Client().get(path)
        policy = answer.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]
        return f"{policy} {answer.headers.get('X-Frame-Options', '-')}"

    assert ancestors("/help/embed/") == "'none' -"
    setup.let_frame(form, "www.larkfield.example\nhttps://shop.larkfield.example", by=NOBODY)
    assert ancestors("/help/embed/") == "https://www.larkfield.example https://shop.larkfield.example -"
    assert ancestors("/help/request/") == "'none' DENY"
    assert ancestors("/my/sign-in/") == "'none' DENY"
    sent = Client().post("/help/embed/", filled())
    assert sent.headers["Location"].startswith("/help/embed/sent/")
    assert ancestors(sent.headers["Location"]).startswith("https://www.larkfield.example ")


def test_the_script_names_this_desk(form: Channel) -> None:
    answer = Client().get("/help/embed.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert 'var desk = "http://testserver"' in answer.content.decode().replace("\\u002D", "-")


def test_a_closed_help_centre_has_no_pages(form: Channel) -> None:
    setup.close(form, by=NOBODY)
    paths = ("", "contact/", "request/", "embed/", "embed.js", "pages/what-we-do/")
    for path in [
        *(f"/help/{path}" for path in paths),
        "/my/",
        "/my/sign-in/",
        "/my/about/",
        "/my/requests/1/",
    ]:
        assert Client().get(path).status_code == 404
    assert Client().post("/help/request/", filled()).status_code == 404


def test_the_language_is_the_readers(form: Channel) -> None:
    browser = Client()
    asked = browser.post("/help/language", {"language": "de", "back": "/help/contact/"})
    assert asked.headers["Location"] == "/help/contact/"
    page = browser.get("/help/contact/").content.decode()
    assert "Wie Sie uns erreichen" in page
    assert ">English</button>" in page  # each language by its own name
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/desk/", "/help/../desk/\\"):
        answer = browser.post("/help/language", {"language": "de", "back": back})
        assert not answer.headers["Location"].startswith(("http", "//", "/desk"))


def test_the_confirmation_page_is_for_whoever_sent_it(form: Channel, ada_fills_in: Fill) -> None:
    ada_fills_in()
    assert Client().get("/help/request/sent/1/").status_code == 404
    assert Client().get("/help/request/sent/W10:made:up/").status_code == 404
