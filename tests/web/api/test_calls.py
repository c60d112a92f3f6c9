"""Role by call by whose ticket: what each token may do. A new call without a row fails."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.customers import identities, organisations
from heard.drafts import files, keep
from heard.drafts.models import Way
from heard.files import store
from heard.lib.ref import ref
from heard.staff import people, teams, tokens
from heard.staff.models import Person, Role, Sees, Token
from heard.tickets import organise, replies, tags
from heard.tickets.models import Attachment, Escalation, Follower, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record
from heard.web.api import api
from tests.conftest import PASSWORD, desk_of, everything_follows
from tests.web.api.calls import CALLS, LEADING, OWNING, Call

WHOSE = ("own", "team's", "other's")
SECRET = "xylophone"


@dataclass
class Who:
    """One person with a token that may do everything, and three tickets: theirs, their team's, another's."""

    person: Person
    program: Client
    things: dict[str, dict[str, Any]]

    def sees(self, whose: str) -> bool:
        """What staff/models.Sees and tickets/access.py promise."""
        if self.person.role == Role.COLLEAGUE:
            return whose == "own"
        everything = self.person.sees == Sees.EVERYTHING or self.person.role == Role.OWNER
        return everything or whose != "other's"


def program(person: Person, *scopes: str) -> Client:
    secret = tokens.make(person, scopes or tokens.SCOPES)
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def staff(nora: Person, tom: Person, lena: Person, ugo: Person, mailbox: Channel) -> list[Who]:
    """One of each role and sight, each with their own three tickets."""
    robot = tokens.service_account("shop")
    setup.open_form(mailbox, name="Larkfield Bikes", by=ref(nora))
    mona = people.join("Mona Lee", "mona@larkfield.example", PASSWORD)
    Person.objects.filter(pk__in=[lena.pk, mona.pk]).update(sees=Sees.OWN_TEAMS)
    found = [Person.objects.get(pk=each.pk) for each in (nora, lena, tom, mona, ugo, robot)]
    company = organisations.enter("Okoye Dairy", by=ref(nora))
    domain = organisations.add_domain(company, "okoye-dairy.example", by=ref(nora))
    shared = {"organisation": company.pk, "domain": domain.pk, "person": tom.pk}
    who = [Who(person, program(person), three(person, mailbox, shared, tom)) for person in found]
    everything_follows()
    return who


def three(person: Person, mailbox: Channel, shared: dict[str, int], tom: Person) -> dict[str, dict[str, Any]]:
    """Three tickets, by whose they are, with all that can be in one."""
    team, another = teams.form(f"Of {person.name}", [person]), teams.form(f"Not of {person.name}")
    things = {}
    for whose in WHOSE:
        owner = person if whose == "own" else None
        ticket = _ticket(f"{person.pk} {whose}", mailbox, {"own": None, "team's": team}.get(whose, another))
        if owner and person.role == Role.COLLEAGUE:
            Follower.objects.create(ticket=ticket, person=person)
        elif owner:
            Ticket.objects.filter(pk=ticket.pk).update(assignee=person)
        things[whose] = shared | {"team": team.pk} | _in_it(ticket, person, tom)
    return things


def _ticket(name: str, mailbox: Channel, team: Any) -> Ticket:
    now = timezone.now()
    address = re.sub(r"[^a-z0-9]+", "-", name.lower()) + "@customers.example"
    who = identities.identity_of("email", address, name=f"{SECRET} {name}", at=now)
    return Ticket.objects.create(
        subject=f"{SECRET} {name}", customer=who.customer, identity=who, channel=mailbox, team=team,
        opened_at=now, changed_at=now,
    )  # fmt: skip


def _in_it(ticket: Ticket, person: Person, tom: Person) -> dict[str, Any]:
    """A message with a file, a reply that waits, a note, a tag, and a draft of the person's with a file."""
    now = timezone.now()
    said = Message.objects.create(
        ticket=ticket, direction="in", identity=ticket.identity, text=f"{SECRET} {ticket.pk}", at=now
    )
    blob = store.keep(f"{SECRET} {ticket.pk}".encode())
    Attachment.objects.create(message=said, blob=blob, name="a.txt", type="text/plain")
    waiting = replies.write(ticket, tom, "Soon.", release_at=now + timedelta(hours=1))
    note = organise.add_note(ticket, f"{SECRET} noted", by=tom)
    tags.add(ticket, "bell", by=tom)
    Escalation.objects.create(ticket=ticket, reason="A refund.", at=now, by=tom, to_person=tom)
    Ticket.objects.filter(pk=ticket.pk).update(escalated_at=now)
    file = files.add(ticket, person, "b.txt", f"draft of {ticket.pk}".encode())
    keep.keep(ticket, person, Way.REPLY, "Almost.", version=0, key=file.draft.key)
    file.draft.__class__.objects.filter(pk=file.draft_id).update(
        text="Almost.", seen=keep.newest_message(ticket), version=1
    )
    return {
        "ticket": ticket.pk, "message": said.pk, "reply": waiting.pk, "note": note.pk, "digest": blob.pk,
        "draft_file": file.pk, "customer": ticket.customer_id,
    }  # fmt: skip


