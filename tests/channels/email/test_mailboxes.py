"""Which mailbox a mail is for."""

import pytest

from heard.channels.email import mailboxes
from heard.channels.email.mailboxes import Impossible
from heard.channels.models import Channel
from heard.lib.ref import NOBODY
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


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


def test_another_mailbox_has_an_address_of_its_own(mailbox: Channel) -> None:
    second = mailboxes.open_another("Repairs@Larkfield.example", name="Repairs", by=NOBODY)
    assert (second.address, second.name, second.takes_any) == ("repairs@larkfield.example", "Repairs", False)
    with pytest.raises(Impossible, match="has this address already"):
        mailboxes.open_another("repairs@larkfield.example", name="Again", by=NOBODY)


def test_a_closed_mailbox_refuses_its_mail_and_opens_again(mailbox: Channel) -> None:
    second = mailboxes.open_another("repairs@larkfield.example", name="Repairs", by=NOBODY)
    mailboxes.close(second, by=NOBODY)
    assert mailboxes.mailbox_for("repairs@larkfield.example", takes_any=True) is None
    assert mailboxes.mailbox_for("who@else.example", takes_any=True) == mailbox
    with pytest.raises(Impossible, match="is closed"):
        mailboxes.open_another("repairs@larkfield.example", name="Again", by=NOBODY)
    mailboxes.reopen(second, by=NOBODY)
    assert mailboxes.mailbox_for("repairs@larkfield.example", takes_any=False) == second


def test_one_mailbox_stays_open_and_takes_what_is_addressed_to_nobody(mailbox: Channel) -> None:
    with pytest.raises(Impossible, match="only open mailbox"):
        mailboxes.close(mailbox, by=NOBODY)
    second = mailboxes.open_another("repairs@larkfield.example", name="Repairs", by=NOBODY)
    mailboxes.close(mailbox, by=NOBODY)
    assert mailboxes.mailbox_for("who@else.example", takes_any=True) == second
    kinds = Entry.objects.filter(subject_kind="channel").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [Kind.CHANNEL_OPENED, Kind.CHANNEL_CLOSED]
