"""A customer answers, adds files, closes, opens again, corrects what we hold, takes it along, asks to go."""

import json
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from heard.alerts.models import Notice
from heard.channels.models import Arrival, Channel
from heard.customers.models import Customer, Identity
from heard.staff.models import Person
from heard.tickets import addresses, escalation_rules, organise, removed_addresses
from heard.tickets.escalation_rules import Wanted
from heard.tickets.models import Attachment, Message, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write, desk_of, everything_follows
from tests.web.portal.conftest import ACKNOWLEDGEMENT, Fill, ask_for_figures, mails_to, my_pages_of

ADA = "ada@okoye.example"


@pytest.fixture
def hers(ada_writes: Write, form: Channel, tom: Person) -> Ticket:
    """Ada's ticket, which began by mail."""
    return ada_writes().ticket


@pytest.fixture
def ada(hers: Ticket) -> Client:
    """Ada's browser."""
    return my_pages_of(ADA)


def answer(browser: Client, ticket: Ticket, **given: object) -> int:
    sent = {"text": "And the lamp.", "key": str(uuid.uuid4()), **given}
    return browser.post(f"/my/requests/{ticket.number}/answers", sent).status_code


def test_an_answer_joins_the_request_by_the_same_road(ada: Client, hers: Ticket, form: Channel) -> None:
    assert answer(ada, hers) == 302
    message = Message.objects.filter(direction="in").latest("pk")
    assert (message.ticket, message.text, message.is_unconfirmed) == (hers, "And the lamp.", False)
    assert message.arrival and message.arrival.channel == form
    assert "And the lamp." in ada.get(f"/my/requests/{hers.number}/").content.decode()
    assert Entry.objects.filter(kind=Kind.MESSAGE_RECEIVED, about_id=message.pk).exists()


def test_pressed_twice_it_is_one_answer(ada: Client, hers: Ticket) -> None:
    key = str(uuid.uuid4())
    assert [answer(ada, hers, key=key) for _ in range(2)] == [302, 302]
    assert Message.objects.filter(ticket=hers, direction="in").count() == 2


def test_files_alone_are_an_answer_and_nothing_is_none(ada: Client, hers: Ticket) -> None:
    assert answer(ada, hers, text="", files=[SimpleUploadedFile("lamp.txt", b"dark")]) == 302
    assert Attachment.objects.get().name == "lamp.txt"
    assert answer(ada, hers, text="  ") == 422
    assert answer(ada, hers, key="no key") == 200
    assert Arrival.objects.count() == 2


def test_a_flood_of_answers_is_held_back(ada: Client, hers: Ticket) -> None:
    assert [answer(ada, hers) for _ in range(31)] == [302] * 30 + [422]


def test_an_answer_opens_a_solved_request_again(ada: Client, hers: Ticket, tom: Person) -> None:
    organise.set_status(hers, Status.SOLVED, by=tom, was=Status.NEW)
    page = ada.get(f"/my/requests/{hers.number}/").content.decode()
    assert "Is it settled?" in page and "Solved, we think" in page
    answer(ada, hers)
    hers.refresh_from_db()
    assert (hers.status, hers.solved_at) == (Status.OPEN, None)


def test_the_customer_says_whether_it_is_settled(ada: Client, hers: Ticket, tom: Person) -> None:
    Ticket.objects.update(assignee=tom)
    closure = f"/my/requests/{hers.number}/closure"
    for said, status in (("yes", Status.CLOSED), ("no", Status.OPEN), ("yes", Status.CLOSED)):
        assert ada.post(closure, {"solved": said}).status_code == 302
        hers.refresh_from_db()
        assert hers.status == status
    everything_follows()
    entries = Entry.objects.filter(kind=Kind.TICKET_STATUS_CHANGED)
    assert {(entry.actor_kind, entry.actor_id) for entry in entries} == {("customer", hers.customer_id)}
    page = desk_of(tom).get(f"/desk/tickets/{hers.number}").content.decode()
    assert "The customer set it to Closed" in page
    assert Notice.objects.filter(person=tom, entry__kind=Kind.TICKET_STATUS_CHANGED).count() == 1


