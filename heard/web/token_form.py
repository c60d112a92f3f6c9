"""Making a token: what is it called, what may it do, until when? The same for oneself and for a program."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.staff import tokens
from heard.staff.models import Person, Token
from heard.staff.tokens import Wanted

LASTS = (("90", _("For 90 days")), ("365", _("For a year")), ("", _("Until somebody ends it")))


class TokenForm(forms.Form):
    """Offered are the scopes that its person's role can make use of."""

    name = forms.CharField(max_length=80, error_messages={"required": _("Say which program it is for.")})
    scopes = forms.MultipleChoiceField(choices=[], error_messages={"required": _("Choose what it may do.")})
    lasts = forms.ChoiceField(choices=LASTS, required=False, initial="365")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.offered = tokens.scopes_for(person)
        self.fields["scopes"].choices = [(name, scope.about) for name, scope in self.offered.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[str]:
        """The scopes that are ticked."""
        return set(self["scopes"].value() or [])

    def make(self, by: Person) -> str:
        """The secret, which cannot be shown again."""
        given = self.cleaned_data
        ends = timezone.now() + timedelta(days=int(given["lasts"])) if given["lasts"] else None
        return tokens.give(self.person, Wanted(tuple(given["scopes"]), given["name"], ends), by=by)


def tokens_of(person: Person) -> QuerySet[Token]:
    """The tokens of `person` that work, the newest first."""
    return tokens.living().filter(person=person)
