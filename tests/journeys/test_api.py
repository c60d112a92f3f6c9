"""The published client against a running desk: every call, keys under load, a webhook whose worker dies."""

import inspect
import threading
from collections.abc import Iterator
from typing import Any

import heard_client
import psutil
import pytest
from heard_client import Refused

from tests.channels.webhook.receiver import receiving
from tests.journeys.desk import OWNER, Desk, new_desk, wait_for, worker_of

pytestmark = pytest.mark.journey
SUBSCRIBE = """
import django
django.setup()
from heard.channels.webhook import subscriptions
from heard.lib.ref import NOBODY
print(subscriptions.subscribe({url!r}, ["ticket.tagged"], by=NOBODY)[1])
"""
OPEN_FORM = """
import django
django.setup()
from heard.channels.form import setup
from heard.lib.ref import NOBODY
from heard.tickets import told
setup.open_form(told.mailbox(None), name="Larkfield Bikes", by=NOBODY)
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with new_desk() as desk:
        desk.open()
        desk.run("-c", OPEN_FORM)
        desk.process = desk.up()  # type: ignore[attr-defined]
        yield desk


@pytest.fixture(scope="module")
def client(desk: Desk) -> heard_client.Desk:
    """The published client with a token of the owner's."""
    token = desk.run("-m", "heard", "token", "--scopes", "all", "--person", OWNER).strip()
    return heard_client.Desk(f"http://127.0.0.1:{desk.http_port}", token)


class Noted:
    """A client that remembers which of its methods were called."""

    def __init__(self, client: heard_client.Desk) -> None:
        self.client, self.called = client, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.called.add(name)
        return getattr(self.client, name)


def test_every_method_of_the_client(client: heard_client.Desk) -> None:
    one: Any = Noted(client)
    me = one.me()["person"]
    ticket = one.write_down("ada@okoye.example", "The bell fell off.", name="Ada Okoye", tags=["bell"])
    number = ticket["number"]
    assert [row["number"] for row in one.tickets(status=["new"], tag="bell")] == [number]
    asked_for = one.escalate(number, "She has waited for a year.", person=me["id"])
    assert (one.escalation(number), asked_for["person"]["id"]) == (asked_for, me["id"])
    one.settle(number)
    with pytest.raises(Refused, match="404"):
        one.escalation(number)
    assert one.change(number, assignee=me["id"], priority="high")["assignee"]["id"] == me["id"]
    with pytest.raises(Refused, match="409"):
        one.change(number, status="open", version=1)
    assert one.note(number, "Old model.")["direction"] == "note"
    assert [row["text"] for row in one.notes(number)] == ["Old model."]

    draft = one.keep_draft(number, "Hello Ada,")
    file = one.add_file(number, "bell.txt", b"brass")
    assert one.draft(number)["files"] == [file] == one.drafts(number)[0]["files"]
    one.remove_file(number, file["id"])
    one.throw_away(number)
    one.keep_draft(number, "Hello Ada, it is in the post.")
    kept = one.add_file(number, "bell.txt", b"brass")
    sent = one.send_draft(number)
    assert (sent["files"][0]["sha256"], one.file(kept["sha256"])) == (kept["sha256"], b"brass")
    assert draft["version"] == 1
    later = one.reply(number, "And a second bell.", at="2027-01-01T00:00:00Z")
    one.undo(number, later["id"])
    with pytest.raises(Refused) as again:
        one.undo(number, later["id"])
    assert again.value.type == "urn:heard:problem:too-late"
    assert [row["direction"] for row in one.messages(number)] == ["in", "out"]
    assert len(one.ticket(number)["messages"]) == 3

    customer = next(one.customers(email="ada@okoye.example"))
    assert one.customer(customer["id"]) == customer
    company = one.enter_organisation("Okoye Dairy")
    domain = one.add_domain(company["id"], "okoye-dairy.example")
    assert one.rename_organisation(company["id"], "Okoye")["domains"] == [domain]
    one.remove_domain(company["id"], domain["id"])
    assert list(one.organisations()) == [one.organisation(company["id"])]
    one.remove_organisation(company["id"])

    assert one.tags("be") == ["bell"]
    assert one.rename_tag("bell", "bells") == {"tag": "bell", "to": "bells"}
    wait_for(lambda: one.tags() == ["bells"], "the tag to be renamed", 20)
    assert one.delete_tag("bells")["to"] == ""
    assert one.person(me["id"]) in list(one.people())
    assert one.teams() == []
    with pytest.raises(Refused, match="404"):
        one.team(1)
    assert one.review("Did you plug it in?")["language_read"] is True

    asked = one.request_form("en")
    ivo = {"name": "Ivo", "email": "ivo@okoye.example", "text": "My light, too.", "visitor": "203.0.113.7"}
    first = one.request(**ivo, language="en", key="ivo-1")
    assert one.request(**ivo, language="en", key="ivo-1") == first
    assert (asked["answered"], one.ticket(first["number"])["tags"]) == (first["answered"], ["question"])

    page = one.timeline(ticket=number, limit=2)
    assert [entry["kind"] for entry in page["items"]] == ["ticket.opened", "message.received"]
    assert one.timeline("now")["items"] == []
    public = {
        name for name, _f in inspect.getmembers(heard_client.Desk, inspect.isfunction) if name[0] != "_"
    }
    assert (one.called, client.left is not None) == (public, True)


def test_one_key_from_many_threads_is_one_ticket(client: heard_client.Desk, desk: Desk) -> None:
    found: list[int] = []

    def write() -> None:
        ticket = client.write_down("ivo@okoye.example", "Once.", key="order-4711")
        found.append(ticket["number"])

    threads = [threading.Thread(target=write) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(found), len(set(found))) == (8, 1)
    assert desk.number("SELECT count(*) FROM tickets_message WHERE text = 'Once.'") == 1
    with pytest.raises(Refused) as other:
        client.write_down("ivo@okoye.example", "Twice.", key="order-4711")
    assert (other.value.status, other.value.type) == (422, "urn:heard:problem:key-used")


def test_a_webhook_whose_worker_dies_between_sending_and_committing_comes_again(
    client: heard_client.Desk, desk: Desk
) -> None:
    up: Any = desk.process  # type: ignore[attr-defined]
    killed: list[int] = []

    def kill() -> None:
        worker = worker_of(up)
        if worker and not killed:
            killed.append(worker.pid)
            worker.kill()
            psutil.wait_procs([worker], timeout=10)

    with receiving() as shop:
        secret = desk.run("-c", SUBSCRIBE.format(url=shop.url)).strip()
        shop.before = kill
        number = client.write_down("eve@okoye.example", "Mine.")["number"]
        tagged: list[int] = []

        def heard_of_a_tag() -> bool:
            """Other processes know of a new subscription after two seconds, so one tag may not be enough."""
            tagged.append(client.change(number, tags=[f"horn-{len(tagged)}"])["version"])
            return bool(shop.came)

        wait_for(heard_of_a_tag, "the webhook to come", 30)
        wait_for(lambda: shop.ids.count(shop.ids[0]) == 2, "it to come again", 60)
        wait_for(lambda: _all_done(desk), "all to be done", 30)
    assert (len(killed), len(shop.ids) - len(set(shop.ids))) == (1, 1)
    headers, body = shop.came[-1]
    assert heard_client.verify(secret, headers, body)["type"] == "ticket.tagged"


def _all_done(desk: Desk) -> bool:
    return set(desk.rows("SELECT state, status FROM channels_webhook_delivery")) == {("done", 204)}
