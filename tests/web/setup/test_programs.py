"""Programs and webhooks in Setup, and one's own tokens: made, shown once, ended."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from heard.channels.webhook.models import Delivery, Subscription
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.staff import teams, tokens
from heard.staff.models import Person, Role, Sees, Token
from heard.tickets import tags
from heard.tickets.models import Ticket
from heard.timeline.models import Entry
from tests.conftest import desk_of


def secret_in(page: str) -> str:
    """The secret that a page shows."""
    found = re.search(r'id="secret" value="([^"]+)"', page)
    assert found, page
    return found[1].replace("&#x27;", "'")


def test_a_token_of_ones_own(ticket: Ticket, tom: Person, nora: Person) -> None:
    browser = desk_of(tom)
    given = {"name": "My script", "scopes": ["tickets:read", "notes:write"], "lasts": "90"}
    page = browser.post("/desk/me/tokens/new/", given, follow=True)
    assert page.headers["Cache-Control"] == "no-store"
    secret = secret_in(page.content.decode())
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/me").json()["scopes"] == ["tickets:read", "notes:write"]
    profile = browser.get("/desk/me/").content.decode()
    assert ("My script" in profile, secret in profile) == (True, False)
    token = Token.objects.get(person=tom)
    assert desk_of(nora).post(f"/desk/me/tokens/{token.pk}/end").status_code == 404
    browser.post(f"/desk/me/tokens/{token.pk}/end")
    assert program.get("/api/v1/me").status_code == 401


def test_only_scopes_that_ones_role_can_use_are_offered(ugo: Person) -> None:
    page = desk_of(ugo).get("/desk/me/tokens/new/").content.decode()
    offered = set(re.findall(r'name="scopes" value="([^"]+)"', page))
    assert offered == {
        "tickets:read",
        "notes:write",
        "customers:read",
        "people:read",
        "timeline:read",
        "coach",
    }
    given = {"name": "x", "scopes": ["tickets:reply"], "lasts": ""}
    assert desk_of(ugo).post("/desk/me/tokens/new/", given).status_code == 422
    assert Token.objects.count() == 0


def test_an_account_of_a_program_with_one_teams_sight(nora: Person, ticket: Ticket) -> None:
    browser, team = desk_of(nora), teams.form("Workshop")
    answer = browser.post("/setup/programs/", {"name": "Web shop", "team": team.pk})
    account = Person.objects.get(role=Role.SERVICE)
    assert (answer.headers["Location"], account.sees) == (f"/setup/programs/{account.pk}/", Sees.OWN_TEAMS)
    given = {"name": "Orders", "scopes": ["tickets:read"], "lasts": "365"}
    secret = secret_in(browser.post(answer.headers["Location"], given, follow=True).content.decode())
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/tickets").json()["items"] == []
    page = browser.get(answer.headers["Location"]).content.decode()
    assert ("Orders" in page, secret in page) == (True, False)
    browser.post(f"/setup/tokens/{Token.objects.get().pk}/end")
    assert program.get("/api/v1/tickets").status_code == 401


@pytest.mark.parametrize("page", ["/desk/me/tokens/new/", "/setup/programs/{account}/"])
def test_loaded_again_the_page_makes_no_second_token(nora: Person, page: str) -> None:
    browser = desk_of(nora)
    browser.post("/setup/programs/", {"name": "Web shop"})
    path = page.format(account=Person.objects.get(role=Role.SERVICE).pk)
    given = {"name": "Orders", "scopes": ["tickets:read"], "lasts": "365"}
    shown = browser.post(path, given).headers["Location"]
    assert shown == f"{path}?made"
    secret = secret_in(browser.get(shown).content.decode())
    again = browser.get(shown, follow=True).content.decode()
    assert (secret in again, "It was shown already, and only once." in again) == (False, True)
    assert Token.objects.count() == 1


def test_what_the_session_keeps_of_a_secret_is_sealed(hook: tuple[Client, Subscription, str]) -> None:
    browser, found, _secret = hook
    browser.post(f"/setup/webhooks/{found.pk}/secrets")
    kept = str(dict(browser.session.items()))
    shown = secret_in(browser.get(f"/setup/webhooks/{found.pk}/?made").content.decode())
    assert ("handed" in kept, shown in kept) == (True, False)


def test_two_accounts_of_one_name_are_refused_in_words(nora: Person) -> None:
    browser = desk_of(nora)
    browser.post("/setup/programs/", {"name": "Web shop"})
    answer = browser.post("/setup/programs/", {"name": "web SHOP"})
    assert (answer.status_code, "There is an account of this name." in answer.content.decode()) == (422, True)


def test_leads_look_and_owners_change(lena: Person, tom: Person, nora: Person) -> None:
    tokens.give(tom, tokens.Wanted(("coach",), "Tom's script"), by=tom)
    page = desk_of(lena).get("/setup/programs/").content.decode()
    assert ("Tom&#x27;s script" in page, "/setup/tokens/" in page) == (True, False)


@pytest.fixture
def hook(nora: Person, ticket: Ticket) -> tuple[Client, Subscription, str]:
    """An owner's browser, a webhook made with it, and its secret."""
    browser = desk_of(nora)
    given = {"url": "https://shop.example/hooks", "kinds": ["ticket.tagged"]}
    secret = secret_in(browser.post("/setup/webhooks/new/", given, follow=True).content.decode())
    return browser, Subscription.objects.get(), secret


