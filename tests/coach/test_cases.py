"""How many of the labelled drafts come out as people marked them: floors for each set."""

import pytest

from tests.coach.scoring import CASES, score


def test_ordinary_words_are_left_alone() -> None:
    found = score(CASES / "ordinary.jsonl")
    assert found.false <= 1, found.faults


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("tuned", 0.98, 0.98),
        ("heldout", 0.98, 0.98),
        ("fresh", 0.98, 0.95),
        ("drafts", 0.98, 0.97),
        ("sentences", 0.97, 0.97),
        ("blind", 0.96, 0.95),
        ("style-a", 0.98, 0.96),
        ("style-b", 0.98, 0.96),
        ("style-c", 0.97, 0.96),
        ("style-d", 0.96, 0.95),
        ("style-e", 0.97, 0.93),
        ("style-f", 0.95, 0.93),
        ("style-g", 0.97, 0.97),
        ("style-h", 0.96, 0.92),
        ("style-i", 0.98, 0.96),
        ("style-j", 0.98, 0.94),
        ("style-k", 0.98, 0.97),
        ("style-l", 0.98, 0.96),
        ("plain", 0.99, 0.98),
        ("wording-a", 0.96, 0.94),
        ("wording-b", 0.96, 0.88),
        ("wording-c", 0.96, 0.95),
    ],
)
def test_a_set_is_found_as_it_was_marked(name: str, precision: float, recall: float) -> None:
    found = score(CASES / f"{name}.jsonl")
    assert found.precision >= precision, found.faults
    assert found.recall >= recall, found.faults
