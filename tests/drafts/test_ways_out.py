"""Each way in which words of ours get out passes the same gates; one that is new has to stand here."""

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

import heard
from heard.drafts import keep, many
from heard.drafts.models import Way
from heard.phrasing import lifts, macros
from heard.staff import tokens
from heard.staff.models import Person
from heard.tickets.models import Message, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write, desk_of

HOUSE = Path(heard.__file__).parent
ASKS = "Hello Ada, did you plug it in?"
WHY = "She asked us to go through the list."
# Who may write a message of ours: the two verbs that ask the gates, and the demo, which tells old stories.
WRITERS = {"drafts.send.send", "drafts.send.forward", "demo.telling._answers"}


@dataclass(frozen=True, slots=True)
class At:
    """Who stands where, with a lamp that we sold broken."""

    person: Person
    ticket: Ticket
    page: Client
    api: Client


def of_page(at: At, **more: str) -> int:
    return at.page.post(f"/desk/tickets/{at.ticket.number}/replies", {"text": ASKS, **more}).status_code


def later(at: At, **more: str) -> int:
    morning = (timezone.now() + timezone.timedelta(days=2)).isoformat()
    return of_page(at, later_at=morning, **more)


def of_macro(at: At, **more: str) -> int:
    asks = macros.write(None, by=at.person, title="Plug", text=ASKS, actions={"status": "solved"})
    return of_page(at, macro=str(asks.pk), **more)


def forward(at: At, **more: str) -> int:
    said = Message.objects.filter(ticket=at.ticket, direction="in").latest("pk")
    address = f"/desk/tickets/{at.ticket.number}/messages/{said.pk}/forward"
    return at.page.post(address, {"to": "maker@lamps.example", "text": ASKS, **more}).status_code


def to_many(at: At, **_more: str) -> int:
    row = many.begin(at.person, [at.ticket.number])
    at.page.post("/desk/many", {"text": ASKS, "version": str(row.version)})
    row.refresh_from_db()
    return 422 if row.refused else 302


def macro_to_many(at: At, **_more: str) -> int:
    asks = macros.write(None, by=at.person, title="Plug", text=ASKS, actions={})
    row = many.begin(at.person, [at.ticket.number])
    at.page.post("/desk/many", {"text": ASKS, "version": str(row.version), "macro": str(asks.pk)})
    row.refresh_from_db()
    return 422 if row.refused else 302


def _asked(there: At, path: str, **body: object) -> int:
    address = f"/api/v1/tickets/{there.ticket.number}/{path}"
    return there.api.post(address, json.dumps(body), content_type="application/json").status_code


def _lift(more: dict[str, str]) -> dict[str, object]:
    return {"lift": {"codes": [more["lift"]], "reason": more["reason"]}} if more else {}


def of_api(at: At, **more: str) -> int:
    return _asked(at, "replies", text=ASKS, **_lift(more))


def of_api_later(at: At, **more: str) -> int:
    morning = (timezone.now() + timezone.timedelta(days=2)).isoformat()
    return _asked(at, "replies", text=ASKS, at=morning, **_lift(more))


def draft_of_api(at: At, **more: str) -> int:
    newest = keep.newest_message(at.ticket)
    keep.keep(at.ticket, at.person, Way.REPLY, ASKS, version=0, key=uuid4(), seen=newest)
    return _asked(at, "draft/sending", **_lift(more))


def first_mail(at: At, **_more: str) -> int:
    """Nobody complained before a first mail: what holds it is the promise of a feature."""
    said = {
        "way": "mail",
        "to": "bo@lind.example",
        "text": "Hello Bo, dark mode will be in the next release.",
        "key": str(uuid4()),
        "channel": str(at.ticket.channel_id),
    }
    return at.page.post("/desk/new", said).status_code


