"""A telephone number is one number, however it was typed; and nothing else is one."""

import pytest

from heard.customers import phones


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 (0)20 7946-0958", "+442079460958"),
        ("020 7946.0958", "02079460958"),
        ("+49\u00a030/90182\u201377", "+49309018277"),
        ("\u202a+44 20 7946 0958\u202c", "+442079460958"),
        ("12345", "12345"),
        ("1234", ""),
        ("+1234567890123456", ""),
        ("Ada 12345", ""),
        ("12345@example.org", ""),
        ("\u0661\u0662\u0663\u0664\u0665", ""),
        ("", ""),
    ],
)
def test_one_way_to_write_it(typed: str, kept: str) -> None:
    assert phones.number(typed) == kept
