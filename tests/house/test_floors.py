"""Foreign keys go down the floors like imports, in the models and in the migrations."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields.related import ForeignObject

ROOT = Path(__file__).parents[2]


def floors() -> dict[str, int]:
    """The room's floor, by the linter's contract; the ground floor is 0."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = contracts[0]["layers"]
    return {
        room.strip(): len(layers) - place for place, layer in enumerate(layers) for room in layer.split("|")
    }


def assert_goes_down(source: str, target: str, what: str) -> None:
    floor = floors()
    if source == target or target not in floor:
        return  # within a room, or to Django's own tables
    assert floor[target] < floor[source], f"{what} points up or sideways, from {source} to {target}"


def test_models_point_down() -> None:
    checked = 0
    for model in apps.get_models():
        source = model._meta.app_label
        if source not in floors():
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObject | models.ManyToManyField):
                target = field.related_model._meta.app_label  # type: ignore[union-attr]
                assert_goes_down(source, target, f"{model.__name__}.{field.name}")
                checked += 1
    assert checked > 10


def test_migrations_point_down() -> None:
    """Also where a key is written as a string, which the import linter cannot see."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in floors():
            for target, _other in migration.dependencies:
                assert_goes_down(app, target, f"migration {app}.{name}")


def test_a_key_that_points_up_is_found() -> None:
    with pytest.raises(AssertionError, match="points up"):
        assert_goes_down("channels", "tickets", "Arrival.message")
