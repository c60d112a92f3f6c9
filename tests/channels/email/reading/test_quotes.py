"""Are a sender's new words told from what is quoted, in every language and program?"""

import pytest

from heard.channels.email.reading import quotes
from heard.channels.inbound import Address
from tests.channels.email import quoted
from tests.channels.email.post import read

OWN = "It is broken. Please help.\n\nAnna"


@pytest.mark.parametrize("line", [line for _, line in quoted.WROTE], ids=[name for name, _ in quoted.WROTE])
@pytest.mark.parametrize("below", ["> Your order left.\n>\n> Help", "Your order left.\n\nHelp"])
def test_a_line_of_attribution_begins_the_quotation(line: str, below: str) -> None:
    assert quotes.visible(f"{OWN}\n\n{line}\n\n{below}\n") == OWN


@pytest.mark.parametrize("line", [line for _, line in quoted.WROTE], ids=[name for name, _ in quoted.WROTE])
def test_a_line_of_attribution_may_be_broken(line: str) -> None:
    words = line.split(" ")
    broken = " ".join(words[: len(words) // 2]) + "\n" + " ".join(words[len(words) // 2 :])
    assert quotes.visible(f"{OWN}\n\n{broken}\n\n> Your order left.\n") == OWN


@pytest.mark.parametrize("labels", quoted.BLOCKS, ids=[block[0] for block in quoted.BLOCKS])
def test_a_block_of_headers_begins_the_quotation(labels: tuple[str, str, str, str, str]) -> None:
    _, sender, sent, to, subject = labels
    block = f"{sender}: Help <help@shop.example>\n{sent}: 3 March 2024\n{to}: Anna\n{subject}: Your order"
    assert quotes.visible(f"{OWN}\n\n{block}\n\nYour order left.\n") == OWN
    bold = f"*{sender}:* Help <help@shop.example>\n*{sent}:* 3 March 2024\n*{subject}:* Your order"
    assert quotes.visible(f"{OWN}\n\n________________________________\n{bold}\n\nYour order left.\n") == OWN


@pytest.mark.parametrize("line", quoted.ORIGINAL)
def test_a_ruled_line_begins_the_quotation(line: str) -> None:
    assert quotes.visible(f"{OWN}\n\n{line}\nYour order left.\n") == OWN


@pytest.mark.parametrize("line", quoted.TELEPHONES)
def test_what_a_telephone_adds_is_no_word_of_its_owner(line: str) -> None:
    assert quotes.visible(f"{OWN}\n\n{line}\n") == OWN


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        # answers between and below quotations
        ("On 3 Mar 2024 10:11, Help wrote:\n> Which lamp?\nThe red one.", "The red one."),
        ("> Which lamp?\nThe red one.\n> Since when?\nMonday.", "The red one.\n\nMonday."),
        # a single line behind > in a mail that quotes nothing
        ("I typed\n> restart\nand it hung.", "I typed\n> restart\nand it hung."),
        # sentences that only look like the beginning of a quotation
        ("On Monday I wrote:\n\nplease call me", "On Monday I wrote:\n\nplease call me"),
        ("On Nov 26, 2024 you wrote:\n\nit ships today", "On Nov 26, 2024 you wrote:\n\nit ships today"),
        ("From: Rome\nTo: Paris\n\nTwo seats please", "From: Rome\nTo: Paris\n\nTwo seats please"),
        (
            "From: Rome\nTo: Paris\nDate: 5 May\n\nTwo seats",
            "From: Rome\nTo: Paris\nDate: 5 May\n\nTwo seats",
        ),
        (
            "Este mensaje es para pedir ayuda.\n\nEste mensaje se repite.",
            "Este mensaje es para pedir ayuda.\n\nEste mensaje se repite.",
        ),
        (
            "Hi\n\nSent from my iPhone\n\nP.S. The red one too.",
            "Hi\n\nSent from my iPhone\n\nP.S. The red one too.",
        ),
        (
            "One lamp.\n\n---\n\nPS: the red one is broken too, sadly.",
            "One lamp.\n\n---\n\nPS: the red one is broken too, sadly.",
        ),
        ("Date: Friday\nTime: 10:30\nIs that free?", "Date: Friday\nTime: 10:30\nIs that free?"),
        ("My order:\n-----\n2 lamps\n-----\nThank you", "My order:\n-----\n2 lamps\n-----\nThank you"),
        ("Sent from my desk, which is easier. Bye", "Sent from my desk, which is easier. Bye"),
        # signatures
        ("Please call.\n\n-- \nAnna Berg\nBerg Ltd", "Please call."),
        ("Please call.\n\n—\nAnna Berg\nBerg Ltd", "Please call."),
        ("Please call.\n\nThis email is confidential and intended only for its recipient.", "Please call."),
        ("Please call.\n\nThanks,\nAnna", "Please call.\n\nThanks,\nAnna"),
        ("Please call.\n\nKind regards,\n\nAnna Berg\nBerg Ltd\n+44 20 5550 1234", "Please call."),
        ("Please call.\n\nAnna Berg\nHead of Sales\nanna@client.example", "Please call."),
        (
            "Send it to:\n\nAnna Berg\nMill Lane 5, 12345 Town",
            "Send it to:\n\nAnna Berg\nMill Lane 5, 12345 Town",
        ),
        # nothing is worse than an empty page
        ("> all of it is quoted", "> all of it is quoted"),
        ("-- \nAnna Berg", "--\nAnna Berg"),
        ("", ""),
    ],
)
def test_words_are_kept_in_doubt(text: str, visible: str) -> None:
    sender = Address("anna@client.example", "Anna Berg")
    if "Send it to" in text:
        sender = Address("anna@client.example")
    assert quotes.visible(text, sender=sender) == visible


