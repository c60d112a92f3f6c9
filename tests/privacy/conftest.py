"""Somebody with a telling name, who wrote telling words in every way that the desk knows."""

from email.message import EmailMessage
from email.policy import SMTP

from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.email import receive
from heard.channels.models import Channel
from heard.privacy import erase
from heard.tickets import intake
from heard.tickets.models import Message

NAME = "Zephyrine Quobblethwaite"
ADDRESS = "zephyrine@quobblethwaite.example"
SECRET = "marzipanwombat"
# Whatever of her may be in a file, in lower case; the last is what her attachment says.
TELLING = ("zephyrine", "quobblethwaite", SECRET, "velvetcrumpet")


def letter(text: str, number: int, *, file: bytes = b"", answering: str = "", sender: str = ADDRESS) -> bytes:
    """A mail of hers."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{NAME} <{sender}>"
    mail["To"] = "help@larkfield.example"
    mail["Subject"] = f"My {SECRET} saddle"
    mail["Message-ID"] = f"<{number}@quobblethwaite.example>"
    if answering:
        mail["In-Reply-To"] = mail["References"] = answering
    mail.set_content(text)
    mail.add_alternative(f"<p>{text} <b>{NAME}</b></p>", subtype="html")
    if file:
        mail.add_attachment(file, maintype="application", subtype="pdf", filename=f"{SECRET}.pdf")
    return mail.as_bytes()


def receive_mail(mailbox: Channel, raw: bytes, sender: str = ADDRESS) -> Message:
    """Kept and taken in, as the worker does."""
    claimed = arrivals.claim_one(arrivals.keep(Received(mailbox, "smtp", raw, envelope={"from": sender})))
    assert claimed
    message = intake.take_in(claimed, receive.read(raw))
    assert message
    return message


def finish() -> None:
    """All erasures are done, as the worker does them."""
    while erase.go_on():
        pass
