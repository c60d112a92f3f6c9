"""docs/asvs.md names files and tests that exist, and counts its own items rightly."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text()
NAMED = re.findall(r"`((?:heard|tests|deploy|docs)/[^`:\s]*)(?:::(\w+))?`", PAGE)
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| \**([a-z ]+?)\** \| [^|]+ \|$", re.MULTILINE)
SUMS = re.compile(r"^\| V(\d+) [^|]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
ITEMS = ROW.findall(PAGE)


def test_every_file_and_test_named_there_exists() -> None:
    assert len(NAMED) > 100
    for path, test in NAMED:
        assert (ROOT / path).exists(), path
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(), f"{path}::{test}"


def test_every_link_leads_somewhere() -> None:
    for page, _hash, place in re.findall(r"\]\(([\w-]*(?:\.md)?)(#([\w-]+))?\)", PAGE):
        text = (ROOT / "docs" / page).read_text() if page else PAGE
        titles = [line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")]
        assert not place or place in {title.replace(" ", "-") for title in titles}, place


def test_the_sums_are_those_of_the_rows() -> None:
    numbers = [number for number, _level, _is in ITEMS]
    assert len(numbers) == len(set(numbers)) == len(re.findall(r"^\| \d+\.\d+\.\d+ \|", PAGE, re.MULTILINE))
    for chapter, *sums in SUMS.findall(PAGE):
        rows = [row for row in ITEMS if row[0].startswith(f"{chapter}.")]
        assert [int(one) for one in sums] == counted(rows)
    (whole,) = re.findall(r"^\| \*\*all\*\* (.*)\|$", PAGE, re.MULTILINE)
    assert [int(one) for one in re.findall(r"\d+", whole)] == counted(ITEMS)


def test_what_is_not_met_stands_on_top() -> None:
    top = PAGE.partition("## ")[0]
    listed = re.findall(r"\d+\.\d+\.\d+", "".join(re.findall(r"^- .*$", top, re.MULTILINE)))
    assert listed == [number for number, _level, found in ITEMS if found == "not met"]


def counted(rows: list[tuple[str, str, str]]) -> list[int]:
    """All, met, not met, not applicable."""
    found = Counter(row[2] for row in rows)
    return [len(rows), found["met"], found["not met"], found["not applicable"]]
