"""Which words and gaps the coach knows: loads the shipped lexicon and a company's own on top of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import get_args

from heard.coach.blocks import Block, LexiconError, blocks_of
from heard.coach.finding import Severity
from heard.coach.patterns import Families, Line, Needs, PatternError
from heard.coach.situation import CHANNELS, FLAGS, Situation

__all__ = ["Code", "Example", "Lexicon", "LexiconError", "Rule", "load"]

SHIPPED = Path(__file__).parent / "lexicon"
SEVERITIES = get_args(Severity)
MEASURES = ("name-missing", "near-copy", "near-echo", "long-justification")
RULE_KEYS = frozenset(
    "find except beside unless absent customer customer-not when span why say source severity off "
    "measure".split()
)
CODE_KEYS = frozenset("means severity practice why say fires passes given stop-when".split())

Condition = Callable[[Situation], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A draft in its situation that must, or must not, bring up a code."""

    draft: str
    given: str
    fires: bool


@dataclass(slots=True)
class Code:
    """One kind of finding: what it means, why it matters, what to say instead, where the rule is from."""

    name: str
    means: str
    severity: Severity
    practice: str
    why: str
    say: tuple[str, ...]
    examples: tuple[Example, ...]
    stop_when: tuple[Condition, ...] = ()


@dataclass(slots=True)
class Rule:
    """One block of the lexicon: what brings up `code`, what speaks against it, and when it applies."""

    code: str
    name: str
    find: list[Line] = field(default_factory=list)
    excepts: list["Line | str"] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    unless: list["Line | str"] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    customer: list["Line | str"] = field(default_factory=list)
    customer_not: list["Line | str"] = field(default_factory=list)
    when: list[Condition] = field(default_factory=list)
    span: str = "sentence"
    measure: str = ""
    why: str = ""
    say: tuple[str, ...] = ()
    source: str = ""
    severity: Severity | None = None

    @property
    def id(self) -> str:
        """The stable name of the rule: code and block."""
        return f"{self.code}/{self.name}"


@dataclass(slots=True)
class Lexicon:
    """All rules of one language, ready to be matched."""

    language: str
    version: str
    codes: dict[str, Code]
    rules: list[Rule]
    signals: dict[str, Rule]
    industries: tuple[str, ...]
    lines: dict[str, list[Line]] = field(default_factory=dict)
    index: dict[str, list[tuple[Needs, tuple[str, int]]]] = field(default_factory=dict)
    always: list[tuple[str, int]] = field(default_factory=list)


@lru_cache(maxsize=16)
def load(
    language: str = "en", company: Path | None = None, industries: tuple[str, ...] | None = None
) -> Lexicon | None:
    """The lexicon of a language, or None when none is shipped for it.

    `company` is a folder written like the shipped one: its blocks replace those of the same name, `off: yes`
    takes a rule away, new ones are added. `industries` limits the lists of basic questions (all when None).
    Raises LexiconError when a file is wrong.
    """
    folder = SHIPPED / language.lower().split("-")[0].split("_")[0]
    if not language.isascii() or not language[:2].isalpha() or not folder.is_dir():
        return None
    blocks = [*_shipped_blocks(folder, industries), *_company_blocks(company)]
    return _Reader(blocks, check=company is not None).lexicon(language)


def _shipped_blocks(folder: Path, industries: tuple[str, ...] | None) -> Iterable[Block]:
    for path in sorted(folder.glob("*.txt")):
        yield from blocks_of(path)
    for path in sorted((folder / "basic-questions").glob("*.txt")):
        if industries is None or path.stem in industries or path.stem == "general":
            yield Block("industry", path.stem, path.name, 1)
            yield from blocks_of(path)


def _company_blocks(company: Path | None) -> Iterable[Block]:
    if company is None:
        return
    if not company.is_dir():
        raise LexiconError(f"{company}: there is no such folder; give the folder of the company's lexicon")
    for path in sorted(company.rglob("*.txt")):
        yield from blocks_of(path)


