"""Every file says in its first line what question it answers."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for folder in ("heard", "tests", "bench", "scripts")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts  # Django writes those
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_has_a_caption(path: Path) -> None:
    caption = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
    assert 10 <= len(caption) <= 115


@pytest.mark.parametrize(
    "path", sorted((ROOT / "heard/web/templates").rglob("*.html")), ids=lambda path: path.name
)
def test_template_has_a_caption(path: Path) -> None:
    assert "{% comment %}" in "\n".join(path.read_text().splitlines()[:3])
