"""Which notes are for the moment because they speak of others?"""

import pytest

from heard.tickets import bystanders


@pytest.mark.parametrize(
    "note",
    [
        "Her son was with her and kept pressing the bell.",
        "Came in with his little daughter, in a hurry.",
        "The baby was crying the whole time, so I kept it short.",
        "Mrs Okoye's mother is in hospital.",
        "Rang while her 4-year-old son slept.",
        "Er kam mit seiner kleinen Tochter.",
        "Ihre Mutter ist krank, bitte leise anrufen.",
        "Das Kind weinte am Telefon.",
        "She came with her husband, who did most of the talking.",
        "Er war mit seiner Mutter hier.",
    ],
)
def test_of_others(note: str) -> None:
    assert bystanders.are_named(note)


@pytest.mark.parametrize(
    "note",
    [
        "Wants a child seat for the bike.",
        "The parent company pays the invoice.",
        "Ordered his child's bike, blue, with the baby gate.",
        "Her child ticket was not valid.",
        "Motherboard replaced; the daughter board is fine.",
        "Kindly call back at ten.",
        "Bitte den Kindersitz tauschen, mit dem Kindersitz kam nur eine Schraube.",
        "He called twice about the invoice.",
        "His wife placed the order; the invoice goes to her.",
        "Der Auftrag kam von seiner Frau.",
    ],
)
def test_of_nobody_else(note: str) -> None:
    assert not bystanders.are_named(note)
