"""Which tables make a desk, and how does each of their columns read the same on both databases?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import AutoField, Field, ForeignKey, GeneratedField, Model

# SQL that reads a column on SQLite and on PostgreSQL, where its bare name would not give the same on both.
_PADDED = "substr(CASE length({0}) WHEN {1} THEN {0} || '.' ELSE {0} END || '000000', 1, {2})"
_OUT = {
    # What is longer names its zone itself; Django writes nothing like it, and PostgreSQL understands it.
    "DateTimeField": "CASE WHEN length({0}) > 26 THEN {0} ELSE "
    f"{_PADDED.format('{0}', 19, 26)} || '+00' END",
    "TimeField": _PADDED.format("{0}", 8, 15),
}
_BACK = {
    "DateTimeField": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'",
    "TimeField": "to_char({0}, 'HH24:MI:SS.US')",
    "BooleanField": "{0}::int",
    "UUIDField": "replace({0}::text, '-', '')",
    "JSONField": "{0}::text",
}
_TEXTS = {"CharField", "SlugField", "TextField"}
_NUMBERS = {
    "AutoField",
    "BigAutoField",
    "BigIntegerField",
    "IntegerField",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "SmallIntegerField",
}
KNOWN = {*_BACK, *_TEXTS, *_NUMBERS, "BinaryField"}


class Unknown(TypeError):
    """A kind of column that nobody has said how to move."""


@dataclass(frozen=True, slots=True)
class Column:
    """`out` is SQL for SQLite, `back` for PostgreSQL: what one gives, the other takes and gives back."""

    name: str
    out: str
    back: str
    is_json: bool
    is_generated: bool  # by the database, from others


@dataclass(frozen=True, slots=True)
class Table:
    """`key` is the primary key; `counted` when the database numbers it by itself."""

    name: str
    columns: tuple[Column, ...]
    key: str
    is_key_text: bool
    is_counted: bool

    def out(self, columns: Iterable[Column]) -> str:
        """SQL for SQLite: these columns of all rows, in the order of the primary key."""
        read = ", ".join(one.out for one in columns)
        return f"SELECT {read} FROM {quoted(self.name)} ORDER BY {quoted(self.key)}"  # noqa: S608 - our own names

    def back(self) -> str:
        """SQL for PostgreSQL: all columns of all rows, in the same order."""
        bytewise = ' COLLATE "C"' if self.is_key_text else ""
        read = ", ".join(one.back for one in self.columns)
        return f"SELECT {read} FROM {quoted(self.name)} ORDER BY {quoted(self.key)}{bytewise}"  # noqa: S608 - our own names


def all_tables() -> list[Table]:
    """The tables of all models, Django's own among them, by name. Raises Unknown."""
    models = apps.get_models(include_auto_created=True)
    return sorted((_table(model) for model in models if not model._meta.proxy), key=lambda table: table.name)


def quoted(name: str) -> str:
    """A name as both databases take it."""
    return '"' + name.replace('"', '""') + '"'


def _table(model: type[Model]) -> Table:
    key = model._meta.pk
    return Table(
        name=model._meta.db_table,
        columns=tuple(_column(field) for field in model._meta.concrete_fields),
        key=str(key.column),
        is_key_text=_kind(key) in _TEXTS,
        is_counted=isinstance(key, AutoField),
    )


def _column(field: "Field[Any, Any]") -> Column:
    name, kind = quoted(str(field.column)), _kind(field)
    if kind not in KNOWN:
        raise Unknown(f"{field} is a {kind}: heard/move/tables.py must say how it reads on both databases.")
    return Column(
        name=str(field.column),
        out=_OUT.get(kind, "{0}").format(name),
        back=_BACK.get(kind, "{0}").format(name),
        is_json=kind == "JSONField",
        is_generated=isinstance(field, GeneratedField),
    )


def _kind(field: "Field[Any, Any]") -> str:
    """Django's word for how the column is kept: of a key to another table, as that one's key."""
    kept: Field[Any, Any] | None = None
    if isinstance(field, ForeignKey):
        kept = field.target_field
    elif isinstance(field, GeneratedField):
        kept = field.output_field
    return _kind(kept) if kept else field.get_internal_type()
