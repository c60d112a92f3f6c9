"""Who is calling? What a telephone system opens with the caller's number: greet them by name (R-093).

The number finds the customer however it is typed, with or without the country; beside their name stands what
is open with them, and below it the page on which the call is written down.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from heard.coach.heat import HOT
from heard.customers import organisations, phones
from heard.customers.models import Customer, Identity
from heard.staff.models import Person
from heard.tickets import access
from heard.tickets.models import ACTIVE, Status, Ticket
from heard.web.desk import new
from heard.web.desk.new_form import NewForm
from heard.web.request import person_of

MOST = 6  # of their tickets
LIKELY = 3  # customers whose numbers end so
TAIL = 8  # digits that tell a number without its country


@login_required
@require_safe
def caller(request: HttpRequest) -> HttpResponse:
    """The page; `?number=` as the telephone system knows it, empty where it was withheld."""
    me = person_of(request)
    written = request.GET.get("number", "").strip().removeprefix("tel:")[:60]
    number = phones.number(written)
    found = _known_by(me, number)
    one = found[0] if len(found) == 1 else None
    first = {"way": "told", "how": "phone", "to": one.address if one else number}
    named = {"name": one.customer.name} if one and not phones.number(one.customer.name) else {"name": ""}
    form = NewForm(me, initial=new.beginning(request, me) | first | named)
    calling = {"number": number, "written": written, "who": [_shown(me, each.customer) for each in found]}
    return new.page(request, form, caller=calling)


def _known_by(me: Person, number: str) -> list[Identity]:
    """Whose number it is, of the customers that `me` may see: exactly, or else by how it ends."""
    if not number:
        return []
    rows = Identity.objects.filter(kind=phones.KIND, customer__erased_at=None).select_related("customer")
    rows = rows.filter(customer__in=access.customers_of(me))
    exact = list(rows.filter(address=number))
    tail = number.lstrip("+0")[-TAIL:]
    if exact or len(tail) < TAIL:
        return exact
    return list(rows.filter(address__endswith=tail).order_by("pk")[:LIKELY])


def _shown(me: Person, customer: Customer) -> dict[str, Any]:
    tickets = access.tickets_of(me).filter(customer=customer, merged_into=None).exclude(status=Status.SPAM)
    rows = list(tickets.select_related("assignee").order_by("-changed_at", "-number")[:MOST])
    mail = customer.identities.filter(kind="email").first()
    firm = organisations.of_address(mail.address) if mail else None
    return {
        "name": customer.name,
        "firm": firm.name if firm else "",
        "is_heated": any(row.heat >= HOT and row.status in ACTIVE for row in rows),
        "tickets": [_row(row) for row in rows],
    }


def _row(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": Status(ticket.status).label,
        "is_open": ticket.status in ACTIVE,
        "is_escalated": ticket.escalated_at is not None,
        "snippet": ticket.snippet,
        "is_theirs": ticket.snippet_is_customers,
        "with": ticket.assignee.name if ticket.assignee else "",
        "changed_at": ticket.changed_at,
    }
