"""Setup, Privacy: an owner finds somebody, takes everything along, erases them, declines, and sets times."""

import io
import zipfile

import pytest
from django.test import Client

from heard.customers import forgetting
from heard.customers.models import Answer, Customer, ErasureWish
from heard.lib.ref import ref
from heard.privacy import retention
from heard.privacy.models import Erasure, Kept
from heard.staff.models import Person
from heard.tickets.models import Message, Ticket
from heard.timeline.models import Entry
from tests.conftest import desk_of, everything_follows
from tests.privacy.conftest import finish

PAGE = "/setup/privacy/"


def page(desk: Client, path: str = PAGE) -> str:
    return desk.get(path).content.decode()


def about(customer: Customer) -> str:
    return f"{PAGE}customers/{customer.pk}/"


def test_a_wish_stands_there_until_it_is_answered(ticket: Ticket, desk_of_nora: Client) -> None:
    forgetting.ask(ticket.customer, about=ref(ticket))
    assert about(ticket.customer) in page(desk_of_nora)
    wish = ErasureWish.objects.get()
    desk_of_nora.post(f"{PAGE}wishes/{wish.pk}/refusal", {"reason": " "})
    assert ErasureWish.objects.get().answer == Answer.OPEN
    desk_of_nora.post(f"{PAGE}wishes/{wish.pk}/refusal", {"reason": "An invoice is not paid."})
    wish.refresh_from_db()
    assert (wish.answer, wish.reason) == (Answer.DECLINED, "An invoice is not paid.")
    assert about(ticket.customer) not in page(desk_of_nora)
    forgetting.ask(ticket.customer, about=ref(ticket))
    assert len(forgetting.waiting()) == 1


def test_somebody_is_found_by_name_and_by_address(ticket: Ticket, desk_of_nora: Client) -> None:
    everything_follows()
    for asked in ("oko", "ada@okoye.example"):
        assert about(ticket.customer) in page(desk_of_nora, f"{PAGE}?q={asked}")
    assert "Nobody of the name or address" in page(desk_of_nora, f"{PAGE}?q=zzz")


def test_erasing_asks_first(ticket: Ticket, desk_of_nora: Client, nora: Person) -> None:
    path = about(ticket.customer)
    assert "1 ticket is still open. Erasing closes it." in page(desk_of_nora, path)
    assert desk_of_nora.post(path).status_code == 422
    assert not Erasure.objects.exists()
    assert desk_of_nora.post(path, {"sure": "yes"}).status_code == 302
    row = Erasure.objects.get()
    assert (row.customer, row.person) == (ticket.customer, nora)
    finish()
    assert desk_of_nora.get(path).status_code == 404
    assert "gone; the database's files are cleaned at night" in page(desk_of_nora)


def test_what_is_left_can_still_be_read(ticket: Ticket, desk_of_nora: Client, desk_of_tom: Client) -> None:
    desk_of_nora.post(about(ticket.customer), {"sure": "yes"})
    finish()
    everything_follows()
    shown = page(desk_of_tom, f"/desk/tickets/{ticket.number}")
    assert "These words were removed for good" in shown
    assert "The desk removed all words: the customer was erased." in shown
    assert ("okoye" in shown.lower(), "bell fell off" in shown) == (False, False)
    message = Message.objects.get(ticket=ticket)
    assert desk_of_tom.get(f"/desk/tickets/{ticket.number}/messages/{message.pk}/raw").status_code == 404


def test_the_export_is_a_zip_and_stands_in_the_audit(ticket: Ticket, desk_of_nora: Client) -> None:
    answer = desk_of_nora.post(f"{about(ticket.customer)}export")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert names[:2] == ["customer.json", "desk.json"]
    entry = Entry.objects.get(kind="customer.exported")
    assert (entry.subject_id, entry.actor_kind) == (ticket.customer_id, "person")


def days() -> dict[str, int | None]:
    """For how long each kind is kept that was asked for here."""
    return {row.kind: row.days for row in retention.rules() if row.days and row.kind != Kept.NOTES}


def test_times_are_kept_and_checked(desk_of_nora: Client) -> None:
    assert desk_of_nora.post(f"{PAGE}retention", {"raw": "90", "tickets": ""}).status_code == 302
    assert days() == {Kept.RAW: 90}
    assert desk_of_nora.post(f"{PAGE}retention", {"raw": "0"}).status_code == 422
    assert days() == {Kept.RAW: 90}


@pytest.mark.parametrize("typed", ["-3", "0", "1.5", "36501", "a month"])
def test_days_that_are_none_are_refused_beside_the_field(desk_of_nora: Client, typed: str) -> None:
    told = desk_of_nora.post(f"{PAGE}retention", {"raw": typed, "tickets": "400"})
    shown = told.content.decode()
    field = shown.partition('<input class="input" id="id_raw"')[2].partition("</div>")[0]
    wrong = field.partition('id="id_raw-wrong" role="alert"><span>')[2].partition("</span>")[0]
    assert (told.status_code, f'value="{typed}"' in field, 'aria-invalid="true"' in field) == (
        422,
        True,
        True,
    )
    assert wrong.endswith("Leave it empty to keep it for good.")
    assert shown.count('aria-invalid="true"') == 1
    assert days() == {}  # all of it, or nothing


def test_what_was_not_sent_was_not_emptied(desk_of_nora: Client) -> None:
    desk_of_nora.post(f"{PAGE}retention", {"raw": "90", "tickets": "400"})
    assert desk_of_nora.post(f"{PAGE}retention", {"raw": ""}).status_code == 302
    assert days() == {Kept.TICKETS: 400}
    assert desk_of_nora.post(f"{PAGE}retention", {"days": "-3"}).status_code == 422
    assert days() == {Kept.TICKETS: 400}


def test_only_owners_are_led_there(ticket: Ticket, desk_of_nora: Client, lena: Person) -> None:
    link = f'href="{about(ticket.customer)}"'
    assert link in page(desk_of_nora, f"/desk/tickets/{ticket.number}")
    assert link not in page(desk_of(lena), f"/desk/tickets/{ticket.number}")


def test_an_agent_removes_words_by_hand(ticket: Ticket, desk_of_tom: Client) -> None:
    path = f"/desk/tickets/{ticket.number}/redaction"
    assert desk_of_tom.post(path, {"words": "a word that is not there"}).status_code == 422
    assert desk_of_tom.post(path, {"words": "BELL\nxy"}).status_code == 302
    assert Message.objects.get().text == "The ▮▮▮ fell off."
    assert "Tom Abara removed words or files for good." in page(desk_of_tom, f"/desk/tickets/{ticket.number}")


def test_numbers_of_the_message_are_offered(ticket: Ticket, desk_of_tom: Client) -> None:
    Message.objects.update(text="To DE89 3704 0044 0532 0130 00, and SSN 078-05-1120.")
    message = Message.objects.get()
    shown = page(desk_of_tom, f"/desk/tickets/{ticket.number}/redaction?message={message.pk}")
    assert "DE89 3704 0044 0532 0130 00\n078-05-1120</textarea>" in shown
