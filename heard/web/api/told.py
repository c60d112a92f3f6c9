"""How does every answer under /api/ leave? Kept by nobody, in English, refusals as problems."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from heard.web.api import problems

LANGUAGE = "en"  # of every detail: programs log it, and their makers search for it


class Told:
    """Stands outside all that may refuse a call before the API sees it, as a wrong Host is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.path != "/api" and not request.path.startswith("/api/"):
            return response
        response.headers.setdefault("Cache-Control", "private, no-store")
        with translation.override(LANGUAGE):
            told = problems.of_answer(request, response)
        told.headers["Content-Language"] = LANGUAGE
        return told
