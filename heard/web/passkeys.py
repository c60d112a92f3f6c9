"""Passkeys: a key that a phone, a computer or a stick keeps and shows (WebAuthn), as the second step.

The challenge stands in the session and is taken from it by whoever answers. A key belongs to one host name
over https; browsers make none for a bare number, and over http for localhost only.
"""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from heard.lib.words import one_line
from heard.staff import second_step
from heard.staff.models import Person

MOST = 20  # for one person
BROKEN = (ValidationError, ValueError, TypeError, KeyError, AttributeError)  # by what others sent


def possible(request: HttpRequest) -> bool:
    """Whether browsers make keys for the address of this page."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def of(person: Person) -> list[Authenticator]:
    """The keys of `person`, the oldest first."""
    rows = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("pk"))


def begin_adding(person: Person) -> dict[str, Any]:
    """What the browser is told to make a key for `person`."""
    return dict(auth.begin_registration(person, passwordless=False))


def add(person: Person, name: str, credential: Any) -> bool:
    """Keeps the key that the browser made; all sessions end. False if it does not answer the challenge."""
    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except BROKEN:
        return False
    finally:
        auth.clear_state()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if len(of(person)) >= MOST:
            return False
        auth.WebAuthn.add(person, one_line(name, 80), credential)
        second_step.added(person, Authenticator.Type.WEBAUTHN)
    return True


def begin_showing(person: Person) -> dict[str, Any]:
    """What the browser is told to show a key of `person`."""
    return dict(auth.begin_authentication(person))


def show(person: Person, credential: Any) -> bool:
    """Whether a key of `person` answers the challenge of this session."""
    try:
        auth.parse_authentication_response(credential)
        auth.complete_authentication(person, credential).record_usage()
    except BROKEN:
        return False
    finally:
        auth.clear_state()
    return True
