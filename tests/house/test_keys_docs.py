"""docs/desk.md names every key that the sheet of keys shows."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_key_of_the_sheet_is_in_the_docs() -> None:
    sheet = (ROOT / "heard/web/templates/parts/keys.html").read_text()
    told = re.search(r"## Keys\n(.*?)\n## ", (ROOT / "docs/desk.md").read_text(), re.S)
    assert told
    shown = re.findall(r"<dt>(.*?)</dt>", sheet)
    assert len(shown) > 20
    words = {word for keys in re.findall(r"`([^`]+)`", told.group(1)) for word in keys.split()}
    for keys in shown:
        assert set(re.findall(r'<kbd[^>]*>(?:\{% translate ")?([^<"]+)', keys)) <= words, keys
