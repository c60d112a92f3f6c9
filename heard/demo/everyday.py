"""The ordinary days of the demo company: three months of tickets, always the same ones, told up to now."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from heard.demo import letterbook, moments
from heard.demo.cast import CUSTOMERS, HELP, STAFF, TRADE, Patron
from heard.demo.letterbook import Letterbook, Topic
from heard.demo.moments import Office
from heard.demo.script import Act

MANY = 280  # tickets; with those of the stories it is about 300
DAYS = 64  # working days, about three months
SEED = 1907
NAME = "everyday"  # with which the names of their tickets begin
# Minutes before now at which the newest ones came, and how far we are with each.
FRESH = (
    (4, "untouched"), (11, "untouched"), (27, "taken"), (43, "untouched"), (64, "answered"), (88, "taken"),
    (109, "untouched"), (137, "answered"), (171, "taken"), (216, "taken"), (259, "untouched"), (322, "held"),
    (391, "taken"), (446, "answered"),
)  # fmt: skip
LAMPS = ("Aurelia", "Heron", "Nightjar", "Tern", "Little Owl", "Marlow", "Candlewick", "Fennimore",
         "Lodestar", "Sexton", "Halfmoon", "Periwinkle", "Wren", "Old Tom", "Bellweather",
         "Ferryman")  # fmt: skip
LAST_ORDER = 20_470


def acts(now: datetime) -> list[Act]:
    """What happened in every ordinary ticket until `now`, ticket by ticket, the oldest first."""
    writer = Writer(letterbook.read(), random.Random(SEED))  # noqa: S311 - guards nothing
    told: list[Act] = []
    earlier = MANY - len(FRESH)
    for number, patron in enumerate(_patrons(writer.chance)):
        ticket = Everyday(f"{NAME}-{number}", patron, writer, order=LAST_ORDER - (MANY - number) * 7)
        if number < earlier:
            told += ticket.earlier(now, DAYS - number * DAYS // earlier)
        else:
            told += ticket.fresh(now, *FRESH[MANY - 1 - number])
    return told


def _patrons(chance: random.Random) -> Iterator[Patron]:
    """Who writes, ticket by ticket: everybody once, then some more often, nobody twice in a row."""
    lately: list[Patron] = []
    everybody = chance.sample(CUSTOMERS, len(CUSTOMERS))
    for number in range(MANY):
        others = [one for one in CUSTOMERS if one not in lately]
        (drawn,) = chance.choices(others, [one.often for one in others])
        patron = everybody[number] if number < len(everybody) else drawn
        lately = [*lately[-11:], patron]
        yield patron


class Writer:
    """Puts letters together so that none is like another: topics, subjects and turns of phrase take turns."""

    def __init__(self, book: Letterbook, chance: random.Random) -> None:
        self.chance = chance
        self._book = book
        self._turns: Counter[str] = Counter()
        for topics in book.topics.values():
            chance.shuffle(topics)
        for between in book.between.values():
            for phrases in between.values():
                chance.shuffle(phrases)

    def topic(self, language: str) -> tuple[Topic, int]:
        """The next matter in a language, and how often it came before."""
        topics = self._book.topics[language]
        turn = self._next(language)
        return topics[turn % len(topics)], turn // len(topics)

    def phrase(self, language: str, name: str) -> str:
        """The next of the phrases with this name."""
        phrases = self._book.between[language][name]
        return phrases[self._next(f"{language} {name}") % len(phrases)]

    def _next(self, what: str) -> int:
        self._turns[what] += 1
        return self._turns[what] - 1


class Everyday:
    """One ordinary ticket: who writes about what, and who of us answers."""

    def __init__(self, name: str, patron: Patron, writer: Writer, *, order: int) -> None:
        self._name, self._patron, self._writer = name, patron, writer
        self._topic, self._turn = writer.topic(patron.language)
        self._chance = writer.chance
        able = [one for one in STAFF if self._topic.team in one.teams]
        self._who = self._chance.choice(able)
        self._mails = 0
        self._filling = {
            "lamp": self._chance.choice(LAMPS),
            "order": str(order),
            "room": writer.phrase(patron.language, "room"),
            "we": self._who.name.split()[0],
            "called": patron.called,
        }

    def earlier(self, now: datetime, day: int) -> list[Act]:
        """What came `day` working days ago, and went its way as far as it has come since."""
        office = Office(day, self._chance.randrange(7 * 60, 21 * 60))
        told: list[Act] = []
        for pause, does, text in self._course(day):
            office.on(pause)
            if office.is_over():
                break
            at = moments.days_before(now, office.days, office.minute)
            told.append(self._act(at, does, text))
        return self._read(told)

    def fresh(self, now: datetime, minutes: int, state: str) -> list[Act]:
        """What came so many minutes ago."""
        told = [self._act(now - timedelta(minutes=minutes), "writes", self._asks())]
        steps = [(0.6, does, "") for does in self._organising()] if state != "untouched" else []
        if state in {"answered", "held"}:
            steps.append((0.3, "answers", self._answers()))
        if state == "held":
            steps.append((0.2, "holds it for 3 days", ""))
        for share, does, text in steps:
            told.append(self._act(now - timedelta(minutes=minutes * share), does, text))
        return self._read(told)

    def _course(self, day: int) -> Iterator[tuple[int, str, str]]:
        """Step by step, each with the office minutes before it: asked, organised, answered, solved."""
        pick = self._chance
        yield 0, "writes", self._asks()
        patience = pick.choice((18, 35, 50, 90, 140, 260))
        for does in self._organising():
            yield patience, does, ""
            patience = 0
        if self._topic.notes and pick.random() < 0.7:
            yield pick.randrange(5, 90), "notes", self._fill(pick.choice(self._topic.notes))
        if pick.random() < 0.06:
            yield pick.randrange(60, 200), f"holds it for {pick.randrange(2, 9)} days", ""
            if day < moments.A_FORTNIGHT:
                return
            yield 2 * moments.A_DAY, "opens it", ""
        yield pick.randrange(15, 330), "answers", self._answers()
        if pick.random() < 0.16:
            question, _bar, answer = self._writer.phrase(self._patron.language, "more").partition(" | ")
            yield pick.randrange(40, 900), "writes", self._fill(question)
            yield pick.randrange(20, 300), "answers", self._answer(self._fill(answer))
        if day < moments.A_FORTNIGHT and pick.random() < 0.25:
            return  # we wait for them
        if pick.random() < 0.4:
            yield (
                pick.randrange(30, 800),
                "writes",
                self._fill(self._writer.phrase(self._patron.language, "thanks")),
            )
        yield pick.randrange(5, 420), "solves it", ""
        if day > 2 * moments.A_FORTNIGHT and pick.random() < 0.3:
            yield 8 * moments.A_DAY, "closes it", ""

    def _organising(self) -> Iterator[str]:
        """Whoever looks first gives it to the team whose matter it is, and somebody takes it."""
        yield f"gives it to {self._topic.team}"
        yield "takes it"
        yield f"tags it {', '.join(self._topic.tags)}"
        if self._chance.random() < 0.09:
            yield self._chance.choice(("marks it high", "marks it low", "marks it high", "marks it urgent"))

    def _act(self, at: datetime, does: str, text: str) -> Act:
        if does != "writes":
            return Act(at, self._name, does, self._who.login, text)
        to = TRADE if self._topic.tags[0] == "trade" else HELP
        sender = f"{self._patron.name} <{self._patron.email}>"
        prefix = "Re: " if self._mails else ""
        headers = {"From": sender, "To": to, "Subject": prefix + self._subject()}
        self._mails += 1
        return Act(at, self._name, "writes", text=text, place=self._mails - 1, headers=headers)

    def _read(self, told: list[Act]) -> list[Act]:
        """Whoever took it has read what waits for an answer."""
        does = [act.does for act in told]
        if "takes it" in does and "solves it" not in does and "answers" not in does:
            told.append(Act(told[-1].at, self._name, "reads it", self._who.login))
        return told

    def _subject(self) -> str:
        subjects = self._topic.subjects
        return self._fill(subjects[self._turn % len(subjects)])

    def _asks(self) -> str:
        asks, language = self._topic.asks, self._patron.language
        ask = asks[self._turn % len(asks)]
        pieces = [self._writer.phrase(language, "hello"), ask]
        if self._chance.random() < 0.6:
            pieces.append(self._writer.phrase(language, "tail"))
        pieces.append(self._chance.choice((self._patron.name, self._patron.name.split()[0])))
        return "\n\n".join(self._fill(piece) for piece in pieces if piece)

    def _answers(self) -> str:
        answers = self._topic.answers
        return self._answer(self._fill(answers[self._turn % len(answers)]))

    def _answer(self, words: str) -> str:
        phrase, language = self._writer.phrase, self._patron.language
        pieces = [
            phrase(language, "dear"),
            f"{phrase(language, 'open')} {words}".strip(),
            phrase(language, "close"),
        ]
        return "\n\n".join([*(self._fill(piece) for piece in pieces if piece), self._who.name])

    def _fill(self, words: str) -> str:
        return words.format(**self._filling)
