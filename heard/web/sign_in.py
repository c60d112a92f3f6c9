"""Signing in: who may, and that nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The desk's people are made by its owner."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people join by invitation."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """No notice about signing in or out: the page that follows says it."""
