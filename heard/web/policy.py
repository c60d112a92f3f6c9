"""What a page of ours may load and do: the Content-Security-Policy header."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# For what others sent: never a page of ours.
DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
SANDBOX = (
    "allow-popups allow-popups-to-escape-sandbox"  # a mail's links open, in tabs of their own; nothing runs
)


def mail_policy(*, remote_pictures: bool) -> str:
    """For the frame that shows a mail's cleaned HTML: our style sheet, its own style attributes, pictures."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src-elem 'self'",
            "style-src-attr 'unsafe-inline'",
            "img-src data: https: http:" if remote_pictures else "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            f"sandbox {SANDBOX}",
        )
    )


class ContentPolicy:
    """Sends the policy with every answer that has none of its own, static files too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
