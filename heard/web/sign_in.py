"""Signing in: the page, who may, and that nobody signs up by themselves."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from heard.lib.sealed import seal, unseal
from heard.staff import desk, providers
from heard.staff.models import Person

log = logging.getLogger(__name__)


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page, with a button for each provider."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the providers that are on; after a refusal the password is what is typed anew."""
        more: dict[str, Any] = super().get_context_data(**kwargs)
        wrote = bool(self.request.POST.get("login"))
        return {
            **more,
            "providers": list(providers.offered()),
            "is_demo": settings.IS_DEMO,
            "again": {"login": not wrote, "password": wrote},  # where the typing goes on
        }


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The desk's people are made by its owner."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The email address or the password is not right. Look at both, and try again."
        ),
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes; until then the right password is refused, too."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people join by invitation."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises ValidationError after too many tries."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("A sign-in was refused: too many tries.")
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Raises ValidationError where the password is right, but none lets this person in."""
        person = super().authenticate(request, **credentials)
        if isinstance(person, Person) and not providers.takes_password_of(person):
            log.warning("A sign-in was refused: passwords are for owners only.")
            raise ValidationError(_("Passwords are switched off here. Sign in with your company's account."))
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The log says so, but not who was meant: the proxy's own log knows the same request's address."""
        log.warning("A sign-in failed: wrong email or password.")

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """No notice about signing in or out: the page that follows says it."""


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps what people show beside their password sealed, and names the desk to their apps."""

    def get_totp_issuer(self) -> str:
        """The company, as the app lists it; without a colon, which would end the name."""
        return desk.name().replace(":", " ")

    def encrypt(self, text: str) -> str:
        """As the passwords of mailboxes are kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed. Raises Unreadable."""
        return unseal(encrypted_text)
