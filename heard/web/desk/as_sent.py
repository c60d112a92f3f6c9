"""A mail as it was sent: our page around a frame in which nothing can run, and what stands in that frame.

The frame has no origin: no script, no form, no cookie of ours, and a policy that lets nothing load but our
style sheet and, when somebody asks for them, pictures. The mail's own pictures are written into the page:
from a frame without an origin a browser would ask for them without the session.
"""

from base64 import b64encode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from heard.channels.email import html_shown
from heard.files import pictures, store
from heard.tickets.access import ticket_for
from heard.tickets.models import Attachment, Direction, Message
from heard.web.policy import SANDBOX, mail_policy
from heard.web.request import person_of

MOST_PICTURES = 24_000_000  # characters of pictures written into one page


@login_required
@require_safe
def page(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Who wrote when and about what, over the frame; the plain words where there is no HTML."""
    found = _message(request, number, message)
    safe = _html(found)
    here = reverse("desk:as_sent", args=[number, message])
    asked = "pictures" in request.GET
    context = {
        "message": found,
        "ticket_url": f"{reverse('desk:ticket', args=[number])}#message-{message}",
        "words": found.whole_text or found.text,
        "body_url": f"{here}/body{'?pictures=1' if asked else ''}" if safe else None,
        "sandbox": SANDBOX,
        "pictures": html_shown.remote_pictures(safe),
        "pictures_url": f"{here}?pictures=1",
        "plain_url": here,
        "shows_pictures": asked,
        "nav_current": "inbox",
    }
    return _private(render(request, "desk/as_sent.html", context))


@login_required
@require_safe
@xframe_options_sameorigin
def body(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """The cleaned HTML alone, wrapped in a page without rights."""
    found = _message(request, number, message)
    safe = _html(found)
    if not safe:
        raise Http404(_("This message has no HTML that can be shown."))
    asked = "pictures" in request.GET
    if asked:
        safe = html_shown.with_remote_pictures(safe)
    safe = html_shown.with_own_pictures(safe, _own_pictures(found, safe), most=MOST_PICTURES)
    # Cleaned when it was read (html_safe); what could have slipped through has no rights in this page.
    context = {"message": found, "html": mark_safe(safe)}  # noqa: S308
    response = render(request, "desk/as_sent_body.html", context)
    response.headers["Content-Security-Policy"] = mail_policy(remote_pictures=asked)
    return _private(response)


def _message(request: HttpRequest, number: int, message: int) -> Message:
    ticket = ticket_for(person_of(request), number)
    rows = Message.objects.select_related("identity", "html")
    return get_object_or_404(rows, pk=message, ticket=ticket, direction=Direction.IN)


def _html(message: Message) -> str:
    """The cleaned HTML; "" where there is none or so much that a browser would stand still."""
    safe = store.content(message.html).decode(errors="replace") if message.html else ""
    return "" if html_shown.is_too_much(safe) else safe


def _own_pictures(message: Message, safe: str) -> dict[str, str]:
    """The mail's pictures as data: addresses by Content-ID, as many as fit. A picture is one by content."""
    wanted = html_shown.own_pictures(safe)
    rows = Attachment.objects.filter(message=message, content_id__in=wanted).select_related("blob")
    found: dict[str, str] = {}
    room = MOST_PICTURES
    for attachment in rows.order_by("pk"):
        room -= attachment.blob.size * 4 // 3
        kind = pictures.kind_of(attachment.blob) if room >= 0 else None
        if kind:
            content = b64encode(store.content(attachment.blob)).decode()
            found.setdefault(attachment.content_id, f"data:{kind};base64,{content}")
    return found


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