def test_what_is_passed_on_is_new_to_us() -> None:
    assert read("forward").visible_text == "This one is for you.\n\nMy lamp came broken. Who repairs it?"
    block = "From: Carl <carl@x.example>\nSent: Monday\nTo: Anna\nSubject: Lamp\n\nMy lamp is broken."
    assert quotes.visible(f"See below.\n\n{block}", subject="FW: Lamp") == "See below.\n\nMy lamp is broken."
    assert quotes.visible(f"See below.\n\n{block}", subject="RE: Lamp") == "See below."


def test_programs_that_mark_their_quotations_are_believed() -> None:
    assert read("reply-outlook-html").visible_text == "Please cancel it."
    assert read("reply-gmail-unknown-language").visible_text == "Please cancel it."


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization. Do not click links or open\n"
        "attachments unless you recognize the sender.",
        "[EXTERNAL]",
        "*** External email ***",
        "You don't often get email from anna@home.example. Learn why this is important\n<https://aka.ms/x>",
        "ACHTUNG: Diese E-Mail stammt von außerhalb. Klicken Sie nicht auf Links.",
        "Attention : ce message provient de l'extérieur. Ne cliquez pas sur les liens.",
        "Let op: deze e-mail komt van buiten de organisatie.",
        "[EXTERNAL]\n\nWarning: external sender, do not open attachments.",
    ],
)
def test_what_a_server_put_above_is_no_word_of_the_sender(banner: str) -> None:
    assert quotes.visible(f"{banner}\n\n{OWN}\n") == OWN


@pytest.mark.parametrize(
    "words",
    [
        "Warning: I got an email from an external sender in your name. Is it yours?\n\nAnna",
        "Attention: my parcel is outside of the house.\n\nAnna",
        "Warning!\n\nThe lamp is hot.",
        "External\n\u200b",
        "Achtung, die externe Festplatte ist kaputt.\n\nAnna",
        "CAUTION: This email originated from outside of the organization.",
    ],
)
def test_a_persons_own_warning_stays(words: str) -> None:
    assert quotes.visible(words) == words.strip()


def test_a_lawyers_note_goes_with_its_headline() -> None:
    note = "The information contained in this communication is confidential and intended solely for you."
    assert quotes.visible(f"{OWN}\n\nDisclaimer\n\n{note}\n") == OWN
