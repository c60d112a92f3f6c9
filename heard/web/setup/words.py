"""The words of one mailbox: what a customer reads when their mail arrived, and below each reply."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.web.request import owner_of


class WordsForm(forms.Form):
    """Both may be empty."""

    acknowledgement = forms.CharField(required=False, max_length=4000, widget=forms.Textarea)
    signature = forms.CharField(required=False, max_length=1000, widget=forms.Textarea)


@login_required
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, number: int) -> HttpResponse:
    """Shows and changes them; owners only."""
    owner_of(request)
    channel = get_object_or_404(Channel, pk=number, kind=mailboxes.KIND)
    now = {"acknowledgement": channel.acknowledgement, "signature": channel.signature}
    form = WordsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        mailboxes.say(channel, **form.cleaned_data)
        said = _("Kept. Customers who write to %(address)s read it from now on.")
        messages.success(request, said % {"address": channel.address})
        return redirect("setup:channels")
    context = {"form": form, "channel": channel, "nav_current": "setup", "setup_current": "channels"}
    return render(request, "setup/words.html", context, status=422 if form.errors else 200)
