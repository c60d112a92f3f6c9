"""The help centre's first page, how the company is reached, and its pages of text."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from heard.channels.form import setup
from heard.knowledge import pages
from heard.knowledge.models import HelpPage
from heard.lib import markup
from heard.web.portal import place

A_YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here."""
    form = place.form()
    context = {"form": form.form, "pages": pages.published(), "ways": setup.ways(), "here": "help"}
    return place.shown(request, "home", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Every way to the company, its hours, and when one is answered."""
    form = place.form()
    return place.shown(request, "contact", {"form": form.form, "ways": setup.ways(), "here": "contact"})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of text."""
    place.form()
    found = get_object_or_404(HelpPage, slug=slug, is_published=True)
    others = [one for one in pages.published() if one.pk != found.pk]
    context = {"page": found, "text": html_of(found.text), "pages": others, "here": "help"}
    return place.shown(request, "page", context)


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as it goes on paper."""
    place.form()
    found = get_object_or_404(HelpPage, slug=slug, is_published=True)
    address = request.build_absolute_uri(reverse("help:page", args=[slug]))
    return place.shown(request, "printed", {"page": found, "text": html_of(found.text), "address": address})


@csrf_exempt  # it changes the reader's own cookie and nothing else; a frame elsewhere has no token
def language(request: HttpRequest) -> HttpResponse:
    """The reader chooses a language; it holds for this browser."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    place.form()
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, None) and back.startswith(("/help/", "/my/"))
    response = redirect(back if safe else "help:home")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def html_of(text: str) -> str:
    """A page's Markdown as HTML; it went through the cleaner (lib/markup)."""
    return mark_safe(markup.html(markup.plain(text)))  # noqa: S308
