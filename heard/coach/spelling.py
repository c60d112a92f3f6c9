"""How is one word spelled in the normal form (contractions as two words), and by what is it looked up?"""

from functools import lru_cache

LONGEST_WORD = 40  # characters; longer ones (links, noise) are cut in the normal form

SPELLED_OUT = {
    "can't": "can not",
    "cannot": "can not",
    "cant": "can not",
    "won't": "will not",
    "wont": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
    "dont": "do not",
    "didnt": "did not",
    "doesnt": "does not",
    "isnt": "is not",
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
    "thats": "that is",
    "theyre": "they are",
    "shes": "she is",
    "hes": "he is",
    "whats": "what is",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "gimme": "give me",
    "y'all": "you all",
    "ya": "you",
    "u": "you",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "ty": "thanks",
    "thnx": "thanks",
    "'cause": "because",
    "cos": "because",
    "&": "and",
    "n't": "not",
    ":)": "🙂",
    ":-)": "🙂",
    ";)": "😉",
    ";-)": "😉",
    ":d": "😄",
    ";p": "😜",
    ":p": "😜",
}
ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
S_MEANS_IS = frozenset(
    "it he she that this what who where there here how when why everything something nothing everyone "
    "everybody someone nobody one".split()
)


AFTER_HAD = frozenset(
    "been better had told known read come done gone left kept put set sent said seen taken given bought "
    "brought chosen written rung called let made paid".split()
)


@lru_cache(maxsize=16_384)
def spell(word: str) -> str:
    """The normal form of one written word: lower case, contractions as two words with a space between."""
    if "://" in word or "@" in word[1:]:
        return "link"
    low = word.lower().replace("’", "'")[:LONGEST_WORD]
    known = SPELLED_OUT.get(low) if word != "Ty" else None  # who signs so is not thanking
    if known:
        return known
    if "'" not in low:
        return low
    if low.endswith("n't"):
        return low[:-3] + " not"
    stem, _, ending = low.rpartition("'")
    if "'" + ending in ENDINGS:
        return stem + " " + ENDINGS["'" + ending]
    if ending == "s" and stem in S_MEANS_IS:
        return stem + " is"
    return low


def was_had(words: list[str], index: int) -> bool:
    """Whether a "'d" stands before a participle: "if you'd been", "had I'd known"."""
    following = words[index + 1].lower() if index + 1 < len(words) else ""
    return following in AFTER_HAD or (following.endswith("ed") and following != "need")


@lru_cache(maxsize=16_384)
def keys_of(word: str) -> tuple[str, ...]:
    """By what a word is looked up: itself, its first letters as word families write them, `#` for digits."""
    digit = ("#",) if not word.isalpha() and any(map(str.isdigit, word)) else ()
    return tuple(dict.fromkeys((word, word[:4] + "*", word[:3] + "*", *digit)))
