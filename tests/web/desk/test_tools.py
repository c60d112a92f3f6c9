"""The menus of a ticket's head are kept for all that are alike; each shows its own ticket all the same."""

import re

from django.test import Client

from heard.staff.models import Person
from heard.tickets import links
from heard.tickets.models import Ticket
from heard.web.desk import tools
from tests.conftest import Write


def menus(client: Client, number: int) -> str:
    """The HTML of the menus on the page of one ticket."""
    page = client.get(f"/desk/tickets/{number}").content.decode()
    return page[page.index('id="tools"') : page.index('id="solve"')]


def test_alike_but_each_with_its_own_address_and_subject(ada_writes: Write, desk_of_tom: Client) -> None:
    one = ada_writes(subject='A "blue" <b>wheel</b>').ticket
    other = ada_writes(subject=tools.TOKEN + tools.ADDRESS).ticket
    first, second = menus(desk_of_tom, one.number), menus(desk_of_tom, other.number)
    assert 'value="A &quot;blue&quot; &lt;b&gt;wheel&lt;/b&gt;"' in first
    assert f'value="{tools.TOKEN}{tools.ADDRESS}"' in second  # words of a customer stand for nothing
    for number, found in ((one.number, first), (other.number, second)):
        assert set(re.findall(r"/desk/tickets/(\d+)", found)) == {str(number)}
    assert not set(re.findall(r'csrfmiddlewaretoken" value="(\w+)', first)) & {tools.TOKEN, ""}


def test_what_makes_a_difference_shows(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    before = menus(desk_of_tom, ticket.number)
    links.follow(ticket, tom)
    Ticket.objects.update(priority=4)
    after = menus(desk_of_tom, ticket.number)
    assert ("Follow no longer" in before, "Follow no longer" in after) == (False, True)
    chosen = re.compile(r'<button name="priority" value="(\d)" class="chosen"')
    assert (chosen.findall(before), chosen.findall(after)) == (["2"], ["4"])


def test_made_once_for_those_that_are_alike(ada_writes: Write, desk_of_tom: Client) -> None:
    numbers = [ada_writes(subject=subject).ticket.number for subject in ("Wheel", "Bell")]
    tools.kept.forget()
    for number in numbers:
        menus(desk_of_tom, number)
    assert len(tools.kept) == 1
