"""Which rows come after this place, in the order of an index? For pages that cost the same at any depth."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan


def beyond(
    rows: "QuerySet[Any]", order: str, key: str, place: tuple[Any, Any], *, rising: bool = False
) -> "QuerySet[Any]":
    """Those rows whose `order` and `key` come after `place`: smaller ones; larger ones where it is rising."""
    further = TupleGreaterThan if rising else TupleLessThan
    # The first column twice: from the pair alone, which SQLite is given as an OR, it sorts all that follow.
    bound = {f"{order}__{'gte' if rising else 'lte'}": place[0]}
    return rows.filter(further((F(order), F(key)), place), **bound)
