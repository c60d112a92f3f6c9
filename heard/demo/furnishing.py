"""What stands ready at the demo company: macros, replies half written, and whose time zone is known."""

import uuid
from dataclasses import dataclass
from typing import Any

from heard.customers import zones
from heard.customers.models import Identity
from heard.demo.cast import ORDERS, OWNER, WORKSHOP
from heard.demo.telling import Stage
from heard.drafts import keep
from heard.drafts.models import Way
from heard.phrasing import macros
from heard.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Saved:
    """A macro: everybody's, or `team`'s, or only `owner`'s."""

    title: str
    text: str
    does: dict[str, Any]
    team: str = ""
    owner: str = ""


MACROS = (
    Saved(
        "Broken on the way",
        "Dear {customer.first_name},\n\nI am sorry that your lamp arrived broken. A new shade leaves us"
        " today; you need not send the old one back.\n\nIf you can, a photograph helps us to pack the"
        " next one better.\n\n{agent.first_name}",
        {"tags": ["breakage"], "status": "waiting"},
    ),
    Saved(
        "Thank you for telling us",
        "Dear {customer.first_name},\n\nthank you for telling us. I have read it aloud in the workshop.\n\n"
        "{agent.first_name}",
        {"status": "solved"},
    ),
    Saved(
        "Delivery is late",
        "Dear {customer.first_name},\n\nyour parcel is late, and I am sorry for that. The carrier has it; I"
        " look again tomorrow morning and write to you then, whatever I find.\n\n{agent.first_name}",
        {"tags": ["delivery"], "assignee": "me"},
        team=ORDERS,
    ),
    Saved(
        "Bring it to the workshop",
        "Dear {customer.first_name},\n\nbring it by, any day from nine to four, the bell is beside the blue"
        " door. Please quote No. {ticket.number}.\n\n{agent.first_name}",
        {"tags": ["repair"]},
        team=WORKSHOP,
    ),
    Saved(
        "I ring you myself",
        "Dear {customer.first_name},\n\nI would rather talk than write. On which number, and when, may I ring"
        " you?\n\nMaren Osei",
        {},
        owner="maren",
    ),
    Saved(
        "The invoice again",
        "Dear {customer.first_name},\n\nhere is the invoice once more. Only the date of the copy is new."
        "\n\nNoor",
        {"tags": ["invoice"], "status": "solved"},
        owner="noor",
    ),
)
# Begun and not sent: by whom, in the newest ticket of which customer.
BEGUN = {
    ("noor", "Élodie Marchand-Diallo"): "Chère Madame Marchand-Diallo,\n\nmerci pour votre message, et ",
    ("ravi", "Nguyễn Thị Minh Khuê"): "Dear Ms Nguyễn,\n\nWednesday at four is fine. Please bring the ",
}
ZONES = {
    "Gareth Pruitt": "Europe/London",
    "Kwabena Asante-Mills": "Africa/Accra",
    "Nguyễn Thị Minh Khuê": "Asia/Ho_Chi_Minh",
    "山田 さくら": "Asia/Tokyo",
}


def furnish(stage: Stage) -> None:
    """All of it, at the end: in the caller's transaction."""
    owner = stage.people[OWNER]
    for one in MACROS:
        macros.write(
            None,
            by=stage.people[one.owner or OWNER],
            title=one.title,
            text=one.text,
            actions=one.does,
            team=stage.teams.get(one.team),
            owner=stage.people.get(one.owner),
        )
    for (login, name), text in BEGUN.items():
        ticket = Ticket.objects.filter(customer__name=name).order_by("-changed_at").first()
        if ticket:
            seen = keep.newest_message(ticket)
            keep.keep(ticket, stage.people[login], Way.REPLY, text, version=0, key=uuid.uuid4(), seen=seen)
    for name, zone in ZONES.items():
        for identity in Identity.objects.filter(customer__name=name).select_related("customer"):
            zones.choose(identity.customer, zone, by=owner)
