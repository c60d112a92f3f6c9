"""The demo company: Quillanby Lamps, its people and what its customers wrote."""

import secrets
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.utils import timezone

from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.channels.registry import KINDS
from heard.demo.letters import STORIES, Said, Story
from heard.demo.staff import STAFF, file, form_teams, hire
from heard.reactions import run as reactions
from heard.staff import desk
from heard.staff.models import Person, Team
from heard.tickets import intake, organise, replies
from heard.tickets.models import Direction, Message, Status, Ticket

COMPANY = "Quillanby Lamps"
DOMAIN = "quillanby.example"
ACKNOWLEDGEMENT = (
    "Thank you for writing to Quillanby Lamps. Your message is with us as No. {number}, and one of us will"
    " answer it today, or tomorrow morning if it is late."
)
SIGNATURE = "Quillanby Lamps · Mill Lane 4 · Quillanby"


def open_if_new() -> list[str]:
    """Makes the demo company unless it is there; the lines say how to sign in.

    The desk's own row comes last, and each step before it can be taken twice, so a first start that was
    cut off is simply done again.
    """
    kept = settings.HOME / "demo_sign_in"
    if desk.current() is None:
        passwords = {each.login: secrets.token_urlsafe(9) for each in STAFF}
        staff = {each.login: hire(each, f"{each.login}@{DOMAIN}", passwords[each.login]) for each in STAFF}
        groups = form_teams(staff)
        mailbox = mailboxes.open_mailbox(f"help@{DOMAIN}", name=COMPANY)
        _tell(mailbox, staff, groups)
        while reactions.run_next():  # so that what was told long ago is not acknowledged now
            pass
        mailboxes.say(mailbox, acknowledgement=ACKNOWLEDGEMENT, signature=SIGNATURE)
        lines = [f"  {login}@{DOMAIN}   {password}" for login, password in passwords.items()]
        kept.touch(mode=0o600)
        kept.write_text("\n".join(lines))
        desk.mark_open(COMPANY, staff[STAFF[0].login], is_demo=True)
    return ["The demo company is " + COMPANY + ". Sign in as", *kept.read_text().splitlines()]


def _tell(mailbox: Channel, staff: dict[str, Person], groups: dict[str, Team]) -> None:
    """All stories at once, each said at its own hour before now. What was told before is left alone."""
    now = timezone.now()
    tickets: dict[str, Ticket] = {}
    everything = [(said, place, story) for story in STORIES for place, said in enumerate(story.said)]
    for said, place, story in sorted(everything, key=lambda each: -each[0].hours):
        at = now - timedelta(hours=said.hours)
        if said.how == "customer":
            their_id = f"demo-{STORIES.index(story)}-{place}"
            tickets[story.email] = _customer_writes(their_id, story, said, mailbox, at)
        else:
            _we_say(tickets[story.email], said, staff[said.who], at)
    for story in STORIES:
        _organise(tickets[story.email], story, staff)
        file(Ticket.objects.get(pk=tickets[story.email].pk), story.email, groups, by=staff["ines"])


def _we_say(ticket: Ticket, said: Said, person: Person, at: datetime) -> None:
    if said.how == "note":
        if not ticket.notes.filter(text=said.text).exists():
            organise.add_note(ticket, said.text, by=person, at=at)
    elif not ticket.messages.filter(text=said.text).exists():
        replies.release(replies.write(ticket, person, said.text, release_at=at, at=at).pk)


def _customer_writes(their_id: str, story: Story, said: Said, mailbox: Channel, at: datetime) -> Ticket:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((story.name, story.email))
    mail["To"] = mailbox.address
    mail["Subject"] = story.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{their_id}@{story.email.partition('@')[2]}>"
    before = Message.objects.filter(ticket__identity__address=story.email).order_by("-at").first()
    if before:
        mail["In-Reply-To"] = mail["References"] = before.message_id
    mail.set_content(said.text)
    raw = mail.as_bytes()
    number = arrivals.keep(Received(mailbox, "demo", raw, their_id=their_id, kept_at=at))
    arrival = arrivals.claim_one(number)
    if arrival:
        intake.take_in(arrival, KINDS["email"].read(raw))
    return Ticket.objects.get(messages__message_id=mail["Message-ID"], messages__direction=Direction.IN)


def _organise(ticket: Ticket, story: Story, staff: dict[str, Person]) -> None:
    """Assigned soon after it came, solved (if it is) after the last word."""
    first = ticket.opened_at + timedelta(minutes=40)
    last = ticket.messages.latest("at").at + timedelta(hours=1)
    if story.assignee and ticket.assignee_id is None:
        organise.assign(ticket, staff[story.assignee], by=staff["ines"], was=None, at=first)
    now = Ticket.objects.get(pk=ticket.pk)
    if story.solved and now.status != Status.SOLVED:
        organise.set_status(now, Status.SOLVED, by=staff[story.assignee], was=Status(now.status), at=last)
