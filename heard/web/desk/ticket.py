"""The ticket page: the conversation, where to reply, and who the customer is."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.channels.form.models import Way
from heard.customers import identities, phones, zones
from heard.files import pictures
from heard.lib import sensitive, words
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import conversation, escalations, heat, links, matters
from heard.tickets.access import customers_tickets, ticket_for
from heard.tickets.conversation import Conversation
from heard.tickets.happenings import Event, Known
from heard.tickets.models import Message, Note, Priority, Stage, Status, Step, Ticket
from heard.web import addresses
from heard.web.desk import choices, folded, hours, laters, messages, reasons, tools
from heard.web.desk.composing import composer
from heard.web.desk.fates import spelled
from heard.web.desk.inbox import listing, slug_of
from heard.web.request import person_of
from heard.web.viewers import grant_for

OTHERS = 8


@login_required
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """The whole page."""
    return page(request, number)


def page(request: HttpRequest, number: int, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The ticket page; `extra` replaces parts of it, such as a form with faults."""
    me = person_of(request)
    found = ticket_for(me, number, to_show=True)
    context = listing(me, slug_of(request), current=number)
    known = _known()
    said_here = conversation.of(found, me, known)
    context |= _head_and_stream(request, found, said_here, known) | _brief(found, me)
    context |= composer(request, found, me, said_here)
    context |= {"nav_current": "inbox", "back_url": _back(request), **_just_done(request, number), **extra}
    response = render(request, "desk/ticket.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"  # "back" shows the draft as it is now
    return response


@login_required
@require_safe
def stream(request: HttpRequest, number: int) -> HttpResponse:
    """Head and conversation alone, asked for by a page whose ticket changed."""
    me = person_of(request)
    found = ticket_for(me, number, to_show=True)
    return render(request, "desk/_fresh.html", fresh(request, found, me))


def fresh(request: HttpRequest, ticket: Ticket, me: Person) -> dict[str, Any]:
    """What head and conversation show."""
    known = _known()
    said_here = conversation.of(ticket, me, known)
    return _head_and_stream(request, ticket, said_here, known) | {"back_url": _back(request)}


def _known() -> Known:
    """The names of our people and teams, which the menus show anyway."""
    return Known(dict(people.choices()), dict(teams.choices()))


def _just_done(request: HttpRequest, number: int) -> dict[str, Any]:
    """What brought us here a moment ago: a split or a merge, each with its Undo (the token is signed, so it
    undoes only that), or a reply that was to be sent where this was merged from."""
    undo, came_from = request.GET.get("undo", ""), request.GET.get("from", "")
    both = {"number": came_from, "other": number}
    if "escalated" in request.GET:
        return {"text": _("Escalated."), "undo": undo}
    if not came_from.isdecimal():
        return {"text": _("Now a ticket of its own."), "undo": undo} if undo else {}
    if undo:
        return {"text": _("No. %(number)s goes on in No. %(other)s.") % both, "undo": undo}
    return {"unsent_from": came_from}


def _back(request: HttpRequest) -> str:
    return addresses.of("desk:view", slug_of(request))


def _head_and_stream(
    request: HttpRequest, ticket: Ticket, found: Conversation, known: Known
) -> dict[str, Any]:
    """Head and conversation, with one CSRF token for the forms of both: each asking gives another one."""
    token = get_token(request)
    head = _head(person_of(request), ticket, found, token) | _menus(person_of(request), known)
    return head | _stream(ticket, found, token)


def _menus(me: Person, known: Known) -> dict[str, Any]:
    here = [*known.people.items()]
    return {
        "statuses": choices.statuses(),
        "teams": [*known.teams.items()],
        "people": here,
        "colleagues": [each for each in here if each[0] != me.pk],
    }


def _head(me: Person, ticket: Ticket, found: Conversation, token: str) -> dict[str, Any]:
    return {
        "ticket": {
            "number": ticket.number,
            "subject": ticket.subject,
            "status": ticket.status,
            "status_label": Status(ticket.status).label,
            "url": addresses.of("desk:ticket", ticket.number),
            "channel_kind": phones.door(ticket.identity.kind, ticket.channel.kind),
            "assignee": ticket.assignee,
            "team": ticket.team,
            "priority": ticket.priority,
            "priority_label": Priority(ticket.priority).label,
            "tags": ticket.tags,
            "hold_until": ticket.hold_until,
            "handoffs": ticket.handoffs,
            "merged_into": ticket.merged_into_id,
            "is_adrift": ticket.is_adrift,
            "customer": {
                "id": ticket.customer_id,
                "erased_at": ticket.customer.erased_at,
                "name": ticket.customer.name,
                "email": "" if ticket.identity.is_phone else ticket.identity.address,
                "phone": ticket.identity.address if ticket.identity.is_phone else "",
                "prefers": Way(ticket.customer.prefers).label if ticket.customer.prefers else "",
                "answers_elsewhere": ticket.customer.prefers not in {"", Way.EMAIL, Way.FORM},
                "language": dict(settings.LANGUAGES).get(ticket.customer.language, ""),
                "since": ticket.customer.met_at,
                "unreachable_since": ticket.identity.unreachable_since,
                "blocked_since": ticket.identity.blocked_since,
                "initials": words.initials(ticket.customer.name),
            },
        },
        "tools": partial(tools.shown, ticket, follows=links.follows(ticket, me), token=token),
        "escalation": (asked := escalations.standing(ticket)),
        "escalation_sounds": heat.sounding(asked.signs) if asked else "",
        "linked": [number for number in links.linked(ticket) if number not in found.family],
        "merged": found.family[1:],
        "can_part": bool(found.messages),  # one that was split off and put back has nothing left to part
        "ended": "erased" if ticket.customer.erased_at else "merged" if ticket.merged_into_id else "",
        "reopen_url": addresses.of("desk:reopen_address", ticket.number),
        "stream_url": addresses.of("desk:stream", ticket.number),
        "grant": grant_for(me, f"ticket:{ticket.number}"),
        "csrf_token": token,  # otherwise each form of the page asks for it anew
    }


def _stream(ticket: Ticket, found: Conversation, token: str) -> dict[str, Any]:
    shown = pictures.kinds(file.blob_id for files in found.files.values() for file in files)
    reader = messages.Reader(token, zones.of(ticket.customer))
    items = [_item(found, item, shown, reader) for item in found.in_order()]
    steps = [note for note in found.notes if note.step]
    finding = _finding(steps[-1]) if steps else None
    return {
        "stream": folded.folded(items),
        "finding": finding,
        "closed": found.closed,
    }


def _finding(note: Note) -> dict[str, Any] | None:
    """Who is finding out and by when, as the last step says (R-048)."""
    return {"who": note.finder.name if note.finder else "", "by": note.by}


def _item(
    found: Conversation, item: Message | Note | Event, shown: Mapping[str, str], reader: messages.Reader
) -> dict[str, Any]:
    match item:
        case Message():
            return {"type": "message", "html": messages.rendered(found, item, shown, reader)}
        case Note():
            return _note(item)
    return {"type": "event", "icon": item.icon, "text": item.text, "at": item.at}


def _note(item: Note) -> dict[str, Any]:
    return {
        "type": "note",
        "id": item.pk,
        "author": item.person.name,
        "at": item.at,
        "text": item.text,
        "gone": not item.text,
        "sensitive": spelled(sensitive.kinds(item.text)),
        "step": Step(item.step).label if item.step else "",
        "finder": item.finder.name if item.finder else "",
        "by": item.by,
        "until_solved": item.until_solved and bool(item.text),
        "keep_url": addresses.of("desk:keep_note", item.ticket_id, item.pk) if item.until_solved else "",
    }


def _brief(ticket: Ticket, me: Person) -> dict[str, Any]:
    rows = customers_tickets(me, ticket.customer_id, but=ticket.number, most=OTHERS)
    all_theirs = identities.all_of(ticket.customer_id)
    return {
        "matter": matters.of(ticket),
        "stages": Stage.choices,
        "reached": [each for each in all_theirs if each.pk != ticket.identity_id],
        "no_mail": all(each.is_phone for each in all_theirs),
        "hours": hours.shown(ticket.customer),
        "reasons": reasons.told(ticket),
        "laters": laters.choices(zones.of(ticket.customer)),
        "other_tickets": [
            {
                "number": row["number"],
                "subject": row["subject"],
                "status_label": Status(row["status"]).label,
                "url": reverse("desk:ticket", args=[row["number"]]),
                "at": row["changed_at"],
            }
            for row in rows
        ],
    }
