"""What can this be changed to? The buttons of a menu, with a check on what it is now; a field's options."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def choices(name: str, options: Iterable[tuple[Any, Any]], now: Any) -> SafeString:
    """One button for each (value, label). `now` is the value that holds; it is marked as chosen."""
    buttons = []
    for value, label in options:
        mark, sign = (' class="chosen" aria-current="true"', _check()) if value == now else ("", "")
        words = f"<bdi>{escape(str(label))}</bdi>"
        buttons.append(f'<button name="{name}" value="{escape(str(value))}"{mark}>{words}{sign}</button>')
    return mark_safe("".join(buttons))  # noqa: S308 - names of ours, and what is escaped above


@cache
def _check() -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="{static("icons.svg")}#check"></use></svg>'


@register.simple_tag
def options(of: Iterable[tuple[Any, Any]], known: Any = None, words: str = "") -> SafeString:
    """One option for each (value, label). Where the value is `known`, `words` stand in place of its label."""
    shown = ((value, words if known and value == known else label) for value, label in of)
    made = [f'<option value="{escape(str(value))}">{escape(str(label))}</option>' for value, label in shown]
    return mark_safe("".join(made))  # noqa: S308 - what is escaped above


@register.filter
def labels(of: Iterable[tuple[Any, Any]], between: str) -> str:
    """The labels alone, for a script that splits them again."""
    return between.join(str(label) for _value, label in of)
