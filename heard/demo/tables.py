"""How do many rows come into a table at once, and which columns are told of each?"""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.models import Max

IS_POSTGRESQL = connection.vendor == "postgresql"
TICKET = (
    "subject",
    "status",
    "priority",
    "customer_id",
    "identity_id",
    "channel_id",
    "assignee_id",
    "team_id",
    "tags",
    "opened_at",
    "changed_at",
    "waiting_since",
    "hold_until",
    "solved_at",
    "snippet",
    "snippet_is_customers",
    "is_bulk",
    "heat",
    "version",
)
MESSAGE = (
    "ticket_id",
    "direction",
    "identity_id",
    "person_id",
    "sender_name",
    "subject",
    "text",
    "at",
    "message_id",
    "references",
    "fingerprint",
    "delivery",
    "release_at",
)
ENTRY = (
    "kind",
    "at",
    "recorded_at",
    "subject_kind",
    "subject_id",
    "about_kind",
    "about_id",
    "actor_kind",
    "actor_id",
    "cause_id",
    "data",
)


class Table:
    """Rows for one table: the given columns, and for all others what a new row has. Ids count on."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.rows: list[tuple[Any, ...]] = []
        fields = [one for one in model._meta.concrete_fields if not (one.generated or one.has_db_default())]
        given = [next(one for one in fields if one.attname == column) for column in columns]
        others = [one for one in fields if one not in given]
        self._rest = tuple(plain(one.get_default()) for one in others)
        self._columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in (*given, *others))
        self._name = connection.ops.quote_name(model._meta.db_table)
        if IS_POSTGRESQL:  # nobody else may take the ids that we count
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {self._name} IN SHARE ROW EXCLUSIVE MODE")
        self.next: int = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1

    def add(self, *values: Any) -> int:
        """One row; its id stands first."""
        number, self.next = self.next, self.next + 1
        self.rows.append((number, *values, *self._rest))
        return number

    def write(self) -> None:
        """All rows into the database."""
        if not self.rows:
            return
        with connection.cursor() as cursor:
            if IS_POSTGRESQL:
                with cursor.copy(f"COPY {self._name} ({self._columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.rows[0]))
                cursor.executemany(
                    f"INSERT INTO {self._name} ({self._columns}) VALUES ({marks})",  # noqa: S608 - own names
                    self.rows,
                )


def plain(value: Any) -> Any:
    """A value as the database's own driver takes it in bulk."""
    if isinstance(value, datetime):
        return value if IS_POSTGRESQL else str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value
