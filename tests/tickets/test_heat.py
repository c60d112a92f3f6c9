"""How heated a ticket sounds: kept in its row, listed, searched, and calm again when somebody says so."""

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.test import Client

from heard.channels.email import receive
from heard.staff.models import Person
from heard.tickets import finding, intake, organise, paging
from heard.tickets.models import Message, Status, Ticket
from heard.tickets.views import VIEWS
from heard.timeline.models import Entry
from tests.conftest import Keep, Write, everything_follows

FURIOUS = "This is a DISGRACE, I will sue you!!!"


@pytest.fixture
def furious(ada_writes: Write) -> Ticket:
    ticket = ada_writes(text=FURIOUS).ticket
    everything_follows()
    ticket.refresh_from_db()
    return ticket


def hot(person: Person) -> list[int]:
    return [row["number"] for row in paging.page(VIEWS["hot"], person).rows]


def changes(ticket: Ticket) -> list[dict[str, object]]:
    rows = Entry.objects.filter(kind="ticket.heat_changed", subject_id=ticket.number)
    return list(rows.order_by("id").values_list("data", flat=True))


def test_the_last_words_say_how_heated(furious: Ticket, tom: Person) -> None:
    assert (furious.heat, furious.is_hot) == (3, True)
    assert hot(tom) == [furious.number]
    assert changes(furious) == [{"from": 0, "to": 3}]


def test_a_calm_ticket_records_nothing(ada_writes: Write, tom: Person) -> None:
    ticket = ada_writes(text="Could I have a second key, please?").ticket
    everything_follows()
    ticket.refresh_from_db()
    assert (ticket.heat, hot(tom), changes(ticket)) == (0, [], [])


def test_who_waits_longest_comes_first_and_the_solved_leave(
    furious: Ticket, ada_writes: Write, tom: Person
) -> None:
    later = ada_writes(text=FURIOUS, message_id="<2@okoye.example>", subject="Another").ticket
    everything_follows()
    Ticket.objects.filter(pk=later.pk).update(waiting_since=furious.waiting_since - timedelta(hours=1))
    assert hot(tom) == [later.number, furious.number]
    organise.set_status(later, Status.SOLVED, by=tom, was=Status.NEW)
    assert hot(tom) == [furious.number]


def test_misread_is_said_once(furious: Ticket, desk_of_tom: Client, ada_writes: Write, tom: Person) -> None:
    wish = {"rule": "heat/boiling", "scope": "ticket"}
    desk_of_tom.post(f"/desk/tickets/{furious.number}/review/dismissals", wish)
    furious.refresh_from_db()
    assert (furious.heat, hot(tom)) == (0, [])
    ada_writes(text=FURIOUS, message_id="<2@okoye.example>", answering="<ada-1@okoye.example>")
    everything_follows()
    furious.refresh_from_db()
    assert furious.heat == 0


def test_it_can_be_searched(furious: Ticket, ada_writes: Write, tom: Person) -> None:
    calm = ada_writes(text="Could I have a second key?", message_id="<2@okoye.example>", subject="Key").ticket
    everything_follows()

    def found(typed: str) -> list[int]:
        asked = finding.ask(tom, typed)
        assert not asked.faults
        return [hit.ticket for hit in finding.newest(asked).hits]

    assert found("heat:hot") == found("heat:3") == found("-heat:calm") == [furious.number]
    assert found("heat:calm") == [calm.number]


def test_a_heat_that_does_not_exist_is_explained(furious: Ticket, tom: Person) -> None:
    (fault,) = finding.ask(tom, "heat:volcanic").faults
    assert fault.why == "There is no “volcanic”. There are: calm, warm, hot, boiling."


def test_the_list_shows_it(furious: Ticket, desk_of_tom: Client) -> None:
    assert "Sounds heated" in desk_of_tom.get("/desk/views/hot/").content.decode()


def test_words_in_bold_are_heard_as_they_were_meant(keep: Keep, tom: Person, desk_of_tom: Client) -> None:
    """R-046: in writing, bold and italics are what a louder voice is. It stays a hint."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = "Ada Okoye <ada@okoye.example>", "help@larkfield.example"
    letter["Subject"], letter["Message-ID"] = "My bell", "<bold@okoye.example>"
    words = "WHERE IS MY ORDER? I ordered the brass bell in March.\n\nRegards,\nAda Okoye"
    letter.set_content(words)
    html = "<p>WHERE IS MY ORDER? I ordered the <b>brass</b> bell in <i>March</i>.</p>"
    html += "<p>Regards,<br><b>Ada Okoye</b></p>"
    letter.add_alternative(html, subtype="html")
    raw = letter.as_bytes()
    message = intake.take_in(keep(raw), receive.read(raw))
    assert message
    said = [message.text[start:end] for start, end in message.emphasis]
    assert said == ["brass", "March"]
    everything_follows()
    ticket = Ticket.objects.get()
    assert ticket.heat == 2
    hint = desk_of_tom.get(f"/desk/tickets/{ticket.number}/heat").content.decode()
    assert "Sounds loud, emphatic" in hint
    assert "March" in hint
    read = desk_of_tom.post(f"/desk/tickets/{ticket.number}/review", {"text": "Thank you, Ada."}).json()
    assert read["heat"] == {"level": 2, "signs": ["capitals", "emphasis"]}
    Message.objects.update(emphasis=None)
    assert "Sounds" not in desk_of_tom.get(f"/desk/tickets/{ticket.number}/heat").content.decode()
