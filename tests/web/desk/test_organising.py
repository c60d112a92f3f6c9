"""What an agent does to a ticket as a whole: each act answers with a toast that undoes it, or asks first."""

import re

import pytest
from django.test import Client

from heard.staff import teams
from heard.staff.models import Person
from heard.tickets import links
from heard.tickets.models import Message, Reading, Status, Ticket
from tests.conftest import Write

HTMX = {"HTTP_HX_REQUEST": "true"}


def url(ticket: Ticket, rest: str) -> str:
    return f"/desk/tickets/{ticket.number}/{rest}"


@pytest.mark.parametrize(
    ("rest", "fields", "what", "now"),
    [
        ("changes", {"priority": "4"}, "priority", 4),
        ("changes", {"tag": "Wedding"}, "tags", ["wedding"]),
        ("status", {"status": "solved", "was": "new"}, "status", Status.SOLVED),
        ("hold", {"until": "2090-01-01T09:00:00+00:00"}, "status", Status.HOLD),
    ],
)
def test_done_and_taken_back(
    ticket: Ticket, desk_of_tom: Client, *, rest: str, fields: dict[str, str], what: str, now: object
) -> None:
    before = Ticket.objects.values(what, "waiting_since", "hold_until", "solved_at").get()
    answer = desk_of_tom.post(url(ticket, rest), fields, **HTMX)
    assert 'id="fresh"' in answer.content.decode()
    assert Ticket.objects.values_list(what, flat=True).get() == now
    desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX)
    assert Ticket.objects.values(what, "waiting_since", "hold_until", "solved_at").get() == before


def test_a_team_and_hand_offs_stand_in_the_head(ticket: Ticket, desk_of_tom: Client) -> None:
    for name in ("Repairs", "Orders", "Shops"):
        desk_of_tom.post(url(ticket, "changes"), {"team": teams.form(name).pk})
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    assert "2 hand-offs" in page


@pytest.mark.parametrize(
    ("rest", "fields"),
    [
        ("hold", {"until": "soon"}),
        ("hold", {"until": "2001-01-01T09:00:00+00:00"}),
        ("changes", {"tag": "!"}),
        ("changes", {}),
        ("merge", {"other": "4711"}),
        ("merge", {"other": "{self}"}),
        ("links", {"other": "one"}),
    ],
)
def test_what_makes_no_sense_is_said(
    ticket: Ticket, desk_of_tom: Client, *, rest: str, fields: dict[str, str]
) -> None:
    fields = {name: value.format(self=ticket.number) for name, value in fields.items()}
    before = Ticket.objects.values().get()
    answer = desk_of_tom.post(url(ticket, rest), fields, **HTMX)
    assert (answer.status_code, answer.context["wrong"]) == (422, True)
    assert Ticket.objects.values().get() == before


def test_shown_is_read_and_can_be_left_unread(ticket: Ticket, desk_of_tom: Client) -> None:
    desk_of_tom.post(url(ticket, "reading"))
    ticket.refresh_from_db()
    assert Reading.objects.get().until == ticket.changed_at
    desk_of_tom.post(url(ticket, "reading"), {"again": ""})
    assert Reading.objects.get().until < ticket.changed_at


