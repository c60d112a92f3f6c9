"""What are our cookies called? Over https by names that browsers keep to this host, or at least to https.

`__Host-`: this host alone set it, over https, for all of its pages. `__Secure-`: for a part of them
(RFC 6265bis, section 4.1.3). Without https no browser would take such a name.
"""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest

LOOKS = {
    "theme": ("dark", "light"),
    "density": ("compact",),
}  # set by js/theme.js


def of_this_host(name: str) -> str:
    """The name of a cookie that goes to every page."""
    return settings.COOKIES_BEGIN + name


def of_some_pages(name: str) -> str:
    """The name of one that goes to a part of them."""
    return f"__Secure-{name}" if settings.IS_HTTPS else name


def looks(request: HttpRequest) -> dict[str, str]:
    """How this browser shall show the desk, as far as it says something that we know."""
    said = {name: request.COOKIES.get(of_this_host(name), "") for name in LOOKS}
    return {name: value for name, value in said.items() if value in LOOKS[name]}


class Messages(CookieStorage):
    """What is told once on the next page."""

    cookie_name = of_this_host("messages")


class MessageStorage(FallbackStorage):
    """In a cookie; in the session what does not fit."""

    storage_classes = (Messages, SessionStorage)
