"""The composer's own addresses: keeping, files, a refusal with what came, forwarding."""

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from heard.drafts.models import Draft
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Message, Note, Step, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write, desk_of


def url(ticket: Ticket, rest: str) -> str:
    return f"/desk/tickets/{ticket.number}{rest}"


def test_a_kept_draft_is_in_the_page_of_its_writer_and_told_to_others(
    ticket: Ticket, desk_of_tom: Client, nora: Person
) -> None:
    kept = {"text": "Dear Ada", "version": 0, "key": str(uuid.uuid4())}
    answer = desk_of_tom.post(url(ticket, "/drafts/reply"), kept)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert desk_of_tom.post(url(ticket, "/drafts/reply"), kept | {"text": "x"}).status_code == 409
    assert desk_of_tom.get(url(ticket, "")).context["draft_text"] == "Dear Ada"
    page = desk_of(nora).get(url(ticket, ""))
    assert (page.context["draft_text"], page.context["drafts"][0]["text"]) == ("", "Dear Ada")
    desk_of(nora).post(page.context["drafts"][0]["take_over_url"])
    assert Draft.objects.get().person == nora


def test_a_file_is_a_download_unless_it_is_a_picture(ticket: Ticket, desk_of_tom: Client) -> None:
    sent = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", content_type="text/html")
    answer = desk_of_tom.post(url(ticket, "/drafts/files"), {"file": sent}, headers={"X-Heard": "1"})
    (row,) = answer.context["files"]
    given = desk_of_tom.get(row["url"])
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment")
    desk_of_tom.post(row["remove_url"], headers={"X-Heard": "1"})
    assert Draft.objects.get().files.count() == 0


def test_a_refusal_shows_what_came_and_keeps_the_words(
    ticket: Ticket, desk_of_tom: Client, ada_writes: Write
) -> None:
    seen = Message.objects.get().pk
    ada_writes(message_id="<2@x>", answering="<ada-1@okoye.example>", text="Never mind!")
    answer = desk_of_tom.post(url(ticket, "/replies"), {"text": "Dear Ada", "seen": seen})
    assert (answer.status_code, answer.context["draft_text"]) == (409, "Dear Ada")
    assert [one["text"] for one in answer.context["news"]] == ["Never mind!"]
    again = {"text": "Dear Ada", "seen": answer.context["news_seen"]}
    assert desk_of_tom.post(url(ticket, "/replies"), again).status_code == 302


def test_a_colleagues_reply_is_shown_in_our_voice_before_a_second_one_goes(
    ticket: Ticket, desk_of_tom: Client, nora: Person
) -> None:
    page = desk_of(nora).get(url(ticket, ""))
    begun = page.context["reply_draft"]["seen"]
    desk_of_tom.post(url(ticket, "/replies"), {"text": "It is in the post.", "seen": begun})
    answer = desk_of(nora).post(url(ticket, "/replies"), {"text": "We send it.", "seen": begun})
    assert answer.status_code == 409
    assert "this was answered while you were writing" in answer.text
    assert '<blockquote dir="auto">It is in the post.</blockquote>' in answer.text


def test_a_step_of_finding_out_stands_beside_the_ticket(
    ticket: Ticket, desk_of_tom: Client, nora: Person
) -> None:
    said = {"text": "@Nora Lind knows", "step": "asking", "finder": nora.pk, "until_day": "2026-11-24"}
    desk_of_tom.post(url(ticket, "/notes"), said)
    assert Note.objects.get().step == Step.ASKING
    assert desk_of_tom.get(url(ticket, "")).context["finding"]["who"] == "Nora Lind"


def test_a_note_for_the_moment_says_so_and_can_be_kept(ticket: Ticket, desk_of_tom: Client) -> None:
    says = "For the moment: goes when this is solved."
    desk_of_tom.post(url(ticket, "/notes"), {"text": "Wants it in blue."})
    assert says not in desk_of_tom.get(url(ticket, "")).content.decode()
    desk_of_tom.post(url(ticket, "/notes"), {"text": "Was humming.", "until_solved": "on"})
    desk_of_tom.post(url(ticket, "/notes"), {"text": "Her son was with her."})
    assert desk_of_tom.get(url(ticket, "")).content.decode().count(says) == 2
    hers = Note.objects.get(text__contains="son")
    answer = desk_of_tom.post(url(ticket, f"/notes/{hers.pk}/kept"))
    assert answer.headers["Location"] == f"{url(ticket, '')}#note-{hers.pk}"
    assert desk_of_tom.get(url(ticket, "")).content.decode().count(says) == 1
    assert Entry.objects.get(kind=Kind.NOTE_KEPT).about_id == hers.pk


def test_forwarding_needs_an_address(ticket: Ticket, desk_of_tom: Client) -> None:
    address = url(ticket, f"/messages/{Message.objects.get().pk}/forward")
    assert desk_of_tom.post(address, {"to": "nobody"}).status_code == 422
    assert desk_of_tom.post(address, {"to": "Maker <maker@bells.example>"}).status_code == 302
    assert Message.objects.get(direction="out").to == ["maker@bells.example"]


def test_a_draft_of_files_alone_can_be_thrown_away(ticket: Ticket, desk_of_tom: Client) -> None:
    assert "Throw away" not in desk_of_tom.get(url(ticket, "")).content.decode()
    sent = SimpleUploadedFile("plan.txt", b"A plan", content_type="text/plain")
    desk_of_tom.post(url(ticket, "/drafts/files"), {"file": sent}, headers={"X-Heard": "1"})
    assert "Throw away" in desk_of_tom.get(url(ticket, "")).content.decode()
    desk_of_tom.post(url(ticket, "/drafts/reply/removal"))
    assert not Draft.objects.exists()


def test_an_hour_that_is_over_sends_nothing(ticket: Ticket, desk_of_tom: Client) -> None:
    said = {
        "text": "It is in the post.",
        "later_day": "2020-01-01",
        "later_hour": "09:00",
        "zone": "Europe/London",
    }
    answer = desk_of_tom.post(url(ticket, "/replies"), said)
    assert (answer.status_code, answer.context["draft_text"]) == (422, "It is in the post.")
    assert "the hour you chose is over" in answer.content.decode()
    assert Message.objects.filter(direction="out").count() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    to_come = {
        "later_day": f"{tomorrow:%Y-%m-%d}",
        "later_hour": f"{tomorrow:%H:%M}",
        "key": str(uuid.uuid4()),
    }
    desk_of_tom.post(url(ticket, "/replies"), said | to_come)
    waits = Message.objects.get(direction="out")
    assert desk_of_tom.post(url(ticket, f"/replies/{waits.pk}/hour"), said).status_code == 422
    waits.refresh_from_db()
    assert waits.release_at
    assert waits.release_at > timezone.now()


def test_an_hour_years_away_leaves_a_waiting_reply_as_it_was(ticket: Ticket, desk_of_tom: Client) -> None:
    later = timezone.now() + timedelta(days=3)
    waits = replies.write(ticket, Person.objects.get(name="Tom Abara"), "Soon.", release_at=later)
    said = {"later_day": f"{later.year + 5}-01-01", "later_hour": "09:00", "zone": "Europe/London"}
    answer = desk_of_tom.post(url(ticket, f"/replies/{waits.pk}/hour"), said)
    assert answer.status_code == 422
    assert "This is more than a year away." in answer.content.decode()
    waits.refresh_from_db()
    assert waits.release_at == later
