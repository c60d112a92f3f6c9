"""Tags: which there are, and renaming or deleting one on all its tickets."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from heard.staff.models import Person
from heard.tickets import tag_changes
from heard.tickets import tags as ticket_tags
from heard.tickets.models import TicketTag
from heard.tickets.tag_changes import Busy
from heard.tickets.tags import NotATag
from heard.web.api.bearer import person_of
from heard.web.api.problems import Problem
from heard.web.api.shapes import In, Limit, Words, example

router = Router(tags=["tags"])


class TagsOut(Schema):
    """Tags, the most used first among the newest thousand uses."""

    items: list[str]

    model_config = example({"items": ["bell", "refund"]})


class Wanted(Schema):
    """Which tags."""

    beginning: Words = Field("", max_length=60)
    limit: Limit = 50


class TagIn(In):
    """What it shall be called. The name of another tag makes both one, which cannot be undone."""

    name: Words = Field(min_length=1, max_length=60)

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "bell"}]})


class ChangeOut(Schema):
    """A change that is under way on all tickets; `to` is empty when the tag goes."""

    tag: str
    to: str

    model_config = example({"tag": "bells", "to": "bell"})


@router.get("", response=TagsOut)
def tags(request: HttpRequest, query: Query[Wanted]) -> dict[str, Any]:
    """Tags that the token's person may know."""
    me = person_of(request, "tickets:read")
    return {"items": ticket_tags.suggestions(me, query.beginning, query.limit)}


@router.patch("/{tag}", response={202: ChangeOut})
def rename_tag(request: HttpRequest, tag: Words, body: TagIn) -> Status[dict[str, Any]]:
    """Renames it everywhere; that takes a moment, and answers 202."""
    lead = _lead(request, tag)
    try:
        change = tag_changes.rename(tag, body.name, by=lead)
    except NotATag as reason:
        raise Problem(422, str(reason)) from reason
    except Busy as reason:
        raise Problem(409, str(reason), name="busy") from reason
    return Status(202, {"tag": tag, "to": change.to if change else tag})


@router.delete("/{tag}", response={202: ChangeOut})
def delete_tag(request: HttpRequest, tag: Words) -> Status[dict[str, Any]]:
    """Takes it off all tickets; that takes a moment, and answers 202."""
    lead = _lead(request, tag)
    try:
        tag_changes.delete(tag, by=lead)
    except Busy as reason:
        raise Problem(409, str(reason), name="busy") from reason
    return Status(202, {"tag": tag, "to": ""})


def _lead(request: HttpRequest, tag: str) -> Person:
    lead = person_of(request, "tags:write")
    if not TicketTag.objects.filter(tag=tag).exists():
        raise Http404(_("There is no such tag."))
    return lead
