"""What stands in braces in a macro, and what of it is not filled in yet?"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "customer.first_name": _("the customer's first name"),
    "customer.name": _("the customer's whole name"),
    "customer.email": _("the customer's address"),
    "customer.goal": _("what the customer is trying to do, as the ticket says"),
    "another.way": _("another way to it: you write it, nothing leaves before"),
    "scope.link": _("the help page on what you do and what not, once customers can read it"),
    "ticket.number": _("the ticket's number"),
    "ticket.subject": _("the ticket's subject"),
    "agent.name": _("the name of whoever sends it"),
    "agent.first_name": _("the first name of whoever sends it"),
    "company.name": _("the company's name"),
}
# Whatever looks like a variable, known or mistyped: neither {customer.frist_name} nor {nonsense} must reach a
# customer. Who writes of braces as such puts them into a piece of code, `{id}`.
FOUND = re.compile(r"\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}", re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its variables filled in; unknown and empty ones stay as they are, to be seen."""
    return FOUND.sub(lambda match: values.get(match[1].lower(), "") or match[0], text)


def left_in(text: str) -> list[str]:
    """The variables that stand in `text` unfilled, each once; of pieces of code only those that there are."""
    code = [match.span() for match in CODE.finditer(text)]
    found = (
        match[0]
        for match in FOUND.finditer(text)
        if match[1].lower() in NAMES or not any(start < match.start() < end for start, end in code)
    )
    return list(dict.fromkeys(found))


def unknown_in(text: str) -> list[str]:
    """Those that no ticket could ever fill."""
    return [name for name in left_in(text) if name.strip("{ }\t\n").lower() not in NAMES]
