"""Signing in with an account elsewhere: who comes in, who does not, and what nobody can forge or replay."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from heard.lib.env import insiders
from heard.lib.sealed import seal, unseal
from heard.staff import accounts, links, people, providers, second_step
from heard.staff.models import Account, Person, Role
from heard.staff.models import Provider as Row
from heard.staff.people import Place
from heard.staff.providers import Terms
from heard.timeline.models import Entry
from heard.web.sessions import SHOWN_AT
from tests import openid
from tests.conftest import PASSWORD, desk_of
from tests.openid import CLIENT, SECRET, Provider, key, public

TOM = {"email": "Tom@larkfield.example", "email_verified": True, "name": "Tom A."}
TERMS = Terms("Larkfield ID", CLIENT, SECRET, is_on=True)


@pytest.fixture
def there(settings: Settings) -> Iterator[Provider]:
    """A provider that HEARD_INSIDE lists; the person who signs in there is Tom."""
    settings.INSIDE = insiders("127.0.0.1")
    with openid.providing() as provider:
        provider.claims = dict(TOM)
        yield provider


@pytest.fixture
def named(there: Provider, nora: Person) -> Row:
    """The same, named by Nora and on."""
    row = providers.name(there.issuer, "Larkfield ID", by=nora)
    providers.change(row, TERMS, by=nora)
    return row


def set_out(browser: Client, row: Row, **given: str) -> str:
    """The address to which the button leads."""
    answer = browser.post(f"/sign-in/with/{row.pk}/", given)
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1].replace("&amp;", "&")


def inside(address: str) -> str:
    """The same at this desk, without the host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def came(there: Provider, row: Row, browser: Client | None = None, **given: str) -> tuple[Client, Any]:
    """A browser that went there and came back, and what it was told."""
    browser = browser or Client()
    return browser, browser.get(inside(there.agree(set_out(browser, row, **given))))


def is_in(browser: Client) -> bool:
    """Whether somebody is signed in there."""
    return browser.get("/desk/me/").status_code == 200


def said(answer: Any) -> str:
    """Why somebody is not let in."""
    found = re.search(r'<p class="lead" role="alert">([^<]+)</p>', answer.content.decode())
    return f"{answer.status_code} {found[1] if found else ''}"


def kinds(person: Person) -> list[str]:
    """What is known of their sign-ins, in order."""
    rows = Entry.objects.filter(subject_kind="person", subject_id=person.pk, kind__startswith="person.")
    return [kind.removeprefix("person.") for kind in rows.order_by("pk").values_list("kind", flat=True)]


def test_whoever_has_the_address_comes_in_and_is_known_by_number_from_then_on(
    there: Provider, named: Row, tom: Person
) -> None:
    browser, answer = came(there, named, next="/desk/views/open/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/views/open/")
    assert is_in(browser)
    there.claims = {"email": "someone@elsewhere.example", "email_verified": False}
    assert is_in(came(there, named)[0])  # the number is the same
    assert list(Account.objects.values_list("person", "subject")) == [(tom.pk, "77")]
    assert kinds(tom) == ["joined", "account_linked", "vouched_for", "signed_in", "vouched_for", "signed_in"]


def test_an_address_that_changed_hands_opens_nothing(there: Provider, named: Row, tom: Person) -> None:
    came(there, named)
    there.claims = {**TOM, "sub": "78"}  # somebody new there, with Tom's address
    browser, answer = came(there, named)
    assert (said(answer)[:47], is_in(browser)) == ("403 Your place here belongs to another account ", False)
    accounts.unlink(Account.objects.get(), by=tom)
    assert is_in(came(there, named)[0])


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"email_verified": False}, "403 Your account there does not vouch"),
        ({"email_verified": None}, "403 Your account there does not vouch"),
        ({"email_verified": "false"}, "403 Your account there does not vouch"),
        ({"email": None}, "403 Your account there has no mail addr"),
        ({"email": "tom"}, "403 Your account there has no mail addr"),
        ({"email": "tom\0@larkfield.example"}, "403 Your account there has no mail addr"),
        ({"email": f"{'t' * 300}@larkfield.example"}, "403 Your account there has no mail addr"),
        ({"email": "who@larkfield.example"}, "403 Nobody here has your account&#x27;s m"),
    ],
)
def test_who_stays_outside(
    there: Provider, named: Row, tom: Person, claims: dict[str, Any], why: str
) -> None:
    there.claims = TOM | claims
    browser, answer = came(there, named)
    assert (said(answer)[: len(why)], is_in(browser)) == (why, False)
    assert (Account.objects.count(), Person.objects.count()) == (0, 2)


