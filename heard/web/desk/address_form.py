"""What somebody says who wants to sign in with another address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from heard.staff.models import Person
from heard.web.desk.second_step import proved


class AddressForm(forms.Form):
    """The address I want, and the password I have."""

    email = forms.EmailField(
        max_length=254,
        error_messages={"required": gettext_lazy("Write the address that you want to sign in with.")},
    )
    now = forms.CharField(strip=False, max_length=200)

    def __init__(self, me: Person, data: Any = None) -> None:
        super().__init__(data, auto_id="id_address_%s")
        self.me = me

    def clean_now(self) -> str:
        """Whoever finds the desk open does not take it over."""
        return proved(self.me, self.cleaned_data["now"])
