"""What stands ready at the demo company: replies half written, what customers said of themselves, rules."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

from heard.customers import facts, forgetting, zones
from heard.customers.facts import Facts
from heard.customers.models import Customer, Identity
from heard.demo.cast import ACCOUNTS, ORDERS, OWNER, TRADE, WORKSHOP
from heard.demo.telling import Stage
from heard.drafts import keep
from heard.drafts.models import Way
from heard.lib.ref import ref
from heard.phrasing import macros, quick_answers
from heard.routing import routes
from heard.tickets import addresses, escalation_rules, escalations, matters
from heard.tickets.escalation_rules import Wanted
from heard.tickets.escalations import Why
from heard.tickets.models import Stage as Standing
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
LIKES = {  # by which channel they like to hear from us
    "Gareth Pruitt": "email",
    "Kwabena Asante-Mills": "phone",
    "Élodie Marchand-Diallo": "email",
    "Nguyễn Thị Minh Khuê": "form",
}
# Of whom help is asked, by whoever has the ticket with this order in its subject.
BEYOND = ("20361", "maren", "The money shall go to another account now. Is it she who writes?")
CALLS_FROM = ("Kwabena Asante-Mills", "+44 1632 960142")  # a number that is nobody's
MATTERS = {  # what somebody is trying to do, how they feel, and where they stand; in their newest ticket
    "Gareth Pruitt": (
        "to light forty guests at a wedding supper",
        "let down: a day was promised",
        Standing.DURING,
    ),
    "Tomás Herrera": ("to show a client the amber glass before they decide", "", Standing.BEFORE),
    "Nguyễn Thị Minh Khuê": ("to read at night without waking the child", "patient so far", Standing.AFTER),
}
ASKS = "does it cost\nis there a\ndo you make\ndo you post\nhow much is"  # who has not bought yet
BROKEN = "hums\nflickers\nis broken\nbroken * glass\ndoes not light"  # what the workshop mends
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
    for customer in Customer.objects.filter(name__in=LIKES):
        told = Facts(customer.name, customer.language, customer.time_zone, LIKES[customer.name])
        facts.correct(customer, told)
    for name, (goal, feeling, at) in MATTERS.items():
        ticket = Ticket.objects.filter(customer__name=name).order_by("-changed_at").first()
        if ticket:
            matters.say(ticket, goal=goal, feeling=feeling, stage=at, by=owner)
    name, number = CALLS_FROM
    ticket = Ticket.objects.select_related("customer").filter(customer__name=name).first()
    if ticket:
        addresses.add(ticket, number, by=owner)
    macros.begin("en", by=owner)
    quick_answers.begin("en", by=owner)
    _ask_to_be_deleted(stage)
    _escalate(stage)
    _route(stage)


def set_rule(stage: Stage) -> None:
    """Before anything is told: in one team what waits for a working day, and at once what sounds heated."""
    week = escalation_rules.usual_week(ZoneInfo("Europe/London"))
    wanted = Wanted(8, week, signs=frozenset({"anger", "threat", "complaint"}))
    escalation_rules.set_for(stage.teams[ORDERS], wanted, by=stage.people[OWNER], also_older=False)


def _escalate(stage: Stage) -> None:
    """One ticket by hand: the other way of the rule (`set_rule`)."""
    order, login, reason = BEYOND
    ticket = Ticket.objects.select_related("assignee", "team").filter(subject__contains=order).first()
    if ticket:
        at = stage.now - timedelta(hours=2)
        escalations.escalate(ticket, stage.people[login], Why(reason, by=ticket.assignee), at=at)


def _route(stage: Stage) -> None:
    """To whom new tickets go from now on: what is broken to who mends it, French to who speaks it, and
    whoever wrote before to who answered them."""
    for wanted in (
        routes.Wanted(stage.teams[WORKSHOP], knows_them=True, signs=BROKEN, stage=Standing.AFTER),
        routes.Wanted(stage.teams[ORDERS], signs=ASKS, stage=Standing.BEFORE),
        routes.Wanted(stage.teams[ACCOUNTS], knows_them=True, channel=stage.doors[TRADE]),
        routes.Wanted(stage.people["noor"], language="fr"),
        routes.Wanted(knows_them=True),
    ):
        routes.write(None, wanted, by=stage.people[OWNER])


def _ask_to_be_deleted(stage: Stage) -> None:
    """One customer wished to be forgotten two days ago, in their last ticket: an owner has to answer."""
    ticket = Ticket.objects.filter(customer__name=LEAVES).order_by("-changed_at").first()
    if ticket:
        forgetting.ask(ticket.customer, about=ref(ticket), at=stage.now - timedelta(days=2))
