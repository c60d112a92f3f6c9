"""What the page of a new ticket takes."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Channel
from heard.drafts.send import LONGEST
from heard.staff import people, teams
from heard.staff.models import Person, Team
from heard.tickets import access, told
from heard.tickets.models import Told as How

WAYS = (("mail", _("Write a mail")), ("told", _("Write down what they said")))


class NewForm(forms.Form):
    """To whom or of whom, through which mailbox, what, and whose it is from now on."""

    way = forms.ChoiceField(choices=WAYS)
    to = forms.CharField(
        max_length=400,
        error_messages={"required": _("Nobody is named. Write the customer's address, or their name.")},
    )
    name = forms.CharField(max_length=200, required=False)
    how = forms.ChoiceField(choices=[each for each in How.choices if each[0]], required=False)
    channel = forms.ModelChoiceField(
        queryset=Channel.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("There is no open mailbox that mail could leave through. Open one in Setup."),
            "invalid_choice": _("This mailbox is closed. Choose another."),
        },
    )
    subject = forms.CharField(max_length=500, required=False)
    text = forms.CharField(max_length=LONGEST, required=False, strip=False)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False)
    assignee = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    key = forms.UUIDField()
    zone = forms.CharField(max_length=60, required=False)
    macro = forms.IntegerField(required=False)

    def __init__(self, me: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = teams.everyone() if access.sight_of(me) is access.Sight.ALL else me.teams.order_by("name")
        querysets = {"channel": told.mailboxes(), "team": mine, "assignee": people.assignable()}
        for name, rows in querysets.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A mail has a subject; what somebody said on the telephone may have none."""
        said = super().clean() or {}
        said["how"] = said.get("how") or How.PHONE.value
        if said.get("way") == "mail" and not (said.get("subject") or "").strip():
            self.add_error("subject", _("Write what it is about: their mail program shows it."))
        return said

    def typed(self) -> str:
        """Whom somebody typed, even where the rest is wrong."""
        return str(self.data.get("to", "")).strip()

    def macro_number(self) -> int | None:
        """The macro whose words were taken."""
        written = str(self["macro"].value() or "")
        return int(written) if written.isdecimal() and len(written) < 10 else None

    def page_key(self) -> str:
        """What names this page: pressed twice, it is one ticket."""
        return str(self["key"].value() or uuid.uuid4())
