"""What is long over, told at once: the rows that its acts would have left, written in one go.

A ticket takes a hundred statements when it is told act by act. One that was solved weeks ago differs only in
that its raw mails, and the copies that left, are no longer kept.
"""

from collections.abc import Sequence
from datetime import datetime

from heard.demo import everyday, moments
from heard.demo.bulk import Place, Rows
from heard.demo.matters import Ending, Matter, Words
from heard.demo.script import Act
from heard.demo.telling import Stage
from heard.tickets.models import Priority, Ticket

LONG_AGO = 8  # working days
AT_ONCE = 40  # tickets
ENDS: dict[str, Ending] = {"solves it": "solved", "closes it": "closed"}
ORGANISES = ("gives it to", "takes it", "tags it", "marks it")


def is_long_over(acts: Sequence[Act], now: datetime) -> bool:
    """Whether an ordinary ticket began long ago, is solved, and had no turns that only its acts can tell."""
    began_long_ago = acts[0].at < moments.days_before(now, LONG_AGO, 0)
    plain = all(act.is_mail or act.does in {"answers", "notes", *ENDS} or _organises(act) for act in acts)
    is_everyday = acts[0].ticket.startswith(everyday.NAME)  # a story may hold pictures, and more
    return is_everyday and began_long_ago and acts[-1].does in ENDS and plain


def write(tickets: Sequence[Sequence[Act]], stage: Stage) -> list[Act]:
    """Writes these tickets in the caller's transaction; gives the acts that are still to be told."""
    known: dict[str, tuple[int, int]] = {}  # customers, who write to both mailboxes
    written: list[Sequence[Act]] = []
    for start in range(0, len(tickets), AT_ONCE):  # so that numbers rise with time, whatever the mailbox
        some = tickets[start : start + AT_ONCE]
        for address, door in stage.doors.items():
            of_door = [acts for acts in some if acts[0].headers["To"] == address]
            rows = Rows(Place(door, list(stage.people.values()), list(stage.teams.values())), known)
            for number, acts in enumerate(of_door, len(written)):
                rows.add(_matter(acts, number, stage))
            rows.write()
            written += of_door
    numbers = Ticket.objects.order_by("number").values_list("number", flat=True)
    stage.tickets |= {acts[0].ticket: number for acts, number in zip(written, numbers, strict=True)}
    return [act for acts in tickets for act in acts if act.does == "notes"]


def _organises(act: Act) -> bool:
    return act.does.startswith(ORGANISES)


def _matter(acts: Sequence[Act], number: int, stage: Stage) -> Matter:
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
        agent=list(stage.people).index(acts[-1].who),
        team=list(stage.teams).index(done["gives it to"]),
        tags=tuple(done["tags it"].split(", ")),
        priority=Priority[done.get("marks it", "normal").upper()].value,
        ending=ENDS[acts[-1].does],
        hold_until=None,
        is_list=False,
    )
