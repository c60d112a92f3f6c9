"""What is held up: arrivals, outgoing mail and reactions that failed, each with "try again"."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heard.channels import arrivals, outbox
from heard.channels.email.glance import glance
from heard.channels.models import Arrival, Outgoing
from heard.files import store
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.privacy import erase
from heard.reactions import run as reactions
from heard.reactions.models import Reaction
from heard.tickets import tag_changes
from heard.web.downloads import download
from heard.web.request import person_of
from heard.web.setup import held_words

MOST = 100
NOT_LEAVING = Q(state=State.FAILED) | Q(state=State.WAITING) & ~Q(
    error=""
)  # refused, or tried in vain so far


@login_required
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """The lists, newest first."""
    rows = Arrival.objects.select_related("raw").order_by("-id")
    context = {
        "arrivals": [_arrival(row) for row in rows.filter(state=State.FAILED)[:MOST]],
        "set_aside": [_arrival(row) for row in rows.filter(state=State.SET_ASIDE)[:MOST]],
        "outgoing": _outgoing(list(Outgoing.objects.filter(NOT_LEAVING).order_by("-id")[:MOST])),
        "reactions": [
            _reaction(row)
            for row in Reaction.objects.filter(state=State.FAILED)
            .select_related("entry")
            .order_by("-id")[:MOST]
        ],
        "nav_current": "setup",
        "setup_current": "held",
    }
    return render(request, "setup/held.html", context)


def failed_rows() -> list[dict[str, Any]]:
    """Everything that failed and can be tried again, the newest of each queue first."""
    came = Arrival.objects.select_related("raw").filter(state=State.FAILED)
    leaving = Outgoing.objects.filter(state=State.FAILED)
    follows = Reaction.objects.select_related("entry").filter(state=State.FAILED)
    return [
        *(_arrival(row) for row in came.order_by("-id")[:MOST]),
        *_outgoing(list(leaving.order_by("-id")[:MOST])),
        *(_reaction(row) for row in follows.order_by("-id")[:MOST]),
    ]


@login_required
@require_POST
def retry(request: HttpRequest, queue: str, number: int) -> HttpResponse:
    """Puts one row back in line."""
    me = ref(person_of(request))
    if queue == "arrivals":
        arrivals.try_again(number, by=me)
    elif queue == "outgoing":
        outbox.try_again(number, by=me)
    elif queue == "reactions":
        reactions.try_again(number)
    elif queue == "erasures":
        erase.try_again(number)
    elif queue == "tags":
        tag_changes.try_again(number)
    else:
        raise Http404
    return redirect("setup:held")


@login_required
@require_safe
def raw(request: HttpRequest, number: int) -> FileResponse:
    """An arrival as it came."""
    arrival = get_object_or_404(Arrival.objects.select_related("raw", "channel"), pk=number)
    ending = "eml" if arrival.channel.kind == "email" else "json"
    return download(arrival.raw, f"arrival-{number}.{ending}")


def _arrival(row: Arrival) -> dict[str, Any]:
    sender, subject = glance(store.beginning(row.raw))
    return {
        "id": row.pk,
        "what": subject or _("(no subject)"),
        "who": sender or row.envelope.get("from", ""),
        "at": row.kept_at,
        "attempts": row.attempts,
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
            "attempts": row.attempts,
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
        "attempts": row.attempts,
        "error": row.error,
        "again_url": reverse("setup:retries", args=["reactions", row.pk]),
        "raw_url": None,
    }
