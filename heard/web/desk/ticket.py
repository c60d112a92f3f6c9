"""The ticket page: the conversation, where to reply, and who the customer is."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.files import names, pictures
from heard.lib import sensitive
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import conversation, hearing, links, merge, tags
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.conversation import Conversation
from heard.tickets.happenings import Event
from heard.tickets.models import Attachment, Delivery, Message, Note, Priority, Status, Ticket
from heard.web.desk import holds
from heard.web.desk.fates import delivery, spelled
from heard.web.desk.forms import NoteForm, ReplyForm
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
    hearing.seen(me, found)  # a mark on one's own notices, nothing that others see
    context = listing(me, slug_of(request), current=number)
    context |= _head(found, me) | _stream(found) | _brief(found, me) | _composer(request, found, me)
    context |= {"nav_current": "inbox", "back_url": _back(request), **extra}
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
    return _head(ticket, me) | _stream(ticket) | {"back_url": _back(request)}


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


def _stream(ticket: Ticket) -> dict[str, Any]:
    found = conversation.of(ticket)
    shown = pictures.kinds(file.blob_id for files in found.files.values() for file in files)
    stream = [_item(found, item, shown) for item in found.in_order()]
    alone = sum(item.direction == "in" for item in found.messages) < 2
    return {"stream": stream, "alone": alone}


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
        "other_tickets": [
            {
                "number": row["number"],
                "subject": row["subject"],
                "status_label": Status(row["status"]).label,
                "url": reverse("desk:ticket", args=[row["number"]]),
                "at": row["changed_at"],
            }
            for row in rows
        ]
    }


def _composer(request: HttpRequest, ticket: Ticket, me: Person) -> dict[str, Any]:
    """The empty forms, or the words of a reply that was just taken back."""
    back = request.GET.get("draft", "")
    taken = Message.objects.filter(ticket=ticket, person=me, delivery=Delivery.UNDONE)
    draft = taken.filter(pk=int(back)).first() if back.isdecimal() and len(back) < 19 else None
    return {
        "reply": ReplyForm(initial={"text": draft.text if draft else ""}),
        "note": NoteForm(),
        "draft_text": draft.text if draft else "",
        "undo_seconds": int(settings.UNDO_SECONDS),
    }
