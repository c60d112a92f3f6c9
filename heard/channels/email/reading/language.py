"""In which language is this written?

Scripts decide where one script means one language; elsewhere small words are counted. A text of a few words
that fits none gets no language: a wrong guess is worse than none.
"""

import re
from collections import Counter

from heard.channels.email.reading.language_words import WORDS

SAMPLE = 1_000  # characters
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NOISE = re.compile(r"https?://\S+|[^\s@]{1,64}@\S+|<[^>]{1,200}>")
LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _row in WORDS.items():
    for _word in set(_row.split()):
        LANGUAGES_OF.setdefault(_word, []).append(_language)

# Letters that only some of the languages above use.
TELLING = {
    "ß": "de", "ñ": "es", "¿": "es", "ã": "pt", "õ": "pt et", "ł": "pl", "ą": "pl lt", "ę": "pl lt",
    "ż": "pl", "ś": "pl", "ě": "cs", "ř": "cs", "ů": "cs", "ľ": "sk", "ĺ": "sk", "ő": "hu", "ű": "hu",
    "ș": "ro", "ț": "ro", "ţ": "ro", "ă": "ro vi", "ğ": "tr", "ı": "tr", "ş": "tr ro", "ø": "da no",
    "æ": "da no", "å": "sv da no", "ơ": "vi", "ư": "vi", "đ": "vi hr", "ạ": "vi", "ế": "vi",
    "ć": "hr pl", "ė": "lt", "ų": "lt", "ļ": "lv", "ņ": "lv", "ī": "lv", "œ": "fr", "ê": "fr pt vi",
    "è": "fr it ca", "ò": "it ca", "ì": "it", "ç": "fr pt tr ca", "ё": "ru", "ы": "ru", "э": "ru",
    "є": "uk", "ї": "uk", "ґ": "uk", "і": "uk", "ј": "sr", "љ": "sr", "њ": "sr", "ђ": "sr", "ћ": "sr",
}  # fmt: skip
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.08),
    ("ko", re.compile("[\uac00-\ud7a3]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.2),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3),
    ("fa", re.compile("[پچژگک\u06cc]"), 0.03),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.3),
    ("hi", re.compile("[\u0900-\u097f]"), 0.3),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile("[\u0530-\u058f]"), 0.3),
)


def detect(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, or "" when it is not plain."""
    sample = NOISE.sub(" ", text[:SAMPLE]).lower()
    letters = sum(map(str.isalpha, sample))
    if letters < 2:
        return ""
    if not sample.isascii():
        for language, script, share in SCRIPTS:
            if len(script.findall(sample)) >= letters * share:
                return language
    return _by_words(sample)


def _by_words(sample: str) -> str:
    points: Counter[str] = Counter()
    words = WORD.findall(sample)
    known = 0
    for word, seen in Counter(words).items():
        if languages := LANGUAGES_OF.get(word):
            known += seen
            for language in languages:
                points[language] += seen * (6 // len(languages) or 1)
    if not sample.isascii():
        for letter, row in TELLING.items():
            if seen := min(sample.count(letter), 6):
                known += 1
                for language in row.split():
                    points[language] += seen * 3 // len(row.split())
    if known < 2 or not points:
        return ""
    (best, most), *others = points.most_common(2)
    if most < 4 or (len(words) > 20 and most < len(words) // 4):
        return ""
    return best if not others or most > others[0][1] else ""
