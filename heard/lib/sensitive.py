"""Does a text hold what should not lie about: card numbers, bank accounts, passwords, keys?

`kinds` tells only which there are, never the words themselves; `masked` covers the numbers (R-430). Rather a
miss than a wrong alarm: numbers count only with the right beginning, length and check digits.
"""

import re
from collections.abc import Callable, Collection, Iterator

CARD, ACCOUNT, IDENTITY, PASSWORD, KEY = "card", "account", "identity", "password", "key"
NUMBERS = (CARD, ACCOUNT, IDENTITY)  # what can be covered: the others have no end that a machine knows
MOST = 200_000  # characters looked at
COVER = "\u2022"
SHOWN = 4  # signs at the end that stay, so that people can tell one from the other

_DIGITS = re.compile(r"(?<![\d+.,/-])\d(?:[ \u00a0-]?\d){11,18}(?![\d/]|[.,-]\d)")
_ABROAD = re.compile(r"\+\d{1,3}[ -]?\Z")  # a telephone number goes on
# Beginnings and lengths of the large card brands, as ISO/IEC 7812 gave them out.
_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{13}|2720\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[68]\d)\d{11}"  # Diners
    r"|(?:6011|65\d\d|64[4-9]\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15}"  # Maestro
)
_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|card (?:security|verification) code)\b\W{0,3}(?:is |ist )?\d{3,4}\b", re.I
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_IBAN_LENGTHS = {  # by country, from the registry of ISO 13616
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC",
        32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_SOCIAL = re.compile(
    r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"
)  # US, SSA's rules
_WORD = (
    r"(?:password|passphrase|passwort|kennwort|mot de passe|contraseña|wachtwoord|senha|palavra-passe|parola"
    r" d'ordine|hasło|heslo|jelszó|lösenord|adgangskode|passord|salasana|пароль|密码|パスワード|비밀번호)"
)
_PASSWORD = re.compile(
    _WORD + r"\s{0,3}(?:[:=\uff1a]\s{0,3}|(?:is|ist|est|es|is:|lautet)\s{1,3}(?=\S{0,40}[\d!#$%&*+@^_~]))"
    r"[\"'“”„«]?(?=\S{6})(?!https?:)[^\s<>]{6,64}",
    re.I,
)
_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{24,}|\bxox[abprs]-[A-Za-z0-9-]{20,}"
    r"|\bAIza[A-Za-z0-9_-]{35}|\bglpat-[A-Za-z0-9_-]{20}"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
)


def kinds(text: str) -> list[str]:
    """The codes of what `text` holds, each once; looks at the first 200,000 characters."""
    text = text[:MOST]
    holds: dict[str, Callable[[], object]] = {
        CARD: lambda: _CODE.search(text) or any(map(_is_card, _DIGITS.finditer(text))),
        ACCOUNT: lambda: any(map(_is_iban, _IBAN.finditer(text))),
        IDENTITY: lambda: _SOCIAL.search(text),
        PASSWORD: lambda: _PASSWORD.search(text),
        KEY: lambda: _KEY.search(text),
    }
    return [code for code, found in holds.items() if found()]


def masked(text: str, codes: Collection[str] = NUMBERS) -> str:
    """`text` with these numbers covered but for their last four signs; security codes and social security
    numbers wholly. What stands behind the first 200,000 characters stays as it is."""
    signs = list(text)
    for start, end, shown in _numbers(text[:MOST], codes):
        places = [place for place in range(start, end) if text[place].isalnum()]
        for place in places[: len(places) - shown]:
            signs[place] = COVER
    return "".join(signs)


def numbers(text: str) -> list[str]:
    """All these numbers as they are written in `text`, each once."""
    return list(dict.fromkeys(text[start:end] for start, end, _shown in _numbers(text[:MOST], NUMBERS)))


def _numbers(text: str, codes: Collection[str]) -> Iterator[tuple[int, int, int]]:
    """Beginning and end of each, and how many of its signs may be seen."""
    if CARD in codes:
        yield from ((*found.span(), SHOWN) for found in _DIGITS.finditer(text) if _is_card(found))
        for found in _CODE.finditer(text):
            digits = len(found[0]) - len(found[0].rstrip("0123456789"))
            yield found.end() - digits, found.end(), 0
    if ACCOUNT in codes:
        for found in filter(_is_iban, _IBAN.finditer(text)):
            yield found.start(), _iban_end(found), SHOWN
    if IDENTITY in codes:
        yield from ((*found.span(), 0) for found in _SOCIAL.finditer(text))


def _iban_end(found: re.Match[str]) -> int:
    """Where it ends: the pattern may take a word behind it along."""
    left, end = _IBAN_LENGTHS[found[0][:2]], found.start()
    while left:
        left -= found.string[end] != " "
        end += 1
    return end


def _is_card(found: re.Match[str]) -> bool:
    if _ABROAD.search(found.string[max(0, found.start() - 6) : found.start()]):
        return False
    digits = re.sub(r"\D", "", found[0])
    return bool(_BRANDS.fullmatch(digits)) and len(set(digits)) > 1 and _luhn(digits)


def _luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_iban(found: re.Match[str]) -> bool:
    """ISO 13616: four signs moved to the end, letters as numbers, the rest by 97 is 1."""
    length = _IBAN_LENGTHS.get(found[0][:2], 0)
    plain = found[0].replace(" ", "")[:length]
    if not length or len(plain) < length:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1
