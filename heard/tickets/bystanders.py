"""Does a note speak of children or others who were with the customer? Then it is for the moment (R-432).

Looked for in English and German: a child that belongs to somebody ("her son", "seine Tochter") or that did
something, and other kin where they were there or are ill. What is only named after one, such as a child seat,
or a wife who placed the order, is none.
"""

import re

_CHILD = (
    "sons?|daughters?|child|children|kids?|baby|babies|toddlers?|grand(?:son|daughter|child|children)s?"
    "|nephews?|nieces?|(?:enkel)?s(?:ohn|öhne)e?s?|(?:enkel)?t(?:ochter|öchter)n?|(?:enkel)?kind(?:er|ern|es)?"
    "|babys?|enkel(?:in|innen|n|s)?|nichten?|neffen?"
)
_OTHER = (
    "husbands?|wife|wives|boyfriends?|girlfriends?|mothers?|fathers?|mums?|moms?|dads?|gran|nan|parents|friends?"
    "|grand(?:mother|father|ma|pa)|brothers?|sisters?|aunts?|uncles?|(?:groß)?(?:mutter|vater|eltern)|oma|opa"
    "|(?:ehe)?mann|(?:ehe)?frau|bruder|brüder|schwestern?|tanten?|onkels?|freund(?:in|e)?"
)
_WHOSE = "his|her|their|the customer.s|(?:mr|mrs|ms) \\w+.s|ihre[mnrs]?|ihr|seine[mnrs]?|sein"
_WITH = "with|mit|accompanied by|next to|neben"
_SOME = "a|an|the|two|three|dem|der|den|einem|einer|zwei|drei"
_SIZE = (
    r"(?: (?:little|small|young|elder(?:ly)?|old|older|younger|teenage|new|\d+[ -]year[ -]old"
    r"|kleine[mnrs]?|junge[mnrs]?|alte[mnrs]?|ältere[mnrs]?))?"
)
_WAS_THERE = (
    "(?: (?:was|were|is|are|war|waren|ist|sind))? (?:with (?:him|her|them)|there|beside|in the background"
    "|came along|ill|sick|very ill|in (?:the )?hospital|dying|died"
    "|dabei|da|krank|schwer krank|im krankenhaus|gestorben|kamen? mit)"
)
_DOES = (
    "(?:was|were|is|are|kept|started|screamed|cried|crying|crawling"
    "|war|waren|weinte|weinten|schrie|schrien|schläft|schlief)"
)
_NAMED_AFTER = (  # a thing or a fare, nobody who was there
    r"(?!(?:.s|s)? ?-?(?:seats?|tickets?|beds?|locks?|proof|cards?|fares?|discounts?|sizes?|menus?|accounts?"
    r"|compan(?:y|ies)|gates?|monitors?|food|chairs?|carriers?|clothes|toys?|bikes?|rooms?|cots?|safety|wear|shoes"
    r"|helmets?|birthdays?|names?|surname|maiden|address|phone|number|mail"
    r"|sitze?s?|karten?|betten?|sicherung|größen?|rads?|zimmer)\b)"
)
_BYSTANDER = re.compile(
    rf"\b(?:{_WHOSE}|(?:{_WITH}) (?:{_SOME})){_SIZE} (?:{_CHILD})\b{_NAMED_AFTER}"
    rf"|\b(?:{_WITH}) (?:{_WHOSE}|{_SOME}){_SIZE} (?:{_OTHER})\b{_NAMED_AFTER}"
    rf"|\b(?:{_WHOSE}){_SIZE} (?:{_OTHER}){_WAS_THERE}\b"
    rf"|\b(?:baby|toddler|kids?|child|children|kind|kinder) {_DOES}\b",
    re.IGNORECASE,
)


def are_named(text: str) -> bool:
    """Whether `text` speaks of a child or of somebody else who was with the customer."""
    return _BYSTANDER.search(text) is not None
