"""Fills an empty desk with what somebody says over time; run as a program in a data folder of its own."""

import django

django.setup()

# Deferred: Django must be ready.
from django.db import connection  # noqa: E402

from heard.channels.email import mailboxes  # noqa: E402
from heard.channels.form import setup  # noqa: E402
from heard.customers import facts, forgetting  # noqa: E402
from heard.customers.facts import Facts  # noqa: E402
from heard.drafts import send  # noqa: E402
from heard.lib.ref import ref  # noqa: E402
from heard.reactions import run as reactions  # noqa: E402
from heard.staff import desk, people  # noqa: E402
from heard.staff.models import Role  # noqa: E402
from heard.tickets import organise, replies  # noqa: E402
from heard.tickets.models import Ticket  # noqa: E402
from tests.conftest import mail  # noqa: E402
from tests.privacy.conftest import NAME, SECRET, letter, receive_mail  # noqa: E402

LARGE = b"%PDF-1.4 velvetcrumpet " + bytes(100_000)
ADA = "ada@okoye.example"
OTHERS = 60  # mails of somebody else, so that the tables have many pages


def live() -> None:
    """Mails, replies, notes, names and tickets, changed again and again; then everything that follows."""
    owner = people.join("Nora Lind", "nora@larkfield.example", "a lamp in every window", role=Role.OWNER)
    desk.mark_open("Larkfield Bikes", owner)
    mailbox = mailboxes.open_mailbox("help@larkfield.example", name="Larkfield Bikes")
    for number in range(OTHERS):
        receive_mail(mailbox, mail("A plain bell. " * 50, message_id=f"<{number}@okoye.example>"), ADA)
        if number % 10 == 0:
            message = receive_mail(mailbox, letter(f"The {SECRET} broke. " * 30, number, file=LARGE))
            replies.release(send.send(message.ticket, owner, f"Dear Zephyrine, about the {SECRET}.").pk)
            organise.add_note(message.ticket, f"Mrs Quobblethwaite likes {SECRET}.", by=owner)
            Ticket.objects.filter(pk=message.ticket_id).update(subject=f"Another {SECRET}")
            facts.correct(message.ticket.customer, Facts(name=f"{NAME} {number}"))
            asks_in = message.ticket
    setup.open_form(mailbox, name="Larkfield Bikes", by=ref(owner))
    # So that the last mail passes through the tables too.
    forgetting.ask(asks_in.customer, about=ref(asks_in))
    while reactions.run_next():
        pass
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")  # its statistics hold samples of the words


if __name__ == "__main__":
    live()
