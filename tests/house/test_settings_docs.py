"""docs/settings.md names every setting with its default, and nothing that does not exist."""

import re
from pathlib import Path

from heard import settings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()


def test_every_setting_is_explained() -> None:
    explained = set(re.findall(r"^\| `(HEARD_\w+)` \|", PAGE, re.MULTILINE))
    assert explained == {setting.name for setting in settings.ENV.settings}


def test_defaults_are_true() -> None:
    for setting in settings.ENV.settings:
        if setting.default and "sqlite" not in setting.default:
            row = re.search(rf"^\| `{setting.name}` \|.*$", PAGE, re.MULTILINE)
            assert row
            assert f"`{setting.default}`" in row[0]
