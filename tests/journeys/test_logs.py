"""What the log of a desk at work says: each line whole, and of all that people wrote nothing."""

import http.client
import json
import re
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

import pytest

from tests.environment import POSTGRESQL
from tests.journeys.desk import MAILBOX, Desk, new_desk, wait_for
from tests.journeys.post import Letter, Relay, Sender
from tests.journeys.visitor import Person, Program

pytestmark = [pytest.mark.journey, pytest.mark.anywhere]
ADDRESS = "wilhelmina@zwiebelturm.example"
# One word for each place that somebody can write in; none of them may be in the log.
WORDS = (
    *("Wilhelmina", "zwiebelturm", "Quastenfloss", "Zwetschge", "Kirschhonig", "Nachlass", "Blaubeere"),
    *("Suchwort", "Schnittlauch", "Geheimnis", "Rosenkohl", "Dachrinne", "Pfefferkuchen", "Nell", "pendulum"),
    *("Marzipan", "Fliederbusch", "Wacholder", "127.0.0.1"),
)
SECRET = "Geheimnis-1234567890"
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [a-z_.0-9]+: ")
_REFUSES = (  # a fault whose text holds the row, as databases do it
    "ALTER TABLE customers_customer ADD CONSTRAINT no_fault CHECK (name NOT LIKE 'Marzipan%')"
    if POSTGRESQL
    else "CREATE TRIGGER no_fault BEFORE INSERT ON customers_customer WHEN NEW.name LIKE 'Marzipan%'"
    " BEGIN SELECT RAISE(ABORT, 'Marzipan wilhelmina@zwiebelturm.example'); END"
)
_PREPARE = f"""
import django
django.setup()
from django.db import connection
from heard.channels.form import setup
from heard.channels.models import Channel
from heard.lib.ref import ref
from heard.staff import tokens
from heard.staff.models import Person
nell = Person.objects.get()
setup.open_form(Channel.objects.latest("pk"), name="Oakhollow Clocks", by=ref(nell))
with connection.cursor() as cursor:
    cursor.cursor.execute({_REFUSES!r})
print(tokens.make(nell, list(tokens.SCOPES)))
"""


