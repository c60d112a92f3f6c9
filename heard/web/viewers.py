"""Who looks at a page: the name under which a person's grants are signed and their connection is known."""

import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie

from heard.lib.asgi import Headers
from heard.live import grants


def viewer_id(user: AbstractBaseUser | AnonymousUser) -> str | None:
    """The viewer's name for `live.grants`; None for somebody who is not signed in."""
    return str(user.pk) if user.is_authenticated else None


def grant_for(person: AbstractBaseUser, *names: str) -> str:
    """What a page made for `person` carries so that it hears when one of `names` changes.

    A change while the page was being made is told, too.
    """
    return grants.grant(names, str(person.pk), read_at=time.time() - grants.MAKING_SECONDS)


def viewer_in(headers: Headers) -> str | None:
    """The viewer whose session is in the cookies of a request; reads the database, so call it in a thread.

    For what comes past Django's middleware; it tidies the thread's connections as a request would.
    """
    key = session_key(headers)
    if key is None:
        return None
    close_old_connections()
    try:
        request: Any = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        return viewer_id(auth.get_user(request))
    finally:
        close_old_connections()


def session_key(headers: Headers) -> str | None:
    """The session cookie, if there is one."""
    cookies = "; ".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME) or None
