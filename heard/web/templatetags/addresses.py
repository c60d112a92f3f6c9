"""Where may a mail address break in a narrow column? After its @ and its dots, before anywhere else."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ENDS = re.compile(r"([@.])(?=[^@.])")  # of a part that is read as one


@register.filter
def breakable(address: str) -> SafeString:
    """`address`, or a Message-ID, escaped, with the places where it may go on in the next line."""
    parts = ENDS.sub("\\1\n", str(address)).split("\n")
    return mark_safe("<wbr>".join(map(escape, parts)))  # noqa: S308 - each part is escaped