TABLE: dict[str, tuple[Callable[..., int], ...]] = {
    "web.desk.writing.reply": (of_page, later, of_macro),
    "web.desk.writing.forward": (forward,),
    "web.desk.many.many": (to_many, macro_to_many),
    "web.desk.new.new": (first_mail,),
    "web.api.writing.reply": (of_api, of_api_later),
    "web.api.drafts.send_draft": (draft_of_api,),
}
WAYS = [way for ways in TABLE.values() for way in ways]
LIFTED_THERE = [way for way in WAYS if way not in (to_many, macro_to_many, first_mail)]


@pytest.fixture
def complaint(ada_writes: Write, tom: Person) -> Ticket:
    return ada_writes(text="The lamp you sold me is broken.").ticket


def at(person: Person, ticket: Ticket) -> At:
    secret = tokens.make(person, list(tokens.SCOPES))
    return At(person, ticket, desk_of(person), Client(headers={"Authorization": f"Bearer {secret}"}))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_leads_past_the_gates(complaint: Ticket, tom: Person, way: Callable[..., int]) -> None:
    assert way(at(tom, complaint)) == 422
    assert Message.objects.filter(direction="out").count() == 0


@pytest.mark.parametrize("way", LIFTED_THERE, ids=lambda way: way.__name__)
def test_on_each_a_lead_lifts_it_with_a_reason(
    complaint: Ticket, tom: Person, nora: Person, way: Callable[..., int]
) -> None:
    wish = {"lift": "basic-question", "reason": WHY}
    assert way(at(tom, complaint), **wish) == 422
    assert way(at(nora, complaint), **(wish | {"lift": "perk-alone"})) == 422
    assert lifts.standing(complaint.number) == set()
    assert way(at(nora, complaint), **wish) in (201, 302)
    (entry,) = Entry.objects.filter(kind="gate.lifted")
    assert (entry.actor_id, entry.data) == (nora.pk, {"code": "basic-question"})
    assert Message.objects.filter(direction="out").count() == 1
    assert lifts.standing(complaint.number) == set()


@pytest.mark.parametrize("way", [to_many, macro_to_many], ids=lambda way: way.__name__)
def test_of_a_reply_to_many_it_is_lifted_in_the_ticket(
    complaint: Ticket, nora: Person, way: Callable[..., int]
) -> None:
    there = at(nora, complaint)
    address = f"/desk/tickets/{complaint.number}/review/lifts"
    assert there.page.post(address, {"codes": "basic-question", "reason": WHY}).status_code == 200
    assert way(there) == 302
    assert Message.objects.filter(direction="out").count() == 1


def test_every_way_out_has_a_row() -> None:
    """Whoever calls what writes a message of ours, from page or program, stands in the table."""
    calls: dict[str, set[str]] = {}
    for who, called in _calls():
        calls.setdefault(who, set()).update(called)
    assert {who for who, called in calls.items() if "tickets.replies.write" in called} == WRITERS
    leads_out = {"drafts.send.send", "drafts.send.forward"}
    while more := {who for who, called in calls.items() if called & leads_out} - leads_out:
        leads_out |= more
    inner = {each for who in leads_out for each in calls.get(who, set()) if who.startswith("web.")}
    ends = {who for who in leads_out if who.startswith("web.") and who not in inner}
    assert ends == set(TABLE)
    assert {who for who in leads_out if not who.startswith(("web.", "drafts."))} == set()


def _calls() -> Iterator[tuple[str, set[str]]]:
    """Each function of the house by its name, and those of the house that it calls by theirs."""
    for path in sorted(HOUSE.rglob("*.py")):
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = dict(_names(tree, module))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module}.{node.name}", set(_called(node, names))


def _names(tree: ast.Module, module: str) -> Iterator[tuple[str, str]]:
    """What a name of the module stands for in the house."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("heard"):
            home = (node.module or "").removeprefix("heard").removeprefix(".")
            for each in node.names:
                yield each.asname or each.name, f"{home}.{each.name}".removeprefix(".")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, f"{module}.{node.name}"


def _called(node: ast.AST, names: dict[str, str]) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in names:
            yield f"{names[part.value.id]}.{part.attr}"
        elif isinstance(part, ast.Name) and part.id in names:
            yield names[part.id]
