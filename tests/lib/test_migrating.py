"""Tables that are made while somebody pulls the plug: the next start goes on where the last step ended."""

import pytest

from tests.journeys.desk import new_desk

pytestmark = pytest.mark.journey

# Dies when the step of this number is about to be noted, its statements done.
DIES = """
import os, sys
import django
django.setup()
from heard.lib import migrating
from heard.cli import setup
noted, real = 0, migrating.WholeSteps.record_migration
def note(self, migration):
    global noted
    noted += 1
    if noted == int(sys.argv[1]):
        os._exit(9)
    real(self, migration)
migrating.WholeSteps.record_migration = note
setup.prepare(is_demo=False)
"""


def test_killed_before_a_step_is_noted_it_is_taken_again() -> None:
    with new_desk() as desk:
        for step in (3, 1, 2, 9, 6):
            assert desk.tried("-c", DIES, str(step)).returncode == 9
        desk.run("-m", "heard", "setup")
        assert desk.number("SELECT count(*) FROM staff_desk") == 0
