"""What a busy desk's customers would have written: as many matters as wanted, always the same ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Literal

PER_DAY = 400  # matters that a desk of this size is written about
CUSTOMERS_RETURN = 3  # matters of one customer
SMALL_TEAM = 100  # one matter in so many belongs to the smallest team

FIRST = (
    "Ada Amara Anneliese Beatrix Bilal Chidi Clara Dagny Dmitri Doris Elif Emeka Farah Gareth Grace Hana Henrik"
    " Ines Ingrid Ivo Jamal Jo Juana Kofi Kwabena Lakshmi Leila Liam Lucía Maren Mateus Mei Minh Nadia Nia Noor"
    " Olga Oluchi Pavel Priya Quentin Rania Ravi Rosa Salma Sigrid Söğüt Tadeusz Tomás Uma Vera Viktor"
    " Wilhelmina Xiomara Yara Yusuf Zofia Zsófia"
).split()
LAST = (
    "Abara Applegarth Asante Bergström Calder Castellanos Chowdhury Dąbrowski Diallo Eriksen Fernández Grünwald"
    " Haddad Herrera Hoàng Ibrahim Jansen Kaplan Kowalczyk Lind Mbeki Menon Moreau Nakamura Nguyễn Novák"
    " O'Brien Okonkwo Osei Papadopoulos Pruitt Quispe Rahman Rossi Sandhu Sørensen Takahashi Tran Usman"
    " Vanterpool Whitlock Xu Yıldız Zhang"
).split()
SUBJECTS = (
    "The {thing} arrived broken|Where is my {thing}?|Invoice for the {thing}|Wrong colour: {thing}|Repair of a"
    " {thing}|The {thing} hums|A second {thing}, please|Return of the {thing}|Which bulb for the {thing}|{thing}"
    " for our office|My order, the {thing}|Thank you for the {thing}"
).split("|")
THINGS = "Aurelia Heron Wren Brightside Lantern Moth Pendulum Quill Sconce Torchiere Dimmer Shade".split()
OPENINGS = (
    "Hello, I have a question about my order.|Good morning, something is not right with the lamp.|It has been"
    " nine days now and nothing has come.|The box was open when it reached me.|I tried the switch several"
    " times.|My neighbour took it in for me.|Could you tell me what happens next?|I wrote to you last week about"
    " this.|The shade has a crack on one side.|Thank you for the quick reply.|We need it before the weekend."
).split("|")
ANSWERS = (
    "Thank you for telling us.|I am sorry that this went wrong.|I have looked at your order.|I have asked our"
    " workshop about it.|A new one leaves us today.|You will hear from me again tomorrow.|The parcel is on its"
    " way to you."
).split("|")
COMMON = (
    "the and to of a in is it that for you was with on as have but be they at one all this from we can said there"
    " use an each which do how their if will up about out many then them these so some her would make like him"
    " into time has look two more write go see number way could people my than first been call who its now find"
    " long down day did get come made may part lamp light bulb cable switch parcel order delivery box glass brass"
    " colour shade warm cold broken repair return invoice refund address week Monday Tuesday Friday morning"
).split()
BEGIN, MIDDLE, END = (
    "b br d f g gr h k l m n p pl r s st t v w".split(),
    "a e i o u ou ea".split(),
    "n r l st m ck".split(),
)
TAGS = "broken delivery invoice wedding repair return praise wholesale bulb warranty urgent-part gift".split()

Ending = Literal["", "solved", "closed", "hold"]


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said, and when: by the customer (`i`) or by us (`o`)."""

    who: Literal["i", "o"]
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter with one customer, from its first mail to how it stands. `agent` and `team` are places in a
    list of as many as the desk has, None for nobody."""

    place: int
    name: str
    email: str
    subject: str
    said: tuple[Words, ...]
    agent: int | None
    team: int | None
    tags: tuple[str, ...] = ()
    priority: int = 2
    ending: Ending = ""
    hold_until: datetime | None = None
    is_list: bool = False


@dataclass(slots=True)
class Customers:
    """So many people with so many matters: each comes back a few times."""

    count: int
    agents: int
    teams: int
    chance: random.Random = field(default_factory=lambda: random.Random(1116))  # noqa: S311 - always the same
    pieces: list[str] = field(default_factory=list)  # of sentences: common words often, rare ones seldom

    def __post_init__(self) -> None:
        pick = self.chance
        rare = [
            b + m + e + b2 + m2 for b in BEGIN for m in MIDDLE for e in END for b2 in BEGIN for m2 in "aeo"
        ]
        words = [*COMMON, *pick.sample(rare, 12_000)]
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
        for _ in range(min(40_000, 100 + 6 * self.count)):
            self.pieces.append(" ".join(pick.choices(words, cum_weights=weights, k=pick.randrange(7, 13))))

    def matters(self, until: datetime, beginning: int = 0) -> Iterator[Matter]:
        """From long ago to `until`; the first one's number is `beginning`."""
        people = max(1, self.count // CUSTOMERS_RETURN)
        apart = timedelta(days=1) / PER_DAY
        for place in range(self.count):
            began = until - timedelta(days=3) - apart * (self.count - place)
            yield self._matter(beginning + place, beginning + place % people, began, until)

    def _matter(self, place: int, customer: int, began: datetime, until: datetime) -> Matter:
        pick = self.chance
        chance = pick.random()
        over = chance < 0.9
        rounds = "ioi" if over or chance < 0.95 else pick.choice(("ioi", "iio", "iii"))
        name = f"{FIRST[customer % len(FIRST)]} {LAST[customer // 7 % len(LAST)]}"
        ending: Ending = "" if chance < 0.985 else "hold"
        if over:
            ending = "solved" if chance < 0.7 else "closed"
        agent = None if not over and pick.random() < 0.4 else pick.randrange(self.agents)
        if agent is None and "o" in rounds:  # whoever answers what is nobody's has it
            agent = place % self.agents
        return Matter(
            place=place,
            name=name,
            email=f"customer{customer}@mail{customer % 50}.example",
            subject=pick.choice(SUBJECTS).format(thing=pick.choice(THINGS)),
            said=self._said(rounds, began),
            agent=agent,
            team=self._team(place),
            tags=tuple(pick.sample(TAGS, 2 if pick.random() < 0.3 else 1)) if pick.random() < 0.4 else (),
            priority=pick.choice((1, 3, 4)) if pick.random() < 0.1 else 2,
            ending=ending,
            hold_until=until + timedelta(days=pick.randrange(1, 20)) if ending == "hold" else None,
            is_list=not over and chance > 0.98 and chance < 0.985,
        )

    def _team(self, place: int) -> int | None:
        if place % SMALL_TEAM == 7:
            return self.teams - 1
        return self.chance.randrange(self.teams - 1) if self.chance.random() < 0.7 else None

    def _said(self, rounds: str, began: datetime) -> tuple[Words, ...]:
        at, said = began, []
        for who in rounds:
            said.append(Words("i" if who == "i" else "o", self._text(who), at))
            at += timedelta(minutes=self.chance.randrange(20, 1200))
        return tuple(said)

    def _text(self, who: str) -> str:
        pick = self.chance
        first = pick.choice(OPENINGS if who == "i" else ANSWERS)
        rest = pick.choices(self.pieces, k=3 + (pick.random() < 0.5))
        return f"{first}\n\n{', '.join(rest).capitalize()}. It is number {int(pick.random() * 1e6)}."
