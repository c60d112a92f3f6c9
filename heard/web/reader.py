"""In which language and whose hours does a page speak? As its reader chose, or as their browser says."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from heard.staff.models import Person


class Reader:
    """Sets language and time zone for the signed-in person, for this request alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._get_response(request)
        finally:
            timezone.deactivate()  # the thread serves others next

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Before the view, and after the address is known: programs and static files cost nothing."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        person = get_user(request)
        if not isinstance(person, Person):
            return
        request.user = person  # Django's stand-in for it takes three calls for whatever it is asked
        if person.language:
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        if person.time_zone:
            timezone.activate(ZoneInfo(person.time_zone))
