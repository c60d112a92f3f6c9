"""Which numbers in a text are nobody's business: payment cards, bank accounts, social security (R-430)."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["card", "iban", "us-ssn", "uk-nino"]

DIGITS = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d]|[.,]\d)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")
SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
NINO = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
)


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """One number to redact: its kind and place, in code points, end exclusive."""

    kind: Kind
    start: int
    end: int


def personal_numbers(text: str) -> tuple[PersonalNumber, ...]:
    """All card numbers (Luhn's check, ISO/IEC 7812), IBANs (ISO 13616), US SSNs, UK NI numbers, in order."""
    found = [PersonalNumber("iban", *each.span()) for each in IBAN.finditer(text) if _is_iban(each.group())]
    found += [
        PersonalNumber("card", *each.span()) for each in DIGITS.finditer(text) if _is_card(each.group())
    ]
    found += [PersonalNumber("us-ssn", *each.span()) for each in SSN.finditer(text)]
    found += [PersonalNumber("uk-nino", *each.span()) for each in NINO.finditer(text)]
    return tuple(_apart(sorted(found, key=lambda each: (each.start, -each.end))))


def _is_card(written: str) -> bool:
    digits = [int(char) for char in written if char.isdecimal()]
    if digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_iban(written: str) -> bool:
    plain = written.replace(" ", "")
    moved = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _apart(found: list[PersonalNumber]) -> list[PersonalNumber]:
    """Without those that lie inside an earlier one, as the digits of an IBAN do."""
    kept: list[PersonalNumber] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept
