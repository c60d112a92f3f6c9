"""The lexicon as this company has it: the shipped rules with its own on top, as one text and ready to use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from heard.coach import Lexicon, LexiconError, load
from heard.coach.lexicon import industries_in
from heard.lib.words import one_line, storable
from heard.phrasing.models import OwnRule
from heard.staff.models import Person

NAME_LENGTH = 60
LINE_LENGTH = 10_000
# What a rule can say besides what it looks for, as its keys in the lexicon are called.
MORE = (
    "when",
    "unless",
    "beside",
    "absent",
    "customer",
    "customer-not",
    "span",
    "measure",
    "source",
    "severity",
)
INDUSTRY = "industry"  # the code of rows that leave out a trade's basic questions


class NotARule(ValueError):
    """The rule cannot be used; the message says what is wrong and what to do."""


def current(language: str = "en") -> Lexicon | None:
    """The lexicon in force, or None where none is shipped for the language. One query."""
    rows = list(OwnRule.objects.order_by("code", "name"))
    return load(language, industries=_chosen(rows), own=_text(rows))


def codes() -> frozenset[str]:
    """The codes that a finding can have."""
    shipped = load()
    return frozenset(shipped.codes if shipped else ())


def industries() -> dict[str, bool]:
    """The trades with basic questions of their own, and whether these are looked for. One query."""
    left_out = _left_out(OwnRule.objects.filter(code=INDUSTRY))
    return {name: name not in left_out for name in industries_in()}


def choose_industries(names: Iterable[str], *, by: Person) -> None:
    """From now on the basic questions of these trades are looked for, beside those of every trade."""
    wanted = set(names)
    with transaction.atomic():
        OwnRule.objects.filter(code=INDUSTRY).delete()
        OwnRule.objects.bulk_create(
            OwnRule(code=INDUSTRY, name=name, is_off=True, person=by)
            for name in industries_in()
            if name not in wanted
        )


def _chosen(rows: Iterable[OwnRule]) -> tuple[str, ...] | None:
    """None while no trade is left out."""
    left_out = _left_out(rows)
    return tuple(name for name in industries_in() if name not in left_out) if left_out else None


def _left_out(rows: Iterable[OwnRule]) -> set[str]:
    return {row.name for row in rows if row.code == INDUSTRY}


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as somebody typed it: each side a text of lines. `more` is that of OwnRule, by key."""

    code: str
    name: str
    find: str
    excepts: str = ""
    why: str = ""
    say: str = ""
    more: Mapping[str, str] | None = None


def write(  # noqa: PLR0913 - a rule has these sides, each by name
    code: str,
    name: str,
    *,
    find: str,
    excepts: str = "",
    why: str = "",
    say: str = "",
    more: Mapping[str, str] | None = None,
    by: Person,
) -> OwnRule:
    """Keeps a rule that is said by its sides. Raises NotARule."""
    return keep(Written(code, name, find, excepts, why, say, more), by=by)


def keep(rule: Written, *, by: Person) -> OwnRule:
    """A rule of our own, or in the place of the shipped one of that name. Raises NotARule."""
    row = _row(rule, by)
    _with(row)
    return _keep(row)


def trial(rule: Written, *, by: Person) -> Lexicon:
    """The lexicon as it would be with this rule; nothing is kept. Raises NotARule."""
    return _with(_row(rule, by))


def _row(rule: Written, by: Person) -> OwnRule:
    more = None if rule.more is None else {key: _lines(rule.more.get(key, "")).splitlines() for key in MORE}
    row = OwnRule(
        code=rule.code,
        name=_name(rule.name),
        find=_lines(rule.find),
        excepts=_lines(rule.excepts),
        why=one_line(storable(rule.why), 300),
        say=_lines(rule.say),
        more=more,
        person=by,
    )
    if not (row.find or (more and (more["absent"] or more["measure"]))):
        raise NotARule(_("Write at least one line of words to look for."))
    return row


def switch_off(code: str, name: str, *, by: Person) -> OwnRule:
    """A rule that finds nothing from now on. Raises NotARule for one that is not there."""
    known = current()
    if known is None or f"{code}/{name}" not in {rule.id for rule in known.rules}:
        raise NotARule(_("There is no rule %(rule)s that is on.") % {"rule": f"{code}/{name}"})
    return _keep(OwnRule(code=code, name=name, is_off=True, person=by))


def restore(code: str, name: str) -> None:
    """The rule is again as shipped; one of our own is gone."""
    OwnRule.objects.filter(code=code, name=name).delete()


def _keep(row: OwnRule) -> OwnRule:
    kept = {"find", "excepts", "why", "say", "more", "is_off", "person", "changed_at"}
    made, _created = OwnRule.objects.update_or_create(
        code=row.code, name=row.name, defaults={field: getattr(row, field) for field in kept}
    )
    return made


def _with(row: OwnRule) -> Lexicon:
    """The lexicon with this rule. Raises NotARule, in the lexicon's own words, for what it would not read."""
    others = list(OwnRule.objects.exclude(code=row.code, name=row.name).order_by("code", "name"))
    try:
        # Past the memory of `load`: what is only tried would push out those that are in force.
        made = load.__wrapped__(industries=_chosen(others), own=_text([*others, row]))
    except LexiconError as error:
        raise NotARule(str(error).partition(": ")[2] or str(error)) from error
    if made is None:
        raise NotARule(_("No lexicon is shipped with this desk."))
    return made


def _name(written: str) -> str:
    name = slugify(written)[:NAME_LENGTH]
    if not name:
        raise NotARule(_("Give the rule a name of letters and digits."))
    return name


def _lines(text: str) -> str:
    lines = (one_line(line, LINE_LENGTH) for line in storable(text).splitlines())
    return "\n".join(line for line in lines if line)


def _text(rows: Iterable[OwnRule]) -> str:
    """The rows as the lexicon's files are written, and what that is called."""
    own = [row for row in rows if row.code != INDUSTRY]
    if not own:
        return ""
    changed = max(row.changed_at for row in own).astimezone(UTC)
    head = f"lexicon: {len(own)} of our own, {changed:%Y-%m-%d %H:%M} UTC"
    return "\n\n".join([head, *map(_block, own)])


def _block(row: OwnRule) -> str:
    head = f"rules-for: {row.code}\n\nrule: {row.name}\n"
    if row.is_off:
        return head + "off: yes\n"
    fields = {"find": row.find, "except": row.excepts, "why": row.why, "say": row.say}
    lines = {key: value.splitlines() for key, value in fields.items()} | (row.more or {})
    if row.more is not None:
        head += "alone: yes\n"
    return head + "".join(
        f"{key}:\n" + "".join(f"    {line}\n" for line in said) for key, said in lines.items() if said
    )
