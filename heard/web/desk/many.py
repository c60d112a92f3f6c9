"""Replying to many at once: whom it reaches and whom not, sending it, and taking it back as one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from heard.drafts import macros as using
from heard.drafts import many as writing
from heard.drafts import recipients
from heard.drafts.many import ChangedElsewhere
from heard.drafts.models import ReplyToMany
from heard.drafts.review import review_standing
from heard.drafts.send import LONGEST, NotSendable
from heard.staff.models import Person
from heard.tickets.access import tickets_of
from heard.tickets.models import Delivery, Message
from heard.web.desk import laters, macros
from heard.web.desk.forms import ManyForm
from heard.web.desk.messages import LATER
from heard.web.findings import as_json
from heard.web.request import person_of


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Opens the composer for the selected tickets, or once more for those that got nothing."""
    me = person_of(request)
    if "again" in request.POST:
        row = _row(me)
        writing.again(row, map(int, row.refused))
    else:
        chosen = request.POST.getlist("tickets")
        writing.begin(me, [int(each) for each in chosen if each.isdecimal() and len(each) < 19])
    if "HX-Request" in request.headers:  # the bar asks by script; a page of its own shall open
        return HttpResponse(headers={"HX-Redirect": reverse("desk:many")})
    return redirect("desk:many")


@login_required
@require_http_methods(["GET", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """The composer with who gets it; after the sending, what became of it. A POST sends."""
    me = person_of(request)
    row = writing.of(me)
    if row is None:
        return redirect("desk:inbox")
    if request.method != "POST":
        return _page(request, me, row)
    form = ManyForm(request.POST)
    if not form.is_valid():
        wrong = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
        return _page(request, me, row, wrong=wrong, status=422)
    said = form.cleaned_data
    try:
        if not row.sent:
            writing.keep(row, said["text"], version=said["version"], macro=using.used(me, said["macro"]))
            writing.send_all(row, at=form.at)
    except ChangedElsewhere as changed:
        text = _("These words were changed in another window. Here they are as they stand there.")
        return _page(request, me, row, wrong=text, elsewhere=changed.words, status=409)
    except NotSendable as reason:
        return _page(request, me, row, wrong=str(reason), status=422)
    return redirect("desk:many")


@login_required
@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """Keeps the words as they are typed, or leaves somebody out; answers who gets it now, and how."""
    me = person_of(request)
    row, form = _row(me), ManyForm(request.POST)
    if not form.is_valid() or row.sent:
        raise Http404(_("This draft cannot be kept."))
    said = form.cleaned_data
    status = 200
    try:
        writing.keep(row, said["text"], version=said["version"], macro=using.used(me, said["macro"]))
    except ChangedElsewhere:
        status = 409
    if said["without"]:
        writing.leave_out(row, said["without"])
    if "HX-Request" not in request.headers:
        return redirect("desk:many")
    return render(request, "desk/_many_plan.html", _planned(me, row), status=status)


@login_required
@require_POST
def review(request: HttpRequest) -> JsonResponse:
    """What the coach points at while it is typed. What depends on one customer is asked at the sending."""
    _row(person_of(request))
    text = request.POST.get("text", "")[:LONGEST]
    return JsonResponse(as_json(review_standing(text, fills_in=True)))


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back all that have not left; the words are a draft again."""
    row = _row(person_of(request))
    taken = writing.take_back(row)
    if not taken.back:
        return render(request, "desk/too_late.html", {"ticket_url": reverse("desk:many")}, status=409)
    if taken.gone:
        return redirect(f"{reverse('desk:many')}?gone={taken.gone}")
    return redirect("desk:many")


@login_required
@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    """Throws the draft away."""
    writing.throw_away(person_of(request))
    return redirect("desk:inbox")


@login_required
@require_http_methods(["GET"])
def picker(request: HttpRequest) -> HttpResponse:
    """The macros with their variables as they stand: each customer gets their own."""
    return macros.listed(request, person_of(request), {})


@login_required
@require_http_methods(["GET"])
def macro(request: HttpRequest, macro: int) -> HttpResponse:
    """One macro's words, with the variables in braces."""
    return macros.given(person_of(request), macro, {}, open_places=False)


def _row(me: Person) -> ReplyToMany:
    return get_object_or_404(ReplyToMany.objects.select_related("macro", "person"), person=me)


def _page(
    request: HttpRequest, me: Person, row: ReplyToMany, *, status: int = 200, **extra: Any
) -> HttpResponse:
    is_over = bool(row.sent or row.refused)
    context = {
        "row": row,
        "does": ", ".join(macros.spelled(row.macro)) if row.macro else "",
        "gone": request.GET.get("gone", "")[:3],
        "laters": laters.choices(None),
        "nav_current": "inbox",
        **(_became(me, row) if is_over else _planned(me, row)),
        **extra,
    }
    return render(request, f"desk/{'many_sent' if is_over else 'many'}.html", context, status=status)


def _planned(me: Person, row: ReplyToMany) -> dict[str, Any]:
    found = recipients.plan(me, map(int, row.tickets), row.text)
    tickets = len(found.gets)
    said = ngettext("%d customer gets it", "%d customers get it", found.customers) % found.customers
    if tickets != found.customers:
        said += " " + ngettext("in %d ticket", "in %d tickets", tickets) % tickets
    return {"plan": found, "said": said, "version": row.version}


def _became(me: Person, row: ReplyToMany) -> dict[str, Any]:
    sent = list(writing.messages_of(row).select_related("ticket__customer"))
    waiting = [message.release_at for message in sent if message.delivery == Delivery.WAITING]
    leaves = max((at for at in waiting if at), default=None)
    mine = tickets_of(me).filter(number__in=list(row.refused))
    names = dict(mine.values_list("number", "customer__name"))
    return {
        "sent": [_told(message) for message in sent],
        "leaves_at": leaves,
        "is_later": bool(leaves and leaves > timezone.now() + LATER),
        "refused": [
            {"number": int(number), "name": names.get(int(number), ""), "why": why}
            for number, why in row.refused.items()
        ],
    }


def _told(message: Message) -> dict[str, Any]:
    return {
        "number": message.ticket_id,
        "name": message.ticket.customer.name,
        "subject": message.ticket.subject,
        "state": "" if message.delivery == Delivery.WAITING else Delivery(message.delivery).label,
    }
