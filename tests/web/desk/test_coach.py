"""The coach beside the composer: findings as JSON, dismissals, lifts, phrases."""

from django.test import Client

from heard.channels.models import Outgoing
from heard.drafts import many, send
from heard.drafts.models import Draft
from heard.files import store
from heard.phrasing import dismissals, lifts
from heard.phrasing.models import Dismissal
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Message, Ticket
from tests.conftest import Write

BACKEND = "heard.web.sessions.Backend"


def test_a_draft_is_read(ticket: Ticket, desk_of_tom: Client) -> None:
    address = f"/desk/tickets/{ticket.number}/review"
    words = "Thank you, Ada. In my opinion brass is nicer. I'll call you tomorrow at ten."
    found = desk_of_tom.post(address, {"text": words, "way": "reply"}).json()
    (opinion,) = [each for each in found["findings"] if each["code"] == "opinion"]
    assert words[opinion["start"] : opinion["end"]].startswith("In my opinion")
    says = {"code", "start", "end", "severity", "why", "missing", "suggestions", "rule", "practice"}
    assert set(opinion) == says
    assert [each["what"] for each in found["promises"]] == ["I'll call you tomorrow at ten."]


def test_what_weighs_most_comes_first_and_what_is_missing_has_its_own_title(
    ada_writes: Write, desk_of_tom: Client
) -> None:
    ticket = ada_writes(
        text="I am furious. The lamp is broken again and nobody helps me. I will sue you!"
    ).ticket
    words = "Of course you are stupid. Is it plugged in? In my opinion brass is nicer."
    read = desk_of_tom.post(f"/desk/tickets/{ticket.number}/review", {"text": words}).json()["findings"]
    ranks = [["stop", "warn", "hint"].index(each["severity"]) for each in read]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
    titles = [each["missing"] for each in read if not each["end"]]
    assert len(titles) == len(set(titles)) > 1
    assert "" not in titles


def test_an_insult_on_a_calm_ticket_is_a_warning_and_no_greeting_is_blamed(
    ticket: Ticket, desk_of_tom: Client
) -> None:
    """R-190 warns; a gate is for what the practices block (R-251: a hot ticket)."""
    address = f"/desk/tickets/{ticket.number}/review"
    read = desk_of_tom.post(address, {"text": "Of course you are stupid."}).json()["findings"]
    assert [each["severity"] for each in read if each["code"] == "hostile"] == ["warn"]
    assert [each for each in read if "Dear Customer" in each["why"]] == []


def test_heat_is_a_hint_until_it_is_dismissed(ada_writes: Write, desk_of_tom: Client) -> None:
    ticket = ada_writes(text="This is a DISGRACE, I will sue you!!!").ticket
    address = f"/desk/tickets/{ticket.number}/review"
    found = desk_of_tom.post(address, {"text": "Thank you, Ada."}).json()
    assert found["heat"] == {"level": 3, "signs": ["anger", "capitals", "threat"]}
    desk_of_tom.post(f"{address}/dismissals", {"rule": "heat/boiling", "scope": "ticket"})
    assert desk_of_tom.post(address, {"text": "Thank you, Ada."}).json()["heat"] is None


def test_a_note_is_not_read(ticket: Ticket, desk_of_tom: Client) -> None:
    words = {"text": "In my opinion she is right.", "way": "note"}
    found = desk_of_tom.post(f"/desk/tickets/{ticket.number}/review", words).json()
    assert found == {"findings": [], "promises": [], "language_read": True}


def test_a_note_with_words_for_the_customer_is_read(ticket: Ticket, desk_of_tom: Client) -> None:
    words = {"text": "In my opinion she is right.", "way": "note", "for_customer": "on"}
    found = desk_of_tom.post(f"/desk/tickets/{ticket.number}/review", words).json()
    assert "opinion" in [each["code"] for each in found["findings"]]


