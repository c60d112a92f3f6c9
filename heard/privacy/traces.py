"""Where else does somebody stand? Found by their addresses in what belongs to others, or to nobody."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from django.db.models import F, Q

from heard.channels.models import Arrival, Aside, Outgoing, Reconciliation
from heard.customers.models import NOBODYS, Customer, Identity, SignIn
from heard.drafts import keep
from heard.drafts.models import Draft, DraftFile, ReplyToMany
from heard.files import doomed, store
from heard.lib.claim import State
from heard.live.names import publish
from heard.staff.models import KeptAnswer
from heard.tickets import emptying
from heard.tickets.emptying import Went
from heard.tickets.models import Message, Ticket

LOOKED_INTO = 100  # raw mails between two transactions
DESK_MAILS = ("digest", "entry")  # what the desk writes to its own people: it quotes customers
GONE_ANSWER = json.dumps({"title": "What was answered has been erased.", "status": 410})


def nobodys(identity: int) -> str:
    """What stands in place of an address."""
    return f"erased-{identity}@{NOBODYS}"


def copied_to(
    addresses: Sequence[str], *, after: int, rows: int
) -> tuple[dict[int, dict[str, list[str]]], int]:
    """Messages after number `after` that went to one of these addresses beside others, with their columns as
    they shall be; and how far it looked, 0 at the end."""
    theirs, found, last = {address.lower() for address in addresses}, {}, 0
    read = Message.objects.filter(pk__gt=after, words_gone_at=None).order_by("pk")
    for number, *columns in read.values_list("pk", "to", "cc", "bcc")[:rows]:
        last = number
        if theirs & {str(address).lower() for column in columns for address in column}:
            kept = [[one for one in column if str(one).lower() not in theirs] for column in columns]
            found[number] = dict(zip(("to", "cc", "bcc"), kept, strict=True))
    return found, last


def arrivals_naming(addresses: Sequence[str], *, until: datetime, after: int) -> tuple[list[int], int]:
    """What was kept until then, became no message and is from or about them; and how far it looked, 0 at the
    end. What a worker reads at this moment is taken in, and found by its message."""
    rows = Arrival.objects.exclude(state=State.DONE).exclude(raw=store.GONE).filter(pk__gt=after)
    rows = rows.filter(kept_at__lte=until).select_related("raw").order_by("pk")
    found, last = [], 0
    for row in rows[:LOOKED_INTO]:
        last = row.pk
        if _names(_plain(row.envelope), addresses) or _names(_read(row), addresses):
            found.append(row.pk)
    return found, last


def throw_drafts_away(tickets: Sequence[Ticket]) -> None:
    """What somebody was still writing in them, with the files."""
    drafts = Draft.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
    doomed.note(DraftFile.objects.filter(draft__in=drafts.values("pk")).values_list("blob", flat=True))
    drafts.delete()


def out_of_drafts(addresses: Sequence[str]) -> None:
    """Nobody's draft goes to them any more. A page in which it still does is told that the draft was changed
    elsewhere, and keeps nothing before its writer has answered."""
    theirs = {address.lower() for address in addresses}
    for draft in Draft.objects.exclude(copies={}):
        kept = {
            way: [one for one in chosen if str(one).lower() not in theirs]
            for way, chosen in draft.copies.items()
        }
        if kept != draft.copies:
            Draft.objects.filter(pk=draft.pk).update(copies=kept, version=F("version") + 1)
            publish([keep.name_of(draft.ticket_id)])


def set_aside(arrivals: Sequence[int]) -> None:
    """They are read no more, and stand in the ledger as what they were: received, and set aside."""
    rows = Arrival.objects.filter(pk__in=arrivals, state__in=(State.WAITING, State.FAILED))
    rows.update(state=State.SET_ASIDE, aside=Aside.ERASED, lease=None)


def desk_mails_naming(customer: Customer, addresses: Sequence[str]) -> list[int]:
    """Mails of the desk to its own people that speak of them or of their tickets."""
    tickets = Ticket.objects.filter(customer=customer).values_list("pk", flat=True)
    paths = [f"/tickets/{number}" for number in tickets]
    rows = Outgoing.objects.filter(about_kind__in=DESK_MAILS).exclude(content=store.GONE)
    words = [*addresses, customer.name, *paths]
    return [
        row.pk for row in rows.select_related("content").order_by("pk").iterator(200) if _tells(row, words)
    ]


def forget_copies(addresses: Sequence[str], mails: Sequence[int]) -> Went:
    """Every mail that we sent to them; and these mails to our own people. To whom it went is theirs too."""
    sent = Outgoing.objects.filter(recipient__in=addresses).exclude(is_last=True)
    went = emptying.sent_copies(Outgoing.objects.filter(Q(pk__in=sent.values("pk")) | Q(pk__in=mails)))
    for number, address in Identity.objects.filter(address__in=addresses).values_list("pk", "address"):
        sent.filter(recipient=address).update(recipient=nobodys(number), receipt="", error="")
    return went


def forget_answers(customer: Customer, addresses: Sequence[str]) -> Went:
    """What programs were told for a day, what a reply to many said of them, and counts that name them."""
    tickets = set(Ticket.objects.filter(customer=customer).values_list("pk", flat=True))
    told = 0
    for row in KeptAnswer.objects.exclude(body="").iterator(200):
        if _names(_plain(row.body), [*addresses, customer.name]) or _speaks_of(row.body, tickets):
            told += KeptAnswer.objects.filter(pk=row.pk).update(body=GONE_ANSWER, status=410)
    for many in ReplyToMany.objects.exclude(refused={}):
        kept = {number: why for number, why in many.refused.items() if int(number) not in tickets}
        ReplyToMany.objects.filter(pk=many.pk).update(refused=kept)
    for count in Reconciliation.objects.exclude(names=[]):
        named = [_without_words(name) if _names(_plain(name), addresses) else name for name in count.names]
        Reconciliation.objects.filter(pk=count.pk).update(names=named)
    SignIn.objects.filter(address__in=addresses).delete()
    return Went(answers=told)


def _names(text: str, words: Sequence[str]) -> bool:
    """Whether one of these stands in it, as words of their own, however large they are written."""
    plain = text.lower()
    return any(re.search(rf"(?<![\w.+-]){re.escape(word.lower())}(?![\w-])", plain) for word in words if word)


def _plain(said: Any) -> str:
    """JSON with its letters as they are, not as escapes."""
    try:
        return json.dumps(json.loads(said) if isinstance(said, str) else said, ensure_ascii=False)
    except ValueError:
        return str(said)


def _read(row: Arrival) -> str:
    """All text of a raw arrival: its bytes, and each part of a mail unpacked."""
    try:
        raw = store.content(row.raw)
    except store.Missing:
        return ""
    return f"{raw.decode('utf-8', 'replace')}\n{_unpacked(raw)}"


def _unpacked(raw: bytes) -> str:
    try:
        parts = [
            part.get_payload(decode=True) for part in message_from_bytes(raw, policy=policy.compat32).walk()
        ]
    except (ValueError, LookupError, AttributeError):  # broken MIME: its bytes were looked at
        return ""
    return "\n".join(part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))


def _tells(row: Outgoing, words: Sequence[str]) -> bool:
    try:
        return _names(_unpacked(store.content(row.content)), words)
    except store.Missing:
        return False


def _speaks_of(body: str, tickets: set[int]) -> bool:
    """Whether an answer is about one of these tickets: its numbers stand under these names."""
    found = re.findall(r'"(?:ticket|number)": ?(\d+)', body)
    return bool(tickets & {int(number) for number in found})


def _without_words(name: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in name.items() if key in {"uid", "number", "date", "at", "why"}}
