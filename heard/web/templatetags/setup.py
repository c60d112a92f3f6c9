"""Which pages does the setup have? For the side menu, which stands on each of them."""

from typing import Any

from django import template

from heard.web.setup import contents

register = template.Library()


@register.simple_tag
def setup_groups() -> list[Any]:
    """The groups of setup/contents.py."""
    return contents.groups()