def test_dismissing(ticket: Ticket, desk_of_tom: Client) -> None:
    address = f"/desk/tickets/{ticket.number}/review/dismissals"
    quiet = {"rule": "opinion/my-view", "scope": "ticket", "reason": "She asked."}
    assert desk_of_tom.post(address, quiet).status_code == 200
    assert dismissals.in_ticket(ticket.number) == {"opinion/my-view"}
    desk_of_tom.post(address, quiet | {"scope": "once", "reason": ""})
    kept = Dismissal.objects.order_by("pk").values_list("scope", "reason", "person__name")
    assert list(kept) == [("ticket", "She asked.", "Tom Abara"), ("once", "", "Tom Abara")]
    assert desk_of_tom.post(address, quiet | {"scope": "lexicon", "reason": ""}).status_code == 422
    assert desk_of_tom.post(address, quiet | {"scope": "lexicon"}).status_code == 200
    assert [one.reason for one in dismissals.proposals()] == ["She asked."]
    assert desk_of_tom.post(address, quiet | {"scope": "everywhere"}).status_code == 422


def test_lifting_is_for_a_lead(ticket: Ticket, nora: Person, desk_of_tom: Client) -> None:
    address = f"/desk/tickets/{ticket.number}/review/lifts"
    wish = {"codes": "basic-question,perk-alone", "reason": "Agreed on the phone."}
    assert desk_of_tom.post(address, wish).status_code == 422
    lead = Client()
    lead.force_login(nora, backend=BACKEND)
    assert lead.post(address, wish).json() == {"lifted": ["basic-question", "perk-alone"]}
    assert lifts.standing(ticket.number) == {"basic-question", "perk-alone"}


def test_phrases(desk_of_tom: Client) -> None:
    (step,) = desk_of_tom.get("/desk/phrases?q=roadmap+date").json()["steps"]
    assert step["code"] == "promise-little"


def test_heat_stands_beside_their_words(ada_writes: Write, ticket: Ticket, desk_of_tom: Client) -> None:
    assert "heat" not in desk_of_tom.get(f"/desk/tickets/{ticket.number}/heat").content.decode()
    angry = ada_writes(text="This is a DISGRACE, I will sue you!!!").ticket
    hint = desk_of_tom.get(f"/desk/tickets/{angry.number}/heat").content.decode()
    assert "Sounds angry, threatening, loud" in hint
    assert '<q dir="auto">DISGRACE</q>' in hint
    words = {"rule": "heat/boiling", "scope": "ticket"}
    desk_of_tom.post(f"/desk/tickets/{angry.number}/review/dismissals", words)
    assert "heat" not in desk_of_tom.get(f"/desk/tickets/{angry.number}/heat").content.decode()


def test_praise_is_heard_too_unless_it_is_bitter(ada_writes: Write, desk_of_tom: Client) -> None:
    glad = ada_writes(text="The new bell is wonderful, thank you so much!").ticket
    address = f"/desk/tickets/{glad.number}"
    hint = desk_of_tom.get(f"{address}/heat").content.decode()
    assert "Sounds pleased" in hint
    assert '<q dir="auto">wonderful</q>' in hint
    desk_of_tom.post(f"{address}/review/dismissals", {"rule": "heat/boiling", "scope": "ticket"})
    assert "Sounds" not in desk_of_tom.get(f"{address}/heat").content.decode()
    bitter = ada_writes(text="Great, wonderful service. It is broken again.", message_id="<b@x>").ticket
    assert "pleased" not in desk_of_tom.get(f"/desk/tickets/{bitter.number}/heat").content.decode()


def test_phrases_stand_beside_macros(ticket: Ticket, desk_of_tom: Client) -> None:
    shelf = desk_of_tom.get(f"/desk/tickets/{ticket.number}/macros?q=whole+story").content.decode()
    assert '<button type="button" data-phrase dir="auto">Ada, please tell me the whole story' in shelf


