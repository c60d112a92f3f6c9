"""What may not leave: held for page and API alike, lifted by a lead with a reason, on record."""

import contextlib
import json

import pytest
from django.db import connection
from django.test import Client

from heard.drafts import gates, send
from heard.drafts.gates import Lifting, NotLiftable
from heard.drafts.models import Draft
from heard.drafts.review import review
from heard.drafts.send import NotSendable, Stopped, Wish
from heard.phrasing import lifts
from heard.staff import tokens
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Delivery, Message, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write, desk_of
from tests.cuts import Cut, cut_after

ASKS = "Hello Ada, did you plug it in?"


@pytest.fixture
def complaint(ada_writes: Write, tom: Person) -> Ticket:
    """A ticket about a lamp that we sold broken."""
    return ada_writes(text="The lamp you sold me is broken.").ticket


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_basic_question_before_the_apology_is_held(complaint: Ticket, tom: Person) -> None:
    with pytest.raises(NotSendable, match="did you plug it in"):
        send.send(complaint, tom, ASKS)
    assert Message.objects.filter(direction="out").count() == 0


def test_english_is_read_whatever_the_customer_writes(ada_writes: Write, tom: Person) -> None:
    theirs = ada_writes(text="La lampe que vous m'avez vendue est cassée. Je suis déçue et je veux savoir.")
    assert theirs.language == "fr"
    ours = review(theirs.ticket, tom, "Dear Ada, our policy does not allow a refund, as you know.")
    assert (ours.language_read, "policy-shield" in {each.code for each in ours.findings}) == (True, True)
    french = "Bonjour, nous sommes désolés pour la lampe, et nous vous envoyons une neuve demain."
    assert not review(theirs.ticket, tom, french).language_read


def test_the_page_and_the_api_hold_it_too(complaint: Ticket, desk_of_tom: Client, api: Client) -> None:
    page = desk_of_tom.post(f"/desk/tickets/{complaint.number}/replies", {"text": ASKS})
    call = api.post(
        f"/api/v1/tickets/{complaint.number}/replies", {"text": ASKS}, content_type="application/json"
    )
    assert (page.status_code, call.status_code) == (422, 422)
    assert "did you plug it in" in call.json()["detail"]
    assert "did you plug it in" in page.content.decode()


def test_a_lead_lifts_it_for_one_reply(complaint: Ticket, nora: Person, tom: Person) -> None:
    gates.lift(complaint, ["basic-question"], reason="She asked us to go through the list.", by=nora)
    send.send(complaint, tom, ASKS)
    assert kinds().count("gate.lifted") == 1
    (entry,) = Entry.objects.filter(kind="gate.lifted")
    assert (entry.actor_id, entry.data) == (nora.pk, {"code": "basic-question"})
    with pytest.raises(NotSendable):
        send.send(complaint, tom, ASKS)


def test_another_gate_stays_shut(complaint: Ticket, nora: Person, tom: Person) -> None:
    gates.lift(complaint, ["perk-alone"], reason="Agreed on the phone.", by=nora)
    with pytest.raises(NotSendable):
        send.send(complaint, tom, ASKS)
    assert lifts.standing(complaint.number) == {"perk-alone"}


def test_an_agent_lifts_nothing(complaint: Ticket, tom: Person) -> None:
    with pytest.raises(NotLiftable):
        gates.lift(complaint, ["basic-question"], reason="Hurry.", by=tom)


def test_taken_back_it_has_not_used_the_lift(complaint: Ticket, nora: Person, tom: Person) -> None:
    gates.lift(complaint, ["basic-question"], reason="Agreed on the phone.", by=nora)
    message = send.send(complaint, tom, ASKS)
    assert lifts.standing(complaint.number) == set()
    assert send.undo(message, by=tom)
    again = send.send(complaint, tom, ASKS)
    assert replies.release(again.pk)
    assert not send.undo(again, by=tom)
    assert lifts.standing(complaint.number) == set()
    assert kinds().count("gate.lifted") == 1


def test_a_reply_that_cannot_leave_has_not_used_it_either(
    complaint: Ticket, nora: Person, tom: Person
) -> None:
    gates.lift(complaint, ["basic-question"], reason="Agreed on the phone.", by=nora)
    assert replies.hold(send.send(complaint, tom, ASKS).pk, "no such mailbox")
    assert lifts.standing(complaint.number) == {"basic-question"}


