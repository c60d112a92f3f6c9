"""What is left when the power goes between two statements?"""

from typing import Any


class Cut(BaseException):
    """The power went: nothing catches that."""


def cut_after(writes: int) -> Any:
    """A wrapper of the database's execution that lets so many writes pass, then nothing."""
    left = [writes]

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            if not left[0]:
                raise Cut
            left[0] -= 1
        return execute(sql, params, many, context)

    return run