def test_a_fix_that_is_not_sure_should_say_so(ticket: Ticket, desk_of_tom: Client) -> None:
    address = f"/desk/tickets/{ticket.number}/review"
    words = {"text": "Thank you, Ada. Update the firmware, that fixes it.", "way": "reply"}

    def codes(**more: str) -> list[str]:
        return [each["code"] for each in desk_of_tom.post(address, words | more).json()["findings"]]

    assert "unmarked-guess" not in codes()
    assert "unmarked-guess" in codes(sure="75")
    assert "unmarked-guess" not in codes(sure="90")
    assert "unmarked-guess" not in codes(sure="certainly")


def test_how_sure_somebody_is_stays_with_the_draft(ticket: Ticket, desk_of_tom: Client) -> None:
    address = f"/desk/tickets/{ticket.number}/drafts/reply"
    words = {"text": "Update the firmware.", "key": "6f7d9d4c-0000-4000-8000-000000000001"}
    for version, (sure, kept) in enumerate([("75", 75), ("", None), ("50", 50)]):
        desk_of_tom.post(address, words | {"version": str(version), "sure": sure})
        assert Draft.objects.get().confidence == kept
    desk_of_tom.post(address, words | {"version": "3"})
    assert Draft.objects.get().confidence == 50
    assert (
        '<option value="50" selected>' in desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    )


def test_a_reply_to_many_is_read(ticket: Ticket, tom: Person, desk_of_tom: Client) -> None:
    many.begin(tom, [ticket.number])
    found = desk_of_tom.post("/desk/many/review", {"text": "Dear Customer, in my opinion brass is nicer."})
    assert {each["code"] for each in found.json()["findings"]} == {"impersonal-greeting", "opinion"}
    assert 'data-coached="coach"' in desk_of_tom.get("/desk/many").content.decode()


def test_how_sure_somebody_was_stays_with_what_they_sent(
    ticket: Ticket, tom: Person, desk_of_tom: Client, api: Client
) -> None:
    """R-044: colleagues see that it was a guess; the customer reads the words alone."""
    page = f"/desk/tickets/{ticket.number}"
    desk_of_tom.post(f"{page}/replies", {"text": "Perhaps the clip is loose.", "sure": "75"})
    sent = Message.objects.get(direction="out")
    assert sent.confidence == 75
    assert "a guess, 75 % sure" in desk_of_tom.get(page).content.decode()
    call = api.get(f"/api/v1/tickets/{ticket.number}/messages/{sent.pk}").json()
    assert call["confidence"] == 75
    assert send.undo(sent, by=tom)
    assert Draft.objects.get().confidence == 75
    desk_of_tom.post(f"{page}/replies", {"text": "Perhaps the clip is loose.", "sure": ""})
    assert Message.objects.latest("pk").confidence is None
    called = {"text": "It is the clip.", "confidence": 90}
    api.post(f"/api/v1/tickets/{ticket.number}/replies", called, content_type="application/json")
    newest = Message.objects.latest("pk")
    assert newest.confidence == 90
    assert "90 % sure" in desk_of_tom.get(page).content.decode()
    assert replies.release(newest.pk)
    mail = store.content(Outgoing.objects.get(about_id=newest.pk).content)
    assert b"sure" not in mail


def test_the_words_of_a_forward_are_read_too(ticket: Ticket, desk_of_tom: Client) -> None:
    theirs = ticket.messages.get()
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}/messages/{theirs.pk}/forward").content.decode()
    assert 'data-coached="forward-coach"' in page
    assert f'data-url="/desk/tickets/{ticket.number}/review"' in page
    said = {"text": "In my opinion it is the clip. I'll call you tomorrow.", "way": "forward"}
    read = desk_of_tom.post(f"/desk/tickets/{ticket.number}/review", said).json()
    assert "opinion" in [each["code"] for each in read["findings"]]
    assert [each["code"] for each in read["findings"] if not each["end"]] == []
    assert read["promises"] == []
