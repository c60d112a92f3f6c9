"""The company's colour and logo, for the pages that stand before the desk and those that customers see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from heard.files import pictures
from heard.lib import colour
from heard.staff import desk
from heard.web.downloads import download

GROUND = "#f7f6f2"  # our paper: whatever is readable on it is so on our sheet, and white is readable on it
LEAST = 4.5  # WCAG 2.2, 1.4.3
DAY = 24 * 3600
# Lightness and the most chroma of our own roles (UI.md, section 2): light, then dark.
ROLES = {
    "on-accent": ((0.99, 0.005), (0.2, 0.03)),
    "accent-wash": ((0.95, 0.02), (0.285, 0.028)),
    "bar": ((0.55, 0.05), (0.66, 0.06)),
}


def nearest(accent: str) -> str:
    """`accent` itself if text in it can be read, or the nearest colour in which it can."""
    return colour.darkened_until(accent, GROUND, LEAST)


def rules(accent: str) -> str:
    """The style sheet that gives a page the company's colour: its hue and chroma, our lightness."""
    _lightness, chroma, hue = colour.oklch(accent)
    values = {"accent": (accent, colour.from_oklch(0.79, min(chroma, 0.12), hue))}
    for role, sides in ROLES.items():
        light, dark = (colour.from_oklch(lightness, min(chroma, most), hue) for lightness, most in sides)
        values[role] = (light, dark)
    lines = (f"--{role}: light-dark({light}, {dark});" for role, (light, dark) in values.items())
    return f":root {{ {' '.join(lines)} }}\n"


@require_safe
def style(_request: HttpRequest) -> HttpResponse:
    """The company's colour as a style sheet; empty where it has none."""
    found = desk.current()
    text = rules(found.accent) if found and found.accent else ""
    return _kept(HttpResponse(text, content_type="text/css; charset=utf-8"))


@require_safe
def logo(_request: HttpRequest) -> HttpResponse:
    """The company's logo; by its content it is a picture, whatever it was called."""
    found = desk.current()
    kind = pictures.kind_of(found.logo) if found and found.logo else None
    if not found or not found.logo or not kind:
        raise Http404
    return _kept(download(found.logo, "logo", shown_as=kind))  # type: ignore[arg-type]


def _kept(response: HttpResponse) -> HttpResponse:
    """Pages ask with `?v=` and the desk's version, so browsers may keep the answer."""
    del response.headers["Cache-Control"]
    patch_cache_control(response, public=True, max_age=DAY)
    return response
