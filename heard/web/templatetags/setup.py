"""Which pages does the setup have? For the side menu, which stands on each of them."""

from typing import Any

from django import template

from heard.web.setup import contents

register = template.Library()


@register.simple_tag(takes_context=True)
def setup_groups(context: template.Context) -> list[Any]:
    """The groups of setup/contents.py, as far as whoever asks may open them."""
    return contents.groups(whole="setup" in context["may"])
