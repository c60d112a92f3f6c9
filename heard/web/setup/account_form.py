"""What an owner says of somebody's account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AccountForm(forms.Form):
    """Their name, and the address that they sign in with."""

    name = forms.CharField(
        max_length=120, error_messages={"required": _("Write a name: it stands over each reply.")}
    )
    email = forms.EmailField(
        max_length=254, error_messages={"required": _("Write the address that they sign in with.")}
    )

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, auto_id="id_account_%s", initial=initial)
