"""`/metrics`: figures for Prometheus, for whoever is on this machine or has HEARD_METRICS_TOKEN."""

import hmac
import threading
from collections import Counter
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from heard.reports import metrics as report

LOOPBACK = {"127.0.0.1", "::1"}
HERE = {"localhost", "127.0.0.1", "[::1]"}
PASSED_ON = ("x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via")
_counts: Counter[tuple[str, str]] = Counter()
_lock = threading.Lock()


class Counted:
    """Counts the requests of this process, by the route's name and the class of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else ""
        with _lock:
            _counts[route or "none", f"{answer.status_code // 100}xx"] += 1
        return answer


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for everybody else, as if it were not there."""
    if not (_is_here(request) or _has_token(request)):
        raise Http404
    with _lock:
        counts = dict(_counts)
    return HttpResponse(report.text(counts), content_type=report.TYPE)


def _has_token(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    shown = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


def _is_here(request: HttpRequest) -> bool:
    """From this machine, to it by its own name, and through no proxy."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    passed_on = any(header in request.headers for header in PASSED_ON)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and name in HERE and not passed_on
