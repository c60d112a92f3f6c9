"""`/healthz`: 200 when the database answers and every loop gives signs of life."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from heard.lib import heartbeat


def healthz(_request: HttpRequest) -> JsonResponse:
    """What is wrong, in one word each; nothing that a stranger should not read."""
    try:
        silent = heartbeat.silent()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "does not answer"}, status=503)
    if silent:
        return JsonResponse({"ok": False, "database": "answers", "silent": silent}, status=503)
    return JsonResponse({"ok": True, "database": "answers", "silent": []})
