"""What stands ready at the demo company: replies half written, and customers whose time zone is known."""

import uuid
from datetime import timedelta

from heard.customers import forgetting, zones
from heard.customers.models import Identity
from heard.demo.cast import OWNER
from heard.demo.telling import Stage
from heard.drafts import keep
from heard.drafts.models import Way
from heard.lib.ref import ref
from heard.tickets.models import Ticket

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
LEAVES = "Doris Applegarth"  # asks to be deleted


def furnish(stage: Stage) -> None:
    """All of it, at the end: in the caller's transaction."""
    owner = stage.people[OWNER]
    for (login, name), text in BEGUN.items():
        ticket = Ticket.objects.filter(customer__name=name).order_by("-changed_at").first()
        if ticket:
            seen = keep.newest_message(ticket)
            keep.keep(ticket, stage.people[login], Way.REPLY, text, version=0, key=uuid.uuid4(), seen=seen)
    for name, zone in ZONES.items():
        for identity in Identity.objects.filter(customer__name=name).select_related("customer"):
            zones.choose(identity.customer, zone, by=owner)
    _ask_to_be_deleted(stage)


def _ask_to_be_deleted(stage: Stage) -> None:
    """One customer wished to be forgotten two days ago, in their last ticket: an owner has to answer."""
    ticket = Ticket.objects.filter(customer__name=LEAVES).order_by("-changed_at").first()
    if ticket:
        forgetting.ask(ticket.customer, about=ref(ticket), at=stage.now - timedelta(days=2))
