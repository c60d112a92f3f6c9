"""Opening another mailbox, and naming or closing one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.channels.email import mailboxes
from heard.channels.email.mailboxes import Impossible
from heard.channels.models import Channel
from heard.lib.ref import ref
from heard.web.request import owner_of

NO_NAME = _("Write the name that customers see as the sender.")


class NewForm(forms.Form):
    """A mailbox that customers write to."""

    address = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Write the address that customers write to."),
            "invalid": _("This is not a mail address. Write one such as help@example.com."),
        },
    )
    name = forms.CharField(max_length=120, error_messages={"required": NO_NAME})


class ChangeForm(forms.Form):
    """What can change while the mailbox stays the same."""

    name = forms.CharField(max_length=120, error_messages={"required": NO_NAME})
    group = forms.EmailField(
        max_length=254,
        required=False,
        error_messages={"invalid": _("This is not a mail address. Write the group's, or nothing.")},
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Opens a mailbox; how its mail gets in stands on its page."""
    owner = owner_of(request)
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = mailboxes.open_another(given["address"], name=given["name"], by=ref(owner))
            return redirect("setup:channel", opened.pk)
        except Impossible as reason:
            form.add_error("address", str(reason))
    return _page(request, "setup/new_mailbox.html", form)


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, number: int) -> HttpResponse:
    """Its name, and the group that it stands behind."""
    owner = owner_of(request)
    channel = get_object_or_404(Channel, pk=number, kind=mailboxes.KIND)
    form = ChangeForm(request.POST or None, initial={"name": channel.name, "group": channel.group})
    if request.method == "POST" and form.is_valid():
        mailboxes.change(channel, **form.cleaned_data, by=ref(owner))
        return redirect("setup:channel", number)
    return _page(request, "setup/mailbox.html", form, channel=channel)


@login_required
@require_POST
def closure(request: HttpRequest, number: int) -> HttpResponse:
    """Closes the mailbox, or opens it again."""
    owner = owner_of(request)
    channel = get_object_or_404(Channel, pk=number, kind=mailboxes.KIND)
    try:
        if request.POST.get("closed") == "yes":
            mailboxes.close(channel, by=ref(owner))
        else:
            mailboxes.reopen(channel, by=ref(owner))
    except Impossible as reason:
        messages.error(request, str(reason))
    return redirect("setup:channel", number)


def _page(request: HttpRequest, template: str, form: forms.Form, **more: Any) -> HttpResponse:
    context = {"form": form, "nav_current": "setup", "setup_current": "channels", **more}
    return render(request, template, context, status=422 if form.errors else 200)
