"""How a ticket looks to a program: one query with the columns that it needs, and no more."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from ninja import Field, Schema
from pydantic import ConfigDict

from heard.customers import phones
from heard.tickets.models import Priority, Status, Ticket
from heard.web.api.shapes import PersonRef, TeamRef

COLUMNS = ("number", "subject", "status", "priority", "tags", "opened_at", "changed_at", "waiting_since",
           "hold_until", "escalated_at", "version", "merged_into_id", "channel_id",
           "customer_id", "customer__name", "identity__address", "identity__kind", "assignee_id",
           "assignee__name", "assignee__email", "team_id", "team__name")  # fmt: skip


class Urgency(StrEnum):
    """How soon we look at it."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def number(self) -> Priority:
        """As the table has it."""
        return Priority[self.name]


URGENCIES = {urgency.number.value: urgency for urgency in Urgency}


class CustomerRef(Schema):
    """Whose ticket it is, and the address that answers go to."""

    id: int
    name: str
    email: str


EXAMPLE: dict[str, Any] = {
    "number": 17,
    "subject": "My bell",
    "status": "open",
    "priority": "normal",
    "customer": {"id": 5, "name": "Ada Okoye", "email": "ada@okoye.example"},
    "assignee": {"id": 2, "name": "Tom Abara", "email": "tom@larkfield.example"},
    "team": {"id": 1, "name": "Workshop"},
    "channel": 1,
    "tags": ["bell"],
    "opened_at": "2026-11-16T09:12:03Z",
    "changed_at": "2026-11-16T10:42:00Z",
    "waiting_since": "2026-11-16T10:42:00Z",
    "hold_until": None,
    "escalated_at": None,
    "merged_into": None,
    "version": 4,
}


class TicketOut(Schema):
    """A ticket as it stands in lists. `merged_into` is where its matter goes on."""

    number: int
    subject: str
    status: Status
    priority: Urgency
    customer: CustomerRef
    assignee: PersonRef | None
    team: TeamRef | None
    channel: int
    tags: list[str]
    opened_at: datetime
    changed_at: datetime
    waiting_since: datetime | None = Field(description="Since when the customer waits for our words.")
    hold_until: datetime | None
    escalated_at: datetime | None = Field(description="Since when it is escalated; null once it is settled.")
    merged_into: int | None
    version: int = Field(description="Rises with each change.")

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


def shown(rows: QuerySet[Ticket]) -> list[dict[str, Any]]:
    """The tickets as they are told."""
    return [told(row) for row in rows.values(*COLUMNS)]


def told(row: dict[str, Any]) -> dict[str, Any]:
    """One of them."""
    who = {"id": row["assignee_id"], "name": row["assignee__name"], "email": row["assignee__email"]}
    plain = ("number", "subject", "status", "tags", "opened_at", "changed_at", "waiting_since", "hold_until",
             "escalated_at", "version")  # fmt: skip
    return {name: row[name] for name in plain} | {
        "priority": URGENCIES[row["priority"]],
        "customer": {
            "id": row["customer_id"],
            "name": row["customer__name"],
            "email": "" if row["identity__kind"] == phones.KIND else row["identity__address"],
        },
        "assignee": who if row["assignee_id"] else None,
        "team": {"id": row["team_id"], "name": row["team__name"]} if row["team_id"] else None,
        "channel": row["channel_id"],
        "merged_into": row["merged_into_id"],
    }
