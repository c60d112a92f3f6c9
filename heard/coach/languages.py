"""Whether a draft is in the language of a lexicon: told by the small words that no text goes without."""

SMALL_WORDS = {
    "en": "the a an and to of in is are was for you your i we it on with that have be not can at this will our",
    "de": "der die das und ist nicht ich sie wir ein eine zu den dem mit für auf ihr ihre haben sind bitte es",
    "fr": "le la les et est une des vous nous je pas pour dans avec votre notre du que sur ne au ce bonjour",
    "es": "el los las y es una que de en por para con su usted nosotros no le lo del al gracias nuestro",
    "it": "il gli e è una che di per con non si le sua suo noi lei del della grazie abbiamo nostro sono",
    "nl": "de het een en is niet ik u wij van voor met op uw ons dat te zijn hebben om bedankt naar bij",
    "pt": "o os as e é uma que de em por para com não seu sua nós você do da obrigado nosso foi",
    "pl": "i w na nie jest się z do to że za od dla są proszę dziękuję państwa nas oraz przez",
    "sv": "och att det är inte jag vi du en ett för med på av till har din er tack som vår",
}
WORDS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
READ = 200  # words that are looked at
ENOUGH = 8  # words below which a text could be anything


def seems_foreign(words: list[str], language: str) -> bool:
    """Whether these words of a text, in their normal form, are plainly of another language than the one said."""
    words = words[:READ]
    own = WORDS.get(language[:2], frozenset())
    if len(words) < ENOUGH or not own:
        return False
    letters = [word for word in words if word[:1].isalpha()]
    if sum(word.isascii() for word in letters) < 0.4 * len(letters):
        return True  # another script
    if sum(map(own.__contains__, words)) >= 0.05 * len(words):
        return False
    return max(sum(map(small.__contains__, words)) for small in WORDS.values()) >= 0.15 * len(words)
