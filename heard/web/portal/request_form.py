"""The request form: at its own address, and inside the pages of sites that may frame it."""

from functools import partial
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from heard.channels.form import door, spam
from heard.channels.form.door import ABOUT, Submission
from heard.channels.form.spam import Verdict
from heard.channels.models import Channel
from heard.tickets import reception
from heard.tickets.models import Message
from heard.web.asking import RequestForm
from heard.web.policy import POLICY
from heard.web.portal import place

SALT = "heard.portal.sent"
SHOWN_FOR = 24 * 3600  # seconds
WORDS: dict[Verdict, str | Promise] = {
    Verdict.TRAPPED: _(
        "The field “Leave this empty” was filled in, perhaps by your browser. Please send it again."
    ),
    Verdict.STALE: _("This page was open for long. Nothing is lost: please send it once more."),
    Verdict.TOO_SOON: _(
        "That was quick, as if by a machine. Please look it over, and send it in some seconds."
    ),
    Verdict.TOO_MANY: _(
        "So much came from your network that we hold more of it back for an hour. The contact page has other"
        " ways to us."
    ),
}


# Without Django's token: nobody's rights are used here, and a frame in another site has no cookie for it.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def request_form(request: HttpRequest) -> HttpResponse:
    """The form at its own address."""
    return _form(request, place.form(), framed=False)


@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "POST"])
def framed(request: HttpRequest) -> HttpResponse:
    """The form inside a page of a site that Setup names."""
    channel = place.form()
    return _frameable(_form(request, channel, framed=True), channel)


@require_safe
def sent(request: HttpRequest, proof: str) -> HttpResponse:
    """It has arrived: the number, and what happens next."""
    return _sent(request, place.form(), proof, framed=False)


@xframe_options_exempt
@require_safe
def framed_sent(request: HttpRequest, proof: str) -> HttpResponse:
    """The same in the frame."""
    channel = place.form()
    return _frameable(_sent(request, channel, proof, framed=True), channel)


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """What a site includes to have the form in its page."""
    place.form()
    response = render(request, "portal/embed.js", {"address": request.build_absolute_uri("/")[:-1]})
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _form(request: HttpRequest, channel: Channel, *, framed: bool) -> HttpResponse:
    if request.method != "POST":
        about = request.GET.get("about", "")
        form = RequestForm(channel, initial={"about": about if about in ABOUT else "question"})
        return _page(request, form, spam.token(), framed=framed)
    token = request.POST.get("token", "")
    form = RequestForm(channel, request.POST, request.FILES)
    if form.is_valid():
        submission = form.submission()
        if again := door.kept_lately(channel, submission):  # pressed, gone back, pressed again
            return redirect(_confirmation(again, submission, framed=framed))
        verdict = spam.judge(
            token,
            proof=request.POST.get("proof", ""),
            trap=request.POST.get("website", ""),
            network=place.network(request),
        )
        if verdict is Verdict.FINE:
            return redirect(_taken(form, submission, token, framed=framed))
        form.add_error(None, str(WORDS[verdict]))
    fresh = token if spam.key_of(token) else spam.token()
    return _page(request, form, fresh, framed=framed)


def _taken(form: RequestForm, submission: Submission, token: str, *, framed: bool) -> str:
    """Keeps it, takes it in, and says where the confirmation is."""
    key = spam.key_of(token)
    assert key  # noqa: S101 - judged a moment ago
    number = door.keep(form.channel, submission, key=key)
    reception.take_in(number)
    return _confirmation(number, submission, framed=framed)


def _confirmation(number: int, submission: Submission, *, framed: bool) -> str:
    """The address of the page that says it has arrived."""
    proof = signing.dumps([number, submission.tags[0]], salt=SALT)
    return reverse("help:framed_sent" if framed else "help:sent", args=[proof])


def _page(request: HttpRequest, form: RequestForm, token: str, *, framed: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "settings": form.channel.form,
        "why": form.purposes(),
        "token": token,
        "bits": spam.BITS,
        "had_files": bool(form.files),
        "is_framed": framed,
        "here": "request",
        "worker": static("js/portal/work.js"),
    }
    show = partial(place.shown, request, "framed" if framed else "request", context)
    return show(status=422) if form.errors else show()


def _sent(request: HttpRequest, channel: Channel, proof: str, *, framed: bool) -> HttpResponse:
    try:
        number, about = signing.loads(proof, salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        raise Http404(_("This page is gone. Your request is not.")) from None
    message = Message.objects.filter(arrival=number).only("ticket_id").first()
    context = {
        "number": message.ticket_id if message else None,
        "about": about,
        "settings": channel.form,
        "is_framed": framed,
        "here": "request",
    }
    response = place.shown(request, "framed_sent" if framed else "sent", context, private=True)
    if message is None:
        response.headers["Refresh"] = "2"  # it is kept; a worker is about to take it in
    return response


def _frameable(response: HttpResponse, channel: Channel) -> HttpResponse:
    """Only the sites that Setup names may show it; without any, nobody."""
    sites = " ".join(channel.form.sites) or "'none'"
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {sites}"
    )
    return response
