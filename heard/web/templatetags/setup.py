"""What does every page of the setup need in its template? The side menu."""

from typing import Any

from django import template

from heard.web import contents

register = template.Library()


@register.simple_tag(takes_context=True)
def setup_groups(context: template.Context) -> list[Any]:
    """The groups of web/contents.py, as far as whoever asks may open them."""
    return contents.groups(whole="setup" in context["may"])