def test_one_taken_back_gives_only_its_own_lift_back(complaint: Ticket, nora: Person, tom: Person) -> None:
    gates.lift(complaint, ["basic-question"], reason="Agreed on the phone.", by=nora)
    assert replies.release(send.send(complaint, tom, ASKS).pk)
    other = send.send(complaint, tom, "Dear Ada, I am sorry.")
    assert send.undo(other, by=tom)
    assert lifts.standing(complaint.number) == set()


def test_a_forward_that_nothing_held_leaves_the_lift_to_the_reply(
    complaint: Ticket, nora: Person, tom: Person
) -> None:
    gates.lift(complaint, ["basic-question"], reason="Agreed on the phone.", by=nora)
    theirs = Message.objects.get(direction="in")
    send.forward(theirs, tom, ["maker@lamps.example"], "Please have a look.")
    send.forward(theirs, tom, ["maker@lamps.example"], "")
    assert lifts.standing(complaint.number) == {"basic-question"}
    passed_on = send.forward(theirs, tom, ["maker@lamps.example"], ASKS)
    assert lifts.standing(complaint.number) == set()
    assert send.undo(passed_on, by=tom)
    assert lifts.standing(complaint.number) == {"basic-question"}


def test_a_lift_stands_or_falls_with_the_sending(complaint: Ticket, nora: Person) -> None:
    """Cut anywhere between the two, there is neither: they are one transaction."""
    lifting = Lifting(("basic-question",), "Agreed on the phone.")
    with pytest.raises(NotSendable, match="A message came"):
        send.send(complaint, nora, ASKS, wish=Wish(lifting=lifting, seen=0))
    with pytest.raises(Stopped):
        send.send(complaint, nora, ASKS, wish=Wish(lifting=Lifting(("perk-alone",), "Agreed.")))
    assert (lifts.standing(complaint.number), kinds().count("gate.lifted")) == (set(), 0)


@pytest.mark.parametrize("code", ["x" * 41, "nothing", "basic-question\x00", "", "basic question"])
def test_only_gates_are_lifted(complaint: Ticket, nora: Person, code: str) -> None:
    """PostgreSQL refuses a code that is too long for its column: it must not come so far."""
    with pytest.raises(NotLiftable, match="no gate"):
        gates.lift(complaint, [code], reason="Hurry.", by=nora)
    with pytest.raises(NotLiftable, match="no gate"):
        gates.lift(complaint, [], reason="Hurry.", by=nora)
    browser = desk_of(nora)
    page = f"/desk/tickets/{complaint.number}"
    wish = {"text": ASKS, "lift": code or ", ,x", "reason": "Hurry."}
    assert browser.post(f"{page}/replies", wish).status_code == 422
    assert browser.post(f"{page}/review/lifts", {"codes": code, "reason": "Hurry."}).status_code == 422
    call = Client(headers={"Authorization": f"Bearer {tokens.make(nora, list(tokens.SCOPES))}"}).post(
        f"/api/v1/tickets/{complaint.number}/replies",
        {"text": ASKS, "lift": {"codes": [code], "reason": "Hurry."}},
        content_type="application/json",
    )
    assert call.status_code in (400, 422)
    assert Message.objects.filter(direction="out").count() == 0


def test_a_lift_needs_a_reason(complaint: Ticket, nora: Person) -> None:
    with pytest.raises(NotLiftable):
        gates.lift(complaint, ["basic-question"], reason="  ", by=nora)


def test_a_promise_is_on_record(complaint: Ticket, tom: Person) -> None:
    words = "Dear Ada, I'm sorry. I'll call you tomorrow before noon."
    message = send.send(complaint, tom, words)
    assert "promise.spotted" not in kinds()
    assert replies.release(message.pk)
    (entry,) = Entry.objects.filter(kind="promise.spotted")
    assert (entry.about_id, entry.actor_id, entry.at) == (message.pk, tom.pk, message.at)
    assert entry.cause == Entry.objects.get(kind="message.sent")
    what = words[int(entry.data["start"]) : int(entry.data["end"])]
    assert what == "I'll call you tomorrow before noon."
    assert str(entry.data["due_until"])[11:16] == "12:00"


