"""A new ticket from the desk: a mail to a customer first, or what they said on the telephone."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heard.customers import identities, phones
from heard.customers.models import Customer, Identity
from heard.drafts import first, macros
from heard.drafts.files import TooMuch
from heard.drafts.first import First
from heard.drafts.send import NotSendable
from heard.staff.models import Person
from heard.tickets import access, finding, told
from heard.tickets.models import Ticket
from heard.tickets.models import Told as How
from heard.tickets.told import Hands, NotWritable, Told
from heard.web.desk import macros as listed
from heard.web.desk.new_form import NewForm
from heard.web.desk.writing import addresses
from heard.web.request import person_of

OFFERED = 8


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; a POST sends the mail, keeps it as a draft, or writes down what was said."""
    me = person_of(request)
    if request.method != "POST":
        return page(request, NewForm(me, initial=beginning(request, me)))
    if chosen := request.POST.get("choose"):
        return page(request, NewForm(me, initial={**request.POST.dict(), "to": chosen}))
    form = NewForm(me, request.POST)
    if "find" in request.POST:
        return page(request, NewForm(me, initial=request.POST.dict()), found=_named(me, form.typed()))
    form.full_clean()
    address = "" if "to" in form.errors else _address(form, me)
    if address and form.is_valid():
        try:
            ticket = _begin(request, form, address, me)
        except NotWritable as reason:
            form.add_error(reason.what or None, str(reason))
        except (NotSendable, TooMuch) as reason:
            form.add_error("text", str(reason))
        else:
            return redirect("desk:ticket", ticket.number)
    found = _named(me, form.typed()) if "to" in form.errors else []
    return page(request, form, found=found, status=422)


@login_required
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """The customers whose name or address begins as typed, as what the field offers."""
    rows = _named(person_of(request), request.GET.get("to", ""))
    options = format_html_join(
        "", '<option value="{}">{}</option>', ((one.address, one.name) for one in rows)
    )
    return HttpResponse(options)


def _begin(request: HttpRequest, form: NewForm, address: str, me: Person) -> Ticket:
    said = form.cleaned_data
    hands = Hands(said["team"], said["assignee"])
    if said["way"] == "told":
        words = Told(
            address, said["name"], said["subject"], said["text"],
            how=How(said["how"]), key=said["key"], hands=hands,
        )  # fmt: skip
        return told.write_down(words, said["channel"], by=me)
    sent = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    wanted = First(
        address, said["name"], said["subject"], said["text"], said["key"],
        hands=hands, files=sent, macro=macros.used(me, said["macro"]),
    )  # fmt: skip
    return first.write(wanted, said["channel"], by=me, sends="go_on" not in request.POST)


def _address(form: NewForm, me: Person) -> str:
    """The one address that is meant; empty, with the fault on the form, where it is not clear."""
    typed = form.typed()
    if phones.number(typed):
        if form.cleaned_data.get("way") == "told":
            return phones.number(typed)
        form.add_error(
            "to", _("A mail needs their address. A number is enough to write down what they said.")
        )
        return ""
    found = addresses(typed) if "@" in typed else []
    if len(found) == 1:
        return found[0]
    if found:
        form.add_error("to", _("Write to one customer here; others can get a copy of the next mail."))
    elif _named(me, typed):
        form.add_error("to", _("Choose whom of these you mean, or write the whole address."))
    else:
        form.add_error("to", _("Nobody here is called so. Write their whole address, like name@example.com."))
    return ""


def beginning(request: HttpRequest, me: Person) -> dict[str, Any]:
    """What stands in the form at first: it is mine, and perhaps to the customer whose page it came from."""
    number = request.GET.get("customer", "")
    known = access.customers_of(me).filter(erased_at=None)
    customer = known.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    mail = identities.mail_of(customer.pk) if customer else None
    phone = Identity.objects.filter(customer=customer, kind=phones.KIND).first() if customer else None
    reached = mail or phone
    name = customer.name if customer else ""
    return {
        "way": "told" if phone and not mail else "mail",
        "to": reached.address if reached else "",
        "name": "" if phones.number(name) or (mail and name == mail.address) else name,
        "assignee": me.pk,
        "key": uuid.uuid4(),
    }


class _Found:
    """A customer who may be meant."""

    def __init__(self, customer: Customer, address: str) -> None:
        self.name, self.address = customer.name, address


def _named(me: Person, typed: str) -> list[_Found]:
    """Those of the customers that `me` may see whose name or address begins so, each with their addresses."""
    if len(typed.strip()) < 2:
        return []
    return [
        _Found(customer, one.address)
        for customer in finding.customers(me, typed.strip()[:200], OFFERED)
        for one in customer.identities.all()
        if one.kind == "email" and "@" in one.address and customer.erased_at is None
    ]


def page(
    request: HttpRequest, form: NewForm, *, found: list[_Found] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page with this form; `more` is shown above it, such as who is calling."""
    used = macros.used(person_of(request), form.macro_number())
    context = {
        "form": form,
        "found": found or [],
        "hows": [(each.value, each.label) for each in How if each.value],
        "has_files": bool(request.FILES),
        "macro": used,
        "does": ", ".join(listed.spelled(used)) if used else "",
        "nav_current": "inbox",
        **more,
    }
    return render(request, "desk/new.html", context, status=status)
