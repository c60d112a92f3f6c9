"""Which sentences of the lexicon and the shelf do our own people read? Writes their list, to be translated.

Explanations and titles are message ids. Suggestions are not: they are words for the customer.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "heard" / "phrasing" / "explained.py"
HEAD = '''"""What the coach explains, for the word lists of the languages: from scripts/coach_words.py."""

from django.utils.translation import gettext_noop as _

# fmt: off
EXPLAINED = (
'''


def made() -> str:
    """The text of the list."""
    sys.path.insert(0, str(ROOT))
    from heard.coach.lexicon import load  # the path is known only now
    from heard.coach.phrases import shelf

    known = load()
    if known is None:
        raise SystemExit("There is no lexicon for English; heard/coach/lexicon/en is missing.")
    said = [words for code in known.codes.values() for words in (code.means, code.why)]
    said += [rule.why for rule in known.rules if rule.why]
    said += [step.title for step in shelf()]
    return HEAD + "".join(f"    _({_quoted(words)}),\n" for words in dict.fromkeys(said)) + ")\n"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    LIST.write_text(made(), encoding="utf-8")
