"""Load written in bulk is what the desk would have written itself: twenty matters both ways, compared."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from pytest_django.fixtures import Settings

from heard.channels import arrivals, outbox
from heard.channels.arrivals import Received
from heard.customers.models import Customer, Identity
from heard.demo import bulk, load
from heard.demo.bulk import Place
from heard.demo.matters import Customers, Matter
from heard.search.models import Doc, Name
from heard.tickets import intake, organise, replies, tags
from heard.tickets.models import Message, Priority, Status, Ticket, TicketTag
from heard.timeline.models import Entry
from tests.conftest import everything_follows

TABLES: tuple[type[models.Model], ...] = (Customer, Identity, Ticket, Message, TicketTag, Entry, Doc, Name)
KEPT_ASIDE = {"arrival", "xact"}  # the raw mail, kept for a while only; and which transaction wrote a row
NUMBERS = {"ref_id", "subject_id", "about_id", "actor_id", "ticket"}  # ids that are no foreign keys


def slowly(matters: list[Matter], place: Place) -> None:
    """Each through intake, replies and what is done to a ticket, as it happens on a desk."""
    for matter in matters:
        ticket, last = None, ""
        for turn, words in enumerate(matter.said):
            if words.who == "i":
                message = _arrives(matter, words, place, last)
                everything_follows()  # as on a desk, before somebody answers
            else:
                assert ticket
                person = place.people[matter.agent or 0]
                message = replies.write(ticket, person, words.text, release_at=words.at, at=words.at)
                replies.release(message.pk)
                outbox.deliver_next()
            last = message.message_id
            ticket = Ticket.objects.get(number=message.ticket_id)
            if turn == 0:
                _organised(ticket, matter, place)
        assert ticket
        if matter.ending:
            ending, was = Status(matter.ending), Status(ticket.status)
            until = matter.hold_until
            by = place.people[matter.agent or 0]
            organise.set_status(ticket, ending, by=by, was=was, until=until, at=matter.said[-1].at)
    everything_follows()


def _arrives(matter: Matter, words: Any, place: Place, last: str) -> Message:
    kept = Received(place.channel, "smtp", repr((matter.place, words)).encode(), kept_at=words.at)
    arrival = arrivals.claim_one(arrivals.keep(kept))
    assert arrival
    message = intake.take_in(arrival, bulk.inbound(matter, words, last))
    assert message
    return message


def _organised(ticket: Ticket, matter: Matter, place: Place) -> None:
    by = place.people[matter.agent or 0]
    if matter.team is not None:
        organise.give_to_team(ticket, place.teams[matter.team], by=by, was=None)
    if matter.agent is not None:
        organise.assign(ticket, by, by=by, was=None)
    for tag in matter.tags:
        tags.add(ticket, tag, by=by)
    organise.set_priority(ticket, Priority(matter.priority), by=by, was=Priority.NORMAL)


def told() -> dict[str, list[dict[str, Any]]]:
    """Every row; in place of ids what they point to, in place of times whether they are set."""
    return {model.__name__: [_row(row) for row in _rows(model)] for model in TABLES}


def _rows(model: type[models.Model]) -> list[models.Model]:
    rows = model._default_manager.order_by("pk")
    if model is Entry:
        rows = rows.filter(subject_kind="ticket")
    if model is Doc:  # the index is filled when reactions are done
        rows = rows.order_by("ticket", "ref_id")
    if model is Name:
        rows = rows.order_by("ref_id", "word")
    return list(rows)


def _row(row: models.Model) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in row._meta.concrete_fields:
        value = getattr(row, one.attname)
        if one.primary_key or one.name in KEPT_ASIDE or one.attname in NUMBERS:
            continue
        if isinstance(value, datetime):
            value = "a time"
        elif one.is_relation and value is not None:
            value = str(getattr(row, one.name))
        found[one.name] = _named(value)
    return found


def _named(value: Any) -> Any:
    """Words in which numbers of tickets and random Message-IDs stand, without them."""
    if isinstance(value, str):
        value = re.sub(r"<[0-9a-f]{32}@", "<random@", value)
        return re.sub(r"^(No\. |(Entry|Identity|Message|Customer) object \()?\d+", r"\1", value)
    return value


@pytest.mark.django_db(transaction=True)
def test_twenty_matters_both_ways(settings: Settings) -> None:
    settings.IS_DEMO = True  # what leaves, leaves to nowhere
    place = load.place()
    matters = list(Customers(20, len(place.people), len(place.teams)).matters(timezone.now()))
    slowly(matters, place)
    by_steps = told()
    call_command("flush", interactive=False, verbosity=0)
    assert bulk.write(matters, load.place()) == 20
    in_bulk = told()
    assert {name: len(rows) for name, rows in in_bulk.items()} == {
        name: len(rows) for name, rows in by_steps.items()
    }
    for name, rows in by_steps.items():
        assert in_bulk[name] == rows, name
