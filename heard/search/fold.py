"""Words as the index compares them: lower case, without accents."""

import re
import unicodedata

WORD = re.compile(r"\w+")
MOST_WORDS = 12


def folded(text: str) -> str:
    """`text` in lower case without accents, the same on both databases."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words(query: str) -> list[str]:
    """The words to look for; signs between them count as spaces."""
    return WORD.findall(folded(query))[:MOST_WORDS]
