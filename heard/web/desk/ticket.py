"""The ticket page: the conversation, where to reply, and who the customer is."""

from collections.abc import Mapping
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
from heard.customers import zones
from heard.files import pictures
from heard.lib import sensitive
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import conversation, links, matters
from heard.tickets.access import customers_tickets, ticket_for
from heard.tickets.conversation import Conversation
from heard.tickets.happenings import Event
from heard.tickets.models import Message, Note, Priority, Status, Step, Ticket
from heard.web import addresses
from heard.web.desk import folded, holds, hours, laters, messages
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
    found = ticket_for(me, number)
    context = listing(me, slug_of(request), current=number)
    said_here = conversation.of(found, me)
    context |= _head(found, me, said_here) | _stream(request, found, said_here) | _brief(found, me)
    context |= composer(request, found, me, said_here)
    context |= {"nav_current": "inbox", "back_url": _back(request), **_just_split(request), **extra}
    response = render(request, "desk/ticket.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"  # "back" shows the draft as it is now
    return response


@login_required
@require_safe
def stream(request: HttpRequest, number: int) -> HttpResponse:
    """Head and conversation alone, asked for by a page whose ticket changed."""
    me = person_of(request)
    found = ticket_for(me, number)
    return render(request, "desk/_fresh.html", fresh(request, found, me))


def fresh(request: HttpRequest, ticket: Ticket, me: Person) -> dict[str, Any]:
    """What head and conversation show."""
    said_here = conversation.of(ticket, me)
    return _head(ticket, me, said_here) | _stream(request, ticket, said_here) | {"back_url": _back(request)}


def _just_split(request: HttpRequest) -> dict[str, Any]:
    """The toast of a ticket that was split off a moment ago; the token is signed, so it undoes only that."""
    undo = request.GET.get("undo", "")
    return {"text": _("Now a ticket of its own."), "undo": undo} if undo else {}


def _back(request: HttpRequest) -> str:
    return addresses.of("desk:view", slug_of(request))


def _head(ticket: Ticket, me: Person, found: Conversation) -> dict[str, Any]:
    assignee = ticket.assignee
    return {
        "ticket": {
            "number": ticket.number,
            "subject": ticket.subject,
            "status": ticket.status,
            "status_label": Status(ticket.status).label,
            "url": addresses.of("desk:ticket", ticket.number),
            "channel_kind": ticket.channel.kind,
            "assignee": assignee,
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
                "email": ticket.identity.address,
                "prefers": Way(ticket.customer.prefers).label if ticket.customer.prefers else "",
                "language": dict(settings.LANGUAGES).get(ticket.customer.language, ""),
                "since": ticket.customer.met_at,
                "unreachable_since": ticket.identity.unreachable_since,
                "initials": Person(name=ticket.customer.name).initials,
            },
        },
        "statuses": Status.choices,
        "priorities": Priority.choices,
        "teams": teams.choices(),
        "holds": holds.choices(),
        "follows": links.follows(ticket, me),
        "linked": links.linked(ticket),
        "merged": found.family[1:],
        "people": people.choices(),
        "reopen_url": addresses.of("desk:reopen_address", ticket.number),
        "stream_url": addresses.of("desk:stream", ticket.number),
        "grant": grant_for(me, f"ticket:{ticket.number}"),
    }


def _stream(request: HttpRequest, ticket: Ticket, found: Conversation) -> dict[str, Any]:
    shown = pictures.kinds(file.blob_id for files in found.files.values() for file in files)
    token = get_token(request)
    reader = messages.Reader(token, zones.of(ticket.customer))
    items = [_item(found, item, shown, reader) for item in found.in_order()]
    steps = [note for note in found.notes if note.step]
    finding = _finding(steps[-1]) if steps else None
    return {
        "stream": folded.folded(items),
        "finding": finding,
        "closed": found.closed,
        "csrf_token": token,  # otherwise each form of the page asks for it anew
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
    }


def _brief(ticket: Ticket, me: Person) -> dict[str, Any]:
    rows = customers_tickets(me, ticket.customer_id, but=ticket.number, most=OTHERS)
    return {
        "matter": matters.of(ticket),
        "hours": hours.shown(ticket.customer),
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
