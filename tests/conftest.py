"""The named cast: one small company, and the few things that most tests begin with."""

import socket
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.email import mailboxes, receive
from heard.channels.models import Arrival, Channel
from heard.channels.webhook import wanted
from heard.lib.claim import State
from heard.phrasing import macros
from heard.reactions import run as reactions
from heard.staff import desk, people, tokens
from heard.staff.models import Person, Role
from heard.tickets import intake
from heard.tickets.models import Message, Ticket
from heard.web.api.rates import buckets
from heard.web.desk import messages, rows

PASSWORD = "a lamp in every window"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Real hashing takes a tenth of a second for each person, by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """The rate limits count from nothing in each test, and no list row is known."""
    cache.clear()
    rows.kept.forget()
    messages.kept.forget()
    buckets.forget()
    wanted.forget()
    macros.texts_of.cache_clear()  # time stands still in some, and two have a macro of the same moment


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def nora(db: None) -> Person:
    """Nora Lind, who owns the desk of Larkfield Bikes."""
    owner = people.join("Nora Lind", "nora@larkfield.example", PASSWORD, role=Role.OWNER)
    desk.mark_open("Larkfield Bikes", owner)
    return owner


@pytest.fixture
def tom(nora: Person) -> Person:
    """Tom Abara, who answers customers."""
    return people.join("Tom Abara", "tom@larkfield.example", PASSWORD)


@pytest.fixture
def lena(nora: Person) -> Person:
    """Lena Brandt, who leads those who answer."""
    return people.join("Lena Brandt", "lena@larkfield.example", PASSWORD, role=Role.LEAD)


@pytest.fixture
def ugo(nora: Person) -> Person:
    """Ugo Eze from the workshop, who answers no customers."""
    return people.join("Ugo Eze", "ugo@larkfield.example", PASSWORD, role=Role.COLLEAGUE)


@pytest.fixture
def mailbox(db: None) -> Channel:
    """help@larkfield.example, which also takes what is addressed to nobody."""
    return mailboxes.open_mailbox("help@larkfield.example", name="Larkfield Bikes")


Keep = Callable[..., Arrival]
Write = Callable[..., Message]


def mail(
    text: str = "The bell fell off.",
    *,
    sender: str = "Ada Okoye <ada@okoye.example>",
    subject: str = "My bell",
    message_id: str = "<ada-1@okoye.example>",
    answering: str = "",
) -> bytes:
    """A plain mail from Ada, who bought a bike with a bell."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = "help@larkfield.example"
    letter["Subject"] = subject
    if message_id:
        letter["Message-ID"] = message_id
    if answering:
        letter["In-Reply-To"] = letter["References"] = answering
    letter.set_content(text)
    return letter.as_bytes()


@pytest.fixture
def keep(mailbox: Channel) -> Keep:
    """Keeps a mail and claims it, as the worker does."""

    def keep_one(raw: bytes | None = None, **written: str) -> Arrival:
        number = arrivals.keep(Received(mailbox, "smtp", raw or mail(**written)))
        claimed = arrivals.claim_one(number)
        assert claimed
        return claimed

    return keep_one


@pytest.fixture
def ada_writes(keep: Keep) -> Write:
    """A mail of Ada's, taken in."""

    def write(**written: str) -> Message:
        raw = mail(**written)
        message = intake.take_in(keep(raw), receive.read(raw))
        assert message
        return message

    return write


@pytest.fixture
def ticket(ada_writes: Write, tom: Person) -> Ticket:
    """Ada's ticket about her bell."""
    return ada_writes().ticket


@pytest.fixture
def desk_of_tom(tom: Person, client: Client) -> Client:
    """A browser in which Tom is signed in."""
    client.force_login(tom, backend="heard.web.sessions.Backend")
    return client


def desk_of(person: Person) -> Client:
    """A browser in which this person is signed in."""
    browser = Client()
    browser.force_login(person, backend="heard.web.sessions.Backend")
    return browser


@pytest.fixture
def desk_of_nora(nora: Person) -> Client:
    """A browser in which the owner is signed in."""
    return desk_of(nora)


@pytest.fixture
def api(tom: Person) -> Client:
    """A program with a token of Tom's."""
    secret = tokens.make(tom, list(tokens.SCOPES))
    return Client(headers={"Authorization": f"Bearer {secret}"})


def states() -> dict[str, int]:
    """How many arrivals stand where."""
    return {state.value: number for state in State if (number := Arrival.objects.filter(state=state).count())}


def everything_follows() -> None:
    """All reactions that are due are done, as a worker does them."""
    while reactions.run_next():
        pass