def test_they_correct_what_we_hold(ada: Client, hers: Ticket, tom: Person) -> None:
    facts = {"name": "Ada N. Okoye", "language": "de", "time_zone": "Africa/Lagos", "prefers": "phone"}
    assert ada.post("/my/about/", facts).status_code == 302
    row = Customer.objects.values("name", "language", "time_zone", "prefers").get()
    assert row == facts
    page = ada.get("/my/about/").content.decode()
    assert ("Was wir über Sie wissen" in page, "Gespeichert. Ab jetzt halten wir uns daran." in page) == (
        True,
        True,
    )
    entry = Entry.objects.get(kind=Kind.CUSTOMER_CHANGED)
    assert entry.data == dict.fromkeys(facts, True)  # which, and not what
    assert "Likes to be reached by" in desk_of(tom).get(f"/desk/tickets/{hers.number}").content.decode()
    assert ada.post("/my/about/", facts | {"time_zone": "Moon/Base"}).status_code == 422


def test_they_choose_where_answers_go(
    ada: Client, hers: Ticket, tom: Person, ada_writes: Write, ada_fills_in: Fill
) -> None:
    assert "The address that answers go to" not in ada.get("/my/about/").text  # there is one alone
    home = addresses.add(hers, "ada@home.example", by=tom)
    addresses.add(hers, "+44 1632 960 117", by=tom)
    facts = {"name": "Ada Okoye", "answers_at": home.pk}
    assert ada.post("/my/about/", facts).status_code == 302
    assert f'value="{home.pk}" selected' in ada.get("/my/about/").text
    new = ada_writes(message_id="<ada-2@okoye.example>", subject="Pump").ticket
    assert (new.identity, new.customer) == (home, hers.customer)
    assert Message.objects.get(ticket=new).identity == hers.identity  # who wrote stays who wrote
    sent = ada_fills_in(subject="Chain").ticket
    assert sent.identity == home
    assert [ACKNOWLEDGEMENT[:20] in mails_to(each)[-1] for each in ("ada@home.example",)] == [True]
    assert json.loads(ada.get("/my/about/export").content)["customer"]["answers_go_to"] == "ada@home.example"
    Identity.objects.filter(pk=home.pk).update(unreachable_since=timezone.now())
    assert ada_writes(message_id="<ada-3@okoye.example>", subject="Lamp").ticket.identity == hers.identity
    removed_addresses.remove(hers, home.pk, by=tom)
    assert Customer.objects.values_list("answers_at", flat=True).get(pk=hers.customer_id) is None


@pytest.mark.parametrize("chosen", ["0", "x", "-1", "another's", "a number"])
def test_answers_go_to_a_mail_address_of_theirs_alone(
    ada: Client, hers: Ticket, tom: Person, ada_writes: Write, chosen: str
) -> None:
    addresses.add(hers, "ada@home.example", by=tom)
    number = addresses.add(hers, "+44 1632 960 117", by=tom)
    ivo = ada_writes(sender="Ivo <ivo@dahl.example>", message_id="<i@dahl.example>").ticket.identity
    given = {"another's": str(ivo.pk), "a number": str(number.pk)}.get(chosen, chosen)
    assert ada.post("/my/about/", {"name": "Ada", "answers_at": given}).status_code == 422
    assert not Customer.objects.exclude(answers_at=None).exists()


def test_they_choose_whether_a_mail_confirms(ada: Client, ada_fills_in: Fill) -> None:
    def confirmed(subject: str) -> int:
        before = len(mails_to(ADA))
        ada_fills_in(subject=subject)
        return len(mails_to(ADA)) - before

    assert confirmed("One") == 1
    ada.post("/my/about/", {"name": "Ada Okoye", "confirms": "no"})
    assert confirmed("Two") == 0
    ask_for_figures(Client(), ADA)  # the mail that signs in comes in any case
    ada.post("/my/about/", {"name": "Ada Okoye", "confirms": ""})
    assert confirmed("Three") == 1
    assert ada.post("/my/about/", {"name": "Ada", "confirms": "maybe"}).status_code == 422


