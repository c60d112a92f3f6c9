"""Signing in: who may, and that nobody signs up by themselves."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The desk's people are made by its owner."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The email or the password is not right. Look at both, and try again."),
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes; until then the right password is refused, too."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people join by invitation."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """No notice about signing in or out: the page that follows says it."""
