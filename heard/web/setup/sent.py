"""Sent mail: in a demo nothing leaves the machine, so what would have left is shown here."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.channels.models import Outgoing
from heard.files import store
from heard.lib.claim import State

MOST = 100


@login_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The newest mails that left. Only in a demo: elsewhere they are in the tickets."""
    _only_in_a_demo()
    rows = Outgoing.objects.filter(state=State.DONE).select_related("content").order_by("-sent_at")[:MOST]
    context = {"mails": [_mail(row) for row in rows], "nav_current": "setup", "setup_current": "sent"}
    return render(request, "setup/sent.html", context)


@login_required
@require_safe
def sent_one(request: HttpRequest, number: int) -> HttpResponse:
    """One mail with its headers."""
    _only_in_a_demo()
    row = get_object_or_404(Outgoing.objects.select_related("content"), pk=number, state=State.DONE)
    context = {"mail": _mail(row), "nav_current": "setup", "setup_current": "sent"}
    return render(request, "setup/sent_one.html", context)


def _only_in_a_demo() -> None:
    if not settings.IS_DEMO:
        raise Http404


def _mail(row: Outgoing) -> dict[str, Any]:
    mail = message_from_bytes(store.content(row.content), policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - we wrote it ourselves
    body = mail.get_body(("plain",))
    return {
        "id": row.pk,
        "to": row.recipient,
        "subject": mail["Subject"],
        "at": row.sent_at,
        "headers": [(name, str(value)) for name, value in mail.items()],
        "text": body.get_content() if body else "",
        "url": reverse("setup:sent_one", args=[row.pk]),
        "state_label": row.receipt,
    }
