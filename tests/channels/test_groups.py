"""Mail through a group that writes in its own name: the person behind it is the sender."""

import pytest

from heard.channels import groups
from heard.channels.email import receive
from heard.channels.inbound import Address

GROUP = "support@larkfield.example"
ADA = Address("ada@okoye.example", "Ada Okoye")
VIA = f"From: \"'Ada Okoye' via Support\" <{GROUP}>\nTo: {GROUP}\nList-Id: <support.larkfield.example>\n"


def through(headers: str, group: str = GROUP) -> tuple[Address, str]:
    inbound = groups.behind(receive.read(f"{headers}Subject: Bell\n\nIt fell off.\n".encode()), group)
    assert not inbound.reply_to
    return inbound.sender, inbound.kind


@pytest.mark.parametrize(
    "said",
    [
        "X-Original-From: Ada Okoye <ada@okoye.example>\nReply-To: support@larkfield.example\n",
        "X-Original-Sender: ada@okoye.example\n",
        "Reply-To: support@larkfield.example, Ada Okoye <ada@okoye.example>\n",
        "Reply-To: ada@okoye.example\n",
    ],
)
def test_the_person_behind_it(said: str) -> None:
    assert through(VIA + said) == (ADA, "message")


def test_the_person_in_the_address() -> None:
    sender, kind = through(
        "From: Ada Okoye via groups.io <ada=okoye.example@groups.io>\nTo: shop@groups.io\nList-Id: <shop>\n",
        "shop@groups.io",
    )
    assert (sender, kind) == (ADA, "message")


def test_a_group_that_leaves_the_sender_alone_is_no_newsletter() -> None:
    headers = f"From: Ada Okoye <ada@okoye.example>\nTo: {GROUP}\nList-Id: <support.larkfield.example>\n"
    assert through(headers) == (ADA, "message")


def test_anybody_else_may_write_such_headers_and_is_not_believed() -> None:
    headers = "From: thief@else.example\nX-Original-From: ada@okoye.example\nTo: help@larkfield.example\n"
    assert through(headers) == (Address("thief@else.example"), "message")


def test_a_newsletter_is_one_and_without_a_group_nothing_changes() -> None:
    letter = "From: news@shop.example\nTo: help@larkfield.example\nList-Unsubscribe: <https://x.example>\n"
    assert through(letter) == (Address("news@shop.example"), "list")
    assert through(VIA, "") == (Address(GROUP, "Ada Okoye' via Support"), "list")
