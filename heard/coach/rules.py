"""What a code and a rule of the lexicon are, once its blocks have been read."""

from dataclasses import dataclass, field

from heard.coach.conditions import Condition
from heard.coach.finding import Severity
from heard.coach.patterns import Line

Wording = Line | str  # a line to be matched, or the name of a signal


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
    """One block of the lexicon: what brings up `code`, what speaks against it, and when it applies.

    `id` is its stable name, code and block: "opinion/my-view". `written` are its lines by key.
    """

    code: str
    name: str
    find: list[Line] = field(default_factory=list)
    excepts: list[Wording] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    unless: list[Wording] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    customer: list[Wording] = field(default_factory=list)
    customer_not: list[Wording] = field(default_factory=list)
    when: list[Condition] = field(default_factory=list)
    span: str = "sentence"
    measure: str = ""
    why: str = ""
    say: tuple[str, ...] = ()
    source: str = ""
    severity: Severity | None = None
    sure: bool = False  # its words are enough, whatever stands around them
    own: bool = False
    written: dict[str, list[str]] = field(default_factory=dict)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"{self.code}/{self.name}"

    def lines(self) -> list[Line]:
        """All lines of the rule, of whatever use."""
        kept = [*self.find, *self.excepts, *self.unless, *self.customer, *self.customer_not]
        return [each for each in kept if isinstance(each, Line)]
