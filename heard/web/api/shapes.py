"""What calls have in common: numbers, times, words that can be stored, and pages with a cursor."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from heard.lib.words import storable
from heard.web.api.problems import Problem

LARGEST = 2**63 - 1
MOST = 200  # rows of one page
FAR = timedelta(days=3660)


def _fit(value: object) -> object:
    if isinstance(value, str) and storable(value) != value:
        raise ValueError("A NUL or half a character pair cannot be stored.")
    return value


def _near(value: datetime) -> datetime:
    if abs(value - timezone.now()) > FAR:
        raise ValueError("This is more than ten years away.")
    return value


Id = Annotated[int, Field(ge=1, le=LARGEST)]
Words = Annotated[str, BeforeValidator(_fit)]
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]


class In(Schema):
    """What a call takes: fields that it does not know are refused, so that a typing error is noticed."""

    model_config = ConfigDict(extra="forbid")


def example(said: dict[str, Any]) -> ConfigDict:
    """What the description shows beside a schema: one of its kind."""
    return ConfigDict(json_schema_extra={"examples": [said]})


def example_of(schema: type[Schema]) -> dict[str, Any]:
    """The one that `schema` shows, to stand in another's."""
    shown: Any = schema.model_config["json_schema_extra"]
    said: dict[str, Any] = shown["examples"][0]
    return said


class PersonRef(Schema):
    """Somebody who works here."""

    id: int
    name: str
    email: str


class TeamRef(Schema):
    """A team."""

    id: int
    name: str


class Paging(Schema):
    """Which page."""

    limit: Limit = 50
    cursor: str | None = Field(None, description="`next` of the page before.", max_length=80)


def number_in(cursor: str | None) -> int | None:
    """A cursor that is one number. Raises Problem."""
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise no_cursor()
    return int(cursor)


def no_cursor() -> Problem:
    """For a cursor that we did not give."""
    return Problem(422, _("This cursor is not one of ours. Take it from `next` of the answer before."))


def page(rows: list[Any], limit: int, key: str = "id") -> dict[str, Any]:
    """`items` and `next`, of rows of which one more was asked for than shown."""
    more = len(rows) > limit
    return {"items": rows[:limit], "next": str(rows[limit - 1][key]) if more else None}