def test_they_take_it_along(ada: Client, hers: Ticket, tom: Person, ada_fills_in: Fill) -> None:
    organise.add_note(hers, "She is on the list.", by=tom)
    ada_fills_in(files=[SimpleUploadedFile("a.txt", b"abc")])
    ada_fills_in(name="Ben", email="ben@marsh.example", text="Ben's words.")
    answer = ada.get("/my/about/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-requests.json"'
    said = json.loads(answer.content)
    assert said["customer"]["addresses"] == [{"kind": "email", "address": ADA}]
    words = [[message["text"] for message in request["messages"]] for request in said["requests"]]
    assert words[0] == ["The bell fell off."]
    assert words[1][0] == "The bell fell off.\n\nAgain."
    assert said["requests"][1]["messages"][0]["files"] == [
        {"name": "a.txt", "type": "application/octet-stream", "bytes": 3}
    ]
    assert [word for word in ("on the list", "Ben") if word in answer.content.decode()] == []


def test_they_see_what_their_mail_program_told(ada: Client, hers: Ticket) -> None:
    page = ada.get("/my/about/").content.decode()
    assert "The clock of your mails" not in page
    Customer.objects.filter(pk=hers.customer_id).update(mail_offset=-330, time_zone="Europe/Rome")
    page = ada.get("/my/about/").content.decode()
    assert "<p>UTC-5:30</p>" in page
    assert "Your files stand in it by name." in page


def test_they_ask_to_be_forgotten(ada: Client, hers: Ticket, nora: Person) -> None:
    for _ in range(2):
        assert ada.post("/my/about/erasure").status_code == 302
    everything_follows()
    wish = Ticket.objects.latest("number")
    assert (wish.tags, wish.customer, Ticket.objects.count()) == (["deletion-wish"], hers.customer, 2)
    (mail,) = mails_to(nora.email)
    assert f"A customer asks to be forgotten (No. {wish.number})" in mail
    assert "okoye" not in mail.lower()


def test_the_pages_ask_little_of_the_database(
    ada: Client, ada_writes: Write, django_assert_num_queries: object
) -> None:
    """With one request and with six the same number of questions."""
    count = django_assert_num_queries
    ada.get("/my/")
    for number in range(2):
        with count(5):  # type: ignore[operator]
            ada.get("/my/")
        for more in range(5 - 5 * number):
            ada_writes(text=f"Matter {more}.", subject=f"S{more}", message_id=f"<m{more}@okoye.example>")
    for _words in range(2):
        with count(12):  # type: ignore[operator]
            ada.get(f"/my/requests/{Ticket.objects.earliest('number').number}/")
        answer(ada, Ticket.objects.earliest("number"))
        ada.get("/my/")  # what is told once is told


def test_how_they_sound_and_that_it_was_escalated_is_never_told(
    hers: Ticket, ada: Client, nora: Person, lena: Person
) -> None:
    """Not on the page, not in what they take along, not in a mail; only who looks after it now."""
    week = escalation_rules.usual_week(ZoneInfo("UTC"))
    wanted = Wanted(None, week, lena, frozenset({"anger", "threat"}))
    escalation_rules.set_for(None, wanted, by=nora, also_older=False)
    answer(ada, hers, text="This is a disgrace. I will sue you.")
    everything_follows()
    hers.refresh_from_db()
    assert (hers.assignee, hers.heat) == (lena, 3)
    pages = ("/my/", f"/my/requests/{hers.number}/", "/my/about/export")
    told = [*(ada.get(page).content.decode() for page in pages), *mails_to(ADA)]
    assert ["disgrace" in each for each in told[1:3]] == [True, True]
    for word in ("escalat", "threatening", "heated", "angry"):
        assert [word in each for each in told] == [False] * len(told)
