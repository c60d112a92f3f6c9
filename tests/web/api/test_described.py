"""The whole API asked by its own description: with tokens and without, nothing breaks, and all is as told."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from heard.staff import tokens
from heard.tickets.models import Ticket
from heard.web.api import api
from tests.conftest import everything_follows
from tests.web.api.test_calls import Who, staff  # noqa: F401 - a fixture

CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
HELD_BACK = "/api/v1/requests"  # which has a limit of its own, whatever its token may
OURS = {"message": "message", "note": "note", "file": "draft_file", "sha256": "digest", "domain": "domain"}
NUMBERS = {"customers": "customer", "organisations": "organisation", "people": "person", "teams": "team"}


def real(path: str, name: str, things: dict[str, Any]) -> Any:
    """A number that exists, for a part of an address."""
    if name == "number":
        return things[NUMBERS.get(path.split("/")[3], "ticket")]
    return "bell" if name == "tag" else things[OURS[name]]


def ask_all(things: dict[str, Any], headers: dict[str, str], examples: int) -> dict[int, int]:
    """Asks every call so often; how many answers had which status. Fails at the first that is not as told."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    statuses: dict[int, int] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), is_real=st.booleans())
        def ask(case: schemathesis.Case, is_real: bool) -> None:
            if is_real and case.path_parameters:
                case.path_parameters = {name: real(case.path, name, things) for name in case.path_parameters}
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=CHECKS)
            if case.path == HELD_BACK and answer.status_code == 429:  # that many requests of one site
                return
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1

        ask()
    everything_follows()
    return statuses


@pytest.fixture
def unlimited(settings: Settings) -> Iterator[None]:
    """As many calls as it takes, and none of them closes the test's own connection when it ends."""
    settings.API_CALLS = 1_000_000
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def ours(staff: list[Who]) -> tuple[dict[str, Any], dict[str, str]]:  # noqa: F811
    """What the owner sees, and a token of hers."""
    return staff[0].things["own"], {"Authorization": f"Bearer {tokens.make(staff[0].person, tokens.SCOPES)}"}


def shown() -> Iterator[tuple[str, dict[str, Any]]]:
    """What each call takes and what it answers when it is done, as schemas, with the call's name."""
    for path, calls in api.get_openapi_schema()["paths"].items():
        for method, call in calls.items():
            told = {str(status): answer for status, answer in call["responses"].items()}
            done = [answer for status, answer in told.items() if status < "300"]
            assert done, f"{method} {path}"
            for either in (call.get("requestBody"), *done):
                for media in (either or {}).get("content", {}).values():
                    yield f"{method} {path}", media["schema"]


def test_every_call_shows_an_example_that_is_as_it_says() -> None:
    parts = api.get_openapi_schema()["components"]
    calls = list(shown())
    assert len(calls) > 50
    for call, schema in calls:
        name = schema.get("$ref", "").rpartition("/")[2]
        examples = (parts["schemas"][name] if name else schema).get("examples", [])
        assert examples, f"{call} shows no example ({name})"
        check = jsonschema_rs.Draft202012Validator(schema | {"components": parts}, validate_formats=True)
        for example in examples:
            plain = json.loads(json.dumps(example))
            assert [fault.message for fault in check.iter_errors(plain)] == [], call
            if name:  # nothing is shown that is not told of
                assert set(plain) <= set(parts["schemas"][name]["properties"]), call


def test_with_a_token(staff: list[Who], unlimited: None) -> None:  # noqa: F811
    things, headers = ours(staff)
    statuses = ask_all(things, headers, examples=10)
    assert {200, 201, 204, 404, 422} <= set(statuses)
    assert not {401, 403, 429} & set(statuses)
    assert Ticket.objects.exists()


def test_with_the_token_of_somebody_limited(staff: list[Who], unlimited: None) -> None:  # noqa: F811
    limited(staff, examples=1)


def limited(staff: list[Who], *, examples: int) -> None:  # noqa: F811
    """An agent who sees their teams' tickets and a colleague: refusals are as told, too."""
    for who in staff[3:5]:
        headers = {"Authorization": f"Bearer {tokens.make(who.person, tokens.SCOPES)}"}
        for whose in ("own", "other's"):
            statuses = set(ask_all(who.things[whose], headers, examples=examples))
            assert {200, 403, 404} <= statuses, f"{who.person.role} of {whose}"
            assert not {401, 429} & statuses


def test_without_a_token(staff: list[Who], unlimited: None) -> None:  # noqa: F811
    assert set(ask_all(staff[0].things["own"], {}, examples=3)) == {401}


@pytest.mark.long
def test_with_a_token_for_long(staff: list[Who], unlimited: None) -> None:  # noqa: F811
    things, headers = ours(staff)
    assert set(ask_all(things, headers, examples=250)) >= {200, 422}


@pytest.mark.long
def test_with_the_token_of_somebody_limited_for_long(
    staff: list[Who],  # noqa: F811
    unlimited: None,
) -> None:
    limited(staff, examples=80)
