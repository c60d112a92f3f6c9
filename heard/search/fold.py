"""Words as the index compares them: lower case, without accents, the same on both databases."""

import re
import unicodedata

# Scripts without spaces between words are compared sign by sign; several in a row are then a phrase.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


def folded(text: str) -> str:
    """`text` in lower case without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """The words of a text; signs between them count as spaces."""
    return WORD.findall(folded(text))
