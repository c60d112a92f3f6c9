"""The health page knows which loops fell silent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heard.lib import heartbeat
from heard.lib.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_nothing_heard_at_all() -> None:
    assert heartbeat.silent() == ["worker"]


def test_all_alive() -> None:
    heartbeat.beat(["arrivals", "outgoing"])
    heartbeat.beat(["arrivals", "outgoing"])
    assert heartbeat.silent() == []
    assert Heartbeat.objects.count() == 2


def test_one_fell_silent() -> None:
    heartbeat.beat(["arrivals", "outgoing"])
    Heartbeat.objects.filter(loop="outgoing").update(at=timezone.now() - timedelta(minutes=5))
    heartbeat.beat(["arrivals"])
    assert heartbeat.silent() == ["outgoing"]


def test_a_process_long_gone_is_forgotten() -> None:
    Heartbeat.objects.create(name="old", loop="old", at=timezone.now() - timedelta(hours=2))
    heartbeat.beat(["arrivals"])
    assert heartbeat.silent() == []
