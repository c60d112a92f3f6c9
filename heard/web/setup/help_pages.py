"""Writing the pages of the help centre: Markdown with a preview, their order, published or not."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.channels.form import setup
from heard.knowledge import pages
from heard.knowledge.models import HelpPage
from heard.knowledge.pages import LONGEST, NotAPage
from heard.lib import markup
from heard.lib.ref import ref
from heard.web.request import person_of


class PageForm(forms.Form):
    """One page."""

    title = forms.CharField(max_length=120, error_messages={"required": _("A page needs a title.")})
    slug = forms.CharField(required=False, max_length=60)
    about = forms.CharField(required=False, max_length=200)
    text = forms.CharField(
        max_length=LONGEST, widget=forms.Textarea, error_messages={"required": _("The page is empty.")}
    )
    is_published = forms.BooleanField(required=False)


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, in the order in which customers read them."""
    rows = HelpPage.objects.all()
    context = {"pages": rows, "is_open": setup.current() is not None, **_around()}
    return render(request, "setup/help_pages.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new page, or one that stands; looked at before it is kept, or taken away."""
    found = get_object_or_404(HelpPage, pk=number) if number else None
    me = ref(person_of(request))
    if found and request.POST.get("remove"):
        pages.remove(found.pk, by=me)
        return redirect("setup:help_pages")
    form = PageForm(request.POST or None, initial=_initial(found))
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("look"):
            preview = mark_safe(markup.html(markup.plain(form.cleaned_data["text"])))  # noqa: S308 - cleaned
        else:
            try:
                pages.write(number, **form.cleaned_data, by=me)
            except NotAPage as reason:
                form.add_error("slug", str(reason))
            else:
                return redirect("setup:help_pages")
    context = {"form": form, "page": found, "preview": preview, **_around()}
    return render(request, "setup/help_page.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def place(request: HttpRequest, number: int) -> HttpResponse:
    """One place up or down."""
    pages.move(number, request.POST.get("to") == "up", by=ref(person_of(request)))
    return redirect("setup:help_pages")


def _initial(found: HelpPage | None) -> dict[str, Any]:
    names = ("title", "slug", "about", "text", "is_published")
    return {name: getattr(found, name) for name in names} if found else {}


def _around() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "help_pages"}