def test_following_by_a_press_and_another(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    desk_of_tom.post(url(ticket, "following"))
    assert links.follows(ticket, tom)
    desk_of_tom.post(url(ticket, "following"))
    assert not links.follows(ticket, tom)


def test_merging_two_customers_asks_first(ticket: Ticket, ada_writes: Write, desk_of_tom: Client) -> None:
    bens = ada_writes(message_id="<ben@x.example>", sender="Ben Cole <ben@x.example>", text="Mine.").ticket
    asked = desk_of_tom.post(url(bens, "merge"), {"other": str(ticket.number)}, **HTMX)
    assert asked.status_code == 409
    assert "Two customers, one ticket?" in asked.content.decode()
    assert Ticket.objects.get(number=bens.number).merged_into is None
    desk_of_tom.post(url(bens, "merge"), {"other": str(ticket.number), "sure": ""}, **HTMX)
    assert Ticket.objects.get(number=bens.number).merged_into_id == ticket.number
    page = desk_of_tom.get(f"/desk/tickets/{bens.number}").content.decode()
    assert "Part them again" in page
    parted = desk_of_tom.post(url(bens, "unmerge"), **HTMX)
    assert parted.headers["HX-Redirect"] == url(bens, "").rstrip("/"), "one can write below it again"
    assert Ticket.objects.get(number=bens.number).merged_into is None


def test_files_and_mails_of_a_merged_ticket_open(
    ticket: Ticket, ada_writes: Write, desk_of_tom: Client
) -> None:
    other = ada_writes(message_id="<two@x>", text="Two.").ticket
    desk_of_tom.post(url(other, "merge"), {"other": str(ticket.number)})
    shown = desk_of_tom.get(f"/desk/tickets/{ticket.number}")
    raw = re.findall(r'href="(/desk/tickets/\d+/messages/\d+/raw)"', shown.content.decode())
    assert len(raw) == 2
    assert {desk_of_tom.get(address).status_code for address in raw} == {200}


def test_splitting_goes_to_the_new_ticket(ticket: Ticket, ada_writes: Write, desk_of_tom: Client) -> None:
    second = ada_writes(message_id="<b@x>", answering="<ada-1@okoye.example>", text="My light.")
    answer = desk_of_tom.post(url(ticket, f"messages/{second.pk}/split"))
    made = Message.objects.get(pk=second.pk).ticket_id
    assert made != ticket.number
    page = desk_of_tom.get(answer.headers["Location"])
    assert page.context["ticket"]["number"] == made
    undone = desk_of_tom.post("/desk/undo", {"token": page.context["undo"]}, **HTMX)
    assert undone.headers["HX-Redirect"] == f"/desk/tickets/{ticket.number}"  # where the words are
    assert Message.objects.get(pk=second.pk).ticket_id == ticket.number
    assert Ticket.objects.get(number=made).merged_into_id == ticket.number
    old = desk_of_tom.post(answer.headers["Location"].partition("?")[0] + "/reading")
    assert old.status_code == 204  # its number still opens
    said = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    told = re.findall(r"(?:out of|put back what had been made) No\. \d+", said)
    assert told == [f"put back what had been made No. {made}"]
    emptied = desk_of_tom.get(f"/desk/tickets/{made}").content.decode()
    assert ("Part them again" in emptied, 'id="reply-form"' in emptied) == (False, False)


def test_merging_and_linking_are_undone_by_their_toast(
    ticket: Ticket, ada_writes: Write, desk_of_tom: Client
) -> None:
    other = ada_writes(message_id="<two@x>", text="Two.").ticket
    for rest in ("merge", "links"):
        answer = desk_of_tom.post(url(other, rest), {"other": f"No. {ticket.number}"}, **HTMX)
        if there := answer.headers.get("HX-Redirect"):
            answer = desk_of_tom.get(there)
            assert answer.context["ticket"]["number"] == ticket.number
        back = desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX)
        assert back.context["text"] == "1 ticket is as it was."
    assert Ticket.objects.get(number=other.number).merged_into is None
    assert links.linked(ticket) == []


def test_a_hold_says_until_when_in_the_toast_and_in_the_conversation(
    ticket: Ticket, desk_of_tom: Client
) -> None:
    address = f"/desk/tickets/{ticket.number}"
    until = {"until": "2090-01-02T09:00:00+00:00"}
    answer = desk_of_tom.post(f"{address}/hold", until, headers={"HX-Request": "true"})
    assert f"No. {ticket.number}: On hold until" in answer.content.decode()
    page = desk_of_tom.get(address).content.decode()
    assert "set it to <bdi>On hold</bdi> until" in page or "set it to On hold until" in page
