"""Which parts of a page are the same again and again? Made once for all that they depend on, and kept."""

from collections.abc import Hashable

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from heard.web.pieces import Pieces

register = template.Library()

pieces = Pieces(2_000)


@register.simple_tag
def kept(name: str, **given: Hashable) -> SafeString:
    """The template `name` with the values `given`, which are all it knows: nothing of the reader or the page.

    It is kept by its name, the language and these values; so they must be hashable, and it shows no times.
    """
    key = (name, get_language(), *given.items())
    return mark_safe(pieces.find(key, lambda: render_to_string(name, given)))  # noqa: S308 - what the template escaped
