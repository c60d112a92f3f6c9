"""A typed client of Heard's API: one file, the standard library alone. See docs/api.md.

    from heard_client import Desk

    desk = Desk("https://desk.example.com", token="heard_…")
    for ticket in desk.tickets(status=["new", "open"]):
        print(ticket["number"], ticket["subject"])
    desk.reply(17, "It is in the post.")

Each change carries an Idempotency-Key, so it is tried again after a broken line, a 429 or a 503 and still
done once. Whatever the desk refuses is raised as Refused, also when it asks for a wait of over a minute.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

Status = Literal["new", "open", "waiting", "hold", "solved", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]
AGAIN = frozenset([429, 502, 503, 504])
PATIENCE = 60  # seconds; who is asked to wait longer is told so instead
TOLERANCE = 300  # seconds that a webhook's clock may differ from ours


class PersonRef(TypedDict):
    """Somebody who works there."""

    id: int
    name: str
    email: str


class TeamRef(TypedDict):
    """A team."""

    id: int
    name: str


class Team(TeamRef):
    """A team and the numbers of its people."""

    members: list[int]


class CustomerRef(TypedDict):
    """Whose ticket it is, and the address that answers go to."""

    id: int
    name: str
    email: str


class Ticket(TypedDict):
    """A ticket as it stands in lists; times are ISO 8601."""

    number: int
    subject: str
    status: Status
    priority: Priority
    customer: CustomerRef
    assignee: PersonRef | None
    team: TeamRef | None
    channel: int
    tags: list[str]
    opened_at: str
    changed_at: str
    waiting_since: str | None
    hold_until: str | None
    escalated_at: str | None
    merged_into: int | None
    version: int


class File(TypedDict):
    """A file of a message; `Desk.file(sha256)` gives its bytes."""

    name: str
    size: int
    sha256: str


Message = TypedDict(
    "Message",
    {
        "id": int,
        "direction": Literal["in", "out", "note"],
        "from": str,
        "text": str,
        "sent_at": str,
        "delivery": "str | None",
        "is_automatic": bool,
        "is_unconfirmed": bool,
        "until_solved": "bool | None",
        "files": "list[File]",
    },
)


class WholeTicket(Ticket):
    """A ticket with everything that was said and noted in it."""

    messages: list[Message]


class Escalation(TypedDict):
    """Help that was asked for; `by` is None where a rule did it: after `hours` working hours, or for
    what the customer's message sounds like (`signs`)."""

    at: str
    reason: str
    by: PersonRef | None
    person: PersonRef | None
    team: TeamRef | None
    hours: int | None
    signs: list[str]


class Asked(TypedDict):
    """A field of the request form; `why` is to stand beside it."""

    name: str
    label: str
    why: str
    required: bool
    choices: list[str]


class RequestForm(TypedDict):
    """What the request form asks. `answered` says by when one hears."""

    fields: list[Asked]
    answered: str
    page: str
    bits: int


class Arrived(TypedDict):
    """A request has arrived; `number` is missing while it is still to be taken in."""

    number: int | None
    answered: str


class DraftFile(File):
    """A file that goes with a draft."""

    id: int


class Draft(TypedDict):
    """What one person is writing."""

    person: str
    way: Literal["reply", "note"]
    text: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    version: int
    seen: int
    kept_at: str
    files: list[DraftFile]


class Address(TypedDict):
    """An address of a customer."""

    kind: str
    address: str
    unreachable_since: str | None


class Customer(TypedDict):
    """A person whom the company serves."""

    id: int
    name: str
    met_at: str
    addresses: list[Address]


class Domain(TypedDict):
    """A mail domain of an organisation."""

    id: int
    name: str


class Organisation(TypedDict):
    """A company that customers belong to."""

    id: int
    name: str
    domains: list[Domain]


class TagChange(TypedDict):
    """A change of a tag that is under way on all tickets."""

    tag: str
    to: str


class Person(TypedDict):
    """Somebody who works there, or a service account."""

    id: int
    name: str
    email: str
    role: Literal["owner", "lead", "agent", "colleague", "service"]
    is_active: bool
    teams: list[TeamRef]


class Me(TypedDict):
    """The token, and what it can do."""

    token: str
    scopes: list[str]
    ends_at: str | None
    person: Person
    sees: Literal["everything", "own_teams"]
    acts: list[str]


