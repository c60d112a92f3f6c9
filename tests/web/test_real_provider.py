"""The whole way with a provider that others wrote (oidc-provider-mock): its form, codes, keys and tokens."""

import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from urllib.parse import urlencode

import pytest
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread
from pytest_django.fixtures import Settings

from heard.lib.env import insiders
from heard.staff import providers
from heard.staff.models import Account, Person, Provider
from heard.staff.providers import Terms
from tests.web.test_with_provider import inside, is_in, said, set_out

PEOPLE = (
    User(sub="tom", claims={"email": "tom@larkfield.example", "email_verified": True}),
    User(sub="eve", claims={"email": "nora@larkfield.example"}),
)


class Stays(urllib.request.HTTPRedirectHandler):
    """Tells where a redirect leads, and does not go there."""

    def http_error_302(self, _ask: object, answer: HTTPResponse, *_more: object) -> HTTPResponse:
        return answer


@pytest.fixture
def real(nora: Person, settings: Settings) -> Iterator[Provider]:
    """It, named and on."""
    settings.INSIDE = insiders("localhost")
    with run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        made = providers.name(f"http://localhost:{server.server_port}", "Real", by=nora)
        providers.change(made, Terms("Real", "heard", "secret", is_on=True), by=nora)
        yield made


def agreed(address: str, who: str) -> str:
    """Where the provider sends the browser after `who` pressed its button."""
    opener = urllib.request.build_opener(Stays)
    answer = opener.open(address, urlencode({"sub": who}).encode(), timeout=20)
    return str(answer.headers["Location"])


def test_there_and_back(real: Provider, tom: Person) -> None:
    browser = Client()
    back = inside(agreed(set_out(browser, real), "tom"))
    assert (browser.get(back).status_code, is_in(browser)) == (302, True)
    assert list(Account.objects.values_list("person", "subject")) == [(tom.pk, "tom")]
    code = back.split("code=")[1].split("&")[0]
    again = Client()
    state = set_out(again, real).split("state=")[1].split("&")[0]
    replayed = again.get(f"/sign-in/with/{real.pk}/return/?{urlencode({'code': code, 'state': state})}")
    assert (replayed.status_code, is_in(again)) == (502, False)


def test_an_address_that_it_does_not_vouch_for(real: Provider) -> None:
    browser = Client()
    answer = browser.get(inside(agreed(set_out(browser, real), "eve")))
    assert (said(answer)[:38], is_in(browser)) == ("403 Your account there does not vouch ", False)
