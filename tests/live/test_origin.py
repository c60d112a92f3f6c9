"""Only a page of the same site may open the live connection."""

import pytest

from heard.live.origin import same_origin


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        (b"https://desk.example", b"desk.example", True),
        (b"https://Desk.Example", b"desk.example:443", True),
        (b"http://localhost:8000", b"localhost:8000", True),
        (b"http://[::1]:8000", b"[::1]:8000", True),
        (b"http://localhost:8001", b"localhost:8000", False),
        (b"https://desk.example:80", b"desk.example", False),
        (b"https://desk.example.evil.org", b"desk.example", False),
        (b"https://evil.org/desk.example", b"desk.example", False),
        (b"https://desk.example@evil.org", b"desk.example", False),
        (b"null", b"desk.example", False),
        (b"", b"", False),
        (b"https://[", b"[", False),
        (b"file://desk.example", b"desk.example", False),
        (b"https://d\xc3\xa9sk.example", b"d\xc3\xa9sk.example", False),
    ],
)
def test_origin_and_host_name_the_same_place(origin: bytes, host: bytes, same: bool) -> None:
    assert same_origin([(b"host", host), (b"origin", origin)]) is same


def test_a_missing_or_doubled_origin_is_refused() -> None:
    origin, host = (b"origin", b"https://desk.example"), (b"host", b"desk.example")
    assert not same_origin([host])
    assert not same_origin([host, origin, origin])
    assert not same_origin([host, host, origin])
