"""In which language and whose hours does a page speak? As its reader chose, or as their browser says."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
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
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, Person):
            return
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        if request.user.time_zone:
            timezone.activate(ZoneInfo(request.user.time_zone))
