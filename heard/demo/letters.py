"""What the demo company's customers wrote, and what was said back: invented people, invented lamps."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a story, `hours` before now: by the customer, by us, or inside the company."""

    how: Literal["customer", "reply", "note"]
    hours: float
    text: str
    who: str = ""  # which of our people, by the first part of their address


@dataclass(frozen=True, slots=True)
class Story:
    """One matter with one customer."""

    name: str
    email: str
    subject: str
    said: tuple[Said, ...]
    assignee: str = ""
    solved: bool = False
    team: str = ""
    tags: tuple[str, ...] = ()
    priority: int = 2


STORIES = (
    Story(
        "Gareth Pruitt",
        "gareth.pruitt@riverpost.example",
        "Nobody called me on Friday",
        (
            Said(
                "customer",
                120,
                "The second Aurelia came with a cracked shade, like the first one.\n\nCan somebody please look into this before the 21st? We have guests.",
            ),
            Said(
                "reply",
                96,
                "Dear Gareth,\n\nI am sorry that the second one broke too. I have asked the packers to look at your order, and I will call you tomorrow before five.\n\nJo Whitlock",
                "jo",
            ),
            Said(
                "customer",
                3.2,
                "I took Friday afternoon off to be at home for your call. Your colleague promised it in writing: “before five”. Nobody rang. Nobody wrote.\n\nThis is the second Aurelia that came with a cracked shade, and the wedding supper is THIS Saturday. Forty people will sit under bare bulbs. I do not want another voucher. I want somebody to tell me the truth about when I get two whole lamps.",
            ),
            Said(
                "note",
                1.5,
                "Two good shades are on my bench. I can pack them by hand today and drive them to the depot at three.",
                "ravi",
            ),
        ),
        assignee="maren",
        team="Repairs",
        tags=("broken", "wedding"),
        priority=4,
    ),
    Story(
        "Kwabena Asante-Mills",
        "kwabena@asantemills.example",
        "Order 20418, is it coming?",
        (
            Said(
                "customer",
                5.1,
                "Hello,\n\nthe page has said “being packed” for nine days now. Is it really being packed, or has something gone wrong? I would rather know.\n\nKwabena",
            ),
        ),
        team="Orders",
        tags=("delivery",),
        priority=3,
    ),
    Story(
        "سلمى الخطيب",
        "salma.alkhatib@nour.example",
        "مصباح ناقص في الطلب",
        (
            Said(
                "customer",
                6.4,
                "مرحبا،\n\nوصل الصندوق لكن المصباح الصغير غير موجود، هل يمكنكم المساعدة؟\n\nشكرا لكم،\nسلمى",
            ),
        ),
    ),
    Story(
        "Wilhelmina Featherstonehaugh-Okonkwo",
        "w.featherstonehaugh-okonkwo@longmeadow.example",
        "Which bulb for the Heron, please",
        (
            Said(
                "customer",
                21,
                "Which bulb does the Heron take? The sticker has worn off.\n\nand does the 40 W version get too warm for a paper shade? My daughter made one at school.",
            ),
        ),
        assignee="ines",
    ),
    Story(
        "Nguyễn Thị Minh Khuê",
        "khue.nguyen@thanhlam.example",
        "Repair of the brass arm",
        (
            Said(
                "customer",
                50,
                "The brass arm of my reading lamp no longer holds its place. Is it worth repairing, or should I look for a new one?",
            ),
            Said(
                "reply",
                47,
                "Dear Khuê,\n\nthank you for asking before throwing it away. The joint can be renewed for € 18 while you wait. Which day would suit you?\n\nInes Calder",
                "ines",
            ),
            Said(
                "customer",
                22,
                "Thank you. I can bring it on Wednesday after school, at about four. Will somebody be there?",
            ),
        ),
        assignee="ines",
        team="Repairs",
        tags=("repair",),
    ),
    Story(
        "The Seven Stairs Guesthouse",
        "office@sevenstairs.example",
        "Invoice Q-3391 has the wrong VAT number",
        (
            Said(
                "customer",
                26,
                "Our accountant needs the corrected one before the 20th. The number should end in 417, not 471.\n\nKind regards,\nBeatrix Moreau",
            ),
            Said(
                "note",
                25,
                "My typing. I have asked accounts for a new one; Beatrix should have it this afternoon.",
                "maren",
            ),
        ),
        assignee="maren",
        team="Orders",
        tags=("invoice",),
    ),
    Story(
        "Doris Applegarth",
        "doris.applegarth@postbox.example",
        "A thank-you to the young man",
        (
            Said(
                "customer",
                27,
                "Nobody stays on the line any more. He did. He stayed on the line until the light came on, and I am eighty-three and not quick with screws.\n\nPlease tell him.",
            ),
        ),
    ),
    Story(
        "Anneliese Vanterpool-Grünwald",
        "a.vanterpool@seebrand.example",
        "Re: Shade colour",
        (
            Said(
                "customer",
                75,
                "Is the amber of the Aurelia closer to honey or to tea? On my screen it is one, on my phone the other.",
            ),
            Said(
                "reply",
                72,
                "Dear Anneliese,\n\ncloser to tea. I have put a sample of the glass into the post for you, so that you can hold it against your wall.\n\nMaren Osei",
                "maren",
            ),
            Said("customer", 30, "How kind. Let me see the sample by daylight first, and then I will order."),
            Said(
                "reply",
                29,
                "Take all the time you need. I look forward to hearing which it is.\n\nMaren Osei",
                "maren",
            ),
        ),
        assignee="maren",
    ),
    Story(
        "Tomás Herrera",
        "tomas@herrera-arquitectos.example",
        "Forty Herons for a library",
        (
            Said(
                "customer",
                170,
                "We are fitting out a small library and would need forty Herons by March. Do you deliver to Valencia, and is there somebody who knows about dimming?",
            ),
            Said(
                "reply",
                168,
                "Dear Tomás,\n\nthank you for thinking of us for a library. Yes to both: we deliver to Valencia in four days, and Ravi, who builds the dimmers, is copied on this ticket. He asks whether the tables are wired already.\n\nInes Calder",
                "ines",
            ),
            Said("customer", 150, "They are. Then please send the offer. Gracias!"),
            Said(
                "reply",
                148,
                "Here it is in short: forty Herons with dimmers, delivered by 2 March. The paper offer follows by post today.\n\nInes Calder",
                "ines",
            ),
        ),
        assignee="ines",
        solved=True,
        team="Orders",
        tags=("wholesale",),
    ),
)
