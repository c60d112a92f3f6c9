"""Which words and gaps the coach knows: loads the shipped lexicon and a company's own on top of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from heard.coach.assembly import Assembly
from heard.coach.blocks import Block, LexiconError, blocks_in, blocks_of
from heard.coach.cues import Cues, Scales
from heard.coach.index import Index
from heard.coach.kept import Kept
from heard.coach.patterns import Families, PatternError
from heard.coach.rules import Code, Rule

__all__ = ["Lexicon", "LexiconError", "industries_in", "load"]

SHIPPED = Path(__file__).parent / "lexicon"
FOR_ALL = "general"  # the basic questions of every trade


@dataclass(slots=True)
class Lexicon:
    """All rules of one language, ready to be matched."""

    language: str
    version: str
    codes: dict[str, Code]
    rules: list[Rule]
    signals: dict[str, Rule]
    industries: tuple[str, ...]
    cues: dict[str, Cues]
    kin: dict[str, str]
    index: Index = field(init=False)
    scales: Scales = field(init=False)

    @property
    def edition(self) -> str:
        """The version, with figures that change whenever anything in the shipped files does."""
        return f"{self.version} ({_figures(_folder(self.language))})"

    def __post_init__(self) -> None:
        self.index = Index([*self.rules, *self.signals.values()])
        self.scales = Scales(self.cues, self.kin)


@lru_cache(maxsize=16)
def load(
    language: str = "en",
    company: Path | None = None,
    industries: tuple[str, ...] | None = None,
    *,
    own: str = "",
) -> Lexicon | None:
    """The lexicon of a language, or None when none is shipped for it.

    `company` is a folder written like the shipped one, `own` the same as a text: their blocks replace those
    of the same name, `off: yes` takes a rule away, new ones are added. `industries` limits the lists of basic
    questions (all when None). Raises LexiconError when something in it is wrong.
    """
    folder = _folder(language)
    if not language.isascii() or not language[:2].isalpha() or not folder.is_dir():
        return None
    kept = Kept(folder)
    assembly = Assembly(Families(kept.translations))
    assembly.take(_shipped_blocks(folder, industries))
    added = [*_company_blocks(company), *blocks_in(own, "own rules")]
    if any("family" in block.kind for block in added):  # it may change any line, so nothing kept holds
        assembly.families.forget()
    assembly.take(added, own=True)
    rules, signals = assembly.rules()
    try:
        made = Lexicon(
            language,
            " + ".join(assembly.version),
            assembly.codes(),
            rules,
            signals,
            tuple(assembly.industries),
            assembly.cues(),
            assembly.kin(),
        )
    except PatternError as error:
        raise LexiconError(f"{folder.name}: {error}") from error
    if not added and industries is None:
        kept.keep(made.rules, made.signals.values(), assembly.families)
    return made


def _folder(language: str) -> Path:
    return SHIPPED / language.lower().split("-")[0].split("_")[0]


@lru_cache(maxsize=4)
def _figures(folder: Path) -> str:
    """Eight figures of what stands in the files: the same on every machine, others after any change."""
    known = blake2b(digest_size=4)
    for path in sorted(folder.rglob("*.txt"), key=lambda each: each.relative_to(folder).as_posix()):
        known.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return known.hexdigest()


def industries_in(language: str = "en") -> tuple[str, ...]:
    """The trades that have a list of basic questions of their own."""
    lists = (SHIPPED / language / "basic-questions").glob("*.txt")
    return tuple(sorted(path.stem for path in lists if path.stem != FOR_ALL))


def _shipped_blocks(folder: Path, industries: tuple[str, ...] | None) -> Iterable[Block]:
    for path in sorted(folder.glob("*.txt")):
        yield from blocks_of(path)
    for path in sorted((folder / "basic-questions").glob("*.txt")):
        if industries is None or path.stem in industries or path.stem == FOR_ALL:
            yield Block("industry", path.stem, path.name, 1)
            yield from blocks_of(path)


def _company_blocks(company: Path | None) -> Iterable[Block]:
    if company is None:
        return
    if not company.is_dir():
        raise LexiconError(f"{company}: there is no such folder; give the folder of the company's lexicon")
    for path in sorted(company.rglob("*.txt")):
        yield from blocks_of(path)
