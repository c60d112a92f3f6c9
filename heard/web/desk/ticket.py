"""The ticket page: the conversation, where to reply, and who the customer is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.channels.email import html_shown
from heard.channels.form.models import Way
from heard.files import names, pictures
from heard.lib import markup, sensitive
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import conversation, links, matters, merge, tags
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.conversation import Conversation
from heard.tickets.happenings import Event
from heard.tickets.models import Attachment, Delivery, Message, Note, Priority, Status, Step, Ticket
from heard.web.desk import folded, holds
from heard.web.desk.composing import composer
from heard.web.desk.fates import delivery, spelled
from heard.web.desk.inbox import listing, slug_of
from heard.web.request import person_of
from heard.web.templatetags.said import said
from heard.web.viewers import grant_for

OTHERS = 8
LATER = timedelta(minutes=6)  # longer than any undo time: an hour that somebody chose


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
    said_here = conversation.of(found)
    context |= _head(found, me) | _stream(said_here) | _brief(found, me)
    context |= composer(request, found, me, said_here)
    context |= {"nav_current": "inbox", "back_url": _back(request), **_just_split(request), **extra}
    return render(request, "desk/ticket.html", context, status=status)


@login_required
@require_safe
def stream(request: HttpRequest, number: int) -> HttpResponse:
    """Head and conversation alone, asked for by a page whose ticket changed."""
    me = person_of(request)
    found = ticket_for(me, number)
    return render(request, "desk/_fresh.html", fresh(request, found, me))


def fresh(request: HttpRequest, ticket: Ticket, me: Person) -> dict[str, Any]:
    """What head and conversation show."""
    return _head(ticket, me) | _stream(conversation.of(ticket)) | {"back_url": _back(request)}


def _just_split(request: HttpRequest) -> dict[str, Any]:
    """The toast of a ticket that was split off a moment ago; the token is signed, so it undoes only that."""
    undo = request.GET.get("undo", "")
    return {"text": _("Now a ticket of its own."), "undo": undo} if undo else {}


def _back(request: HttpRequest) -> str:
    return reverse("desk:view", args=[slug_of(request)])


def _head(ticket: Ticket, me: Person) -> dict[str, Any]:
    assignee = ticket.assignee
    return {
        "ticket": {
            "number": ticket.number,
            "subject": ticket.subject,
            "status": ticket.status,
            "status_label": Status(ticket.status).label,
            "url": reverse("desk:ticket", args=[ticket.number]),
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
        "teams": list(teams.everyone().values_list("pk", "name")),
        "holds": holds.choices(),
        "known_tags": [tag for tag in tags.suggestions(me) if tag not in ticket.tags],
        "follows": links.follows(ticket, me),
        "linked": links.linked(ticket),
        "merged": merge.family_of(ticket)[1:],
        "people": list(people.assignable().values_list("pk", "name")),
        "reopen_url": reverse("desk:reopen_address", args=[ticket.number]),
        "stream_url": reverse("desk:stream", args=[ticket.number]),
        "grant": grant_for(me, f"ticket:{ticket.number}"),
    }


def _stream(found: Conversation) -> dict[str, Any]:
    shown = pictures.kinds(file.blob_id for files in found.files.values() for file in files)
    items = [_item(found, item, shown) for item in found.in_order()]
    alone = sum(item.direction == "in" for item in found.messages) < 2
    steps = [note for note in found.notes if note.step]
    finding = _finding(steps[-1]) if steps else None
    return {"stream": folded.folded(items), "alone": alone, "finding": finding}


def _finding(note: Note) -> dict[str, Any] | None:
    """Who is finding out and by when, as the last step says (R-048)."""
    return {"who": note.finder.name if note.finder else "", "by": note.by}


def _item(found: Conversation, item: Message | Note | Event, shown: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(item, Event):
        return {"type": "event", "icon": item.icon, "text": item.text, "at": item.at}
    if isinstance(item, Note):
        return {
            "type": "note",
            "id": item.pk,
            "author": item.person.name,
            "at": item.at,
            "text": item.text,
            "sensitive": spelled(sensitive.kinds(item.text)),
            "step": Step(item.step).label if item.step else "",
            "finder": item.finder.name if item.finder else "",
            "by": item.by,
        }
    fate = delivery(item, found.copies.get(item.pk, []))
    waiting = item.delivery == Delivery.WAITING
    return {
        "type": "machine" if item.is_automatic and item.direction == "in" else "message",
        "id": item.pk,
        "direction": item.direction,
        "author": item.sender_name,
        "author_email": item.identity.address if item.identity and item.direction == "in" else "",
        "at": item.at,
        "text": item.text,
        "shown": _shown(item, found.files.get(item.pk, [])),
        "forward_url": reverse("desk:forward", args=[item.ticket_id, item.pk]),
        "forwarded": item.forwards_id is not None,
        "to": item.to,
        "bcc": item.bcc,
        "is_later": waiting and item.release_at and item.release_at > timezone.now() + LATER,
        "hour_url": reverse("desk:hour", args=[item.ticket_id, item.pk]),
        "quoted": item.whole_text,
        "html_url": reverse("desk:as_sent", args=[item.ticket_id, item.pk]) if item.html_id else None,
        "raw_url": reverse("desk:raw", args=[item.ticket_id, item.pk]) if item.arrival_id else None,
        "split_url": reverse("desk:split", args=[item.ticket_id, item.pk]) if item.direction == "in" else "",
        "files": [_file(item.ticket_id, file, shown) for file in found.files.get(item.pk, [])],
        "state": item.delivery,
        "state_label": Delivery(item.delivery).label,
        **fate,
        "sensitive": spelled(item.sensitive),
        "shares_id": item.shares_id,
        "language": item.language,
        "leaves_at": item.release_at if waiting else None,
        "undo_url": reverse("desk:undo", args=[item.ticket_id, item.pk]) if waiting else None,
        "possibly_repeated": item.possibly_repeated,
        "automatic": item.is_automatic,
        "unconfirmed": item.is_unconfirmed,
        "confirm_url": reverse("desk:confirm_sender", args=[item.ticket_id, item.pk]),
        "cc": item.cc,
    }


def _shown(item: Message, files: list[Attachment]) -> str:
    """The words as paragraphs; ours with their Markdown, and the pictures that stand in them."""
    if item.direction == "in" or item.is_automatic or not markup.has_signs(item.text):
        return said(item.text)
    addresses = {
        file.content_id: reverse("desk:picture", args=[item.ticket_id, file.pk])
        for file in files
        if file.content_id
    }
    safe = html_shown.with_own_pictures(markup.html(item.text), addresses, most=100_000)
    return mark_safe(safe)  # noqa: S308 - cleaned in lib/markup


def _file(number: int, file: Attachment, shown: Mapping[str, str]) -> dict[str, Any]:
    """One file; with a picture of itself if it is one."""
    address = [number, file.pk]
    return {
        "name": names.readable(file.name) or _("file without a name"),
        "size": file.blob.size,
        "type": file.type,
        "url": reverse("desk:file", args=address),
        "picture_url": reverse("desk:picture", args=address) if file.blob_id in shown else None,
    }


def _brief(ticket: Ticket, me: Person) -> dict[str, Any]:
    others = tickets_of(me).filter(customer=ticket.customer_id).exclude(number=ticket.number)
    rows = others.order_by("-changed_at", "-number").values("number", "subject", "status", "changed_at")[
        :OTHERS
    ]
    return {
        "matter": matters.of(ticket),
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
