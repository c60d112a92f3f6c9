"""The words of a mailbox: the owner's business."""

from django.test import Client

from heard.channels.models import Channel
from heard.staff.models import Person

BACKEND = "heard.web.sessions.Backend"


def test_the_owner_changes_them(nora: Person, mailbox: Channel, client: Client) -> None:
    client.force_login(nora, backend=BACKEND)
    address = f"/setup/channels/{mailbox.pk}/words/"
    assert client.get(address).status_code == 200
    client.post(address, {"acknowledgement": "We have it.", "signature": "Larkfield"})
    mailbox.refresh_from_db()
    assert (mailbox.acknowledgement, mailbox.signature) == ("We have it.", "Larkfield")
    assert "We have it." in client.get(address).content.decode()


def test_an_agent_may_not(mailbox: Channel, desk_of_tom: Client) -> None:
    address = f"/setup/channels/{mailbox.pk}/words/"
    assert desk_of_tom.get(address).status_code == 403
    assert desk_of_tom.post(address, {"acknowledgement": "Mine."}).status_code == 403


def test_a_channel_that_does_not_exist(nora: Person, client: Client) -> None:
    client.force_login(nora, backend=BACKEND)
    assert client.get("/setup/channels/999/words/").status_code == 404
