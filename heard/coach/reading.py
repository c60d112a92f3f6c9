"""What a draft says in its situation: every rule of the lexicon in one pass, as findings and promises."""

from bisect import bisect_left
from functools import lru_cache

from heard.coach.finding import Finding, Promise, Review, Severity
from heard.coach.greeting import opening, with_mark
from heard.coach.languages import READ, seems_foreign
from heard.coach.lexicon import Lexicon, load
from heard.coach.measures import MEASURES, TITLES, Place
from heard.coach.page import Hit, Page
from heard.coach.promises import promise_at
from heard.coach.rules import Rule
from heard.coach.situation import Situation
from heard.coach.surroundings import around
from heard.coach.words import Sentence, read

NOWHERE: Place = (0, 0)
CLOSING = ".!?…"
# A greeting is one fault, however many rules see it; the first one, which knows its words, marks it.
ONCE = frozenset({"impersonal-greeting"})
# A sentence that promises a feature, or nothing at all, is one fault: there is nothing to keep track of.
COVERED_BY = {"untracked-promise": ("feature-promise", "feature-date", "empty-assurance")}

Found = dict[tuple[str, Place], Rule]


def review(situation: Situation, draft: str, lexicon: Lexicon | None = None) -> Review:
    """Read a draft. Findings come in the order of the draft, those without a place first.

    Without a lexicon for the draft's language nothing is found and `language_read` is False.
    """
    known = lexicon or load(situation.language)
    if known is None:
        return Review((), (), language_read=False)
    names = frozenset(each.lower() for each in (situation.customer_name or "").split())
    sentences = read(draft, known_names=names)
    if seems_foreign(_first_words(sentences), known.language):
        return Review((), (), language_read=False)
    page = Page(known, sentences)
    heard = heard_in(situation, known)
    rules = [rule for rule in known.rules if _applies(rule, page, heard, situation)]
    page.around = around(situation, heard, page)
    page.look_for(rules)
    found: Found = {}
    for rule in rules:
        if rule.code in ONCE and any(code == rule.code for code, _place_of_it in found):
            continue
        places = _places(rule, page, situation, draft)
        for place in _not_found_yet(rule.code, places, found) if rule.measure == "cues" else places:
            found.setdefault((rule.code, place), rule)
    promises = _promises(found, situation, draft)
    return Review(tuple(_findings(known, found, situation, promises)), promises)


def heard_in(situation: Situation, lexicon: Lexicon) -> Page:
    """What the draft answers, read against a lexicon."""
    return Page(lexicon, [each for text in _answered(situation) for each in _read_once(text)])


def _not_found_yet(code: str, places: list[Place], found: Found) -> list[Place]:
    """The sentences without a finding of this code: a rule knows more closely which words, and says more."""
    begun = sorted(start for other, (start, _) in found if other == code) if places else []
    return [(start, end) for start, end in places if bisect_left(begun, start) == bisect_left(begun, end)]


@lru_cache(maxsize=64)
def _read_once(text: str) -> tuple[Sentence, ...]:
    """What the customer wrote, which stays the same while the answer is typed."""
    return tuple(read(text))


def _first_words(sentences: list[Sentence]) -> list[str]:
    words: list[str] = []
    for sentence in sentences:
        words += sentence.words
        if len(words) >= READ:
            break
    return words


def _answered(situation: Situation) -> tuple[str, ...]:
    """What the draft answers: all messages at a first reply, else the last."""
    return situation.customer_messages if situation.first_reply else situation.customer_messages[-1:]


def _applies(rule: Rule, page: Page, heard: Page, situation: Situation) -> bool:
    """Whether a rule has anything to say here: the situation, the customer's words, what is not there."""
    return (
        all(holds(situation) for holds in rule.when)
        and (not rule.customer or any(heard.holds_anywhere(each) for each in rule.customer))
        and not any(heard.holds_anywhere(each) for each in rule.customer_not)
        and not any(page.says_anywhere(signal) for signal in rule.absent)
    )


def _places(rule: Rule, page: Page, situation: Situation, draft: str) -> list[Place]:
    """Where a rule that applies is broken; NOWHERE for what is missing."""
    if rule.measure in MEASURES:
        place = MEASURES[rule.measure](page, situation, draft)
        free = not any(page.holds_anywhere(each) for each in rule.unless)
        return [place] if place and free else []
    if not (rule.find or rule.measure):
        return [NOWHERE]
    cues = None if rule.sure else page.lexicon.cues.get(rule.code)
    return [
        _place(rule, page, hit, draft)
        for hit in page.standing(rule)
        if (cues is None or page.weight(rule.code, hit.sentence) >= cues.least)
        and not any(page.holds_elsewhere(each, hit.sentence) for each in rule.unless)
    ]


def _place(rule: Rule, page: Page, hit: Hit, draft: str) -> Place:
    """The words that were found with the mark behind them, the greeting that they are, or the sentence."""
    sentence = page.sentences[hit.sentence]
    if rule.span != "sentence":
        start, end = sentence.place(hit.begin, hit.end)
        if rule.span == "greeting":
            return opening(sentence, draft, past=end)
        return start, with_mark(draft, end)
    end = sentence.end
    while end < len(draft) and draft[end] in CLOSING:
        end += 1
    return sentence.start, end


def _promises(found: Found, situation: Situation, draft: str) -> tuple[Promise, ...]:
    """The promises of a draft, whether or not they are tracked already."""
    places = sorted(place for code, place in found if code == "untracked-promise")
    return tuple(promise_at(draft, start, end, situation.now) for start, end in places)


def _findings(
    known: Lexicon, found: Found, situation: Situation, promises: tuple[Promise, ...]
) -> list[Finding]:
    tracked = {(each.start, each.end) for each in promises if each.what in situation.tracked}
    findings = []
    for (code, place), rule in found.items():
        covered = any((other, place) in found for other in COVERED_BY.get(code, ()))
        if not covered and not (code == "untracked-promise" and place in tracked):
            findings.append(_finding(known, rule, place, situation))
    return sorted(findings, key=lambda each: (each.start, each.end, each.code))


def _called(words: str, name: str | None) -> str:
    """A suggestion with the customer's name, as one greets with it; `{name}` stays where it is not known."""
    first, _, rest = (name or "").strip().partition(" ")
    said = f"{first} {rest}".strip() if first.lower().rstrip(".") in TITLES else first
    return words.replace("{name}", said) if said else words


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
        tuple(_called(words, situation.customer_name) for words in rule.say or code.say),
        rule.source or code.practice,
        rule.id,
    )
