"""Which parts of a page are the same for everybody? Made once for each language, and kept."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def kept(name: str) -> SafeString:
    """The template `name`, which must ask for no variable: nothing of the reader belongs into it."""
    return _made(name, get_language())


@cache
def _made(name: str, _language: str | None) -> SafeString:
    return render_to_string(name)
