"""One thing of a list moves by one place, and nothing moves past an end."""

from heard.lib.order import moved


def test_a_thing_changes_places_with_its_neighbour() -> None:
    assert moved([7, 8, 9], 8, up=True) == [8, 7, 9]
    assert moved([7, 8, 9], 8, up=False) == [7, 9, 8]


def test_nothing_moves_past_an_end() -> None:
    assert (moved([7, 8], 7, up=True), moved([7, 8], 8, up=False)) == (None, None)


def test_what_is_not_there_does_not_move() -> None:
    assert moved([7, 8], 5, up=True) is None