class Rude(Relay):
    """A relay that refuses every recipient and says whom."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names and shapes
        self, _server: object, _session: object, _envelope: object, address: str, _options: list[str]
    ) -> str:
        """Never takes one."""
        return f"550 5.1.1 <{address}> Wacholder is unknown here"


@contextmanager
def talking(form: str) -> Iterator[tuple[Desk, Program]]:
    """A desk that says as much as it can, and a program of it; what it sends is refused."""
    server = Rude()
    server.start()
    relay = f"smtp://127.0.0.1:{server.port}"
    try:
        with new_desk(HEARD_RELAY=relay, HEARD_LOG="debug", HEARD_LOG_FORMAT=form) as desk:
            program = Program(desk.http_port, desk.open().run("-c", _PREPARE).strip())
            desk.up()
            yield desk, program
    finally:
        server.stop()


@pytest.mark.parametrize("form", ["json", pytest.param("text", marks=pytest.mark.long)])
def test_no_word_of_anybody_is_logged(form: str) -> None:
    with talking(form) as (desk, program):
        _mails(desk)
        _pages(desk)
        _calls(program)
        wait_for(lambda: "IntegrityError" in desk.words(), "the fault to be logged", 30)
        wait_for(lambda: "Wacholder" in str(desk.rows(_ERRORS)), "the relay's refusal", 30)
        lines = _log_of(desk)
    said = "\n".join(lines).casefold()
    assert [word for word in WORDS if word.casefold() in said] == []
    if form == "json":
        _all_are_objects(lines)
    else:
        assert sum(bool(LINE.match(line)) for line in lines) > 20
        assert any(line.endswith("GET /desk/ 200") for line in lines)
        assert "Traceback (most recent call last):" in lines


_ERRORS = "SELECT error FROM channels_outgoing"


def _log_of(desk: Desk) -> list[str]:
    """All lines but what heard up says to whoever started it."""
    lines = desk.words().splitlines()
    greeting = [line for line in lines if line.startswith(("Heard is at http", "Mail is taken at"))]
    assert len(greeting) == 2
    return [line for line in lines if line not in greeting]


def _all_are_objects(lines: list[str]) -> None:
    told = [json.loads(line) for line in lines]
    assert all({"time", "level", "logger", "message"} <= one.keys() for one in told)
    asked = [one for one in told if one["logger"] == "heard.web.access"]
    assert all({"request", "method", "path", "status", "ms"} <= one.keys() for one in asked)
    (page,) = [one for one in asked if one["path"] == "/desk/tickets/1" and one["status"] == 200]
    assert page["person"] == 1
    assert {one["path"] for one in asked if one["status"] == 404} == {"/…/", "/help/…/"}
    assert {one["path"] for one in asked if one["status"] == 410} == {"/join/…/", "/my/link/…/"}
    faults = [one for one in told if "Traceback" in one.get("fault", "")]
    assert {one.get("thread") for one in faults} & {
        "arrivals",
        "more-arrivals",
    }  # two loops read, on PostgreSQL


def _mails(desk: Desk) -> None:
    """One that is taken in, one that a database refuses, and lines that no mail server says."""
    for number, name in enumerate(("Wilhelmina Quastenfloss", "Marzipan Quastenfloss")):
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = f"{name} <{number}{ADDRESS}>", MAILBOX
        mail["Subject"] = "Zwetschge"
        mail["Message-ID"] = f"<{number}.Nachlass@zwiebelturm.example>"
        mail.set_content("Kirschhonig for everybody.\n")
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Nachlass.pdf")
        Sender(desk.smtp_port).insist(Letter(str(mail["Message-ID"]), f"{number}{ADDRESS}", mail.as_bytes()))
    wait_for(lambda: desk.number("SELECT count(*) FROM tickets_ticket") == 1, "the ticket", 30)
    with smtplib.SMTP("127.0.0.1", desk.smtp_port) as line:
        line.docmd("BLAUBEERE", ADDRESS)
        line.docmd("MAIL", f"FROM:{ADDRESS} Blaubeere")


def _pages(desk: Desk) -> None:
    """Pages that come, that there are none of, that are refused; searched for, and written to."""
    owner = Person(desk.http_port)
    with suppress(AssertionError):
        owner.sign_in("Geheimnis@zwiebelturm.example", "Geheimnis")
    owner.sign_in()
    for path in ("/desk/", "/desk/tickets/1", f"/desk/search?q=Suchwort+{quote(ADDRESS)}"):
        owner.read(path)
    for path in ("/Schnittlauch/", f"/join/{SECRET}/", f"/my/link/{SECRET}/", "/help/Schnittlauch/?x=y"):
        with suppress(HTTPError):
            Person(desk.http_port).read(path)
    form = re.findall(r'name="token" value="([^"]+)"', owner.read("/help/request/"))
    told = {"token": form[0], "name": "Rosenkohl", "email": ADDRESS, "text": "Rosenkohl", "website": ""}
    _spoken(desk, "POST", "/help/request/?from=Rosenkohl", body=urlencode(told))
    _spoken(desk, "POST", "/sign-in/?Dachrinne=1", body="login=Dachrinne")  # without its token
    _spoken(desk, "GET", "/desk/", Host="Dachrinne.example", Cookie="heard_session=Dachrinne")
    _spoken(desk, "GET", "/live?Fliederbusch", Connection="Upgrade", Upgrade="websocket", Origin="x")
    with socket.create_connection(("127.0.0.1", desk.http_port), timeout=10) as line:
        line.sendall(b"FLIEDERBUSCH /Fliederbusch\r\nFliederbusch\r\n\r\n")
        line.recv(100)


def _spoken(desk: Desk, method: str, path: str, body: str = "", **headers: str) -> None:
    """One request as a browser would not make it."""
    line = http.client.HTTPConnection("127.0.0.1", desk.http_port, timeout=10)
    headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    line.request(method, path, body, headers)
    with suppress(http.client.HTTPException):
        line.getresponse().read()
    line.close()


def _calls(program: Program) -> None:
    """Of the API: one that is done, one that cannot be understood, one by a stranger."""
    program.call("tickets/1/replies", {"text": "Fliederbusch"})
    with suppress(HTTPError):
        program.call("tickets?cursor=Pfefferkuchen")
    with suppress(HTTPError):
        Program(program.port, "heard_Pfefferkuchen").call("tickets?tag=Pfefferkuchen")
