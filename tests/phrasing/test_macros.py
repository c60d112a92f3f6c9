"""Macros: their variables, what they do besides, and who may use them."""

import pytest

from heard.drafts import macros as using
from heard.drafts import send
from heard.drafts.send import Wish
from heard.phrasing import macros
from heard.phrasing.macros import UnknownVariable
from heard.staff import teams
from heard.staff.models import Person
from heard.tickets.models import Ticket

TEXT = "Dear {customer.first_name}, about No. {ticket.number}. {agent.first_name}"


def test_variables_are_filled_in(ticket: Ticket, tom: Person) -> None:
    macro = macros.write(None, by=tom, title="Hello", text=TEXT, actions={})
    assert using.words(macro, ticket, tom) == f"Dear Ada, about No. {ticket.number}. Tom"


def test_an_empty_one_stays_to_be_seen(ticket: Ticket, tom: Person) -> None:
    ticket.customer.name = "ada@okoye.example"
    macro = macros.write(None, by=tom, title="Hello", text="Dear {customer.first_name},", actions={})
    assert using.words(macro, ticket, tom) == "Dear {customer.first_name},"


def test_a_mistyped_one_is_refused_when_it_is_written(tom: Person) -> None:
    with pytest.raises(UnknownVariable, match=r"customer\.frist_name"):
        macros.write(None, by=tom, title="x", text="{customer.frist_name}", actions={})


def test_actions_are_done_with_the_sending(ticket: Ticket, tom: Person) -> None:
    actions = {"status": "hold", "tags": ["bell"], "assignee": "me"}
    macro = macros.write(None, by=tom, title="x", text="", actions=actions)
    send.send(ticket, tom, "On its way.", wish=Wish(macro=macro))
    now = Ticket.objects.get()
    assert (now.status, now.tags, now.assignee) == ("hold", ["bell"], tom)


def test_who_may_use_it(tom: Person, nora: Person) -> None:
    repairs = teams.form("Repairs", [tom])
    macros.write(None, by=nora, title="Everybody's", text="", actions={})
    macros.write(None, by=nora, title="Nora's", text="", actions={}, owner=nora)
    macros.write(None, by=nora, title="The team's", text="spanner", actions={}, team=repairs)
    assert [one.title for one in macros.usable_by(tom)] == ["Everybody's", "The team's"]
    assert [one.title for one in macros.search(nora, "")] == ["Everybody's", "Nora's"]
    assert [one.title for one in macros.search(tom, "SPAN team")] == ["The team's"]
