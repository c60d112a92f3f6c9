"""One customer: what is held of them, all of it as a file, and erasing them after a question. Owners only."""

import tempfile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.customers.models import Answer, Customer, ErasureWish
from heard.privacy import erase, export, person
from heard.web.request import owner_of


@login_required
@require_http_methods(["GET", "POST"])
def about_customer(request: HttpRequest, number: int) -> HttpResponse:
    """Counts what is there, says what would go, and erases when somebody is sure."""
    me = owner_of(request)
    customer = _customer(number)
    wrong = ""
    if request.method == "POST":
        if request.POST.get("sure") == "yes":
            erase.order(customer, by=me)
            messages.success(
                request, _("They are being erased. It takes a moment; this page says how far it is.")
            )
            return redirect("setup:privacy")
        wrong = _("Say that you are sure. It cannot be undone.")
    wish = ErasureWish.objects.filter(customer=customer, answer=Answer.OPEN).first()
    context = {"customer": customer, "held": person.held(customer), "wish": wish, "wrong": wrong}
    context |= {"nav_current": "setup", "setup_current": "privacy"}
    return render(request, "setup/about_customer.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def take_along(request: HttpRequest, number: int) -> FileResponse:
    """Everything about them as one file. That it was taken stands in the audit."""
    me = owner_of(request)
    customer = _customer(number)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it, and then it is gone
    export.write(customer, target)
    export.record_it(customer, by=me)
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=f"customer-{customer.pk}.zip")
    response.headers["Content-Type"] = "application/zip"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _customer(number: int) -> Customer:
    found = person.called(str(number))
    if found is None:
        raise Http404(_("There is no customer with this number, or they are erased."))
    return found
