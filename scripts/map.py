"""Prints the tree with each file's caption: the newcomer's `ls`."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACES = ("heard", "tests", "bench", "docs")
LEFT_OUT = {"__pycache__", "migrations", "vendor", "static"}


def caption(path: Path) -> str:
    """The first line that says what question the file answers."""
    text = path.read_text()
    if path.suffix == ".py":
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    if path.suffix == ".md":
        return text.partition("\n")[0].lstrip("# ")
    comment = re.search(r"{% comment %}(.*?){% endcomment %}", text)
    return comment[1] if comment else ""


def draw(folder: Path, depth: int = 0) -> None:
    """One line a file, folders first named by their own caption."""
    init = folder / "__init__.py"
    print(f"{'  ' * depth}{folder.name}/".ljust(44), caption(init) if init.exists() else "")
    for path in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name)):
        if path.name in LEFT_OUT or path.name == "__init__.py":
            continue
        if path.is_dir():
            draw(path, depth + 1)
        elif path.suffix in {".py", ".md", ".html"}:
            print(f"{'  ' * (depth + 1)}{path.name}".ljust(44), caption(path))


if __name__ == "__main__":
    for place in PLACES:
        if (ROOT / place).is_dir():
            draw(ROOT / place)
