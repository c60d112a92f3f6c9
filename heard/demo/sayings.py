"""What have the demo company's people ready to say? Its macros: words, what they do, whose they are."""

from dataclasses import dataclass, field
from typing import Any

from heard.demo.cast import ACCOUNTS, WORKSHOP


@dataclass(frozen=True, slots=True)
class Saying:
    """One macro; of everybody where it names no team and nobody (by the first part of their address)."""

    title: str
    text: str
    team: str = ""
    owner: str = ""
    actions: dict[str, Any] = field(default_factory=dict)


SAYINGS = (
    Saying(
        "A photograph helps us",
        "Dear {customer.first_name},\n\nso that we send you the right part at once: could you take a"
        " photograph of the place, as near as your camera allows?\n\nThank you,\n{agent.first_name}",
        actions={"status": "waiting"},
    ),
    Saying(
        "Returned, and nothing to pay",
        "Dear {customer.first_name},\n\nthe label is attached. Any post office takes the parcel, and there is"
        " nothing to pay. I write to you on the day it arrives here.\n\n{agent.name}",
    ),
    Saying(
        "On the bench this week",
        "Dear {customer.first_name},\n\nyour lamp has arrived and lies on the bench. I write to you once I"
        " know what it needs, and before we do anything that costs.\n\n{agent.name}, workshop",
        team=WORKSHOP,
        actions={"tags": ["repair"]},
    ),
    Saying(
        "The invoice again",
        "Dear {customer.first_name},\n\nhere is the invoice again, with No. {ticket.number} on it so that you"
        " can find this answer beside it.\n\n{agent.name}",
        team=ACCOUNTS,
        actions={"tags": ["invoice"]},
    ),
    Saying(
        "I ring you myself",
        "Dear {customer.first_name},\n\nI would rather talk than write. On which number, and when, may I ring"
        " you?\n\nMaren Osei",
        owner="maren",
    ),
    Saying(
        "Read aloud",
        "Dear {customer.first_name},\n\nthank you for telling us. I have read it aloud at lunch.\n\nNoor",
        owner="noor",
        actions={"status": "solved"},
    ),
)
