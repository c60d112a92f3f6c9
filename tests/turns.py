"""Which process runs which tests, and in what order? One waits, the others compute; the slow ones come first.

Loaded by pytest (`-p tests.turns` in pyproject.toml). A module stays in one process, as its fixtures are for
all of it. The long journeys have none and wait for clocks and processes most of their time: each goes by
itself to the first process, so that the two cores are never left to journeys alone, nor at the end to one.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

WAITING = (
    "tests/journeys/test_killing.py",
    "tests/journeys/test_outages.py",
    "tests/journeys/test_imap.py",
    "tests/journeys/test_many_processes.py",
)
# These are begun before all others.
SLOW = (
    "tests/browser/test_hostile.py",
    "tests/browser/test_every_page.py",
    "tests/browser/",
    "tests/journeys/",
    "tests/cli/",
    "tests/live/",
    "tests/channels/email/imap/",
)
DATABASE = {"db", "transactional_db", "django_db_setup"}


class Turns(LoadScopeScheduling):  # type: ignore[misc]  # xdist shows no types
    """Gives out modules, and the tests of those in WAITING one by one."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return nodeid if module in WAITING else module

    def _assign_work_unit(self, node: Any) -> None:
        waits = node.gateway.id == "gw0"
        fitting = (scope for scope in self.workqueue if scope.startswith(WAITING) == waits)
        self.workqueue.move_to_end(next(fitting, next(iter(self.workqueue))), last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Turns:
    """Ours, whatever --dist says."""
    config.option.loadscopereorder = False  # it would begin with the module that has the most tests
    return Turns(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts them, within a module as they are written, and marks those that one database proves for both."""
    items.sort(key=lambda item: _place(item.nodeid))
    for item in items:
        if not _asks_a_database(item):
            item.add_marker(pytest.mark.pure)


def _place(nodeid: str) -> int:
    beginnings = WAITING + SLOW
    places = (place for place, beginning in enumerate(beginnings) if nodeid.startswith(beginning))
    return next(places, len(beginnings))


def _asks_a_database(item: pytest.Item) -> bool:
    """A unit test that pytest-django was not told of cannot: it is stopped."""
    marks = ("django_db", "journey", "browser", "long")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASE) or any(item.get_closest_marker(mark) for mark in marks)
