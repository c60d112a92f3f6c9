"""A mail address breaks where it is read in parts, and stays what it is."""

import pytest

from heard.web.templatetags.addresses import breakable


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("gareth.pruitt@riverpost.example", "gareth.<wbr>pruitt@<wbr>riverpost.<wbr>example"),
        ("<a@b.example>", "&lt;a@<wbr>b.<wbr>example&gt;"),
        ('"><b>@x.example', "&quot;&gt;&lt;b&gt;@<wbr>x.<wbr>example"),
        ("nobody", "nobody"),
        ("", ""),
        ("ends.", "ends."),
    ],
)
def test_it_breaks_after_the_at_and_the_dots(address: str, shown: str) -> None:
    assert breakable(address) == shown
