"""Ada's ticket after everything that follows from her mail is done: what is told comes from what follows."""

import pytest

from heard.staff.models import Person
from heard.tickets.models import Ticket
from tests.conftest import Write, everything_follows


@pytest.fixture
def ticket(ada_writes: Write, tom: Person) -> Ticket:
    """Ada's ticket about her bell."""
    found = ada_writes().ticket
    everything_follows()
    return found
