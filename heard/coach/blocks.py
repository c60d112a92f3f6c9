"""How a lexicon file is written: blocks of `key: value` lines, parted by empty lines.

    # a comment
    rule: hands-tied
    say: Here is what I can do: ...
    find:
        my hands are tied
        (not|never) (allowed|permitted|authorised)
            to (refund|exchange|replace)

A key may stand more than once; indented lines below a key are further values of it, and a line that is
indented more than these goes on with the value above it. The first key of a block says what the block is.
A comment begins in the first column: elsewhere `#` is a sign of the patterns.
"""

from dataclasses import dataclass, field
from pathlib import Path

BESIDE = 4  # what indentation a value counts as that stands beside its key


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
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            reader.block = None
        elif line[0] in " \t":
            reader.take_value(line.expandtabs(4), number)
        elif not line.startswith("# "):
            reader.take_key(line, number)
    return reader.found


@dataclass(slots=True)
class _Reader:
    """Where reading stands: the open block, its last key, how far the values of that key are indented."""

    file: str
    found: list[Block] = field(default_factory=list)
    block: Block | None = None
    key: str = ""
    depth: int = 0  # 0 while the key has no value

    def take_key(self, line: str, number: int) -> None:
        """A line in the first column: `key: value`."""
        self.key, colon, value = (piece.strip() for piece in line.partition(":"))
        self.depth = 0
        if not colon or " " in self.key:
            raise LexiconError(
                f"{self.file}, line {number}: expected 'key: value' or an indented value, got {line!r}"
            )
        if self.block is None:
            self.block = Block(self.key, value, self.file, number)
            self.found.append(self.block)
        elif value:
            self.depth = BESIDE
            self._put(self.block, value, number)

    def take_value(self, line: str, number: int) -> None:
        """An indented line: a further value, or more of the value above when it is indented more."""
        if self.block is None:
            raise LexiconError(
                f"{self.file}, line {number}: indented, but it belongs to no key above it; "
                "begin the line in the first column, or write a key above it"
            )
        value = line.lstrip()
        indent = len(line) - len(value)
        if self.depth and indent > self.depth:
            self.block.values[self.key][-1] += f" {value.rstrip()}"
            return
        self.depth = indent
        self._put(self.block, value.rstrip(), number)

    def _put(self, block: Block, value: str, number: int) -> None:
        block.values.setdefault(self.key, []).append(value)
        block.lines.setdefault(self.key, []).append(number)
