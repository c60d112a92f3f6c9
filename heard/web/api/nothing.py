"""What a program hears at an address of the API that does not exist: a problem, as everywhere else in it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """404, whatever the method; web/api/door.py finds the words."""
    return HttpResponse(status=404)
