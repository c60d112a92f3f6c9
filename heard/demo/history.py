"""What is long over, told at once: the rows that its acts would have left, written in one go.

A ticket takes a hundred statements when it is told act by act. One that was solved weeks ago differs only in
that its raw mails, and the copies that left, are no longer kept.
"""

from collections.abc import Sequence
from datetime import datetime

from heard.demo import bulk, moments
from heard.demo.bulk import Place
from heard.demo.cast import HELP
from heard.demo.matters import Ending, Matter, Words
from heard.demo.script import Act
from heard.demo.telling import Stage
from heard.tickets.models import Priority, Ticket

LONG_AGO = 12  # working days
ENDS: dict[str, Ending] = {"solves it": "solved", "closes it": "closed"}
ORGANISES = ("gives it to", "takes it", "tags it", "marks it")


def is_long_over(acts: Sequence[Act], now: datetime) -> bool:
    """Whether a ticket began long ago, is solved, and had no turns that only its acts can tell."""
    began_long_ago = acts[0].at < moments.days_before(now, LONG_AGO, 0)
    plain = all(act.is_mail or act.does in {"answers", "notes", *ENDS} or _organises(act) for act in acts)
    return began_long_ago and acts[-1].does in ENDS and plain and acts[0].headers.get("To") == HELP


def write(tickets: Sequence[Sequence[Act]], stage: Stage) -> list[Act]:
    """Writes these tickets in the caller's transaction; gives the acts that are still to be told."""
    people, teams = list(stage.people), list(stage.teams)
    place = Place(stage.doors[HELP], list(stage.people.values()), list(stage.teams.values()))
    bulk.write([_matter(acts, number, people, teams) for number, acts in enumerate(tickets)], place)
    numbers = Ticket.objects.order_by("number").values_list("number", flat=True)
    stage.tickets |= {acts[0].ticket: number for acts, number in zip(tickets, numbers, strict=True)}
    return [act for acts in tickets for act in acts if act.does == "notes"]


def _organises(act: Act) -> bool:
    return act.does.startswith(ORGANISES)


def _matter(acts: Sequence[Act], number: int, people: list[str], teams: list[str]) -> Matter:
    opening = acts[0].headers
    name, _bracket, address = opening["From"].rstrip(">").partition(" <")
    said = [
        Words("i" if act.is_mail else "o", act.text, act.at)
        for act in acts
        if act.text and act.does != "notes"
    ]
    done = {
        words: act.does.removeprefix(words).strip()
        for words in ORGANISES
        for act in acts
        if act.does.startswith(words)
    }
    return Matter(
        place=number,
        name=name,
        email=address,
        subject=opening["Subject"],
        said=tuple(said),
        agent=people.index(acts[-1].who),
        team=teams.index(done["gives it to"]),
        tags=tuple(done["tags it"].split(", ")),
        priority=Priority[done.get("marks it", "normal").upper()].value,
        ending=ENDS[acts[-1].does],
        hold_until=None,
        is_list=False,
    )
