"""A tiny site behind heard.asgi: sign in, see a live part, change it, download, fetch a static file."""

import json
import os
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

MADE: Counter[str] = Counter()
SECRET_KEY = "only-for-tests"
USE_TZ = True
HOME = Path(os.environ["LIVE_HOME"])
PAGE_THREADS = 4
LIVE_LISTS = "tests.live.site.begun"
MAIL_BYTES = 1_000_000
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.live.site"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "heard.live",
]
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATICFILES_DIRS = [Path(__file__).parents[2] / "heard" / "web" / "static", HOME]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": json.loads(os.environ["LIVE_DATABASE"])}


def sign_in(request: Any) -> Any:
    """A new person each time, signed in."""
    from django.contrib.auth import get_user_model, login  # this file is the settings too
    from django.http import HttpResponse

    person = get_user_model().objects.create_user(secrets.token_hex(8))
    login(request, person)
    return HttpResponse(str(person.pk))


def page(request: Any) -> Any:
    """One element for each name in the query, each counting its events."""
    from django.http import HttpResponse
    from django.utils.html import format_html, format_html_join

    from heard.live.grants import grant
    from heard.web.viewers import viewer_id

    names = request.GET.getlist("name")
    parts = [(name, grant([name, "inbox"], viewer_id(request.user) or "nobody")) for name in names]
    sections = format_html_join("", '<section id="{}" data-live="{}">0</section>', parts)
    script = (
        '<script type="module" src="/static/js/live.js"></script><script src="/static/count.js"></script>'
    )
    return HttpResponse(format_html("<!doctype html><title>live</title>{}", sections) + script)


def change(request: Any) -> Any:
    """Publish the names of the query in one transaction."""
    from django.db import transaction
    from django.http import HttpResponse

    from heard.live.names import publish

    with transaction.atomic():
        publish(request.GET.getlist("name"))
    return HttpResponse("told")


def film(request: Any) -> Any:
    """A large file that only a view may give away."""
    from django.http import FileResponse

    return FileResponse((HOME / "film.bin").open("rb"), filename="film.bin")


def begun() -> Any:
    """A round, which keeps nothing."""
    return made


def made(wishes: Any) -> Any:
    """Lists that anybody may see: how often each was made."""
    from heard.live.lists import Listing

    for _viewer, name in wishes:
        MADE[name] += 1
    return {wish: Listing({1: f"<li>{MADE[wish[1]]}</li>", 2: "<li>still</li>"}, "", {}) for wish in wishes}


def _urls() -> list[Any]:
    from django.urls import path

    return [path("sign-in", sign_in), path("page", page), path("change", change), path("film", film)]


def __getattr__(name: str) -> Any:
    # URLs can only be made once Django is set up; as settings this module has none.
    if name == "urlpatterns":
        return _urls()
    raise AttributeError(name)
