"""Connecting a mailbox over IMAP: the form, and trying what it says."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from heard.channels.email.imap import account as accounts
from heard.channels.email.imap import oauth
from heard.channels.email.imap.account import Wanted
from heard.channels.email.imap.connect import Server
from heard.channels.email.imap.models import Afterwards, ImapAccount, Security, SignIn
from heard.channels.email.mailboxes import KIND
from heard.channels.models import Channel
from heard.web.request import owner_of
from heard.web.setup.channel import tell_trial

CLOCKS_DIFFER = timedelta(minutes=2)  # rather one old mail too many than a new one lost
SECRETS = ("password", "client_secret", "refresh_token")


def _one_line(value: str) -> None:
    """No control characters: they would end a line of the protocol."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise ValidationError(_("This holds characters that cannot be typed. Type it by hand."))


class Begin(models.TextChoices):
    """What of a mailbox becomes tickets when it is connected."""

    ALL = "all", _("All mail in the folder")
    NOW = "now", _("Only mail from now on")


class ImapForm(forms.Form):
    """What we need to read a mailbox. Secrets are never shown again; empty keeps the stored one."""

    host = forms.CharField(max_length=255, validators=[_one_line])
    port = forms.IntegerField(min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(choices=Security.choices, initial=Security.TLS)
    user = forms.CharField(max_length=254, validators=[_one_line])
    sign_in = forms.ChoiceField(choices=SignIn.choices, initial=SignIn.PASSWORD)
    password = forms.CharField(max_length=500, required=False, strip=False, validators=[_one_line])
    client_id = forms.CharField(max_length=254, required=False, validators=[_one_line])
    client_secret = forms.CharField(max_length=500, required=False, validators=[_one_line])
    token_url = forms.CharField(max_length=500, required=False, validators=[_one_line])
    refresh_token = forms.CharField(max_length=4000, required=False, validators=[_one_line])
    folder = forms.CharField(max_length=200, initial="INBOX", validators=[_one_line])
    afterwards = forms.ChoiceField(choices=Afterwards.choices, initial=Afterwards.LEAVE)
    move_to = forms.CharField(max_length=200, required=False, validators=[_one_line])
    begin = forms.ChoiceField(choices=Begin.choices, initial=Begin.ALL, required=False)

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        found = super().clean() or {}
        if found.get("security") == Security.NONE and not Server(found.get("host", ""), 0, "").is_loopback:
            self.add_error(
                "security",
                _("Without TLS anybody on the way could read the password. Choose TLS or STARTTLS."),
            )
        if found.get("afterwards") == Afterwards.MOVE:
            if not found.get("move_to"):
                self.add_error("move_to", _("Say which folder they are moved to."))
            elif found.get("move_to") == found.get("folder"):
                self.add_error("move_to", _("They are in this folder already. Name another."))
        if found.get("sign_in") == SignIn.OAUTH2:
            if not found.get("client_id"):
                self.add_error("client_id", _("The provider gave you one when you registered the program."))
            if not oauth.is_safe(found.get("token_url", "")):
                self.add_error("token_url", _("Write an address that begins with https://."))
        return found

    def wanted(self) -> Wanted:
        """The answers, for the account."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in SECRETS}
        now = timezone.now() - CLOCKS_DIFFER
        begins_at = now if given.pop("begin") == Begin.NOW else None
        return Wanted(
            **given, begins_at=begins_at, secrets={name: self.cleaned_data[name] for name in SECRETS}
        )


@login_required
@require_http_methods(["GET", "POST"])
def imap(request: HttpRequest, number: int) -> HttpResponse:
    """Adds or changes the account of a channel, and tries it at once."""
    owner_of(request)
    channel = get_object_or_404(Channel, pk=number, kind=KIND)
    account = ImapAccount.objects.filter(channel=channel).first()
    form = ImapForm(request.POST or None, initial=_initial(channel, account))
    if request.method == "POST" and form.is_valid():
        tell_trial(request, accounts.save(channel, form.wanted()))
        return redirect("setup:channel", number)
    context: dict[str, Any] = {"channel": channel, "account": account, "form": form}
    context |= {"nav_current": "setup", "setup_current": "channels"}
    return render(request, "setup/imap.html", context, status=422 if form.errors else 200)


def _initial(channel: Channel, account: ImapAccount | None) -> dict[str, Any]:
    if account is None:
        return {"user": channel.address}
    names = [name for name in ImapForm.base_fields if name not in (*SECRETS, "begin")]
    return {name: getattr(account, name) for name in names}
