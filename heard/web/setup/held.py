"""What is held up: arrivals, outgoing mail and reactions that failed, each with "try again".

Whoever sees the tickets of their teams only finds here what belongs to one of these.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heard.channels import arrivals, outbox
from heard.channels.email.glance import glance
from heard.channels.models import Arrival, Outgoing
from heard.files import store
from heard.lib.claim import Claimable, State
from heard.lib.ref import ref
from heard.privacy import erase
from heard.reactions import run as reactions
from heard.reactions.models import Reaction
from heard.staff.models import Person
from heard.tickets import tag_changes
from heard.tickets.access import Sight, sight_of, tickets_of
from heard.tickets.models import Message
from heard.web.downloads import download
from heard.web.request import person_of
from heard.web.setup import held_words

MOST = 100
HELD = Q(state=State.FAILED) | Q(state=State.WAITING) & ~Q(error="")  # given up, or tried in vain so far
ASKED = Q(state=State.WAITING, attempts=0) & ~Q(error="")  # a person asked for another try, which is to come
ASIDE = Q(state=State.SET_ASIDE) | Q(state=State.WAITING, insisted=True, error="")
# Where else rows are tried again.
LISTS = {"health": "setup:health", "tags": "setup:tags", "privacy": "setup:privacy"}


@login_required
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """The lists, newest first."""
    me = person_of(request)
    came = _came(me).select_related("raw").order_by("-id")
    follows = Reaction.objects.filter(HELD).select_related("entry").order_by("-id")
    context = {
        "arrivals": [_arrival(row) for row in came.filter(HELD)[:MOST]],
        "set_aside": [_arrival(row) for row in came.filter(ASIDE)[:MOST]],
        "outgoing": _outgoing(list(_leaving(me).filter(HELD).order_by("-id")[:MOST])),
        "reactions": [_reaction(row) for row in follows[:MOST]],
        "nav_current": "setup",
        "setup_current": "held",
    }
    return render(request, "setup/held.html", context)


def failed_rows(me: Person) -> list[dict[str, Any]]:
    """Everything that failed and can be tried again, or just is: the newest of each queue first."""
    stopped = Q(state=State.FAILED) | ASKED
    came = _came(me).select_related("raw").filter(stopped)
    leaving = _leaving(me).filter(stopped)
    follows = Reaction.objects.select_related("entry").filter(stopped)
    return [
        *(_arrival(row) for row in came.order_by("-id")[:MOST]),
        *_outgoing(list(leaving.order_by("-id")[:MOST])),
        *(_reaction(row) for row in follows.order_by("-id")[:MOST]),
    ]


@login_required
@require_POST
def retry(request: HttpRequest, queue: str, number: int) -> HttpResponse:
    """Puts one row back in line, says so, and leads back to the list in which it was pressed."""
    me = ref(person_of(request))
    if queue == "arrivals":
        is_tried = arrivals.try_again(number, by=me)
    elif queue == "outgoing":
        is_tried = outbox.try_again(number, by=me)
    elif queue == "reactions":
        is_tried = reactions.try_again(number)
    elif queue == "erasures":
        is_tried = erase.try_again(number)
    elif queue == "tags":
        is_tried = tag_changes.try_again(number)
    else:
        raise Http404
    if is_tried:
        words = _("It is being tried again. It leaves this list when it goes through; else it says why not.")
        messages.success(request, words)
    else:
        messages.info(request, _("Nothing was done: it went through meanwhile, or is being tried just now."))
    return redirect(LISTS.get(request.POST.get("back", ""), "setup:held"))


@login_required
@require_safe
def raw(request: HttpRequest, number: int) -> FileResponse:
    """An arrival as it came."""
    arrival = get_object_or_404(_came(person_of(request)).select_related("raw", "channel"), pk=number)
    ending = "eml" if arrival.channel.kind == "email" else "json"
    return download(arrival.raw, f"arrival-{number}.{ending}")


def _came(me: Person) -> QuerySet[Arrival]:
    """The arrivals that `me` may read; what became no ticket is in no team."""
    if sight_of(me) is Sight.ALL:
        return Arrival.objects.all()
    return Arrival.objects.filter(Exists(_messages_for(me).filter(arrival=OuterRef("pk"))))


def _leaving(me: Person) -> QuerySet[Outgoing]:
    """The outgoing mails that `me` may read."""
    if sight_of(me) is Sight.ALL:
        return Outgoing.objects.all()
    about = _messages_for(me).filter(pk=OuterRef("about_id"))
    return Outgoing.objects.filter(Exists(about), about_kind="message")


def _messages_for(me: Person) -> QuerySet[Message]:
    return Message.objects.filter(ticket__in=tickets_of(me).values("pk"))


def _stands(row: Claimable) -> dict[str, Any]:
    """How often it was tried, and whether that goes on by itself: now, or at a time to come."""
    waits = row.state == State.WAITING
    now = timezone.now()
    return {
        "attempts": row.attempts,
        "is_tried_now": waits and (row.due_at <= now or row.lease is not None),
        "next_at": row.due_at if waits and row.due_at > now else None,
    }


def _arrival(row: Arrival) -> dict[str, Any]:
    sender, subject = glance(store.beginning(row.raw))
    return {
        "id": row.pk,
        "what": subject or _("(no subject)"),
        "who": sender or row.envelope.get("from", ""),
        "at": row.kept_at,
        **_stands(row),
        "error": row.error or row.get_aside_display(),
        "again_url": reverse("setup:retries", args=["arrivals", row.pk]),
        "raw_url": reverse("setup:raw", args=[row.pk]),
    }


def _outgoing(rows: list[Outgoing]) -> list[dict[str, Any]]:
    what = held_words.carried(rows)
    return [
        {
            "id": row.pk,
            "what": what[row.pk],
            "who": row.recipient,
            "code": row.message_id,
            "at": row.queued_at,
            **_stands(row),
            "error": row.error,
            "again_url": reverse("setup:retries", args=["outgoing", row.pk]),
            "raw_url": None,
        }
        for row in rows
    ]


def _reaction(row: Reaction) -> dict[str, Any]:
    return {
        "id": row.pk,
        "what": held_words.following(row),
        "who": held_words.subject_of(row),
        "code": row.name,
        "at": row.entry.recorded_at,
        **_stands(row),
        "error": row.error,
        "again_url": reverse("setup:retries", args=["reactions", row.pk]),
        "raw_url": None,
    }