class Ref(TypedDict):
    """A thing, by its kind and number."""

    kind: str
    id: int


class Entry(TypedDict):
    """One fact of the timeline."""

    id: int
    kind: str
    at: str
    recorded_at: str
    subject: Ref
    about: Ref | None
    actor: Ref | None
    cause: int | None
    data: dict[str, Any]


class Timeline(TypedDict):
    """Some facts, and the place behind them."""

    items: list[Entry]
    cursor: str


class Refused(Exception):
    """The desk did not do it. `type` names why where the status does not say it; `also` is all it said."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {told.get('detail') or told.get('title') or ''}".strip())
        self.status = status
        self.type = str(told.get("type", "about:blank"))
        self.also = dict(told)


class NotReached(Exception):
    """Nobody answered, however often it was tried."""


class Forged(Exception):
    """A webhook that the desk did not sign, or long ago."""


@dataclass
class Desk:
    """One desk and one token. `seconds` is the time-out of each try, `tries` how often in all."""

    url: str
    token: str
    seconds: float = 30.0
    tries: int = 4
    left: int | None = field(default=None, init=False)  # calls left, as the last answer said

    # Tickets

    def tickets(self, **wanted: Any) -> Iterator[Ticket]:
        """All tickets that fit: q, order, status, priority, assignee, team, customer, tag, changed_since."""
        yield from self._pages("/tickets", wanted)

    def ticket(self, number: int) -> WholeTicket:
        """One ticket with everything said in it."""
        found: WholeTicket = self._get(f"/tickets/{number}")
        return found

    def write_down(
        self, email: str, text: str, *, name: str = "", key: str | None = None, **also: Any
    ) -> Ticket:
        """A ticket for what a customer said elsewhere; also: subject, priority, assignee, team, tags,
        channel, acknowledge."""
        body = {"customer": {"email": email, "name": name}, "text": text, **also}
        made: Ticket = self._ask("POST", "/tickets", body, key=key)
        return made

    def change(self, number: int, *, key: str | None = None, **changes: Any) -> Ticket:
        """Changes status, hold_until, priority, assignee, team, tags; `version` guards against others."""
        changed: Ticket = self._ask("PATCH", f"/tickets/{number}", changes, key=key)
        return changed

    def request_form(self, language: str = "") -> RequestForm:
        """What the request form asks and why, and a `page` for one page of yours."""
        found: RequestForm = self._get(f"/requests/form{_query({'language': language or None})}")
        return found

    def request(
        self, *, name: str, email: str, text: str, visitor: str, key: str | None = None, **also: Any
    ) -> Arrived:
        """Passes on what a visitor of your website wrote; `visitor` is the address of their browser. Also:
        subject, about, language, answers, files, trap, page, proof."""
        body = {"name": name, "email": email, "text": text, "visitor": visitor, **also}
        told: Arrived = self._ask("POST", "/requests", body, key=key)
        return told

    # What is said

    def messages(self, number: int) -> Iterator[Message]:
        """What was said to and by the customer."""
        yield from self._pages(f"/tickets/{number}/messages", {})

    def notes(self, number: int) -> Iterator[Message]:
        """What was noted inside the company."""
        yield from self._pages(f"/tickets/{number}/notes", {})

    def reply(self, number: int, text: str, *, key: str | None = None, **also: Any) -> Message:
        """Replies; also: to, cc, bcc, at, seen."""
        sent: Message = self._ask("POST", f"/tickets/{number}/replies", {"text": text, **also}, key=key)
        return sent

    def undo(self, number: int, message: int) -> None:
        """Takes a reply back that has not left."""
        self._ask("DELETE", f"/tickets/{number}/replies/{message}")

    def note(
        self, number: int, text: str, *, until_solved: bool | None = None, key: str | None = None
    ) -> Message:
        """Writes a note; whether its words go when the ticket is solved is said by them if not by you."""
        body = {"text": text, "until_solved": until_solved}
        written: Message = self._ask("POST", f"/tickets/{number}/notes", body, key=key)
        return written

    def escalation(self, number: int) -> Escalation:
        """The escalation that a ticket is in; Refused with 404 where there is none."""
        standing: Escalation = self._get(f"/tickets/{number}/escalation")
        return standing

    def escalate(self, number: int, reason: str, *, key: str | None = None, **to: int) -> Escalation:
        """Asks a `person` or a `team` for help with it."""
        made: Escalation = self._ask(
            "POST", f"/tickets/{number}/escalation", {"reason": reason, **to}, key=key
        )
        return made

    def settle(self, number: int) -> None:
        """The help is there."""
        self._ask("DELETE", f"/tickets/{number}/escalation")

    # Drafts and files

    def drafts(self, number: int) -> list[Draft]:
        """What is being written in a ticket, by anybody."""
        found: list[Draft] = self._get(f"/tickets/{number}/drafts")["items"]
        return found

    def draft(self, number: int) -> Draft:
        """One's own reply as it stands."""
        found: Draft = self._get(f"/tickets/{number}/draft")
        return found

    def keep_draft(self, number: int, text: str, *, version: int = 0, **also: Any) -> Draft:
        """Keeps one's own reply; `version` is the one that you know. Also: to, cc, bcc."""
        body = {"text": text, "version": version, **also}
        kept: Draft = self._ask("PUT", f"/tickets/{number}/draft", body)
        return kept

    def throw_away(self, number: int) -> None:
        """Ends one's own reply unsent."""
        self._ask("DELETE", f"/tickets/{number}/draft")

    def send_draft(self, number: int, *, key: str | None = None, **also: Any) -> Message:
        """Sends one's own reply with its files; also: at, seen."""
        sent: Message = self._ask("POST", f"/tickets/{number}/draft/sending", also, key=key)
        return sent

    def add_file(self, number: int, name: str, content: bytes, *, key: str | None = None) -> DraftFile:
        """Adds a file to one's own reply."""
        query = urllib.parse.urlencode({"name": name})
        added: DraftFile = self._ask("POST", f"/tickets/{number}/draft/files?{query}", content, key=key)
        return added

    def remove_file(self, number: int, file: int) -> None:
        """Takes a file away from one's own reply."""
        self._ask("DELETE", f"/tickets/{number}/draft/files/{file}")

    def file(self, sha256: str) -> bytes:
        """The bytes of a file."""
        return self._sent("GET", f"/files/{sha256}", None, "")

    # Who

    def customers(self, **wanted: Any) -> Iterator[Customer]:
        """Customers; `email` names one address."""
        yield from self._pages("/customers", wanted)

    def customer(self, number: int) -> Customer:
        """One customer."""
        found: Customer = self._get(f"/customers/{number}")
        return found

    def organisations(self) -> Iterator[Organisation]:
        """All organisations."""
        yield from self._pages("/organisations", {})

    def organisation(self, number: int) -> Organisation:
        """One organisation."""
        found: Organisation = self._get(f"/organisations/{number}")
        return found

    def enter_organisation(self, name: str) -> Organisation:
        """Names one more."""
        made: Organisation = self._ask("POST", "/organisations", {"name": name})
        return made

    def rename_organisation(self, number: int, name: str) -> Organisation:
        """Gives it another name."""
        changed: Organisation = self._ask("PATCH", f"/organisations/{number}", {"name": name})
        return changed

    def remove_organisation(self, number: int) -> None:
        """Forgets it."""
        self._ask("DELETE", f"/organisations/{number}")

    def add_domain(self, number: int, name: str) -> Domain:
        """Its people have addresses there."""
        added: Domain = self._ask("POST", f"/organisations/{number}/domains", {"name": name})
        return added

    def remove_domain(self, number: int, domain: int) -> None:
        """They do not, any more."""
        self._ask("DELETE", f"/organisations/{number}/domains/{domain}")

    def tags(self, beginning: str = "") -> list[str]:
        """The tags that begin so."""
        found: list[str] = self._get("/tags?" + urllib.parse.urlencode({"beginning": beginning}))["items"]
        return found

    def rename_tag(self, tag: str, name: str) -> TagChange:
        """On all its tickets; done a moment later."""
        path = f"/tags/{urllib.parse.quote(tag, safe='')}"
        asked: TagChange = self._ask("PATCH", path, {"name": name})
        return asked

    def delete_tag(self, tag: str) -> TagChange:
        """From all its tickets; done a moment later."""
        asked: TagChange = self._ask("DELETE", f"/tags/{urllib.parse.quote(tag, safe='')}")
        return asked

    def people(self) -> Iterator[Person]:
        """Everybody who works there."""
        yield from self._pages("/people", {})

    def person(self, number: int) -> Person:
        """One of them."""
        found: Person = self._get(f"/people/{number}")
        return found

    def teams(self) -> list[Team]:
        """All teams."""
        found: list[Team] = self._get("/teams")["items"]
        return found

    def team(self, number: int) -> Team:
        """One team."""
        found: Team = self._get(f"/teams/{number}")
        return found

    def me(self) -> Me:
        """Whose token this is, and what it can do."""
        found: Me = self._get("/me")
        return found

    # What happened, and how it is said

    def timeline(self, cursor: str = "", **wanted: Any) -> Timeline:
        """One page of what happened behind `cursor` (`now`: only from now on); kind, ticket, limit."""
        query = _query({"cursor": cursor or None, **wanted})
        found: Timeline = self._get(f"/timeline{query}")
        return found

    def review(self, draft: str, **situation: Any) -> dict[str, Any]:
        """Has a draft read by the coach."""
        found: dict[str, Any] = self._ask("POST", "/coach", {"draft": draft, **situation})
        return found

    def _pages(self, path: str, wanted: Mapping[str, Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self._get(path + _query({"limit": 100, **wanted, "cursor": cursor}))
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _get(self, path: str) -> Any:
        return json.loads(self._sent("GET", path, None, ""))

    def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | bytes | None = None, *, key: str | None = None
    ) -> Any:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        told = self._sent(method, path, raw, kind, key=key or str(uuid.uuid4()))
        return json.loads(told) if told else None

    def _sent(self, method: str, path: str, body: bytes | None, kind: str, *, key: str = "") -> bytes:
        """The answer's body, after as many tries as it takes. Raises Refused, NotReached."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = kind
        if key:
            headers["Idempotency-Key"] = key
        url = f"{self.url.rstrip('/')}/api/v1{path}"
        for left in reversed(range(self.tries)):
            try:
                return self._tried(urllib.request.Request(url, body, headers, method=method))  # noqa: S310
            except urllib.error.HTTPError as refusal:
                raw = refusal.read()
                wait = _seconds(refusal.headers.get("Retry-After"), self.tries - left)
                if refusal.code not in AGAIN or not left or wait > PATIENCE:
                    raise Refused(refusal.code, _told(raw)) from None
                time.sleep(wait)
            except (OSError, http.client.HTTPException) as fault:
                if not left:
                    raise NotReached(f"{method} {path}: {fault}") from fault
                time.sleep(_seconds(None, self.tries - left))
        raise NotReached(f"{method} {path}: not tried")

    def _tried(self, request: urllib.request.Request) -> bytes:
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(request, timeout=self.seconds) as answer:
            limit = str(answer.headers.get("RateLimit", ""))
            counts = [part[2:] for part in limit.split(";") if part.startswith("r=")]
            self.left = int(counts[0]) if counts and counts[0].isdigit() else None
            body: bytes = answer.read()
        return body


def verify(secrets: Sequence[str] | str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The payload of a webhook, if one of `secrets` (whsec_…) signed it within five minutes. Raises Forged.

    https://www.standardwebhooks.com; `webhook-id` is the same each time that a delivery is repeated.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    try:
        name, stamp, signed = (sent[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
        at = int(stamp)
    except (KeyError, ValueError):
        raise Forged("It is not signed.") from None
    if abs(time.time() - at) > TOLERANCE:
        raise Forged("It was signed at another time.")
    content = f"{name}.{stamp}.".encode() + body
    known = [secrets] if isinstance(secrets, str) else secrets
    right = {_signature(secret, content) for secret in known}
    if not any(hmac.compare_digest(one, other) for one in signed.split() for other in right):
        raise Forged("Another secret signed it.")
    payload: dict[str, Any] = json.loads(body)
    return payload


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the desk and nowhere else."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


def _query(wanted: Mapping[str, Any]) -> str:
    pairs = {name: value for name, value in wanted.items() if value is not None}
    return f"?{urllib.parse.urlencode(pairs, doseq=True)}" if pairs else ""


def _told(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": raw[:200].decode("utf-8", "replace")}


def _seconds(asked: str | None, tried: int) -> float:
    """How long to wait before the next try."""
    return float(asked) if asked and asked.isdigit() else min(0.2 * 2**tried, 10.0)
