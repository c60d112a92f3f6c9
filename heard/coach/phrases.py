"""Words to use: the shipped shelf of phrases by step (R-174 to R-182, R-202, R-203)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from heard.coach.blocks import blocks_of

SHIPPED = Path(__file__).parent / "shelf"


@dataclass(frozen=True, slots=True)
class Step:
    """One step and what one may say in it; `{name}` stands for the customer's first name."""

    code: str
    title: str
    say: tuple[str, ...]


@lru_cache(maxsize=8)
def shelf(language: str = "en") -> tuple[Step, ...]:
    """All steps in their order; none where no phrases are shipped in the language."""
    path = SHIPPED / f"{language.lower().split('-')[0]}.txt"
    if not language[:2].isalpha() or not language.isascii() or not path.is_file():
        return ()
    return tuple(
        Step(block.name, block.one("title"), tuple(block.many("say")))
        for block in blocks_of(path)
        if block.kind == "step"
    )
