"""Files that travel together are whole: each source, its imports, and nothing exported into nowhere."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from heard.web import joined
from heard.web.joined import JOINED, SOURCES


@pytest.mark.parametrize("name", JOINED)
def test_everything_is_in_it(name: str) -> None:
    text = joined.join(JOINED[name])
    for part in JOINED[name]:
        last = (SOURCES / part).read_text().rstrip().rpartition("\n")[2]
        assert last in text, part


@pytest.mark.parametrize("name", [name for name in JOINED if name.endswith(".js")])
def test_imports_stand_first_and_each_has_a_name_of_its_own(name: str) -> None:
    head, _brace, body = joined.join(JOINED[name]).partition("{ // ")
    assert re.findall(r"^import ", body, re.MULTILINE) == []
    names = [word for line in re.findall(r"\{(.*?)\}", head) for word in line.replace(" ", "").split(",")]
    assert sorted(names) == sorted(set(names))


def test_a_script_that_exports_is_refused() -> None:
    with pytest.raises(joined.Exports, match=r"js/acts\.js exports something"):
        joined.join(["js/keys.js", "js/acts.js"])


def test_it_is_found_like_any_other_file_and_sent_under_its_content() -> None:
    assert finders.find("js/desk.js") is not None
    assert finders.find("js/nothing.js") is None
    assert re.fullmatch(r"/static/js/desk\.[0-9a-f]{12}\.js", static("js/desk.js"))
