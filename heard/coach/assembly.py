"""How blocks become codes, rules and signals: later blocks of a name replace earlier ones."""

from collections.abc import Iterable
from typing import get_args

from heard.coach.blocks import Block
from heard.coach.conditions import conditions
from heard.coach.cues import Cues
from heard.coach.finding import Severity
from heard.coach.patterns import Families, Line, PatternError
from heard.coach.rules import Code, Example, Rule, Wording

SEVERITIES = get_args(Severity)
MEASURES = ("name-missing", "near-copy", "near-echo", "long-justification", "cues")
RULE_KEYS = frozenset(
    "find except beside unless absent customer customer-not when span why say source severity off sure "
    "measure alone".split()
)
CODE_KEYS = frozenset("means severity practice why say fires passes given stop-when".split())

WORDED = frozenset({"find", "except", "why", "say", "off"})  # what a rule that follows another says anew


class Assembly:
    """Blocks sorted by what they are. The lines of a company's own are translated, so checked, at once."""

    def __init__(self, families: Families) -> None:
        self.families = families
        self._own: set[str] = set()
        self.version: list[str] = []
        self.industries: list[str] = []
        self._codes: dict[str, Block] = {}
        self._cues: dict[str, Block] = {}
        self._kin: list[Block] = []
        self._rules: dict[str, tuple[str, Block]] = {}
        self._given_up: dict[str, list[str]] = {}

    def take(self, blocks: Iterable[Block], *, own: bool = False) -> None:
        """Sort blocks in, in their order. Raises LexiconError for one that is not understood."""
        code = file = ""
        for block in blocks:
            code = self._take(block, code if block.file == file else "")
            file = block.file
            if own:
                self._own.add(f"{'signal' if block.kind == 'signal' else code}/{block.name}")

    def _take(self, block: Block, code: str) -> str:
        """Sort one block in; gives the code that the next rules belong to."""
        match block.kind:
            case "lexicon":
                self.version.append(block.name)
            case "family" | "add-to-family":
                self.families.put(block.name, block.many("words"), add=block.kind == "add-to-family")
            case "industry":
                self.industries.append(block.name)
            case "cues":
                self._cues[block.name] = block
            case "kin":
                self._kin.append(block)
            case "code":
                self._take_code(block)
                return block.name
            case "rules-for":
                return block.name
            case "signal":
                self._rules[f"signal/{block.name}"] = ("signal", block)
            case "rule":
                if not code:
                    raise block.error("a rule stands before any 'code:' or 'rules-for:'; say what it is for")
                self._follow(f"{code}/{block.name}", block)
                self._rules[f"{code}/{block.name}"] = (code, block)
            case _:
                raise block.error(
                    f"a block cannot begin with '{block.kind}'; use lexicon, family, add-to-family, signal, "
                    "code, rules-for, rule, cues or kin"
                )
        return code

    def _follow(self, rule: str, block: Block) -> None:
        """A rule may take the place of another: its words are its own, where it applies stays as it was.

        Of one that stands `alone` nothing of the other stays.
        """
        code, earlier = self._rules.get(rule, ("", None))
        if earlier and earlier.many("find"):
            self._given_up.setdefault(code, []).extend(earlier.many("find"))
            gone = frozenset(earlier.values) if block.one("alone") == "yes" else WORDED
            stays = {key: said for key, said in earlier.values.items() if key not in gone}
            block.values = {**stays, **block.values}

    def _take_code(self, block: Block) -> None:
        earlier = self._codes.get(block.name)
        for key in block.values:
            if key not in CODE_KEYS:
                raise block.error(f"a code has no '{key}'; it has {', '.join(sorted(CODE_KEYS))}", key)
        if earlier:  # a company changes some fields and keeps the rest
            block.values = {**earlier.values, **block.values}
        self._codes[block.name] = block

    def codes(self) -> dict[str, Code]:
        """All codes by name."""
        return {name: _code(block) for name, block in self._codes.items()}

    def cues(self) -> dict[str, Cues]:
        """The weighed cues of the codes that have some. Raises LexiconError."""
        return {name: _cues(block) for name, block in self._cues.items()}

    def kin(self) -> dict[str, str]:
        """The family of each word that has one, named by the first of its words."""
        families = (line.split() for block in self._kin for line in block.many("words"))
        return {word: f"~{family[0]}" for family in families for word in family}

    def rules(self) -> tuple[list[Rule], dict[str, Rule]]:
        """The rules that are on, and the signals by name. Raises LexiconError."""
        rules: list[Rule] = []
        signals: dict[str, Rule] = {}
        for code, block in self._rules.values():
            if block.one("off") == "yes":
                continue
            if code != "signal" and code not in self._codes:
                raise block.error(f"there is no code '{code}'; define it in a block 'code: {code}'")
            rule = self._rule(code, block)
            if code == "signal":
                signals[block.name] = rule
            else:
                rules.append(rule)
        for _, block in self._rules.values():
            _check_signals(block, signals)
        return rules, signals

    def _rule(self, code: str, block: Block) -> Rule:
        for key in block.values:
            if key not in RULE_KEYS:
                raise block.error(f"a rule has no '{key}'; it has {', '.join(sorted(RULE_KEYS))}", key)
        own = f"{code}/{block.name}" in self._own
        measure = block.one("measure")
        # What a company took away shall not be found again by the cues of the same code.
        given_up = self._given_up.get(code, []) if measure == "cues" else []
        rule = Rule(
            code,
            block.name,
            find=[Line(value, self.families) for value in block.many("find")],
            excepts=[*self._wordings(block, "except"), *(Line(each, self.families) for each in given_up)],
            beside=[name.removeprefix("@") for name in block.many("beside")],
            unless=self._wordings(block, "unless"),
            absent=[name.removeprefix("@") for name in block.many("absent")],
            customer=self._wordings(block, "customer"),
            customer_not=self._wordings(block, "customer-not"),
            when=conditions(block, "when"),
            span=block.one("span", "sentence"),
            measure=measure,
            why=block.one("why"),
            say=tuple(block.many("say")),
            source=block.one("source"),
            severity=_severity(block) if block.one("severity") else None,
            sure=own or block.one("sure") == "yes",
            own=own,
            written=block.values,
        )
        if not (rule.find or rule.absent or rule.measure):
            raise block.error("nothing to look for: give it 'find', 'absent' or 'measure'")
        if rule.measure and rule.measure not in MEASURES:
            raise block.error(f"there is no measure '{rule.measure}'; use {', '.join(MEASURES)}", "measure")
        if own:
            _check_lines(block, rule)
        return rule

    def _wordings(self, block: Block, key: str) -> list[Wording]:
        return [
            value[1:] if value.startswith("@") else Line(value, self.families) for value in block.many(key)
        ]


