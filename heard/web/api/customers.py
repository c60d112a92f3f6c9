"""Customers and the addresses that they write from."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from heard.customers.models import Customer
from heard.tickets.access import customers_of
from heard.web.api.bearer import person_of
from heard.web.api.shapes import Id, Paging, Words, example, example_of, number_in, page

router = Router(tags=["customers"])


class AddressOut(Schema):
    """An address on a kind of channel. `unreachable_since`: a mail to it came back for good."""

    kind: str
    address: str
    unreachable_since: datetime | None


class CustomerOut(Schema):
    """A person whom the company serves."""

    id: int
    name: str
    met_at: datetime
    addresses: list[AddressOut]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 5,
                    "name": "Ada Okoye",
                    "met_at": "2026-03-02T08:00:00Z",
                    "addresses": [
                        {"kind": "email", "address": "ada@okoye.example", "unreachable_since": None}
                    ],
                }
            ]
        }
    )


class CustomersOut(Schema):
    """Some customers, and the cursor of those after them."""

    items: list[CustomerOut]
    next: str | None

    model_config = example({"items": [example_of(CustomerOut)], "next": "5"})


class Wanted(Paging):
    """Which customers."""

    email: Words | None = Field(None, max_length=254, description="Exactly this address.")


@router.get("", response=CustomersOut)
def customers(request: HttpRequest, query: Query[Wanted]) -> dict[str, Any]:
    """Those whose tickets the token's person may see, whom we met last first."""
    rows = customers_of(person_of(request, "customers:read"))
    if query.email:
        rows = rows.filter(identities__address=query.email.strip().lower()).distinct()
    if (below := number_in(query.cursor)) is not None:
        rows = rows.filter(pk__lt=below)
    found = rows.prefetch_related("identities").order_by("-pk")[: query.limit + 1]
    return page([_told(row) for row in found], query.limit)


@router.get("/{int:number}", response=CustomerOut)
def customer(request: HttpRequest, number: Id) -> dict[str, Any]:
    """One customer."""
    rows = customers_of(person_of(request, "customers:read")).prefetch_related("identities")
    return _told(get_object_or_404(rows, pk=number))


def _told(row: Customer) -> dict[str, Any]:
    addresses = [
        {"kind": each.kind, "address": each.address, "unreachable_since": each.unreachable_since}
        for each in row.identities.all()
    ]
    return {"id": row.pk, "name": row.name, "met_at": row.met_at, "addresses": addresses}
