"""What a draft says in its situation: every rule of the lexicon in one pass, as findings and promises."""

from heard.coach.finding import Finding, Promise, Review, Severity
from heard.coach.languages import seems_foreign
from heard.coach.lexicon import Lexicon, Rule, load
from heard.coach.measures import MEASURES, Place
from heard.coach.page import Hit, Page, customer_page, draft_page
from heard.coach.promises import promise_at
from heard.coach.situation import Situation

NOWHERE: Place = (0, 0)
# A sentence that promises a feature is one fault, not two: the promise itself is what has to go.
COVERED_BY = {"untracked-promise": ("feature-promise", "feature-date")}


def review(situation: Situation, draft: str, lexicon: Lexicon | None = None) -> Review:
    """Read a draft. Findings come in the order of the draft, those without a place first.

    Without a lexicon for the draft's language nothing is found and `language_read` is False.
    """
    known = lexicon or load(situation.language)
    if known is None or seems_foreign(draft, known.language):
        return Review((), (), language_read=False)
    page = draft_page(known, situation, draft)
    heard = customer_page(known, situation)
    found: dict[str, tuple[Rule, list[Place]]] = {}
    for rule in known.rules:
        if rule.code == "signal" or not all(holds(situation) for holds in rule.when):
            continue
        places = _places(rule, page, heard, situation, draft)
        if places:
            earlier = found.setdefault(rule.code, (rule, []))
            earlier[1].extend(place for place in places if place not in earlier[1])
    promises = _promises(found, situation, draft)
    return Review(tuple(_findings(known, found, situation, promises)), promises)


def _places(rule: Rule, page: Page, heard: Page, situation: Situation, draft: str) -> list[Place]:
    """Where a rule that applies is broken; NOWHERE for what is missing."""
    if rule.customer and not any(heard.holds_anywhere(each) for each in rule.customer):
        return []
    if any(heard.holds_anywhere(each) for each in rule.customer_not):
        return []
    if rule.measure:
        place = MEASURES[rule.measure](page, situation, draft)
        free = not any(page.holds_anywhere(each) for each in rule.unless)
        return [place] if place and free else []
    if rule.find:
        return [_place(rule, page, hit, draft) for hit in page.standing(rule) if _stands(rule, page, hit)]
    return [] if any(page.signal(name) for name in rule.absent) else [NOWHERE]


def _stands(rule: Rule, page: Page, hit: Hit) -> bool:
    return not any(page.holds_elsewhere(each, hit.sentence) for each in rule.unless) and not any(
        page.signal(name) for name in rule.absent
    )


def _place(rule: Rule, page: Page, hit: Hit, draft: str) -> Place:
    """The words that were found, or the sentence around them."""
    sentence = page.sentences[hit.sentence]
    if rule.span != "words":
        end = sentence.end
        while end < len(draft) and draft[end] in ".!?…":
            end += 1
        return sentence.start, end
    places = page.places(hit)
    return places[0][0], places[-1][1]


def _promises(
    found: dict[str, tuple[Rule, list[Place]]], situation: Situation, draft: str
) -> tuple[Promise, ...]:
    """The promises of a draft, whether or not they are tracked already."""
    _, places = found.get("untracked-promise", (None, []))
    return tuple(promise_at(draft, start, end, situation.now) for start, end in sorted(places))


def _findings(
    known: Lexicon, found: dict[str, tuple[Rule, list[Place]]], situation: Situation, promises: tuple[Promise, ...]
) -> list[Finding]:
    tracked = {(each.start, each.end) for each in promises if each.what in situation.tracked}
    findings = []
    for name, (rule, places) in found.items():
        covered = {place for code in COVERED_BY.get(name, ()) for place in found.get(code, (rule, []))[1]}
        for place in places:
            if place in covered or (name == "untracked-promise" and place in tracked):
                continue
            findings.append(_finding(known, rule, place, situation))
    return sorted(findings, key=lambda each: (each.start, each.end, each.code))


def _finding(known: Lexicon, rule: Rule, place: Place, situation: Situation) -> Finding:
    code = known.codes[rule.code]
    severity: Severity = rule.severity or code.severity
    if code.stop_when and all(holds(situation) for holds in code.stop_when):
        severity = "stop"
    return Finding(
        code.name,
        place[0],
        place[1],
        severity,
        rule.why or code.why,
        rule.say or code.say,
        rule.source or code.practice,
        rule.id,
    )
