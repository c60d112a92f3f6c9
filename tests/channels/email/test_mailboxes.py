"""Which mailbox a mail is for."""

import pytest

from heard.channels.email import mailboxes
from heard.channels.models import Channel


@pytest.mark.parametrize(
    "address", ["help@larkfield.example", "HELP@Larkfield.example", "help+ada@larkfield.example"]
)
def test_its_own_address(mailbox: Channel, address: str) -> None:
    assert mailboxes.mailbox_for(address, takes_any=False) == mailbox


def test_an_unknown_address_goes_to_the_first_mailbox_only_where_any_is_taken(mailbox: Channel) -> None:
    second = mailboxes.open_mailbox("repairs@larkfield.example", name="Repairs")
    assert mailboxes.mailbox_for("who@else.example", takes_any=True) == mailbox
    assert mailboxes.mailbox_for("who@else.example", takes_any=False) is None
    assert mailboxes.mailbox_for("repairs@larkfield.example", takes_any=True) == second


@pytest.mark.django_db
def test_a_new_desk_has_one_mailbox_which_is_named_later() -> None:
    mailboxes.ensure_one()
    mailboxes.ensure_one()
    first = Channel.objects.get()
    assert mailboxes.mailbox_for("who@else.example", takes_any=True) == first
    for _ in range(2):
        mailboxes.name_first("help@larkfield.example", name="Larkfield Bikes")
    assert Channel.objects.get().address == "help@larkfield.example"


def test_opening_it_twice_is_harmless(mailbox: Channel) -> None:
    assert mailboxes.open_mailbox(mailbox.address, name="again") == mailbox
