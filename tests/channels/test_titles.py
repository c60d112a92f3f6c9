"""Two channels of the same name are told apart wherever both are shown."""

import pytest
from django.test import Client

from heard.channels import titles
from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.tickets import views

MAIL, FORM = "email", "form"


def called(*channels: tuple[str, str, str]) -> list[str]:
    rows = [Channel(pk=n, kind=kind, name=name, address=to) for n, (kind, name, to) in enumerate(channels, 1)]
    return [titles.title(row, rows) for row in rows]


@pytest.mark.parametrize(
    ("channels", "titles"),
    [
        ([(MAIL, "Bikes", "help@x.example"), (MAIL, "Bells", "bells@x.example")], ["Bikes", "Bells"]),
        (
            [(MAIL, "Bikes", "help@x.example"), (MAIL, "Bikes", "shop@x.example")],
            ["Bikes (help@x.example)", "Bikes (shop@x.example)"],
        ),
        (
            [(MAIL, "Bikes", "help@x.example"), (FORM, "Bikes", "help@x.example")],
            ["Bikes (help@x.example, mail)", "Bikes (help@x.example, request form)"],
        ),
        (
            [(MAIL, "Bikes", ""), (FORM, "Bikes", "help@x.example")],
            ["Bikes (mail)", "Bikes (help@x.example)"],
        ),
    ],
)
def test_each_has_a_title_of_its_own(channels: list[tuple[str, str, str]], titles: list[str]) -> None:
    assert called(*channels) == titles


def test_the_menu_of_views_and_the_view_say_which(desk_of_tom: Client, mailbox: Channel) -> None:
    other = mailboxes.open_mailbox("shop@larkfield.example", name=mailbox.name)
    menu = desk_of_tom.get("/desk/views/open/counts").content.decode()
    for address in ("help@larkfield.example", "shop@larkfield.example"):
        assert f"Larkfield Bikes ({address})" in menu
    shown = views.view_of(f"channel-{other.pk}")
    assert shown and shown.title == "Larkfield Bikes (shop@larkfield.example)"
