"""A name reads as it is and can be kept on any system."""

import pytest

from heard.files.names import for_download, readable


def test_turned_letters_are_shown() -> None:
    assert readable("invoice\u202efdp.exe") == "invoice\ufffdfdp.exe"
    assert readable("naïve 日本 عربي.pdf") == "naïve 日本 عربي.pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("Größe 3 (neu).png", "Größe 3 (neu).png"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
        ('a"; filename="b.exe', "a_; filename=_b.exe"),
        ("a\r\nSet-Cookie: x=1.txt", "a__Set-Cookie_ x=1.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("", "file-7"),
        ("...", "file-7"),
        ("///", "file-7"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_for_keeping(name: str, kept: str) -> None:
    assert for_download(name, "file-7") == kept
