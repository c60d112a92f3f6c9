"""How do pages travel? Compressed, where the browser takes it: a list of fifty rows is 14 KB instead of 68.

Compression can give a secret away to somebody who makes a browser ask again and again with words of their
own beside the secret, and who watches the lengths (BREACH, 2013). Our cookies are SameSite=Lax, so another
site cannot make it ask; the CSRF token is masked anew in every page; and the length is blurred, as Django's
GZipMiddleware does it. That one compresses downloads, too, and harder: twice the time for a seventh less.
"""

import gzip
import io
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

LEVEL = 1  # 0.3 ms for 68 KB
SHORTEST = 1400  # bytes: what fits into one packet is not worth it
MOST_BLUR = 100  # bytes


class Compressed:
    """Compresses HTML; all else is small, compressed already, or sent as a stream."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not isinstance(response, HttpResponse) or not _is_worth_it(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            _compress(response)
        return response


def _is_worth_it(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and "Content-Encoding" not in response.headers and len(response.content) >= SHORTEST


def _compress(response: HttpResponse) -> None:
    blur = "." * secrets.randbelow(MOST_BLUR)
    packed = io.BytesIO()
    with gzip.GzipFile(filename=blur, mode="wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as file:
        file.write(response.content)
    response.content = packed.getvalue()
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"  # the same page, in other bytes