class _Reader:
    """Turns blocks into a lexicon; later blocks of a name replace earlier ones."""

    def __init__(self, blocks: Iterable[Block], *, check: bool) -> None:
        self.check = check
        self.families = Families()
        self.version: list[str] = []
        self.codes: dict[str, Block] = {}
        self.rules: dict[str, tuple[str, Block]] = {}
        self.industries: list[str] = []
        code = file = ""
        for block in blocks:
            code = self._take(block, code if block.file == file else "")
            file = block.file

    def _take(self, block: Block, code: str) -> str:
        """Sort one block in; gives the code that the next rules belong to."""
        match block.kind:
            case "lexicon":
                self.version.append(block.name)
            case "family" | "add-to-family":
                self.families.put(block.name, block.many("words"), add=block.kind == "add-to-family")
            case "industry":
                self.industries.append(block.name)
            case "code":
                self._take_code(block)
                return block.name
            case "rules-for":
                return block.name
            case "signal":
                self.rules[f"signal/{block.name}"] = ("signal", block)
            case "rule":
                if not code:
                    raise block.error("a rule stands before any 'code:' or 'rules-for:'; say what it is for")
                self.rules[f"{code}/{block.name}"] = (code, block)
            case _:
                raise block.error(
                    f"a block cannot begin with '{block.kind}'; use lexicon, family, add-to-family, signal, "
                    "code, rules-for or rule"
                )
        return code

    def _take_code(self, block: Block) -> None:
        earlier = self.codes.get(block.name)
        for key in block.values:
            if key not in CODE_KEYS:
                raise block.error(f"a code has no '{key}'; it has {', '.join(sorted(CODE_KEYS))}", key)
        if earlier:  # a company changes some fields and keeps the rest
            block.values = {**earlier.values, **block.values}
        self.codes[block.name] = block

    def lexicon(self, language: str) -> Lexicon:
        """All blocks as one lexicon."""
        codes = {name: _code(block) for name, block in self.codes.items()}
        rules: list[Rule] = []
        signals: dict[str, Rule] = {}
        for code, block in self.rules.values():
            if block.one("off") == "yes":
                continue
            rule = self._rule(code, block)
            if code == "signal":
                signals[block.name] = rule
                continue
            if code not in codes:
                raise block.error(f"there is no code '{code}'; define it in a block 'code: {code}'")
            rules.append(rule)
        for _, block in self.rules.values():
            _check_signals(block, signals)
        made = Lexicon(language, " + ".join(self.version), codes, rules, signals, tuple(self.industries))
        _index(made)
        return made

    def _rule(self, code: str, block: Block) -> Rule:
        for key in block.values:
            if key not in RULE_KEYS:
                raise block.error(f"a rule has no '{key}'; it has {', '.join(sorted(RULE_KEYS))}", key)
        rule = Rule(
            code,
            block.name,
            find=self._lines(block, "find"),
            excepts=self._lines_or_signals(block, "except"),
            beside=[name.removeprefix("@") for name in block.many("beside")],
            unless=self._lines_or_signals(block, "unless"),
            absent=[name.removeprefix("@") for name in block.many("absent")],
            customer=self._lines_or_signals(block, "customer"),
            customer_not=self._lines_or_signals(block, "customer-not"),
            when=_conditions(block, "when"),
            span=block.one("span", "sentence"),
            measure=block.one("measure"),
            why=block.one("why"),
            say=tuple(block.many("say")),
            source=block.one("source"),
            severity=_severity(block) if block.one("severity") else None,
        )
        if not (rule.find or rule.absent or rule.measure):
            raise block.error("nothing to look for: give it 'find', 'absent' or 'measure'")
        if rule.measure and rule.measure not in MEASURES:
            raise block.error(f"there is no measure '{rule.measure}'; use {', '.join(MEASURES)}", "measure")
        return rule

    def _lines(self, block: Block, key: str) -> list[Line]:
        return [self._line(block, key, index) for index in range(len(block.many(key)))]

    def _lines_or_signals(self, block: Block, key: str) -> list[Line | str]:
        return [
            value[1:] if value.startswith("@") else self._line(block, key, index)
            for index, value in enumerate(block.many(key))
        ]

    def _line(self, block: Block, key: str, index: int) -> Line:
        line = Line(block.many(key)[index], self.families)
        try:
            if key == "find" or self.check:
                _ = line.wanted
            if self.check:  # the shipped files are checked by the tests, not at every start
                line.check()
        except PatternError as error:
            raise block.error(f"{error}", key, index) from error
        return line


def _code(block: Block) -> Code:
    for key in ("means", "severity", "practice", "why", "say"):
        if not block.many(key):
            raise block.error(f"the code '{block.name}' has no '{key}'; add it")
    return Code(
        block.name,
        block.one("means"),
        _severity(block),
        block.one("practice"),
        block.one("why"),
        tuple(block.many("say")),
        tuple(_examples(block)),
        tuple(_conditions(block, "stop-when")),
    )


def _examples(block: Block) -> Iterable[Example]:
    given = block.one("given")
    for key in ("fires", "passes"):
        for text in block.many(key):
            draft, _, own = text.partition(" || ")
            yield Example(draft.replace("\\n", "\n"), own or given, fires=key == "fires")


def _severity(block: Block) -> Severity:
    value = block.one("severity")
    for severity in SEVERITIES:
        if value == severity:
            return severity  # type: ignore[no-any-return]  # get_args is untyped
    raise block.error(f"'{value}' is no severity; use {', '.join(SEVERITIES)}", "severity")


def _conditions(block: Block, key: str) -> list[Condition]:
    """`slip, not apology_given, email|review`: all of these, `|` meaning either."""
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
        return lambda situation: situation.confidence is not None and situation.confidence < 90
    if text == "named":
        return lambda situation: bool(situation.customer_name)
    raise block.error(
        f"'{text}' is no condition; use {', '.join((*FLAGS, *CHANNELS, 'unsure', 'named'))}, "
        "with 'not' or '|'",
        key,
        index,
    )


def _check_signals(block: Block, signals: dict[str, Rule]) -> None:
    for key in ("except", "unless", "beside", "absent", "customer", "customer-not"):
        for index, value in enumerate(block.many(key)):
            named = value.startswith("@") or key in ("beside", "absent")
            if named and value.removeprefix("@") not in signals:
                raise block.error(
                    f"there is no signal '{value}'; define it in a block 'signal: ...'", key, index
                )


def _index(lexicon: Lexicon) -> None:
    """Which lines could match: by the rarest words that each cannot do without, the others beside."""
    for rule in lexicon.rules:
        lexicon.lines[rule.id] = rule.find
        for position, line in enumerate(rule.find):
            entry = (rule.id, position)
            rarest = line.needs
            if rarest is None:
                lexicon.always.append(entry)
                continue
            gate = tuple(
                needed for pattern in line.wanted for needed in pattern.needs if needed is not rarest
            )
            for word in rarest:
                lexicon.index.setdefault(word, []).append((gate, entry))
