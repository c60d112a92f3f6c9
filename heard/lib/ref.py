"""Pointing at a thing by its kind and number, for tables that may not hold a foreign key to it."""

from typing import NamedTuple

from django.db import models


class Ref(NamedTuple):
    """A row of some table: `kind` is the model's lower-case name, `id` its key."""

    kind: str
    id: int


def ref(row: models.Model) -> Ref:
    """The reference to a saved row."""
    return Ref(str(row._meta.model_name), int(row.pk))


NOBODY = Ref("", 0)
