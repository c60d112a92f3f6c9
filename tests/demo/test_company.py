"""The demo company is made once, whole, and can be made again after a first start that was cut off."""

import pytest

from heard.demo import company
from heard.demo.letters import STORIES
from heard.staff import desk
from heard.staff.models import Desk, Person
from heard.tickets.models import Message, Note, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Ticket, Message, Note, Entry)]


def test_every_story_is_a_ticket_and_the_passwords_work() -> None:
    lines = company.open_if_new()
    assert desk.current() == Desk(pk=desk.THE_ONE)
    assert set(Ticket.objects.values_list("subject", flat=True)) == {story.subject for story in STORIES}
    assert Message.objects.count() + Note.objects.count() == sum(len(story.said) for story in STORIES)
    assert Ticket.objects.get(status=Status.SOLVED).subject == "Forty Herons for a library"
    email, password = lines[1].split()
    assert Person.objects.get(email=email).check_password(password)


def test_what_was_said_stands_in_the_order_in_which_it_was_said() -> None:
    company.open_if_new()
    times = list(Entry.objects.filter(kind=Kind.MESSAGE_RECEIVED).order_by("id").values_list("at", flat=True))
    assert times == sorted(times)


def test_a_second_start_changes_nothing() -> None:
    first = company.open_if_new()
    before = counts()
    assert company.open_if_new() == first
    assert counts() == before


def test_a_start_that_was_cut_off_is_done_again() -> None:
    company.open_if_new()
    before = counts()
    Desk.objects.all().delete()  # the desk's own row comes last
    company.open_if_new()
    before[-1] += 1  # the desk is opened a second time
    assert counts() == before
