"""Whatever is put into the forms before the desk (join, code, provider, notices, welcome), it is answered."""

import pytest
from django.test import Client
from django.urls import reverse

from heard.alerts import wishes
from heard.staff import links, people
from heard.staff.models import Person
from heard.staff.models import Provider as Row
from tests.conftest import desk_of
from tests.openid import Provider
from tests.web.fuzzing import Known, send_all
from tests.web.test_second_step import Clock, clock, set_up, sign_in  # noqa: F401 - a fixture
from tests.web.test_with_provider import named, set_out, there  # noqa: F401 - fixtures


def fuzz(browser: Client, path: str, told: set[int], *, examples: int) -> None:
    """Sends what the page at `path` offers, and more; the page itself is there."""
    known, page = Known({}), browser.get(path)
    known.read(path, page.content.decode())
    assert (page.status_code, bool(known.forms.get(path))) == (200, True), path
    statuses = send_all(browser, [path], known, examples=examples)
    assert (statuses <= told, bool(statuses - {302, 404})) == (True, True), f"{path}: {statuses}"


def fuzz_all(tom: Person, *, examples: int) -> None:
    """A link to join, the form behind a mail's foot, and the code after the password."""
    una = people.join("Una Berg", "una@larkfield.example", None)
    fuzz(Client(), f"/join/{links.make(una, by=tom)}/", {200, 302, 422}, examples=examples)
    fuzz(Client(), f"/notices/{wishes.key_of(tom)}/", {200, 422}, examples=examples)
    set_up(desk_of(tom))
    fuzz(sign_in(tom), "/sign-in/code/", {200, 302, 422}, examples=examples)


def fuzz_provider(row: Row, *, examples: int) -> None:
    """Setting out to a provider, and what comes back in the address, with a trip under way and without."""
    browser, path = Client(), reverse("set_out", args=[row.pk])
    known = Known({"": {"next": {"/desk/"}}, path: {"next": {"/desk/", "//evil.example", "javascript:1"}}})
    assert send_all(browser, [path], known, examples=examples) == {200}
    state = set_out(browser, row).split("state=")[1].split("&")[0]
    back = reverse("come_back", args=[row.pk])
    fields = {"state": {state, "x"}, "code": {"c"}, "error": {"access_denied"}, "iss": {row.issuer}}
    statuses = send_all(browser, [back], Known({"": fields, back: fields}), examples=examples, by_get=True)
    assert statuses <= {302, 403, 404, 502}, statuses  # 502: the provider refused the code that came back
    assert statuses - {302, 404}


def test_what_comes_before_the_desk(tom: Person, clock: Clock) -> None:  # noqa: F811
    fuzz_all(tom, examples=4)


@pytest.mark.long
def test_what_comes_before_the_desk_for_long(tom: Person, clock: Clock) -> None:  # noqa: F811
    fuzz_all(tom, examples=150)


def test_a_provider(there: Provider, named: Row) -> None:  # noqa: F811
    fuzz_provider(named, examples=4)


@pytest.mark.long
def test_a_provider_for_long(there: Provider, named: Row) -> None:  # noqa: F811
    fuzz_provider(named, examples=150)


def test_the_first_run(db: None) -> None:
    fuzz(Client(), "/welcome/", {200, 422}, examples=4)


@pytest.mark.long
def test_the_first_run_for_long(db: None) -> None:
    fuzz(Client(), "/welcome/", {200, 422}, examples=150)
