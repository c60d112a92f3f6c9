"""How fast does the coach read, against its bare expressions, and how well does it find what people marked?

    python bench/coach.py [FOLDER]

FOLDER may hold twitter-care/conversations.jsonl (IBM, Apache-2.0) and politeness-wikipedia/requests.csv
(Stanford, CC BY-SA). Exit 1 when a figure is worse than promised.
"""

import csv
import html
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from heard.coach import Lexicon, Situation, load, review  # noqa: E402  # runs from a checkout
from tests.coach.scoring import CASES, score  # noqa: E402  # the same

ALLOWED = {200: 3.0, 2_000: 15.0}  # words: milliseconds
ALLOWED_START = 150.0  # milliseconds for import and first use
SITUATION = Situation(slip=True, first_reply=True, customer_name="Ana", customer_messages=("I'm furious.",))
SORRY = re.compile(r"\b(?:i|we)(?:'m|'re| am| are)? (?:\w+ ){0,2}(?:sorry|apologi[sz]e)\b", re.IGNORECASE)


def main(arguments: list[str]) -> int:
    """Print all figures; 1 when one is out of bounds."""
    lexicon = load()
    assert lexicon is not None
    good = [start_is_quick(), *(is_quick(lexicon, words) for words in ALLOWED)]
    for name in sorted(CASES.glob("*.jsonl")):
        found = score(name)
        print(f"{name.stem}: precision {found.precision:.3f}, recall {found.recall:.3f}")
    for folder in map(Path, arguments):
        good += [replies_are_spared(folder / "twitter-care"), rude_is_told(folder / "politeness-wikipedia")]
    return 0 if all(good) else 1


def start_is_quick() -> bool:
    """Import and first use, in fresh processes, in processor time; the best of five."""
    script = (
        "import time; a = time.process_time(); from heard.coach import Situation, review; "
        "review(Situation(), 'Dear Ana, thank you.'); print(time.process_time() - a)"
    )
    taken = [
        float(
            subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT).stdout
        )
        for _ in range(5)
    ]
    print(f"import and first use: {min(taken) * 1e3:.0f} ms (allowed {ALLOWED_START:.0f})")
    return min(taken) * 1e3 <= ALLOWED_START


def is_quick(lexicon: Lexicon, words: int) -> bool:
    """Drafts of so many words; and the same expressions, each tried on each draft."""
    drafts = list(_drafts(words, 20))
    expressions = [
        pattern.regex
        for rule in [*lexicon.rules, *lexicon.signals.values()]
        for line in rule.find
        for pattern in line.wanted
    ]
    ours = _best(lambda draft: review(SITUATION, draft, lexicon), drafts)
    first = first_reading(lexicon, drafts)
    plain = _best(lambda draft: [each.search(draft) for each in expressions], drafts)
    print(
        f"{words} words: {ours:.2f} ms, at the first reading {first:.2f} ms (allowed {ALLOWED[words]:.0f}); "
        f"{len(expressions)} bare expressions {plain:.1f} ms; ratio {ours / plain:.2f}"
    )
    return ours <= ALLOWED[words]


def first_reading(lexicon: Lexicon, drafts: list[str]) -> float:
    """Milliseconds of processor time a draft whose sentences nobody has read before, the best of five.

    The expressions are compiled, and words of other drafts were met, as in a desk that runs.
    """
    best = [float("inf")] * len(drafts)
    for _ in range(5):
        unread = replace(lexicon)  # its index and scales have seen nothing yet
        review(SITUATION, "Thank you.", unread)
        for number, draft in enumerate(drafts):
            begin = time.process_time()
            review(SITUATION, draft, unread)
            best[number] = min(best[number], time.process_time() - begin)
    return sum(best) * 1e3 / len(drafts)


def _drafts(words: int, count: int) -> Iterator[str]:
    """Drafts of about this length, put together from the labelled ones, each of them once."""
    lines = [line for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    pieces = list(dict.fromkeys(json.loads(line)["draft"] for line in lines))
    random.Random(7).shuffle(pieces)
    for _ in range(count):
        draft: list[str] = []
        while sum(len(piece.split()) for piece in draft) < words:
            draft.append(pieces.pop())
        yield " ".join("\n\n".join(draft).split(" ")[:words])


def _best(read: Callable[[str], object], drafts: list[str]) -> float:
    """Milliseconds of processor time a draft, the best of nine for each: other work only slows."""
    best = [float("inf")] * len(drafts)
    for _ in range(9):
        for number, draft in enumerate(drafts):
            begin = time.process_time()
            read(draft)
            best[number] = min(best[number], time.process_time() - begin)
    return sum(best) * 1e3 / len(drafts)


def replies_are_spared(folder: Path) -> bool:
    """Agents' real replies: hostile and blame on at most 2 %, no missing apology where one stands."""
    findings: Counter[str] = Counter()
    count = wronged = 0
    for text in _replies(folder / "conversations.jsonl"):
        codes = {each.code for each in review(Situation(channel="social", slip=True), text).findings}
        findings.update(codes)
        count += 1
        wronged += "missing-apology" in codes and bool(SORRY.search(text))
    shares = {code: findings[code] / count for code in ("hostile", "blame")}
    print(
        f"{count} replies of agents: hostile {shares['hostile']:.1%}, "
        f"blame {shares['blame']:.1%} (allowed 2 %); "
        f"missing-apology where one stands: {wronged}"
    )
    return max(shares.values()) <= 0.02 and wronged == 0


def _replies(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        conversation = json.loads(line)
        for message in conversation["dialogContent"]:
            if "agent" in message:
                yield html.unescape(message["message"])
        yield html.unescape(conversation["agentURL"]["url_utterance"])


def rude_is_told(folder: Path) -> bool:
    """Rated requests: the rude quarter is hostile or blaming three times as often as the polite one."""
    flagged: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    with (folder / "requests.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            codes = {each.code for each in review(Situation(channel="chat"), row["text"]).findings}
            counts[row["quartile"]] += 1
            flagged[row["quartile"]] += not codes.isdisjoint({"hostile", "blame"})
    rude, polite = (flagged[each] / counts[each] for each in ("bottom", "top"))
    print(
        f"rated requests: rude quarter {rude:.1%}, polite quarter {polite:.1%}: "
        f"{rude / polite:.1f} times (at least 3)"
    )
    return rude >= 3 * polite


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
