"""How a lexicon file is written: blocks of `key: value` lines, parted by empty lines.

    # a comment
    rule: hands-tied
    say: Here is what I can do: ...
    find:
        my hands are tied
        <restricted> ... <rules>

A key may stand more than once; indented lines below a key are further values of it. The first key of a
block says what the block is.
"""

from dataclasses import dataclass, field
from pathlib import Path


class LexiconError(ValueError):
    """A lexicon that cannot be used; the message gives file, line, what is wrong and what to do."""


@dataclass(slots=True)
class Block:
    """One block: its first key and value, all values by key, and where it stands."""

    kind: str
    name: str
    file: str
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def one(self, key: str, default: str = "") -> str:
        """The only value of a key. Raises LexiconError when there are several."""
        found = self.values.get(key, [])
        if len(found) > 1:
            raise self.error(f"'{key}' stands more than once; keep one of them", key)
        return found[0] if found else default

    def many(self, key: str) -> list[str]:
        """All values of a key, in order."""
        return self.values.get(key, [])

    def error(self, what: str, key: str = "", index: int = 0) -> LexiconError:
        """An error that points at this block, or at one value of it."""
        places = self.lines.get(key, [])
        line = places[index] if index < len(places) else self.line
        return LexiconError(f"{self.file}, line {line}: {what}")


def blocks_of(path: Path) -> list[Block]:
    """Read all blocks of a file. Raises LexiconError when it cannot be read or is not written in blocks."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from error
    return blocks_in(text, path.name)


def blocks_in(text: str, file: str) -> list[Block]:
    """Read all blocks of a text; `file` is its name in errors. Raises LexiconError."""
    found: list[Block] = []
    block: Block | None = None
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            block = None
            continue
        if line.lstrip().startswith("# "):
            continue
        if line[0] in " \t":
            if block is None:
                raise LexiconError(f"{file}, line {number}: indented, but it belongs to no key above it")
            _put(block, key, line.strip(), number)
            continue
        key, colon, value = (piece.strip() for piece in line.partition(":"))
        if not colon or " " in key:
            raise LexiconError(
                f"{file}, line {number}: expected 'key: value' or an indented value, got {line!r}"
            )
        if block is None:
            block = Block(key, value, file, number)
            found.append(block)
        elif value:
            _put(block, key, value, number)
    return found


def _put(block: Block, key: str, value: str, number: int) -> None:
    block.values.setdefault(key, []).append(value)
    block.lines.setdefault(key, []).append(number)
