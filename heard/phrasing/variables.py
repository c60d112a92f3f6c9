"""What stands in braces in a macro, and what of it is not filled in yet?"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "customer.first_name": _("the customer's first name"),
    "customer.name": _("the customer's whole name"),
    "customer.email": _("the customer's address"),
    "ticket.number": _("the ticket's number"),
    "ticket.subject": _("the ticket's subject"),
    "agent.name": _("the name of whoever sends it"),
    "agent.first_name": _("the first name of whoever sends it"),
    "company.name": _("the company's name"),
}
# Whatever looks like a variable, known or mistyped: {customer.frist_name} must not reach a customer.
FOUND = re.compile(r"\{\s*([a-z]+(?:[._][a-z_]+)+)\s*\}", re.IGNORECASE)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its variables filled in; unknown and empty ones stay as they are, to be seen."""
    return FOUND.sub(lambda match: values.get(match[1].lower(), "") or match[0], text)


def left_in(text: str) -> list[str]:
    """The variables that stand in `text` unfilled, each once."""
    return list(dict.fromkeys(match[0] for match in FOUND.finditer(text)))


def unknown_in(text: str) -> list[str]:
    """Those that no ticket could ever fill."""
    return [match[0] for match in FOUND.finditer(text) if match[1].lower() not in NAMES]