def _filled(value: Any, things: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, things) for name, each in value.items()}
    if isinstance(value, str) and (match := re.fullmatch(r"\{(\w+)\}", value)):
        return things[match[1]]
    return value


def ask(browser: Client, call: Call, things: dict[str, Any]) -> HttpResponse:
    """The answer; whatever it did is undone again."""
    path = "/api/v1" + call.path.format(**things)
    raw = call.body if isinstance(call.body, bytes) else json.dumps(_filled(call.body, things)).encode()
    kind = "application/octet-stream" if isinstance(call.body, bytes) else "application/json"
    data = {} if call.body is None else {"data": raw, "content_type": kind}
    before = transaction.savepoint()
    answer: HttpResponse = browser.generic(call.method, path, **data)  # type: ignore[assignment]
    transaction.savepoint_rollback(before)
    return answer


def test_every_call_has_a_row() -> None:
    described = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, calls in api.get_openapi_schema()["paths"].items()
        for method in calls
    }
    params = {
        "/tags/bell": "/tags/{tag}",
        "/teams/{team}": "/teams/{number}",
        "{reply}": "{message}",
        "{digest}": "{sha256}",
        "{draft_file}": "{file}",
        "?name=a.txt": "",
        **dict.fromkeys(("{ticket}", "{customer}", "{organisation}", "{person}"), "{number}"),
    }

    def plain(path: str) -> str:
        for ours, theirs in params.items():
            path = path.replace(ours, theirs)
        return path

    assert {(call.method, plain(call.path)) for call in CALLS} == described


def test_who_may(staff: list[Who]) -> None:
    """All calls in one test, because what they are about takes longer to make than to ask for."""
    wrong: list[str] = []
    for call, who in product(CALLS, staff):
        for whose in WHOSE if call.of_ticket else WHOSE[:1]:
            answer = ask(who.program, call, who.things[whose])
            wanted = call.done
            if Role(who.person.role) not in call.roles:
                wanted = 403
            elif call.of_ticket and not who.sees(whose):
                wanted = 404
            if answer.status_code != wanted:
                where = f"{who.person.role} who sees {who.person.sees} at {call.name} of {whose}"
                wrong.append(f"{where}: {answer.status_code} instead of {wanted}")
    assert wrong == []


def test_the_scope_that_each_call_asks_for(staff: list[Who]) -> None:
    nora, things = staff[0].person, staff[0].things["own"]
    alone = {scope: program(nora, scope) for scope in tokens.SCOPES}
    without = {
        scope: program(nora, *(other for other in tokens.SCOPES if other != scope)) for scope in tokens.SCOPES
    }
    for call in CALLS:
        assert ask(alone[call.scope or "coach"], call, things).status_code == call.done, call.name
        if call.scope:
            told = ask(without[call.scope], call, things)
            assert (told.status_code, told.json().get("scope")) == (403, call.scope), call.name


def test_without_a_living_token_nothing(staff: list[Who]) -> None:
    nora, things = staff[0].person, staff[0].things["own"]
    ended = program(nora)
    Token.objects.filter(person=nora).update(ends_at=timezone.now())
    for call, browser in product(CALLS, (desk_of(nora), Client(enforce_csrf_checks=True), ended)):
        answer = ask(browser, call, things)
        told = (answer.status_code, answer.headers["Content-Type"], answer.headers["WWW-Authenticate"])
        assert told == (401, "application/problem+json", 'Bearer realm="heard"'), call.name


@pytest.fixture
def mona(staff: list[Who]) -> Who:
    """An agent who sees what is hers and her team's."""
    return staff[3]


