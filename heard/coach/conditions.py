"""When a rule applies: `slip, not apology_given, email|review` as tests of a situation."""

from collections.abc import Callable

from heard.coach.blocks import Block
from heard.coach.situation import CHANNELS, FLAGS, Situation

Condition = Callable[[Situation], bool]
WORDS = (*FLAGS, *CHANNELS, "unsure", "named")
SURE = 90  # percent; below it a fix is a guess


def conditions(block: Block, key: str) -> list[Condition]:
    """The tests of a key: `,` is and, `|` is or. Raises LexiconError for a word that is no condition."""
    found = []
    for index, value in enumerate(block.many(key)):
        for text in value.split(","):
            choices = [_condition(choice.strip(), block, key, index) for choice in text.split("|")]
            found.append(_any_of(choices))
    return found


def _any_of(choices: list[Condition]) -> Condition:
    return choices[0] if len(choices) == 1 else lambda situation: any(choice(situation) for choice in choices)


def _condition(text: str, block: Block, key: str, index: int) -> Condition:
    if text.startswith("not "):
        inner = _condition(text[4:], block, key, index)
        return lambda situation: not inner(situation)
    if text in CHANNELS:
        return lambda situation: situation.channel == text
    if text in FLAGS:
        return lambda situation: bool(getattr(situation, text))
    if text == "unsure":
        return lambda situation: situation.confidence is not None and situation.confidence < SURE
    if text == "named":
        return lambda situation: bool(situation.customer_name)
    raise block.error(
        f"'{text}' is no condition; use {', '.join(WORDS)}, with 'not' or '|'",
        key,
        index,
    )
