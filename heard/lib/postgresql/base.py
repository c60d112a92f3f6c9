"""How does the desk speak to PostgreSQL? As Django does, but plans are kept and a living server is not asked.

Django sends every question with its values written into it, so that PostgreSQL reads and plans each anew, and
asks `SELECT 1` before the first one of each page. See docs/decisions/009-prepared-questions.md.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

# Left to itself PostgreSQL plans some questions anew each time, where it hopes that a value has a better plan
# than others have. What it needs to know for that stands in the question (lib/prepared.py); planning a list
# takes longer than reading it. And among a million tickets it would set up memory for the customers of all of
# them before it reads fifty: 3 ms for 0.3 ms of reading.
SETTINGS = "-c plan_cache_mode=force_generic_plan -c enable_memoize=off"
INERROR = TransactionStatus.INERROR
KEPT_PLANS = 500  # for each connection; psycopg forgets the one that was asked longest ago


class DatabaseOperations(operations.DatabaseOperations):
    """What differs from other databases."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """With its values, also when they were sent beside it."""
        if isinstance(cursor, base.ServerBindingCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, which has psycopg keep no plans; its usual cursors keep none anyway."""
        usual = super().get_connection_params()
        options = f"{usual.get('options', '')} {SETTINGS}".strip()
        return {**usual, "prepare_threshold": 1, "options": options}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One with room for the plans of all that pages ask, which reads moments fast."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = KEPT_PLANS
        connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django does, but moments are read by psycopg's compiled loader.

        They come in UTC, because that is what the connection speaks. Django gives each the zone that it has
        already, in Python: 3 µs a moment instead of 0.3, and a ticket page reads a hundred and forty.
        """
        if name is None:
            return self.connection.cursor()
        make: Any = base.ServerSideCursor
        is_alone = self.connection.autocommit  # then it is read outside of a transaction
        return make(self.connection, name=name, scrollable=False, withhold=is_alone)

    def is_usable(self) -> bool:
        """Whether the server has not hung up and no transaction has failed, without asking it.

        A server that ends closes its connections, and says nothing on those of which nobody asks anything but
        notices. A machine that vanished from the network is noticed neither so nor by a question, which would
        wait for its answer.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        is_silent = not line.poll(0)
        return (is_silent and self.connection.info.transaction_status != INERROR) or super().is_usable()

    @contextmanager
    def keeping_plans(self) -> Iterator[None]:
        """What is asked inside is planned once for each connection, and sent as its name and its values."""
        self.ensure_connection()
        line = self.connection
        usual, line.cursor_factory = line.cursor_factory, base.ServerBindingCursor
        try:
            yield
        finally:
            line.cursor_factory = usual
