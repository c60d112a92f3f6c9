"""Questions that are asked on every page: their SQL is made once, and run with other values each time.

Django makes a query anew whenever it is asked, which takes three to ten times as long as SQLite or PostgreSQL
take to answer a small one. See docs/decisions/009-prepared-questions.md.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from copy import copy
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Field, Lookup, QuerySet

Row = TypeVar("Row")
Shape = tuple[tuple[str, "Kind"], ...]  # each value's name, and what it is
Made = tuple[QuerySet[Any], Any, str, tuple[Any, ...], dict[int, Any]]


class Kind(Enum):
    """What comes into a slot. A list of one is looked up like a value: joins are planned better for one."""

    VALUE = auto()
    LIST_OF_ONE = auto()
    LIST = auto()

    @classmethod
    def of(cls, value: Any) -> "Kind":
        """The kind of this value."""
        if not isinstance(value, list):
            return cls.VALUE
        return cls.LIST_OF_ONE if len(value) == 1 else cls.LIST


class Slot(Expression):
    """The place of a value, or of a list of values, that comes with each asking."""

    def __init__(self, name: str, field: "Field[Any, Any]", kind: Kind) -> None:
        super().__init__(output_field=field)
        self.name, self.kind = name, kind

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list["Slot"]]:  # type: ignore[override]
        """A parameter, with itself as what stands for the value."""
        return "%s", [self]

    def bound(self, value: Any, connection: Any) -> Any:
        """The value as the database wants it: a list as one, so that its length makes no other question."""
        if self.kind is Kind.LIST:
            return value if connection.vendor == "postgresql" else json.dumps(value)
        one = value[0] if self.kind is Kind.LIST_OF_ONE else value
        return self.output_field.get_db_prep_value(one, connection)


@Field.register_lookup
class Among(Lookup):
    """`number__among=slot`: the column is one of the slot's list."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """SQLite reads the list as a table."""
        return self._with("{} IN (SELECT value FROM json_each({}))", compiler, connection)

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL looks each of an array up in an index; it would join a table of unknown length."""
        kind = self.rhs.output_field.db_type(connection)
        return self._with(f"{{}} = ANY({{}}::{kind}[])", compiler, connection)

    def _with(self, form: str, compiler: Any, connection: Any) -> Any:
        left, before = self.process_lhs(compiler, connection)
        right, after = compiler.compile(self.rhs)
        form = "{} = {}" if self.rhs.kind is Kind.LIST_OF_ONE else form
        return form.format(left, right), [*before, *after]


class Prepared(Generic[Row]):
    """A question to the database: `Prepared(lambda pk: Desk.objects.filter(pk=pk))`, asked by `found(pk=1)`.

    `make` gets a slot for each value, and gives a query set; it must not look at them. That of a list, of
    whole numbers or texts, goes behind `__among`. `fields` says what kind of value one is that is no number.
    """

    def __init__(self, make: "Callable[..., QuerySet[Any, Row]]", **fields: "Field[Any, Any]") -> None:
        self._make = make
        self._fields = fields
        self._made: dict[tuple[str, Shape], Made] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows. An empty list among `values` matches nothing, so nothing is asked."""
        if any(value == [] for value in values.values()):
            return []
        shape = tuple((name, Kind.of(value)) for name, value in values.items())
        try:
            question, compiler, sql, parameters, converters = self._prepared(shape)
        except EmptyResultSet:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        bound = tuple(
            one.bound(values[one.name], connection) if isinstance(one, Slot) else one for one in parameters
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
            question = self._make(**{name: self._slot(name, kind) for name, kind in shape})
            compiler = question.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, parameters = _with_constants(*compiler.as_sql())
            converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
            found = self._made[key] = (question, compiler, sql, tuple(parameters), converters)
        return found

    def _slot(self, name: str, kind: Kind) -> Slot:
        return Slot(name, self._fields.get(name) or BigIntegerField(), kind)


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