def test_a_webhook_is_made_changed_turned_off_and_forgotten(hook: tuple[Client, Subscription, str]) -> None:
    browser, found, secret = hook
    path = f"/setup/webhooks/{found.pk}/"
    assert secret not in browser.get(path).content.decode()
    fresh = secret_in(browser.post(f"{path}secrets", follow=True).content.decode())
    assert fresh != secret
    browser.post(path, {"url": found.url, "kinds": ["ticket.opened", "ticket.merged"]})
    assert Subscription.objects.get().kinds == ["ticket.opened", "ticket.merged"]
    moved = browser.post(path, {"url": "https://other.example/", "kinds": []}, follow=True)
    assert secret_in(moved.content.decode()) not in {secret, fresh}
    browser.post(f"{path}switch", {"on": ""})
    assert Subscription.objects.get().is_on is False
    browser.post(f"{path}switch", {"on": "yes"})
    assert Subscription.objects.get().is_on is True
    browser.post(f"{path}removal")
    assert Subscription.objects.count() == 0


def test_the_log_and_send_again(hook: tuple[Client, Subscription, str], ticket: Ticket, tom: Person) -> None:
    browser, found, _secret = hook
    tags.add(ticket, "bell", by=tom)
    row = Delivery.objects.get()
    Delivery.objects.update(state=State.FAILED, error="It answered 500.", status=500, attempts=9)
    path = f"/setup/webhooks/{found.pk}/"
    assert "It answered 500." in browser.get(path).content.decode()
    browser.post(f"{path}deliveries/{row.pk}/repeats")
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (State.WAITING, 0, "")
    assert browser.post(f"/setup/webhooks/{found.pk + 1}/deliveries/{row.pk}/repeats").status_code == 404


@pytest.mark.parametrize(
    "url", ["http://shop.example/", "ftp://x", "shop.example", "https://a:b@shop.example/"]
)
def test_addresses_that_are_not_taken_say_why(nora: Person, url: str) -> None:
    answer = desk_of(nora).post("/setup/webhooks/new/", {"url": url})
    assert (answer.status_code, Subscription.objects.count()) == (422, 0)
    assert 'id="id_url-wrong"' in answer.content.decode()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://127.0.0.1/x", "127.0.0.1 is 127.0.0.1: only this machine"),
        ("https://localhost:8443/x", "have localhost listed in HEARD_INSIDE."),
        ("https://[fd12::1]/x", "fd12::1 is fd12::1: only this machine"),
        ("http://localhost:9/x", "Write an address that begins with https://."),
    ],
)
def test_inner_addresses_are_refused_at_once(nora: Person, settings: Settings, url: str, said: str) -> None:
    settings.INSIDE = ()
    answer = desk_of(nora).post("/setup/webhooks/new/", {"url": url})
    assert (answer.status_code, Subscription.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_who_did_it_is_in_the_timeline(hook: tuple[Client, Subscription, str], nora: Person) -> None:
    entry = Entry.objects.get(kind="webhook.subscribed")
    assert (entry.subject, entry.actor) == (ref(hook[1]), ref(nora))
