"""Connecting a mailbox by form: owners only, secrets never shown, and in words what is wrong."""

import pytest
from django.test import Client

from heard.channels import alarms
from heard.channels.email.imap.models import ImapAccount
from heard.channels.models import Channel, Reconciliation
from heard.staff.models import Person
from heard.timeline.kinds import Kind
from tests.conftest import desk_of
from tests.journeys.desk import free_port

FIELDS = {
    "host": "127.0.0.1",
    "security": "none",
    "user": "help@larkfield.example",
    "sign_in": "password",
    "password": "winding-key-7",
    "folder": "INBOX",
    "afterwards": "leave",
}


@pytest.fixture
def place(mailbox: Channel) -> str:
    return f"/setup/channels/{mailbox.pk}/"


def fields(**differs: str) -> dict[str, str]:
    return FIELDS | {"port": str(free_port())} | differs


def test_what_is_saved_is_tried_at_once(desk_of_nora: Client, place: str) -> None:
    answer = desk_of_nora.post(f"{place}imap/", fields(), follow=True)
    assert "The server does not answer." in answer.content.decode()
    account = ImapAccount.objects.get()
    assert (account.host, account.user, account.version) == ("127.0.0.1", "help@larkfield.example", 1)


@pytest.mark.parametrize(("begin", "is_cut"), [("all", False), ("now", True)])
def test_where_to_begin_is_chosen_once(desk_of_nora: Client, place: str, *, begin: str, is_cut: bool) -> None:
    assert "Where to begin" in desk_of_nora.get(f"{place}imap/").content.decode()
    desk_of_nora.post(f"{place}imap/", fields(begin=begin))
    chosen = ImapAccount.objects.get().begins_at
    assert (chosen is not None) == is_cut
    assert "Where to begin" not in desk_of_nora.get(f"{place}imap/").content.decode()
    desk_of_nora.post(f"{place}imap/", fields(begin="all"))
    assert ImapAccount.objects.get().begins_at == chosen


def test_a_password_is_never_shown_again_and_stays_when_left_empty(desk_of_nora: Client, place: str) -> None:
    desk_of_nora.post(f"{place}imap/", fields())
    before = ImapAccount.objects.get()
    assert "winding-key-7" not in desk_of_nora.get(f"{place}imap/").content.decode()
    assert "winding-key-7" not in desk_of_nora.get(place).content.decode()
    assert "winding-key-7" not in before.sealed
    desk_of_nora.post(f"{place}imap/", fields(password="", folder="Support", port=str(before.port)))
    after = ImapAccount.objects.get()
    assert (after.folder, after.version, len(after.sealed)) == ("Support", 2, len(before.sealed))


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"host": "mail.larkfield.example"}, "security"),
        ({"afterwards": "move"}, "move_to"),
        ({"afterwards": "move", "move_to": "INBOX"}, "move_to"),
        ({"sign_in": "oauth2", "token_url": "https://login.example/token"}, "client_id"),
        ({"sign_in": "oauth2", "client_id": "heard", "token_url": "http://login.example/token"}, "token_url"),
        ({"port": "99999"}, "port"),
        ({"password": "two\nlines"}, "password"),
        ({"folder": 'a\r\nA1 DELETE "INBOX"'}, "folder"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    desk_of_nora: Client, place: str, differs: dict[str, str], field: str
) -> None:
    answer = desk_of_nora.post(f"{place}imap/", fields(**differs))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not ImapAccount.objects.exists()


def test_a_lead_looks_and_changes_nothing(lena: Person, place: str) -> None:
    desk_of_lena = desk_of(lena)
    assert desk_of_lena.get(place).status_code == 200
    assert desk_of_lena.get(f"{place}imap/").status_code == 403
    for path in ("imap/", "imap/trials", "imap/pauses", "counts", "mails/1/fetches"):
        assert desk_of_lena.post(f"{place}{path}", fields()).status_code == 403
    assert not ImapAccount.objects.exists()


def test_strangers_see_nothing(nora: Person, client: Client, place: str) -> None:
    for path in ("", "imap/"):
        assert client.get(f"{place}{path}").status_code == 302


def test_alarms_stand_at_the_channels_row_and_on_its_page(
    desk_of_nora: Client, mailbox: Channel, place: str
) -> None:
    alarms.begin(Kind.MAILBOX_FAILED, mailbox, {"why": "refused"})
    alarms.begin(Kind.MAILBOX_DIFFERS, mailbox, {"missing": 2})
    row = desk_of_nora.get("/setup/channels/").context["rows"][0]
    assert [alarm["short"] for alarm in row["alarms"]] == ["cannot be read", "2 are missing"]
    assert "The server refuses the user or the password." in desk_of_nora.get(place).content.decode()


def test_a_missing_mail_is_named_and_offered(desk_of_nora: Client, mailbox: Channel, place: str) -> None:
    name = {"uid": 7, "size": 9_800_000, "message_id": "b@x", "sender": "b@fenmail.example",
            "subject": "My lamp", "date": "2026-11-15T22:14:00+00:00"}  # fmt: skip
    Reconciliation.objects.create(
        channel=mailbox, door="imap", on_server=3, stored=2, missing=1, names=[name]
    )
    shown = desk_of_nora.get(place).content.decode()
    assert "My lamp" in shown
    assert f"{place}mails/7/fetches" in shown
    assert desk_of_nora.post(f"{place}mails/7/fetches").status_code == 302


def test_a_mailbox_can_be_paused(desk_of_nora: Client, place: str) -> None:
    desk_of_nora.post(f"{place}imap/", fields())
    desk_of_nora.post(f"{place}imap/pauses", {"paused": "yes"})
    assert "paused, nothing is fetched" in desk_of_nora.get(place).content.decode()
    assert ImapAccount.objects.get().version == 2
    desk_of_nora.post(f"{place}imap/pauses", {"paused": "no"})
    assert not ImapAccount.objects.get().is_paused


def test_counting_where_nothing_came(desk_of_nora: Client, place: str) -> None:
    answer = desk_of_nora.post(f"{place}counts", follow=True)
    assert "Nothing came through this channel yet" in answer.content.decode()
