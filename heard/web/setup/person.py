"""One person: their role, teams and sight; a new link; leaving with what they have, and coming back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from heard.staff import browsers, links, roles, second_step, teams
from heard.staff import people as staff
from heard.staff.models import Person, Role, Team
from heard.staff.people import LastOwner
from heard.staff.roles import Act
from heard.tickets import handover
from heard.web import doors
from heard.web.request import person_of
from heard.web.setup.account_form import AccountForm
from heard.web.setup.handing import handed
from heard.web.setup.people import PlaceForm


class HeirForm(forms.Form):
    """Who gets the open tickets of somebody who leaves: `person-3`, `team-1`, or nobody."""

    heir = forms.ChoiceField(
        choices=[],
        error_messages={
            "required": gettext_lazy("Say who gets them."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )

    def __init__(self, leaving: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = staff.assignable().exclude(pk=leaving.pk)
        self.fields["heir"].choices = [  # type: ignore[attr-defined]
            ("nobody", _("Nobody: they stand under Unassigned")),
            *((f"team-{team.pk}", _("Team %(name)s") % {"name": team.name}) for team in teams.everyone()),
            *((f"person-{person.pk}", person.name) for person in others),
        ]

    def chosen(self) -> Person | Team | None:
        """The one chosen."""
        kind, _sep, number = str(self.cleaned_data["heir"]).partition("-")
        if kind == "team":
            return Team.objects.get(pk=int(number))
        return Person.objects.get(pk=int(number)) if kind == "person" else None


def whom(request: HttpRequest, number: int) -> tuple[Person, Person]:
    """Who asks, and who is asked about. Raises Http404, and PermissionDenied for a lead before an owner."""
    me = person_of(request)
    found = get_object_or_404(Person, pk=number)
    if not roles.may_give(me, Role(found.role)):
        raise PermissionDenied(doors.refusal(me, Act.OWN))
    return me, found


def _owes_to_an_owner(me: Person, found: Person) -> bool:
    """Whether somebody is about to say how far they see themselves."""
    return me.pk == found.pk and not roles.may(me, Act.OWN)


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Shows and changes what they are here for."""
    me, found = whom(request, number)
    if request.method == "POST" and _owes_to_an_owner(me, found):
        raise PermissionDenied(doors.refusal(me, Act.OWN))
    now = staff.place_of(found)
    form = PlaceForm(
        me, request.POST or None, initial={"role": now.role, "sees": now.sees, "teams": now.teams}
    )
    if request.method == "POST" and form.is_valid():
        try:
            staff.put(found, form.place(), by=me)
        except LastOwner as fault:
            form.add_error("role", str(fault))
        else:
            messages.success(
                request,
                _("%(name)s is %(role)s now.") % {"name": found.name, "role": form.place().role.label},
            )
            return redirect("setup:people")
    return page(request, me, found, form=form)


def page(request: HttpRequest, me: Person, found: Person, **forms_with_faults: forms.Form) -> HttpResponse:
    """The page; `forms_with_faults` stand in the place of the fresh ones."""
    now = staff.place_of(found)
    fresh = {
        "form": PlaceForm(me, initial={"role": now.role, "sees": now.sees, "teams": now.teams}),
        "account": AccountForm(initial={"name": found.name, "email": found.email}),
    }
    shown = fresh | forms_with_faults
    context = {"person": found, "has_tokens": found.tokens.filter(ended_at=None).count()}
    context |= {"nav_current": "setup", "setup_current": "people"}
    context["accounts"] = found.accounts.select_related("provider").order_by("pk")
    context["browsers"] = browsers.of(found)
    context["has_second_step"] = second_step.is_set(found)
    context["still_has"] = handover.waiting_with(found)["open"] if found.left_at else 0
    is_faulty = any(form.errors for form in shown.values())
    return render(request, "setup/person.html", context | shown, status=422 if is_faulty else 200)


@login_required
@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """A new sign-in link: for somebody invited, or who forgot their password."""
    me, found = whom(request, number)
    try:
        return handed(request, found, by=me)
    except links.NotTheirs as fault:
        messages.error(request, str(fault))
        return redirect("setup:person", number)


@login_required
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, number: int) -> HttpResponse:
    """Asks who gets their open tickets, then closes their account."""
    me, found = whom(request, number)
    has = handover.waiting_with(found)
    form = HeirForm(found, request.POST if request.method == "POST" and has["open"] else None)
    if request.method == "POST" and (not has["open"] or form.is_valid()):
        try:
            heir = form.chosen() if has["open"] else None
            staff.leave(found, by=me, heir=heir, gives=bool(has["open"]))  # nothing more is assigned to them
        except LastOwner as fault:
            messages.error(request, str(fault))
            return redirect("setup:person", number)
        if has["open"]:
            handover.finish(found, by=me)
        messages.success(request, _("%(name)s can no longer sign in.") % {"name": found.name})
        return redirect("setup:people")
    context = {"person": found, "has": has, "form": form, "nav_current": "setup", "setup_current": "people"}
    return render(request, "setup/leaving.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def returning(request: HttpRequest, number: int) -> HttpResponse:
    """Lets somebody who left come back."""
    me, found = whom(request, number)
    staff.come_back(found, by=me)
    messages.success(
        request, _("%(name)s can sign in again, with the password they had.") % {"name": found.name}
    )
    return redirect("setup:person", number)


@login_required
@require_POST
def withdrawal(request: HttpRequest, number: int) -> HttpResponse:
    """Takes an invitation back."""
    me, found = whom(request, number)
    if staff.withdraw(found, by=me):
        messages.success(
            request,
            _("The invitation of %(name)s is withdrawn; its link opens nothing.") % {"name": found.name},
        )
    else:
        messages.error(
            request, _("%(name)s came meanwhile. Their page says how they leave.") % {"name": found.name}
        )
    return redirect("setup:people")


@login_required
@require_POST
def sign_outs(request: HttpRequest, number: int) -> HttpResponse:
    """Ends every session they have."""
    me, found = whom(request, number)
    staff.sign_out_everywhere(found, by=me)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": found.name})
    return redirect("setup:person", number)
