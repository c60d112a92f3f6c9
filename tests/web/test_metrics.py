"""/metrics: what it says, in Prometheus' own grammar, and to whom."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from heard.channels.models import Channel
from heard.lib import heartbeat
from tests.conftest import Write

SAMPLE = re.compile(r'heard_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9][0-9.e+-]*')


@pytest.fixture
def here() -> Client:
    """Somebody on this machine."""
    return Client(headers={"Host": "127.0.0.1:8000"}, REMOTE_ADDR="127.0.0.1")


def said(here: Client) -> str:
    return here.get("/metrics").content.decode()


def test_what_it_says(here: Client, ada_writes: Write) -> None:
    ada_writes()
    heartbeat.beat(["outgoing"])
    here.get("/healthz")
    text = said(here)
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    values = dict(line.rsplit(" ", 1) for line in samples)
    assert int(values["heard_arrivals_total"]) > 0
    assert float(values['heard_loop_silent_seconds{loop="outgoing"}']) < 60
    assert int(values['heard_requests_total{route="healthz",status="2xx"}']) > 0
    assert values["heard_outbox_held"] == "0"
    assert values['heard_queue_waiting{queue="outgoing"}'] == "0"


def test_it_names_nobody(here: Client, ada_writes: Write) -> None:
    ada_writes()
    text = said(here).lower()
    assert [word for word in ("okoye", "fell off", "larkfield", "@") if word in text] == []


def test_it_asks_the_same_of_an_empty_desk_and_of_one_at_work(
    here: Client, mailbox: Channel, ada_writes: Write, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada_writes()
    with django_assert_num_queries(18):
        said(here)


@pytest.mark.parametrize(
    ("settings_of_it", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "[::1]:8000"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_HOST": "localhost"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "desk.example"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        (
            {"REMOTE_ADDR": "10.1.2.3", "HTTP_HOST": "desk.example", "HTTP_AUTHORIZATION": "Bearer sesame"},
            200,
        ),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_HOST": "desk.example", "HTTP_AUTHORIZATION": "Bearer "}, 404),
    ],
)
def test_to_whom(
    nora: object, mailbox: Channel, settings: Settings, settings_of_it: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN, settings.ALLOWED_HOSTS = "sesame", ["desk.example", "localhost", "[::1]"]
    assert Client(**settings_of_it).get("/metrics").status_code == status
    settings.METRICS_TOKEN = ""
    if "HTTP_AUTHORIZATION" in settings_of_it:
        assert Client(**settings_of_it).get("/metrics").status_code == 404
