"""Organisations, and the mail domains by which their people are known."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from heard.customers import organisations as companies
from heard.customers.domains import NotTheirs
from heard.customers.models import Organisation
from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.web.api.bearer import person_of
from heard.web.api.problems import Problem
from heard.web.api.shapes import Id, In, Paging, Words, example, example_of, number_in, page

router = Router(tags=["organisations"])


class DomainOut(Schema):
    """What stands behind the @ in its people's addresses."""

    id: int
    name: str

    model_config = example({"id": 4, "name": "okoye-dairy.example"})


class OrganisationOut(Schema):
    """A company that customers belong to."""

    id: int
    name: str
    domains: list[DomainOut]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": 3, "name": "Okoye Dairy", "domains": [{"id": 4, "name": "okoye-dairy.example"}]}
            ]
        }
    )


class OrganisationsOut(Schema):
    """Some organisations, and the cursor of those after them."""

    items: list[OrganisationOut]
    next: str | None

    model_config = example({"items": [example_of(OrganisationOut)], "next": None})


class NameIn(In):
    """A name."""

    name: Words = Field(min_length=1, max_length=companies.NAME_LENGTH)

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Okoye Dairy"}]})


class DomainIn(In):
    """A mail domain of its own, where not everybody can have an address."""

    name: Words = Field(min_length=1, max_length=254)

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "okoye-dairy.example"}]})


@router.get("", response=OrganisationsOut)
def organisations(request: HttpRequest, query: Query[Paging]) -> dict[str, Any]:
    """All of them, in the order in which they were named."""
    person_of(request, "organisations:read")
    rows = companies.named().filter(pk__gt=number_in(query.cursor) or 0).prefetch_related("domains")
    return page([_told(row) for row in rows.order_by("pk")[: query.limit + 1]], query.limit)


@router.post("", response={201: OrganisationOut})
def enter(request: HttpRequest, body: NameIn) -> Status[dict[str, Any]]:
    """Names one more; its domains come after."""
    owner = person_of(request, "organisations:write")
    return Status(201, _told(companies.enter(_name(body), by=ref(owner))))


@router.get("/{int:number}", response=OrganisationOut)
def organisation(request: HttpRequest, number: Id) -> dict[str, Any]:
    """One of them."""
    person_of(request, "organisations:read")
    return _told(get_object_or_404(Organisation, pk=number))


@router.patch("/{int:number}", response=OrganisationOut)
def rename(request: HttpRequest, number: Id, body: NameIn) -> dict[str, Any]:
    """Gives it another name."""
    person_of(request, "organisations:write")
    companies.rename(get_object_or_404(Organisation, pk=number), _name(body))
    return _told(Organisation.objects.get(pk=number))


@router.delete("/{int:number}", response={204: None})
def remove(request: HttpRequest, number: Id) -> Status[None]:
    """Forgets it and its domains; its people and their tickets stay."""
    owner = person_of(request, "organisations:write")
    companies.remove(get_object_or_404(Organisation, pk=number), by=ref(owner))
    return Status(204, None)


@router.post("/{int:number}/domains", response={201: DomainOut})
def add_domain(request: HttpRequest, number: Id, body: DomainIn) -> Status[dict[str, Any]]:
    """From now on whoever writes from there joins its tickets as a colleague."""
    owner = person_of(request, "organisations:write")
    found = get_object_or_404(Organisation, pk=number)
    try:
        domain = companies.add_domain(found, body.name, by=ref(owner))
    except NotTheirs as reason:
        raise Problem(422, str(reason)) from reason
    return Status(201, {"id": domain.pk, "name": domain.name})


@router.delete("/{int:number}/domains/{int:domain}", response={204: None})
def remove_domain(request: HttpRequest, number: Id, domain: Id) -> Status[None]:
    """Nobody joins by this domain any more."""
    owner = person_of(request, "organisations:write")
    found = get_object_or_404(Organisation, pk=number)
    get_object_or_404(found.domains, pk=domain)
    companies.remove_domain(found, domain, by=ref(owner))
    return Status(204, None)


def _name(body: NameIn) -> str:
    name = one_line(body.name, companies.NAME_LENGTH)
    if not name:
        raise Problem(422, _("Write the name of the company."))
    return name


def _told(row: Organisation) -> dict[str, Any]:
    domains = [{"id": each.pk, "name": each.name} for each in row.domains.all()]
    return {"id": row.pk, "name": row.name, "domains": domains}
