"""Signing in with an account elsewhere: setting out to a provider, and coming back with its word.

What the browser needs to come back lies in its session: so only the browser that set out comes in, once.
The form that sets out is answered with a page that leads on, not with a redirect: browsers would hold our
policy's form-action against it.
"""

import logging
import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heard.lib import rates, sealed, site
from heard.lib.openid import flow, id_token
from heard.lib.openid.discovery import Document
from heard.lib.openid.flow import Tokens
from heard.lib.openid.id_token import Expected, UnknownKey
from heard.lib.openid.trouble import Trouble, Unusable
from heard.staff import accounts, providers
from heard.staff.accounts import Refused, Vouched
from heard.staff.models import Person, Provider
from heard.web import provider_words as words
from heard.web.sessions import SHOWN_AT

log = logging.getLogger(__name__)
KEPT = "trips"  # in the session: by state, where each was going
AT_ONCE = 5  # pages of one browser that are on their way
WITHIN = 600  # seconds
MOST, MINUTE = 30, timedelta(minutes=1)  # from one network, as with a password


@never_cache
@require_POST
def set_out(request: HttpRequest, number: int) -> HttpResponse:
    """Leads the browser to the provider."""
    provider = get_object_or_404(providers.offered(), pk=number)
    network = rates.block_of(str(request.META.get("REMOTE_ADDR", "")))
    if not rates.allowed("sign-in with a provider", network, most=MOST, within=MINUTE):
        return _not_in(request, provider, words.TOO_OFTEN, status=429)
    trip = flow.new_trip()
    try:
        client = providers.client_at(provider, return_address(provider))
        to = flow.address(providers.document_of(provider), client, trip)
    except (Unusable, sealed.Unreadable) as fault:
        return _failed(request, provider, fault)
    goes_to = request.POST.get(REDIRECT_FIELD_NAME, "")
    _keep(request, trip.state, trip.kept() | {"provider": provider.pk, "at": time.time(), "to": goes_to})
    return render(request, "account/leading_on.html", {"to": to, "provider": provider})


@never_cache
@require_safe
def come_back(request: HttpRequest, number: int) -> HttpResponse:
    """Lets in whom the provider vouches for."""
    provider = get_object_or_404(providers.offered(), pk=number)
    trip = _take(request, provider)
    if trip is None:
        return _not_in(request, provider, words.STALE)
    if "code" not in request.GET:
        log.warning("A sign-in by provider %d failed: it refused.", provider.pk)
        return _not_in(request, provider, words.REFUSED_THERE)
    try:
        said = _said(request, provider, trip)
        person = accounts.person_behind(provider, said)
    except (Unusable, sealed.Unreadable) as fault:
        return _failed(request, provider, fault)
    except Refused as fault:
        log.warning("A sign-in by provider %d was refused: %s.", provider.pk, fault.reason.value)
        return _not_in(request, provider, words.REASONS[fault.reason])
    return _let_in(request, provider, person, said, trip["to"])


def return_address(provider: Provider) -> str:
    """Where browsers come back to from `provider`; it must know this address. One for each, so that none can
    hand us what another was asked for (RFC 9700, 4.4)."""
    return site.address() + reverse("come_back", args=[provider.pk])


def _said(request: HttpRequest, provider: Provider, trip: dict[str, Any]) -> Vouched:
    """What the provider says of whoever came back. Raises Unusable and Unreadable."""
    document = providers.document_of(provider)
    if request.GET.get("iss", document.issuer) != document.issuer:  # RFC 9207
        raise Unusable(Trouble.OTHER_ISSUER, "iss")
    client = providers.client_at(provider, return_address(provider))
    tokens = flow.redeem(document, client, code=request.GET["code"], verifier=trip["verifier"])
    expected = Expected(document.issuer, client.number, trip["nonce"], document.signs_with)
    claims = _claims(document, tokens, expected)
    if "email" not in claims:
        more = flow.person(document, tokens)
        if more.get("sub") == claims["sub"]:  # Core, 5.3.2
            claims |= {name: more[name] for name in accounts.ABOUT if name in more}
    return accounts.vouched(claims)


def _claims(document: Document, tokens: Tokens, expected: Expected) -> dict[str, Any]:
    try:
        return id_token.read(tokens.id_token, providers.keys_of(document), expected)
    except UnknownKey:
        return id_token.read(tokens.id_token, providers.keys_of(document, fresh=True), expected)


def _let_in(
    request: HttpRequest, provider: Provider, person: Person, said: Vouched, goes_to: str
) -> HttpResponse:
    """The provider's word stands for the password alone, unless an owner said that its second step counts."""
    logout(request)  # somebody else may be signed in here
    person.backend = "heard.web.sessions.Backend"
    counts = accounts.shows_second_step(provider, said)
    state = {"stages": {AuthenticateStage.key: {"handled": True}}} if counts else {}
    safe = goes_to if get_adapter().is_safe_url(goes_to) else None
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url=safe, state=state))
    if counts:
        request.session[SHOWN_AT] = provider.pk
    return answer


def _keep(request: HttpRequest, state: str, trip: dict[str, Any]) -> None:
    on_their_way = list(request.session.get(KEPT, {}).items())[1 - AT_ONCE :]
    request.session[KEPT] = dict([*on_their_way, (state, trip)])


def _take(request: HttpRequest, provider: Provider) -> dict[str, Any] | None:
    """What was kept for this state, once; None for another browser, another provider, or too late."""
    on_their_way: dict[str, Any] = request.session.get(KEPT, {})
    trip: dict[str, Any] | None = on_their_way.pop(request.GET.get("state", ""), None)
    if trip is None:
        return None
    request.session[KEPT] = on_their_way
    request.session.save()  # before anything is asked: a second request with this state finds nothing
    return trip if trip["provider"] == provider.pk and time.time() - trip["at"] < WITHIN else None


def _failed(request: HttpRequest, provider: Provider, fault: Exception) -> HttpResponse:
    said = str(fault) if isinstance(fault, Unusable) else "its secret cannot be read"
    log.warning("A sign-in by provider %d failed: %s.", provider.pk, said)
    return _not_in(request, provider, words.NOT_NOW, status=502)


def _not_in(
    request: HttpRequest, provider: Provider, why: str | Promise, *, status: int = 403
) -> HttpResponse:
    context = {"why": why, "provider": provider}
    return render(request, "account/not_in.html", context, status=status)
