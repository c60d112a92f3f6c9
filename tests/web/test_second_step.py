"""The second step at sign-in: set up, asked for, used once, lost, reset, and required of a role."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from heard.lib.sealed import unseal
from heard.staff import links, people, second_step, tokens
from heard.staff.models import Person, Role
from heard.staff.people import Place
from heard.staff.second_step import Shown
from heard.timeline.models import Entry
from tests.conftest import PASSWORD, desk_of

HALF_MINUTE = 1_790_000_000 // 30
Clock = Callable[[int], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock to so many half minutes after the first one."""

    def to(steps: int) -> None:
        now = (HALF_MINUTE + steps) * 30.0
        monkeypatch.setattr(time, "time", lambda: now)
        monkeypatch.setattr(timezone, "now", lambda: datetime.fromtimestamp(now, UTC))

    to(0)
    return to


def code(secret: str, steps: int = 0) -> str:
    """What the app shows after so many half minutes."""
    return str(format_hotp_value(hotp_value(secret, HALF_MINUTE + steps)))


def set_up(browser: Client) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    page = browser.get("/desk/me/second-step/").content.decode()
    found = re.search(r'by-hand">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    answer = browser.post("/desk/me/second-step/", {"code": code(secret), "password": PASSWORD})
    assert (answer.status_code, answer.headers["Cache-Control"][:8]) == (200, "no-store")
    return secret, re.findall(r"<code>(\d{5}-\d{5})</code>", answer.content.decode())


def sign_in(person: Person) -> Client:
    """A browser in which the password was typed."""
    browser = Client()
    answer = browser.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code/"
    return browser


def shown(browser: Client, words: str) -> int:
    """The status of the answer to a code."""
    return browser.post("/sign-in/code/", {"code": words}).status_code


def test_the_code_vector_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: at 59 seconds 94287082
    assert format_hotp_value(hotp_value(secret, 1)) == "287082"


def test_whoever_set_it_up_is_asked_for_it(tom: Person, clock: Clock) -> None:
    mine, elsewhere = desk_of(tom), desk_of(tom)
    secret, codes = set_up(mine)
    assert len(set(codes)) == 10
    assert mine.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").headers["Location"].startswith("/sign-in/")
    row = Authenticator.objects.get(user=tom, type="totp")
    assert (secret in str(row.data), unseal(row.data["secret"])) == (False, secret)
    browser = sign_in(tom)
    assert browser.get("/desk/").headers["Location"].startswith("/sign-in/")
    assert shown(browser, "000000") == 422
    clock(1)
    assert shown(browser, code(secret, 1)) == 302
    assert browser.get("/desk/").status_code == 200


def test_a_code_is_taken_once(tom: Person, clock: Clock) -> None:
    secret, _codes = set_up(desk_of(tom))
    assert shown(sign_in(tom), code(secret)) == 422  # setting up used it
    clock(2)
    assert shown(sign_in(tom), code(secret, 2)) == 302
    assert shown(sign_in(tom), code(secret, 2)) == 422
    assert shown(sign_in(tom), code(secret, 1)) == 422  # nor an older one that is still in time


def test_a_recovery_code_is_taken_once(tom: Person, clock: Clock) -> None:
    _secret, codes = set_up(desk_of(tom))
    assert shown(sign_in(tom), codes[3]) == 302
    assert shown(sign_in(tom), codes[3]) == 422
    assert second_step.codes_left(tom) == 9
    assert Entry.objects.filter(kind="person.recovery_code_used", actor_id=tom.pk).count() == 1


def test_guessing_is_slow(tom: Person, clock: Clock) -> None:
    secret, _codes = set_up(desk_of(tom))
    browser = sign_in(tom)
    clock(1)
    assert {shown(browser, f"{number:06}") for number in range(5)} == {422}
    assert second_step.show(tom, code(secret, 1)) == Shown.TOO_OFTEN
    clock(1 + 10)
    assert shown(browser, code(secret, 11)) == 302


def test_the_second_step_needs_the_first(client: Client, nora: Person) -> None:
    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": "123456"}).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("wrong", [{"password": "not it"}, {"code": "000000"}])
def test_setting_up_takes_password_and_code(tom: Person, clock: Clock, wrong: dict[str, str]) -> None:
    browser = desk_of(tom)
    page = browser.get("/desk/me/second-step/").content.decode()
    secret = re.findall(r'by-hand">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    given = {"code": code(secret), "password": PASSWORD} | wrong
    assert browser.post("/desk/me/second-step/", given).status_code == 422
    assert second_step.is_set(tom) is False


def test_changing_it_takes_the_password(tom: Person, clock: Clock) -> None:
    browser = desk_of(tom)
    _secret, codes = set_up(browser)
    for path in ("codes", "removal"):
        assert browser.post(f"/desk/me/second-step/{path}", {"password": "not it"}).status_code == 422
    new = browser.post("/desk/me/second-step/codes", {"password": PASSWORD}).content.decode()
    assert set(codes) & set(re.findall(r"<code>(\d{5}-\d{5})</code>", new)) == set()
    assert second_step.show(tom, codes[0]) == Shown.WRONG
    assert browser.post("/desk/me/second-step/removal", {"password": PASSWORD}).status_code == 302
    assert (second_step.types_of(tom), browser.get("/desk/").status_code) == (set(), 200)


def test_a_link_for_a_new_password_does_not_stand_for_it(tom: Person, nora: Person, clock: Clock) -> None:
    secret, _codes = set_up(desk_of(tom))
    browser = desk_of(nora)  # also where somebody else is signed in
    answer = browser.post(f"/join/{links.make(tom, by=nora)}/", {"name": "Tom", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert browser.get("/desk/").headers["Location"].startswith("/sign-in/")
    clock(1)
    assert shown(browser, code(secret, 1)) == 302


def test_an_owner_asks_it_of_a_role(desk_of_nora: Client, tom: Person, lena: Person, clock: Clock) -> None:
    desk_of_nora.post("/setup/people/second-steps", {"roles": ["lead", "service", "nonsense"]})
    assert second_step.required() == ["lead"]
    hers = desk_of(Person.objects.get(pk=lena.pk))
    for path in ("/desk/", "/setup/", "/desk/me/"):
        assert hers.get(path).headers["Location"] == "/desk/me/second-step/"
    part = hers.get("/desk/notices/bell", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (200, "/desk/me/second-step/")
    assert hers.post("/desk/me/", {"name": "x"}).headers["Location"] == "/desk/me/second-step/"
    assert desk_of(tom).get("/desk/").status_code == 200
    program = Client(headers={"Authorization": f"Bearer {tokens.make(lena, ['tickets:read'])}"})
    assert program.get("/api/v1/tickets").status_code == 200
    set_up(hers)
    assert hers.get("/setup/").status_code == 200
    assert hers.post("/desk/me/second-step/removal", {"password": PASSWORD}).status_code == 302
    assert hers.get("/desk/").headers["Location"] == "/desk/me/second-step/"


def test_a_new_role_brings_it(nora: Person, tom: Person) -> None:
    second_step.require(["lead"], by=nora)
    mai = people.invite("Mai Tran", "mai@larkfield.example", Place(Role.LEAD), by=nora)
    people.put(tom, Place(Role.LEAD), by=nora)
    for person in (mai, tom):
        person.refresh_from_db()
    assert (mai.owes_second_step, tom.owes_second_step) == (True, True)
    second_step.require([], by=nora)
    assert Person.objects.filter(owes_second_step=True).count() == 0


def test_an_owner_resets_it(desk_of_nora: Client, nora: Person, tom: Person, clock: Clock) -> None:
    his = desk_of(tom)
    set_up(his)
    page = desk_of_nora.get(f"/setup/people/{tom.pk}/").content.decode()
    path = f"/setup/people/{tom.pk}/second-step/removal"
    assert path in page
    assert desk_of_nora.post(path).status_code == 302
    assert his.get("/desk/").headers["Location"].startswith("/sign-in/")
    assert second_step.is_set(tom) is False
    last = Entry.objects.latest("pk")
    assert (last.kind, last.actor_id, last.subject_id) == ("person.second_step_reset", nora.pk, tom.pk)


def test_an_owner_takes_their_own_away_with_the_password_only(desk_of_nora: Client, nora: Person) -> None:
    Authenticator.objects.create(user=nora, type="totp", data={})
    answer = desk_of_nora.post(f"/setup/people/{nora.pk}/second-step/removal")
    assert (answer.headers["Location"], second_step.is_set(nora)) == ("/desk/me/second-step/", True)
