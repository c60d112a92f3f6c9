"""The company's name, colour and logo; a colour in which text cannot be read is refused, with the nearest."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heard.files import pictures, store
from heard.lib import colour
from heard.staff import desk
from heard.web import brand
from heard.web.request import person_of

MOST_BYTES = 500_000
SHOWN = {"image/png", "image/jpeg", "image/webp"}


class LooksForm(forms.Form):
    """What customers know the company by."""

    name = forms.CharField(max_length=120)
    accent = forms.CharField(max_length=20, required=False)
    logo = forms.FileField(required=False, allow_empty_file=True)
    no_logo = forms.BooleanField(required=False)
    proposed = ""

    def clean_accent(self) -> str:
        """A colour with which text can be read, or nothing."""
        written = str(self.cleaned_data["accent"]).strip()
        if not written:
            return ""
        found = colour.spelled(written)
        if found is None:
            raise forms.ValidationError(_("Write a colour as #rrggbb, such as #005e66."))
        self.proposed = brand.nearest(found)
        if self.proposed != found:
            words = _("Text in %(colour)s cannot be read well: its contrast is %(ratio)s, and 4.5 is needed.")
            ratio = f"{colour.contrast(found, brand.GROUND):.1f}"
            raise forms.ValidationError(words % {"colour": found, "ratio": ratio})
        return found

    def clean_logo(self) -> bytes | None:
        """A picture by its content."""
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 500 kB. Make the picture smaller."))
        content = bytes(file.read())
        if pictures.kind(content[: pictures.HEAD_BYTES]) not in SHOWN:
            raise forms.ValidationError(
                _("This is not a PNG, JPEG or WebP picture. Save it as one of these.")
            )
        return content


@login_required
@require_http_methods(["GET", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Shows and changes it."""
    found = desk.current()
    assert found  # noqa: S101 - nobody is signed in before it is open
    initial = {"name": found.name, "accent": found.accent}
    form = LooksForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        logo = store.keep(given["logo"]) if given["logo"] else None
        looks = desk.Looks(given["name"], given["accent"], logo, keeps_logo=not given["no_logo"])
        desk.change_looks(looks, by=person_of(request))
        messages.success(request, _("Kept. The sign-in page shows it."))
        return redirect("setup:appearance")
    context: dict[str, Any] = {"form": form, "nav_current": "setup", "setup_current": "appearance"}
    return render(request, "setup/appearance.html", context, status=422 if form.errors else 200)
