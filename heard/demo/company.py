"""The demo company: Quillanby Lamps, opened with its people, its stories and its ordinary days."""

import secrets
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from heard.channels.email import mailboxes
from heard.channels.form import setup
from heard.channels.webhook import subscriptions
from heard.customers import organisations
from heard.demo import everyday, furnishing, help_centre, history, script, telling
from heard.demo.cast import COMPANY, DOMAIN, HELP, ORGANISATIONS, OWNER, STAFF, TRADE
from heard.demo.sayings import SAYINGS
from heard.demo.script import Act
from heard.demo.telling import FORM, Stage
from heard.lib.ref import NOBODY, ref
from heard.phrasing import macros
from heard.reactions import run as reactions
from heard.staff import desk, people, programs, teams, tokens
from heard.staff.models import Person, Role, Sees
from heard.staff.people import Place
from heard.staff.tokens import Wanted
from heard.timeline.kinds import Kind

CLOSES_AFTER = 100  # days: more than the history is long, so that it stands as it was told
ACKNOWLEDGEMENT = (
    "Thank you for writing to Quillanby Lamps. Your message is with us as No. {number}, and one of us will"
    " answer it today, or tomorrow morning if it is late."
)
SIGNATURE = "Quillanby Lamps · Mill Lane 4 · Quillanby"


class Size(StrEnum):
    """How much of the company's history is told."""

    WHOLE = "whole"  # three months
    SMALL = "small"  # the twelve stories alone: quick, for tests


def open_if_new(size: Size = Size.WHOLE) -> list[str]:
    """Makes the demo company unless it is there; the lines say how to sign in.

    All of it is one transaction, but for the mailboxes and the raw mails; those are the same at a second try,
    so a first start that was cut off is simply done again.
    """
    kept = settings.HOME / "demo_sign_in"
    if desk.current() is None:
        passwords = {one.login: secrets.token_urlsafe(9) for one in STAFF}
        now = timezone.now()
        _open(happenings(now, size), passwords, now)
        lines = [f"  {login}@{DOMAIN}   {password}" for login, password in passwords.items()]
        kept.touch(mode=0o600)
        kept.write_text("\n".join(lines))
    role = {f"{one.login}@{DOMAIN}": one.role for one in STAFF}
    known = [line.split() for line in kept.read_text().splitlines()]
    return [
        f"The demo company is {COMPANY}. Sign in as",
        *(f"  {address:26} {password}   {role.get(address, '')}" for address, password in known),
    ]


def happenings(now: datetime, size: Size = Size.WHOLE) -> list[Act]:
    """All that happened in the company until `now`, in the order in which it did."""
    acts = [act for story in script.stories() for act in story.acts(now)]
    if size is Size.WHOLE:
        acts += everyday.acts(now)
    return sorted(acts, key=lambda act: act.at)  # what happened at one time stays in order


def stage_of(now: datetime) -> Stage:
    """The mailboxes, opened if they are not; people and teams come later."""
    doors = {
        HELP: mailboxes.open_mailbox(HELP, name=COMPANY),
        TRADE: mailboxes.open_mailbox(TRADE, name="Quillanby for shops"),
    }
    doors[FORM] = setup.open_form(doors[HELP], name=COMPANY, by=NOBODY)
    return Stage(now, {}, {}, doors)


def _open(acts: list[Act], passwords: dict[str, str], now: datetime) -> None:
    stage = stage_of(now)
    over, acts = _parted(acts, now)
    kept = telling.keep(acts, stage)
    with transaction.atomic():
        _fill(stage, passwords)
        acts += history.write(over, stage)
        telling.tell(sorted(acts, key=lambda act: act.at), kept, stage)
        _react()  # so that what was told long ago is not acknowledged now
        furnishing.furnish(stage)
        _react()
        for door in stage.doors.values():
            mailboxes.say(door, acknowledgement=ACKNOWLEDGEMENT, signature=SIGNATURE)
        help_centre.fill(stage.doors[FORM], by=ref(stage.people[OWNER]))
        desk.mark_open(COMPANY, stage.people[OWNER], is_demo=True)
        desk.close_after(CLOSES_AFTER, by=stage.people[OWNER])


def _react() -> None:
    while reactions.run_next():
        pass


def _parted(acts: list[Act], now: datetime) -> tuple[list[list[Act]], list[Act]]:
    """The tickets that are long over, and the acts of all others."""
    tickets: dict[str, list[Act]] = {}
    for act in acts:
        tickets.setdefault(act.ticket, []).append(act)
    over = {name: of_it for name, of_it in tickets.items() if history.is_long_over(of_it, now)}
    return list(over.values()), [act for act in acts if act.ticket not in over]


def _fill(stage: Stage, passwords: dict[str, str]) -> None:
    """People, teams, the companies that write to us, the macros, and the web shop."""
    for one in STAFF:
        address = _address(one.login)
        stage.people[one.login] = people.join(one.name, address, passwords[one.login], role=one.role)
    owner = stage.people[OWNER]
    for name in dict.fromkeys(name for one in STAFF for name in one.teams):
        members = [stage.people[one.login] for one in STAFF if name in one.teams]
        stage.teams[name] = teams.form(name, members, by=owner)
    for name, domain in ORGANISATIONS.items():
        organisations.add_domain(organisations.enter(name, by=ref(owner)), domain, by=ref(owner))
    for said in SAYINGS:
        macros.write(
            None,
            by=stage.people[said.owner or OWNER],
            title=said.title,
            text=said.text,
            actions=said.actions,
            team=stage.teams.get(said.team),
            owner=stage.people.get(said.owner),
        )
    furnishing.set_rule(stage)
    _connect(owner)


def _connect(owner: Person) -> None:
    """The web shop: an account with a token that nobody has, and a webhook that is off, because nobody is
    there."""
    shop = programs.found("Web shop", Place(Role.SERVICE, Sees.EVERYTHING), by=owner)
    tokens.give(shop, Wanted(("tickets:read", "tickets:write", "customers:read"), "Orders"), by=owner)
    told = [Kind.TICKET_OPENED, Kind.TICKET_STATUS_CHANGED]
    hook, _secret = subscriptions.subscribe(f"https://shop.{DOMAIN}/hooks/heard", told, by=ref(owner))
    subscriptions.turn(hook, on=False, by=ref(owner))


def _address(login: str) -> str:
    return f"{login}@{DOMAIN}"
