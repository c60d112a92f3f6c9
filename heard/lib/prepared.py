"""Questions that are asked on every page: their SQL is made once, and run with other values each time.

Django makes a query anew whenever it is asked, which takes three to ten times as long as SQLite or PostgreSQL
take to answer a small one. See docs/decisions/009-prepared-questions.md.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from copy import copy
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Field, QuerySet

Row = TypeVar("Row")
Shape = tuple[tuple[str, int | None], ...]  # each value's name, and the length of those that are lists
Made = tuple[QuerySet[Any], Any, str, tuple[Any, ...], dict[int, Any]]


class Slot(Expression):
    """The place of a value that comes with each asking."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list["Slot"]]:  # type: ignore[override]
        """A parameter, with itself as what stands for the value."""
        return "%s", [self]


class Prepared(Generic[Row]):
    """A question to the database: `Prepared(lambda pk: Desk.objects.filter(pk=pk))`, asked by `found(pk=1)`.

    `make` gets a slot for each value, or a list of slots for a list, and gives a query set; it must not
    look at them. `fields` says what kind of value one is that is no whole number.
    """

    def __init__(self, make: "Callable[..., QuerySet[Any, Row]]", **fields: "Field[Any, Any]") -> None:
        self._make = make
        self._fields = fields
        self._made: dict[tuple[str, Shape], Made] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows. An empty list among `values` matches nothing, so nothing is asked."""
        filled = {name: _padded(value) for name, value in values.items()}
        if any(value == [] for value in filled.values()):
            return []
        shape = tuple(
            (name, len(value) if isinstance(value, list) else None) for name, value in filled.items()
        )
        try:
            question, compiler, sql, parameters, converters = self._prepared(shape)
        except EmptyResultSet:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        given = dict(_flat(filled))
        bound = tuple(
            one.output_field.get_db_prep_value(given[one.name], connection) if isinstance(one, Slot) else one
            for one in parameters
        )
        asking = copy(compiler)
        asking.connection = connection
        asking.as_sql = lambda *_how, **_more: (sql, bound)
        asking.get_converters = lambda _columns: converters
        rows = question.all()
        rows.query.get_compiler = lambda *_how, **_more: asking  # type: ignore[method-assign]
        with getattr(connection, "keeping_plans", nullcontext)():
            return list(rows)

    def first(self, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = self(**values)
        return rows[0] if rows else None

    def _prepared(self, shape: Shape) -> Made:
        key = (connections[DEFAULT_DB_ALIAS].vendor, shape)
        found = self._made.get(key)
        if found is None:
            question = self._make(**{name: self._slots(name, length) for name, length in shape})
            compiler = question.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, parameters = _with_constants(*compiler.as_sql())
            converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
            found = self._made[key] = (question, compiler, sql, tuple(parameters), converters)
        return found

    def _slots(self, name: str, length: int | None) -> Slot | list[Slot]:
        field = self._fields.get(name) or BigIntegerField()
        if length is None:
            return Slot(name, field)
        return [Slot(f"{name}.{place}", field) for place in range(length)]


def _padded(value: Any) -> Any:
    """A list is filled up with its last value to a length of 1, 2, 4, 8 …: so there are few shapes."""
    if not isinstance(value, list) or not value:
        return value
    return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))


def _with_constants(sql: str, parameters: Iterable[Any]) -> tuple[str, tuple[Any, ...]]:
    """On PostgreSQL with all that is no slot written into the SQL: a kept plan knows no other value of it.

    Only so can the plan use an index that is for some rows alone, such as those of one status.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    parameters = tuple(parameters)
    if connection.vendor != "postgresql":
        return sql, parameters
    places = [
        "%s" if isinstance(one, Slot) else connection.ops.compose_sql("%s", [one]).replace("%", "%%")
        for one in parameters
    ]
    whole = "".join(piece + place for piece, place in zip(sql.split("%s"), [*places, ""], strict=True))
    return whole, tuple(one for one in parameters if isinstance(one, Slot))


def _flat(values: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, list):
            yield from ((f"{name}.{place}", one) for place, one in enumerate(value))
        else:
            yield name, value
