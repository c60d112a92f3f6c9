"""Which language is a text in, and is that the one of a lexicon? Told by the small words that no text goes
without, and by its script."""

import re
from collections import Counter

SMALL_WORDS = {
    "en": "the a an and to of in is are was for you your i we it on with that have be not can at this will our"
    " my me but what there do does how so no from by has been about which would they when could if",
    "de": "der die das und ist nicht ich sie wir ein eine zu den dem mit für auf ihr ihre haben sind bitte es"
    " was an von seit hat wie wird im am nur bei noch um meine mein habe wenn kann aus auch nach",
    "fr": "le la les et est une des vous nous je pas pour dans avec votre notre du que sur ne au ce bonjour"
    " j ai d l qu c mon ma mes nos vos ou mais à de il elle sont avez fait plus très si",
    "es": "el los las y es una que de en por para con su usted nosotros no le lo del al gracias nuestro"
    " mi me hay ya más pero cuando está muy se si o mis tengo qué cómo sin desde",
    "it": "il gli e è una che di per con non si le sua suo noi lei del della grazie abbiamo nostro sono"
    " mi ma ho ha al dal nella quando più come anche se questo",
    "nl": "de het een en is niet ik u wij van voor met op uw ons dat te zijn hebben om bedankt naar bij"
    " mijn maar heb kan nog wel dan er als ook wat aan uit",
    "pt": "o os as e é uma que de em por para com não seu sua nós você do da obrigado nosso foi"
    " meu minha mas quando está muito já se como à foram estou ou",
    "pl": "i w na nie jest się z do to że za od dla są proszę dziękuję państwa nas oraz przez"
    " mam mi ale czy jak już przy tym po mnie o jestem",
    "sv": "och att det är inte jag vi du en ett för med på av till har din er tack som vår"
    " men om kan min mitt från när så ni hej",
    "da": "og at det er ikke jeg vi du en et for med på af til har din jer tak som vores når jeres være blev",
    "nb": "og at det er ikke jeg vi du en et for med på av til har din dere takk som vår når deres være ble",
    "fi": "ja ei on se en että oli ole mutta kun olen hän minun teidän kiitos voi myös tai meidän hei",
    "cs": "a se na je že to v s z do jsem ale jako pro od po by si jsme prosím děkuji vás mi jak",
    "ro": "și să de la în nu cu pe un o este am pentru că din mai sunt dar vă mulțumesc vreau care",
    "hu": "a az és hogy nem is egy van meg de ez csak már mint köszönöm volt kell vagy még ha",
    "tr": "ve bir bu için da de çok ne ile var ben mi ama gibi olarak yok daha teşekkür ederim değil",
    "vi": "và là của tôi không được có cho này với một các những khi đã anh chị em cảm ơn bị",
}
SCRIPTS = {
    "ja": "[\u3040-\u30ff]", "ko": "[\uac00-\ud7a3]", "zh": "[\u4e00-\u9fff]", "ar": "[\u0600-\u06ff]",
    "he": "[\u0590-\u05ff]", "el": "[\u0370-\u03ff\u1f00-\u1fff]", "uk": "[іїєґІЇЄҐ]", "ru": "[\u0400-\u04ff]",
    "hi": "[\u0900-\u097f]", "th": "[\u0e00-\u0e7f]",
}  # fmt: skip
WORDS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
READ = 200  # words that are looked at
ENOUGH = 8  # words below which a text could be anything
FEWEST = 2  # small words that must be of a language, and SHARE of all words
SHARE = 0.15
KNOWN = frozenset({*SMALL_WORDS, *SCRIPTS})  # codes of ISO 639-1 that can be told
_SIGNS = {language: re.compile(signs) for language, signs in SCRIPTS.items()}
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """The code of the language that a customer's words are in; "" where they are too few to tell, or of
    none that is known. The first 200 words are looked at."""
    words = [word for word, _count in zip(_LETTERS.finditer(text.lower()), range(READ), strict=False)]
    read = [word.group() for word in words]
    if script := _script_of("".join(read)):
        return script
    counts = Counter({language: sum(map(small.__contains__, read)) for language, small in WORDS.items()})
    (first, most), (_second, next_most) = counts.most_common(2)
    is_plain = most >= FEWEST and most >= SHARE * len(read) and most > next_most
    return first if is_plain else ""


def _script_of(letters: str) -> str:
    """The language that a script is of, where more than a third of the letters are of it. Japanese has Chinese
    signs, too, and Ukrainian shares most of its letters with Russian, so a tenth tells these two."""
    shares = {language: len(signs.findall(letters)) for language, signs in _SIGNS.items()}
    if shares["zh"] + shares["ja"] > len(letters) / 3:
        return "ja" if shares["ja"] * 10 > shares["zh"] else "zh"
    if shares["ru"] > len(letters) / 3:
        return "uk" if shares["uk"] * 30 > shares["ru"] else "ru"
    return next((code for code, count in shares.items() if count > len(letters) / 3), "")


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
