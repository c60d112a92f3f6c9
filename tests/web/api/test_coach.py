"""The coach over HTTP: the same answer as a line of the shell's."""

import json

import pytest
from django.test import Client

from heard.coach import load
from heard.coach.answers import answer
from heard.phrasing import lexicon
from heard.staff import tokens
from heard.staff.models import Person
from heard.web.api.coach import EXAMPLE


def post(client: Client, **fields: object) -> tuple[int, dict[str, object]]:
    reply = client.post("/api/v1/coach", json.dumps(fields), content_type="application/json")
    return reply.status_code, reply.json()


def test_the_example_of_the_docs(api: Client) -> None:
    status, found = post(api, **EXAMPLE)
    expected, _stopped = answer(dict(EXAMPLE), load())
    assert (status, found["findings"]) == (200, json.loads(json.dumps(expected))["findings"])
    assert [each["what"] for each in found["promises"]] == ["I'll call you tomorrow at ten."]  # type: ignore[attr-defined]


def test_a_company_rule_counts(api: Client, tom: Person) -> None:
    lexicon.write("opinion", "chips", find="cheap as chips", by=tom)
    _status, found = post(api, draft="Cheap as chips, Ana!", channel="chat")
    assert [each["rule"] for each in found["findings"]] == ["opinion/chips"]  # type: ignore[attr-defined]


def test_a_language_without_a_lexicon_says_so(api: Client) -> None:
    draft = "Liebe Ana, es tut uns leid, dass die Lampe nicht geht und wir das nicht gesehen haben."
    assert post(api, draft=draft, language="de")[1]["language_read"] is False
    assert post(api, draft=draft)[1]["language_read"] is False


@pytest.mark.parametrize(
    "fields", [{}, {"draft": "Hi", "channel": "pigeon"}, {"draft": "Hi", "now": "soon"}, {"draft": 3}]
)
def test_what_cannot_be_read_is_422(api: Client, fields: dict[str, object]) -> None:
    assert post(api, **fields)[0] == 422


def test_the_scope_is_needed(tom: Person) -> None:
    secret = tokens.make(tom, ["tickets:read"])
    assert post(Client(headers={"Authorization": f"Bearer {secret}"}), draft="Hi")[0] == 403
    assert post(Client(), draft="Hi")[0] == 401


def test_the_example_is_in_the_openapi(api: Client) -> None:
    schema = api.get("/api/v1/openapi.json").json()
    assert schema["components"]["schemas"]["DraftIn"]["examples"] == [EXAMPLE]
