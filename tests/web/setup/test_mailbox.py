"""Opening, naming and closing a mailbox by form: the owner's business."""

import pytest
from django.test import Client

from heard.channels.models import Channel
from heard.staff.models import Person


@pytest.fixture
def desk_of_nora(nora: Person, client: Client) -> Client:
    """A browser in which the owner is signed in."""
    client.force_login(nora, backend="heard.web.sessions.Backend")
    return client


def test_a_second_mailbox_opens_is_named_and_closes(mailbox: Channel, desk_of_nora: Client) -> None:
    answer = desk_of_nora.post(
        "/setup/channels/new/", {"address": "repairs@larkfield.example", "name": "Repairs"}
    )
    second = Channel.objects.exclude(pk=mailbox.pk).get()
    here = f"/setup/channels/{second.pk}/"
    assert answer.headers["Location"] == here
    assert "heard take-mail --to repairs@larkfield.example" in desk_of_nora.get(here).content.decode()
    desk_of_nora.post(f"{here}settings/", {"name": "Workshop", "group": "all@larkfield.example"})
    desk_of_nora.post(f"{here}closure", {"closed": "yes"})
    second.refresh_from_db()
    assert (second.name, second.group, second.is_active) == ("Workshop", "all@larkfield.example", False)
    assert "Closed" in desk_of_nora.get(here).content.decode()
    desk_of_nora.post(f"{here}closure", {"closed": "no"})
    second.refresh_from_db()
    assert second.is_active


def test_what_cannot_be_is_said(mailbox: Channel, desk_of_nora: Client) -> None:
    again = desk_of_nora.post("/setup/channels/new/", {"address": mailbox.address, "name": "Again"})
    assert again.status_code == 422
    assert "has this address already" in again.content.decode()
    last = desk_of_nora.post(f"/setup/channels/{mailbox.pk}/closure", {"closed": "yes"}, follow=True)
    assert "only open mailbox" in last.content.decode()


def test_an_agent_may_not(mailbox: Channel, desk_of_tom: Client) -> None:
    for place in ("new/", f"{mailbox.pk}/settings/", f"{mailbox.pk}/closure"):
        assert desk_of_tom.post(f"/setup/channels/{place}").status_code == 403
    assert "Open another mailbox" not in desk_of_tom.get("/setup/channels/").content.decode()