def _check_lines(block: Block, rule: Rule) -> None:
    for key in ("find", "except", "unless", "customer", "customer-not"):
        sources = block.many(key)
        for line in rule.lines():
            if line.source in sources:
                try:
                    line.check()
                except PatternError as error:
                    raise block.error(f"{error}", key, sources.index(line.source)) from error


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
        tuple(conditions(block, "stop-when")),
    )


def _cues(block: Block) -> Cues:
    weights: dict[str, float] = {}
    try:
        for line in block.many("words"):
            weight, _, words = line.partition(" ")
            weights.update(dict.fromkeys((each.strip() for each in words.split(",")), float(weight)))
        start, least, enough = (float(block.one(key)) for key in ("start", "least", "enough"))
        return Cues(start, least, enough, weights)
    except ValueError as error:
        raise block.error(
            f"cues are weights with words behind them, as in '+1.5 you must' ({error})"
        ) from error


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


def _check_signals(block: Block, signals: dict[str, Rule]) -> None:
    for key in ("except", "unless", "beside", "absent", "customer", "customer-not"):
        for index, value in enumerate(block.many(key)):
            named = value.startswith("@") or key in ("beside", "absent")
            if named and value.removeprefix("@") not in signals:
                raise block.error(
                    f"there is no signal '{value}'; define it in a block 'signal: ...'", key, index
                )