def test_lists_hold_only_what_one_may_see(mona: Who) -> None:
    mine = {mona.things[whose]["ticket"] for whose in ("own", "team's")}
    for path in ("/tickets", "/tickets?order=changed", f"/tickets?q={SECRET}", "/tickets?tag=bell"):
        items = mona.program.get(f"/api/v1{path}").json()["items"]
        assert {item["number"] for item in items} == mine, path
    customers = mona.program.get("/api/v1/customers").json()["items"]
    assert {item["id"] for item in customers} == {
        mona.things[whose]["customer"] for whose in ("own", "team's")
    }


def _odd(mona: Who, staff: list[Who]) -> Iterator[tuple[str, str, Any, int]]:
    own, other, nora = mona.things["own"], mona.things["other's"], staff[0].things["own"]
    yield "GET", f"/tickets/{own['ticket']}/messages/{other['message']}", None, 404
    yield "GET", f"/tickets/{own['ticket']}/notes/{other['note']}", None, 404
    yield "DELETE", f"/tickets/{own['ticket']}/replies/{other['reply']}", None, 404
    yield "DELETE", f"/tickets/{own['ticket']}/draft/files/{other['draft_file']}", None, 404
    yield "DELETE", f"/tickets/{own['ticket']}/draft/files/{nora['draft_file']}", None, 404
    yield "GET", f"/files/{other['digest']}", None, 404
    yield "GET", f"/files/{'0' * 64}", None, 404
    yield "PATCH", f"/tickets/{other['ticket']}", {"assignee": mona.person.pk}, 404
    yield "PATCH", f"/tickets/{own['ticket']}", {"assignee": 10**12}, 422
    yield "PATCH", f"/tickets/{own['ticket']}", {"team": 10**12}, 422
    yield "PATCH", f"/tickets/{own['ticket']}", {"customer": other["customer"]}, 422
    yield "POST", "/tickets", {"customer": {"email": "new@x.example"}, "text": "x"}, 422
    yield "POST", "/tickets", {"customer": {"email": "new@x.example"}, "text": "x", "channel": 10**12}, 422


def test_numbers_in_addresses_and_bodies_open_nothing(mona: Who, staff: list[Who]) -> None:
    for method, path, body, wanted in _odd(mona, staff):
        answer = mona.program.generic(
            method, f"/api/v1{path}", json.dumps(body) if body else "", content_type="application/json"
        )
        assert (answer.status_code, SECRET in answer.content.decode()) == (wanted, False), path
    other = mona.things["other's"]
    for filtered in (f"customer={other['customer']}", "team=none&assignee=none"):
        assert mona.program.get(f"/api/v1/tickets?{filtered}").json()["items"] == []


@pytest.mark.django_db(transaction=True)  # PostgreSQL tells of what was committed
def test_the_timeline_holds_only_what_one_may_see(staff: list[Who], nora: Person) -> None:
    """Facts about tickets one sees; for those who lead and see everything, also those about other things."""
    with transaction.atomic():
        record(Kind.TEAM_FORMED, ref(teams.form("Secret")), actor=ref(nora))
    all_facts = set(Entry.objects.values_list("pk", flat=True))
    of_tickets = Entry.objects.filter(subject_kind="ticket")
    assert all_facts > set(of_tickets.values_list("pk", flat=True))
    for who in staff:
        seen = {things["ticket"] for whose, things in who.things.items() if who.sees(whose)}
        sees_all = who.sees("other's")
        facts = of_tickets if sees_all else of_tickets.filter(subject_id__in=seen)
        wanted = set(facts.values_list("pk", flat=True))
        if sees_all and Role(who.person.role) in LEADING:
            wanted = all_facts
        told = {entry["id"] for entry in whole_timeline(who.program)}
        assert (told, bool(told)) == (wanted, True), f"{who.person.role} who sees {who.person.sees}"
        for whose, things in who.things.items():
            asked = who.program.get(f"/api/v1/timeline?ticket={things['ticket']}").json()["items"]
            assert bool(asked) == who.sees(whose), f"{who.person.role} of {whose}"


def whole_timeline(program: Client) -> Iterator[dict[str, Any]]:
    """Page after page, from the beginning."""
    path = "/api/v1/timeline?limit=200"
    told = program.get(path).json()
    while told["items"]:
        yield from told["items"]
        told = program.get(f"{path}&cursor={told['cursor']}").json()


def test_owners_alone_own(staff: list[Who]) -> None:
    assert {call.scope for call in CALLS if call.roles == OWNING} == {"organisations:write"}
    assert {call.scope for call in CALLS} - {""} == set(tokens.SCOPES)
