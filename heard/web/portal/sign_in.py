"""Signing in by mail: ask, type the six figures, or press the button behind the link; and signing out."""

import logging

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.customers import known_browsers, sessions
from heard.customers import sign_in as signing_in
from heard.customers.models import Identity
from heard.customers.sign_in import TooOften
from heard.web.portal import place, visitor
from heard.web.portal.visitor import ASKED, KNOWN, LINK, MADE, SESSION
from heard.web.sign_out import CLEARED

log = logging.getLogger(__name__)

WRONG = _("These figures are wrong, or their 15 minutes are over. Look again, or ask for a new mail.")


class AddressForm(forms.Form):
    """The mail address that they wrote from."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please type the address that you wrote to us from."),
            "invalid": _("Something is missing in this address. It should read like ada@example.org."),
        },
    )


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks for the address. What follows is the same whether we know it or not."""
    place.form()
    if sessions.find(request.COOKIES.get(SESSION, "")):
        return redirect(_onwards(request))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        browser = visitor.browser_of(request)
        try:
            signing_in.ask(
                form.cleaned_data["email"],
                browser=browser,
                network=place.network(request),
                language=get_language() or "",
                known=request.COOKIES.get(KNOWN, ""),
            )
        except TooOften:
            words = _(
                "Many have asked for such a mail from your network. Please wait an hour, and try again."
            )
            form.add_error(None, words)
            return place.shown(request, "sign_in", _context(request, form=form), status=429, private=True)
        response = redirect(reverse("my:figures") + _to(request))
        visitor.remember(response, ASKED, browser, seconds=int(signing_in.LASTS.total_seconds()))
        return response
    status = 422 if form.errors else 200
    return place.shown(request, "sign_in", _context(request, form=form), status=status, private=True)


@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """The six figures of the mail, typed in the browser that asked for it."""
    place.form()
    wrong = ""
    if request.method == "POST":
        found = signing_in.by_figures(request.POST.get("figures", ""), browser=request.COOKIES.get(ASKED, ""))
        if found:
            return _welcome(request, found)
        log.warning("A customer's sign-in failed: wrong or old figures.")
        wrong = str(WRONG)
    context = _context(request, wrong=wrong)
    return place.shown(request, "figures", context, status=422 if wrong else 200, private=True)


@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail. A GET changes nothing, because mail programs follow links: it shows a button."""
    place.form()
    browser = request.COOKIES.get(ASKED, "")
    row = signing_in.of_link(secret)
    if request.method == "POST" and row:
        found = signing_in.by_link(secret, browser=browser)
        if found:
            return _welcome(request, found)
        log.warning("A customer's sign-in failed: a link opened in another browser.")
    elsewhere = bool(row) and not signing_in.is_same_browser(row, browser)  # type: ignore[arg-type]
    context = _context(request, is_over=row is None, elsewhere=elsewhere)
    return place.shown(request, "by_link", context, status=200 if row else 410, private=True)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This browser forgets the customer; with `everywhere` all of theirs do."""
    held = request.COOKIES.get(SESSION, "")
    identity = sessions.find(held)
    if identity and request.POST.get("everywhere"):
        sessions.end_all(identity)
    sessions.end(held)
    response = redirect("my:sign_in")
    visitor.forget(response, SESSION, LINK, MADE)
    response.headers["Clear-Site-Data"] = CLEARED
    return response


def _welcome(request: HttpRequest, identity: Identity) -> HttpResponse:
    response = redirect(_onwards(request))
    sessions.end(request.COOKIES.get(SESSION, ""))  # whoever was signed in here before
    held = sessions.begin(identity)
    visitor.remember(response, SESSION, held, seconds=int(sessions.LASTS.total_seconds()))
    known = known_browsers.with_one_more(request.COOKIES.get(KNOWN, ""), identity.address)
    visitor.remember(response, KNOWN, known, seconds=int(known_browsers.LASTS.total_seconds()))
    visitor.forget(response, ASKED)
    return response


def _context(request: HttpRequest, **more: object) -> dict[str, object]:
    return {"to": _number(request), "here": "my", **more}


def _number(request: HttpRequest) -> str:
    """The request that they wanted to see."""
    written = request.POST.get("to") or request.GET.get("to") or ""
    return written if written.isascii() and written.isdecimal() and len(written) < 19 else ""


def _to(request: HttpRequest) -> str:
    number = _number(request)
    return f"?to={number}" if number else ""


def _onwards(request: HttpRequest) -> str:
    number = _number(request)
    return reverse("my:request", args=[int(number)]) if number else reverse("my:requests")
