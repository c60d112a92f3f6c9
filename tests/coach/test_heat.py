"""Are heat and personal numbers seen in what customers write?"""

import pytest

from heard.coach import heat_of, personal_numbers


@pytest.mark.parametrize(
    ("message", "level", "kinds"),
    [
        ("I am FURIOUS!!! Third time. I'll call my lawyer.", 3, {"anger", "capitals", "complaint", "threat"}),
        ("My order is late, I need it by tomorrow.", 1, {"complaint", "urgency"}),
        ("WHERE IS MY ORDER", 1, {"capitals"}),
        ("Lovely stay, thank you so much!", 0, {"praise"}),
        ("We were delighted, your team is superb.", 0, {"praise"}),
        ("Fantastic. It is broken again.", 0, {"complaint", "praise"}),
        ("Could you tell me the price?", 0, set()),
        ("Is the USB port OK with my TV?", 0, set()),
        ("No problem at all, there is no rush.", 0, set()),
        ("What is the late fee, and is there a late check-out?", 0, set()),
        ("Why do I pay a late fee that is wrong?", 1, {"complaint"}),
        ("Is it wrong to use the other cable?", 0, set()),
    ],
)
def test_heat(message: str, level: int, kinds: set[str]) -> None:
    heat = heat_of((message,))
    assert (heat.level, set(heat.kinds())) == (level, kinds)


def test_a_sign_knows_its_message_and_place() -> None:
    messages = ("Hello.", "This is 😡 disgraceful!")
    (sign,) = [each for each in heat_of(messages).signs if each.kind == "anger"]
    assert (sign.message, messages[1][sign.start : sign.end]) == (1, "disgraceful")


def test_what_is_set_in_bold_is_a_sign_of_its_own() -> None:
    said = ("Hello.", "I mean the brass bell here.")
    place = (11, 16)
    heat = heat_of(said, stressed=((), (place,)))
    (sign,) = heat.signs
    assert (sign.kind, sign.message, said[1][sign.start : sign.end]) == ("emphasis", 1, "brass")
    assert (heat.level, heat_of(said).level) == (1, 0)
    loud = ("WHERE IS MY ORDER, the brass bell?",)
    assert (heat_of(loud).level, heat_of(loud, stressed=(((23, 28),),)).level) == (1, 2)
    glad = heat_of(("Thank you so much, a lovely lamp!",), stressed=(((10, 17),),))
    assert (glad.level, glad.pleased) == (0, True)


def test_no_message_is_calm() -> None:
    assert heat_of(()).level == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My card is 4111 1111 1111 1111, thanks", [("card", "4111 1111 1111 1111")]),
        ("5555-5555-5555-4444", [("card", "5555-5555-5555-4444")]),
        ("378282246310005", [("card", "378282246310005")]),
        ("DE89 3704 0044 0532 0130 00", [("iban", "DE89 3704 0044 0532 0130 00")]),
        ("GB82WEST12345698765432", [("iban", "GB82WEST12345698765432")]),
        ("SSN 536-90-4399.", [("us-ssn", "536-90-4399")]),
        ("NI QQ123456C or AB 12 34 56 C", [("uk-nino", "AB 12 34 56 C")]),
        ("4111 1111 1111 1112", []),
        ("order 1234567890123456, tracking 1Z999AA10123456784", []),
        ("DE89 3704 0044 0532 0130 01", []),
        ("call 0161 496 0120 on 2026-03-31", []),
    ],
)
def test_personal_numbers(text: str, found: list[tuple[str, str]]) -> None:
    assert [(each.kind, text[each.start : each.end]) for each in personal_numbers(text)] == found