def test_entra_says_it_in_its_own_word(there: Provider, named: Row, tom: Person) -> None:
    there.claims = {"email": TOM["email"], "xms_edov": "1"}
    assert is_in(came(there, named)[0])


def test_a_mail_address_that_only_userinfo_tells(
    there: Provider, named: Row, tom: Person, nora: Person
) -> None:
    providers.change(named, Terms("ID", CLIENT, None, is_on=True, second_step_values=("mfa",)), by=nora)
    there.claims = {}
    there.more = {"sub": "99", **TOM}  # of somebody else
    assert said(came(there, named)[1])[:38] == "403 Your account there has no mail add"
    there.more = {"sub": "77", **TOM, "amr": ["mfa"]}
    browser, _answer = came(there, named)
    assert (is_in(browser), SHOWN_AT in browser.session) == (True, False)  # only a token says that


def test_whoever_left_stays_out(there: Provider, named: Row, tom: Person, nora: Person) -> None:
    browser, _answer = came(there, named)
    people.leave(tom, by=nora)
    assert not is_in(browser)
    browser, answer = came(there, named)
    assert (said(answer)[:33], is_in(browser)) == ("403 Your account at this desk is ", False)
    Account.objects.all().delete()
    assert said(came(there, named)[1])[:33] == "403 Your account at this desk is "


def test_an_invitation_is_taken_up_and_its_link_ends(there: Provider, named: Row, nora: Person) -> None:
    mai = people.invite("Mai Tran", "tom@larkfield.example", Place(Role.LEAD), by=nora)
    secret = links.make(mai, by=nora)
    assert is_in(came(there, named)[0])
    mai.refresh_from_db()
    assert (mai.is_active, mai.role, links.find(secret)) == (True, "lead", None)


def test_people_of_a_domain_join_where_an_owner_said_so(there: Provider, named: Row, nora: Person) -> None:
    terms = Terms("ID", CLIENT, None, is_on=True, domains=("larkfield.example",), joins_as=Role.OWNER)
    providers.change(named, terms, by=nora)
    there.claims = {**TOM, "email": "eve@evil-larkfield.example", "sub": "1"}
    assert said(came(there, named)[1])[:16] == "403 Nobody here "
    there.claims = {**TOM, "email_verified": False}
    assert said(came(there, named)[1])[:16] == "403 Your account"
    there.claims = dict(TOM)
    assert is_in(came(there, named)[0])
    made = Person.objects.get(email="tom@larkfield.example")
    assert (made.role, made.name, made.has_usable_password()) == ("colleague", "Tom A.", False)


def test_the_second_step_is_asked_all_the_same(
    there: Provider, named: Row, tom: Person, nora: Person
) -> None:
    Authenticator.objects.create(user=tom, type="totp", data={"secret": seal("A" * 32), "last": 0})
    there.claims = {**TOM, "amr": ["pwd", "mfa"]}
    browser, answer = came(there, named)
    assert (answer.headers["Location"], is_in(browser)) == ("/sign-in/code/", False)
    providers.change(named, Terms("ID", CLIENT, None, is_on=True, second_step_values=("mfa", "2")), by=nora)
    assert is_in(came(there, named)[0])
    there.claims = {**TOM, "acr": "2"}
    assert is_in(came(there, named)[0])
    there.claims = {**TOM, "amr": ["pwd"], "acr": "1"}
    assert not is_in(came(there, named)[0])


def test_a_role_that_must_have_one_has_it_there(
    there: Provider, named: Row, tom: Person, nora: Person
) -> None:
    second_step.require([Role.AGENT], by=nora)
    there.claims = {**TOM, "amr": ["mfa"]}
    browser, _answer = came(there, named)
    assert browser.get("/desk/").headers["Location"] == "/desk/me/second-step/"
    providers.change(named, Terms("ID", CLIENT, None, is_on=True, second_step_values=("mfa",)), by=nora)
    browser, _answer = came(there, named)
    assert browser.get("/desk/").status_code == 200
    providers.change(named, Terms("ID", CLIENT, None, is_on=True), by=nora)  # it counts no more
    assert browser.get("/desk/").headers["Location"].startswith("/sign-in/")


Change = Callable[[Provider, pytest.MonkeyPatch], None]


def claim(**claims: Any) -> Change:
    return lambda there, _patch: there.claims.update(claims)


def signed(sign: Callable[[dict[str, Any]], str]) -> Change:
    def change(there: Provider, _patch: pytest.MonkeyPatch) -> None:
        there.sign = sign

    return change


def strange_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, key("other"), "RS256", headers={"kid": "one"})


def by_secret(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, SECRET * 2, "HS256", headers={"kid": "one"})


def by_nothing(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, "none", headers={"kid": "one"})


def torn(claims: dict[str, Any]) -> str:
    """Another's claims under a true signature."""
    head, _body, signature = jwt.encode(claims, key(), "RS256", headers={"kid": "one"}).split(".")
    body = jwt.encode({**claims, "sub": "1"}, key(), "RS256").split(".")[1]
    return f"{head}.{body}.{signature}"


def weak(there: Provider, _patch: pytest.MonkeyPatch) -> None:
    """A key that can be broken."""
    there.keys = [public("weak", 1024)]
    there.sign = lambda claims: jwt.encode(claims, key("weak", 1024), "RS256", headers={"kid": "weak"})


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits long")
@pytest.mark.parametrize(
    "lie",
    [
        claim(nonce="of another sign-in"),
        claim(nonce=None),
        claim(aud="another client"),
        claim(aud=[CLIENT, "another client"]),
        claim(azp="another client"),
        claim(iss="https://accounts.example"),
        claim(exp=int(time.time()) - 120),
        claim(exp=None),
        claim(iat=int(time.time()) + 3600),
        claim(sub=None),
        claim(sub=""),
        claim(sub="7" * 256),
        claim(sub="7\0"),
        signed(strange_key),
        signed(by_secret),
        signed(by_nothing),
        signed(torn),
        signed(lambda _claims: "no token"),
        weak,
    ],
    ids=range(19),
)
def test_a_token_that_does_not_hold_is_not_believed(
    there: Provider, named: Row, tom: Person, lie: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie(there, monkeypatch)
    browser, answer = came(there, named)
    assert (answer.status_code, is_in(browser), Account.objects.count()) == (502, False, 0)


def test_new_keys_are_asked_for(there: Provider, named: Row, tom: Person) -> None:
    assert is_in(came(there, named)[0])
    there.keys = [public("two")]
    there.sign = lambda claims: jwt.encode(claims, key("two"), "RS256", headers={"kid": "two"})
    assert is_in(came(there, named)[0])
    assert there.asked.count("/keys") == 2
    there.sign = lambda claims: jwt.encode(claims, key("three"), "RS256", headers={"kid": "three"})
    for _time in range(3):
        assert not is_in(came(there, named)[0])
    assert there.asked.count("/keys") == 2  # not at everybody's wish


def test_a_state_opens_only_the_browser_that_set_out_and_once(
    there: Provider, named: Row, tom: Person
) -> None:
    victim, thief = Client(), Client()
    back = inside(there.agree(set_out(victim, named)))
    set_out(thief, named)
    assert said(thief.get(back))[:31] == "403 You did not set out from th"
    assert victim.get(back).status_code == 302
    assert said(victim.get(back))[:31] == "403 You did not set out from th"
    assert said(Client().get(f"/sign-in/with/{named.pk}/return/?code=x"))[:7] == "403 You"


def test_a_code_of_another_browser_is_of_no_use(there: Provider, named: Row, tom: Person) -> None:
    victim, thief = Client(), Client()
    code = there.agree(set_out(victim, named)).split("code=")[1].split("&")[0]
    mine = there.agree(set_out(thief, named))
    forged = re.sub("code=[^&]+", f"code={code}", inside(mine))
    assert (thief.get(forged).status_code, is_in(thief)) == (502, False)


def test_a_way_back_that_is_ten_minutes_old(
    there: Provider, named: Row, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    back = inside(there.agree(set_out(browser, named)))
    late = time.time() + 601
    monkeypatch.setattr("heard.web.with_provider.time.time", lambda: late)
    assert said(browser.get(back))[:7] == "403 You"


def test_another_provider_cannot_answer_for_this_one(there: Provider, named: Row, nora: Person) -> None:
    with openid.providing() as other:
        second = providers.name(other.issuer, "Other", by=nora)
        providers.change(second, TERMS, by=nora)
        browser = Client()
        back = inside(there.agree(set_out(browser, named)))
        crossed = back.replace(f"/with/{named.pk}/", f"/with/{second.pk}/")
        assert said(browser.get(crossed))[:7] == "403 You"
        browser = Client()
        back = inside(there.agree(set_out(browser, named)))
        assert browser.get(f"{back}&iss={other.issuer}").status_code == 502


def test_turning_back_there(there: Provider, named: Row) -> None:
    browser = Client()
    state = there.agree(set_out(browser, named)).split("state=")[1]
    answer = browser.get(f"/sign-in/with/{named.pk}/return/?error=access_denied&state={state}")
    assert said(answer)[:16] == "403 You were not"


def test_setting_out_is_a_form_of_ours_and_held_back(there: Provider, named: Row) -> None:
    assert Client().get(f"/sign-in/with/{named.pk}/").status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"/sign-in/with/{named.pk}/").status_code == 403
    browser = Client()
    assert [browser.post(f"/sign-in/with/{named.pk}/").status_code for _n in range(31)][-2:] == [200, 429]


def test_nobody_is_led_to_another_site_afterwards(there: Provider, named: Row, tom: Person) -> None:
    _browser, answer = came(there, named, next="https://evil.example/desk/")
    assert answer.headers["Location"] == "/desk/"


def test_a_provider_that_is_off_or_away(there: Provider, named: Row, nora: Person) -> None:
    there.document = {"token_endpoint": "http://192.0.2.1/token"}
    cache.clear()
    browser = Client()
    assert Client().post(f"/sign-in/with/{named.pk}/").status_code == 502  # without https, and not listed
    assert "Larkfield ID" in browser.get("/sign-in/").content.decode()
    providers.change(named, Terms("Larkfield ID", CLIENT, None, is_on=False), by=nora)
    assert "Larkfield ID" not in browser.get("/sign-in/").content.decode()
    assert browser.post(f"/sign-in/with/{named.pk}/").status_code == 404


def test_a_secret_in_the_header(there: Provider, named: Row, tom: Person) -> None:
    there.shown_in = "header"
    cache.clear()
    assert is_in(came(there, named)[0])


def test_passwords_can_be_for_owners_only(there: Provider, named: Row, tom: Person, nora: Person) -> None:
    def typed(email: str) -> int:
        return Client().post("/sign-in/", {"login": email, "password": PASSWORD}).status_code

    assert typed(tom.email) == 302
    assert providers.only(True, by=nora)
    assert (typed(tom.email), typed(nora.email)) == (200, 302)
    secret = links.make(tom, by=nora)
    page = Client().post(f"/join/{secret}/", {"name": "Tom", "password": "another lamp in a window"})
    assert (page.status_code, "Sign in with Larkfield ID" in page.content.decode()) == (200, True)
    assert is_in(came(there, named)[0])
    providers.remove(named, by=nora)  # so that nobody is locked out
    assert typed(tom.email) == 302


def test_signing_out_everywhere_ends_it(there: Provider, named: Row, tom: Person, nora: Person) -> None:
    browser, _answer = came(there, named)
    people.sign_out_everywhere(tom, by=nora)
    assert not is_in(browser)
    browser, _answer = came(there, named)
    accounts.unlink(Account.objects.get(), by=nora)
    assert not is_in(browser)
    browser, _answer = came(there, named)
    providers.remove(named, by=nora)
    assert (is_in(browser), kinds(tom)[-1], Account.objects.count()) == (False, "account_unlinked", 0)


def test_without_a_password_a_young_sign_in_stands_for_it(
    there: Provider, named: Row, nora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.invite("Tom Abara", "tom@larkfield.example", Place(), by=nora)
    browser, _answer = came(there, named)
    page = browser.get("/desk/me/second-step/").content.decode()
    assert ('name="password"' in page, 'name="code"' in page) == (False, True)
    assert "not what the app shows" in _tried(browser)
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)
    assert "more than ten minutes ago" in _tried(browser)
    assert 'id="password"' not in browser.get("/desk/me/").content.decode()


def _tried(browser: Client) -> str:
    return browser.post("/desk/me/second-step/", {"code": "000000"}).content.decode()


def test_the_secret_is_sealed(named: Row) -> None:
    named.refresh_from_db()
    assert (SECRET in named.sealed, unseal(named.sealed)) == (False, SECRET)


def test_a_signed_in_browser_becomes_the_one_who_came(
    there: Provider, named: Row, tom: Person, nora: Person
) -> None:
    browser = desk_of(nora)
    came(there, named, browser)
    assert Person.objects.get(pk=browser.session["_auth_user_id"]) == tom
