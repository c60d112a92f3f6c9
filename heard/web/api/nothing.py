"""What a program hears at an address of the API that does not exist: JSON, as everywhere else in it."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def nothing(request: HttpRequest, path: str = "") -> JsonResponse:
    """404 with a sentence, whatever the method."""
    return JsonResponse(
        {"detail": f"There is nothing at {request.path}. All addresses are in /api/v1/openapi.json."},
        status=404,
    )