def test_what_is_taken_back_was_not_promised(complaint: Ticket, tom: Person) -> None:
    message = send.send(complaint, tom, "Dear Ada, I'm sorry. I'll call you tomorrow before noon.")
    assert send.undo(message, by=tom)
    assert not replies.release(message.pk)
    assert "promise.spotted" not in kinds()


def test_what_is_no_promise_is_not(complaint: Ticket, tom: Person) -> None:
    send.send(complaint, tom, "Dear Ada, I'm sorry. I cannot promise a day.")
    assert "promise.spotted" not in kinds()


def test_the_page_names_who_can_lift(complaint: Ticket, nora: Person, desk_of_tom: Client) -> None:
    wish = {"text": ASKS, "lift": "basic-question", "reason": "Hurry."}
    page = desk_of_tom.post(f"/desk/tickets/{complaint.number}/replies", wish)
    assert page.status_code == 422
    assert f"<bdi>{nora.name}</bdi>" in page.content.decode()
    assert Message.objects.filter(direction="out").count() == 0


def test_a_lead_sends_it_all_the_same(complaint: Ticket, nora: Person) -> None:
    lead = Client()
    lead.force_login(nora, backend="heard.web.sessions.Backend")
    address = f"/desk/tickets/{complaint.number}/replies"
    page = lead.post(address, {"text": ASKS, "lift": "basic-question", "reason": ""})
    assert (page.status_code, "Send it all the same" in page.content.decode()) == (422, True)
    wish = {"text": ASKS, "lift": "basic-question", "reason": "Agreed on the phone."}
    assert lead.post(address, wish).status_code == 302
    assert Message.objects.get(direction="out").text == ASKS
    assert kinds().count("gate.lifted") == 1


def test_an_answered_offer_is_noted_on_the_ticket(
    complaint: Ticket, tom: Person, desk_of_tom: Client
) -> None:
    kept = {"what": "I'll call you tomorrow before noon.", "answer": "kept", "until": "2026-11-24T11:00:00Z"}
    promises = json.dumps([kept | {"keeper": tom.pk}, {"what": 3}, "nothing"])
    words = "Dear Ada, I'm sorry. I'll call you tomorrow before noon."
    address = f"/desk/tickets/{complaint.number}"
    desk_of_tom.post(f"{address}/replies", {"text": words, "promises": promises})
    assert replies.release(Message.objects.get(direction="out").pk)
    (entry,) = Entry.objects.filter(kind="promise.spotted")
    assert (entry.data["answer"], entry.data["keeper"]) == ("kept", tom.pk)
    assert entry.data["due_until"] == "2026-11-24T11:00:00+00:00"
    assert "noted a promise, due Tue 24 Nov" in desk_of_tom.get(address).content.decode()


@pytest.mark.parametrize("writes", range(16))
def test_undo_cut_anywhere_is_whole_or_was_not(
    complaint: Ticket, nora: Person, tom: Person, writes: int
) -> None:
    """The reply waits and its lift is used, or it is a draft again and the lift is open."""
    gates.lift(complaint, ["basic-question"], reason="Agreed on the phone.", by=nora)
    message = send.send(complaint, tom, ASKS)
    with contextlib.suppress(Cut), connection.execute_wrapper(cut_after(writes)):
        send.undo(message, by=tom)
    message.refresh_from_db()
    undone = message.delivery == Delivery.UNDONE
    assert lifts.standing(complaint.number) == ({"basic-question"} if undone else set())
    assert list(Draft.objects.values_list("text", flat=True)) == ([ASKS] if undone else [])


@pytest.mark.parametrize("writes", range(8))
def test_a_lift_and_its_sending_cut_anywhere_are_both_or_neither(
    complaint: Ticket, nora: Person, writes: int
) -> None:
    wish = Wish(lifting=Lifting(("basic-question",), "Agreed on the phone."))
    with contextlib.suppress(Cut), connection.execute_wrapper(cut_after(writes)):
        send.send(complaint, nora, ASKS, wish=wish)
    sent = Message.objects.filter(direction="out").count()
    assert (lifts.standing(complaint.number), kinds().count("gate.lifted")) == (set(), sent)
