"""Where is every page of the desk? The demo company's desk, and for each route an address that shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.journeys.desk import Desk, new_desk, wait_for
from tests.journeys.post import Letter, Sender

OWNER = "maren@quillanby.example"
SUBJECT = "Our hall, with the lamp that leans"

# What the twelve stories have no need of: a reply to many, somebody invited, their link, the key in a mail, a
# sign-in provider.
_MORE = """
import django
django.setup()
from heard.alerts import wishes
from heard.drafts import many
from heard.staff import links, people
from heard.staff.models import Person, Provider
from heard.staff.people import Place
from heard.tickets.models import Ticket
maren = Person.objects.get(email="maren@quillanby.example")
many.begin(maren, Ticket.objects.order_by("number").values_list("number", flat=True)[:9])
guest = people.invite("Mai Tran", "mai@quillanby.example", Place(), by=maren)
terms = {"name": "Quillanby ID", "client_id": "heard", "is_on": True}
Provider.objects.create(issuer="https://id.quillanby.example", **terms)
print(links.make(guest, by=maren), wishes.key_of(maren))
"""

# Routes that a person reads by themselves, by name; {names} are filled from NUMBERS and what _MORE prints.
SHOWN = {
    "welcome": "/welcome/",  # of a desk that nobody has opened
    "account_login": "/sign-in/",
    "account_inactive": "/sign-in/closed/",
    "forgotten": "/sign-in/forgotten/",
    "account_logout": "/sign-out/",
    "join": "/join/{secret}/",
    "wishes": "/notices/{key}/",
    "desk:inbox": "/desk/",
    "desk:view": "/desk/views/open/",
    "desk:search": "/desk/search?q=lamp",
    "desk:new": "/desk/new",
    "desk:caller": "/desk/caller?number=%2B441632960142",
    "desk:many": "/desk/many",
    "desk:ticket": "/desk/tickets/{ticket}",
    "desk:forward": "/desk/tickets/{ticket}/messages/{message}/forward",
    "desk:as_sent": "/desk/tickets/{html_ticket}/messages/{html_message}/as-sent",
    "desk:zone": "/desk/tickets/{ticket}/zone",
    "desk:addresses": "/desk/tickets/{ticket}/addresses",
    "desk:escalation": "/desk/tickets/{ticket}/escalation",
    "desk:redaction": "/desk/tickets/{ticket}/redaction",
    "desk:notices": "/desk/notices/",
    "desk:profile": "/desk/me/",
    "desk:new_token": "/desk/me/tokens/new/",
    "desk:second_step": "/desk/me/second-step/",
    "setup:home": "/setup/",
    "setup:channels": "/setup/channels/",
    "setup:channel": "/setup/channels/{channel}/",
    "setup:new_mailbox": "/setup/channels/new/",
    "setup:mailbox": "/setup/channels/{channel}/settings/",
    "setup:imap": "/setup/channels/{channel}/imap/",
    "setup:words": "/setup/channels/{channel}/words/",
    "setup:blocked": "/setup/blocked/",
    "setup:reached": "/setup/reached/",
    "setup:organisations": "/setup/organisations/",
    "setup:organisation": "/setup/organisations/{organisation}/",
    "setup:macros": "/setup/macros/",
    "setup:new_macro": "/setup/macros/new/",
    "setup:macro": "/setup/macros/{macro}/",
    "setup:lexicon": "/setup/words/",
    "setup:rule": "/setup/words/rule/",
    "setup:glossary": "/setup/words/glossary/",
    "setup:phrases": "/setup/phrases/",
    "setup:help": "/setup/help/",
    "setup:help_words": "/setup/help/words/",
    "setup:new_way": "/setup/help/ways/new/",
    "setup:way": "/setup/help/ways/{way}/",
    "setup:new_question": "/setup/help/questions/new/",
    "setup:question": "/setup/help/questions/{question}/",
    "setup:help_pages": "/setup/help/pages/",
    "setup:new_help_page": "/setup/help/pages/new/",
    "setup:help_page": "/setup/help/pages/{help_page}/",
    "setup:held": "/setup/held/",
    "setup:people": "/setup/people/",
    "setup:invite": "/setup/people/invitation/",
    "setup:person": "/setup/people/{person}/",
    "setup:leaving": "/setup/people/{person}/leaving/",
    "setup:teams": "/setup/teams/",
    "setup:quick_answers": "/setup/quick-answers/",
    "setup:new_quick_answer": "/setup/quick-answers/new/",
    "setup:quick_answer": "/setup/quick-answers/{quick}/",
    "setup:routing": "/setup/routing/",
    "setup:new_route": "/setup/routing/new/",
    "setup:route": "/setup/routing/{route}/",
    "setup:closing": "/setup/closing/",
    "setup:escalations": "/setup/escalation/",
    "setup:escalation_rule": "/setup/escalation/{team}/",
    "setup:new_team": "/setup/teams/new/",
    "setup:team": "/setup/teams/{team}/",
    "setup:dissolution": "/setup/teams/{team}/dissolution/",
    "setup:tags": "/setup/tags/",
    "setup:tag": "/setup/tags/late/",
    "setup:privacy": "/setup/privacy/",
    "setup:about_customer": "/setup/privacy/customers/{customer}/",
    "setup:programs": "/setup/programs/",
    "setup:program": "/setup/programs/{program}/",
    "setup:providers": "/setup/sign-in/",
    "setup:new_provider": "/setup/sign-in/new/",
    "setup:provider": "/setup/sign-in/{provider}/",
    "setup:webhooks": "/setup/webhooks/",
    "setup:new_webhook": "/setup/webhooks/new/",
    "setup:webhook": "/setup/webhooks/{webhook}/",
    "setup:appearance": "/setup/appearance/",
    "setup:health": "/setup/health/",
    "setup:audit": "/setup/audit/",
    "setup:sent": "/setup/sent/",
    "setup:sent_one": "/setup/sent/{sent}/",
}
# What is read inside another page, or is a file.
INSIDE = {
    "None",  # leads on to the inbox
    "brand_style",
    "brand_logo",
    "healthz",
    "metrics",
    "desk:rows",
    "desk:counts",
    "desk:palette",
    "desk:bulk_bar",
    "desk:new_customers",
    "desk:many_macros",
    "desk:many_macro",
    "desk:stream",
    "desk:raw",
    "desk:as_sent_body",
    "desk:file",
    "desk:picture",
    "desk:notices_panel",
    "desk:form_key",
    "desk:bell",
    "desk:heat",
    "desk:phrases",
    "desk:draft_file",
    "desk:others",
    "desk:kin",
    "desk:macros",
    "desk:known_tags",
    "desk:macro",
    "setup:audit_export",
    "setup:raw",
}
# What only a sign-in with a second step, or by a provider, shows: test_passkey.py and test_people.py look.
ELSEWHERE = {"desk:address_confirmation", "mfa_authenticate", "desk:passkey", "set_out", "come_back"}
NUMBERS = {
    "customer": "SELECT min(customer_id) FROM customers_erasurewish",
    "ticket": "SELECT min(ticket_id) FROM tickets_message WHERE subject LIKE '%20418%'",
    "message": "SELECT min(id) FROM tickets_message WHERE subject LIKE '%20418%'",
    "ours": "SELECT min(id) FROM tickets_message WHERE direction = 'out' AND subject LIKE '%20418%'",
    "html_ticket": f"SELECT min(ticket_id) FROM tickets_message WHERE subject = '{SUBJECT}'",
    "html_message": f"SELECT min(id) FROM tickets_message WHERE subject = '{SUBJECT}'",
    "channel": "SELECT min(id) FROM channels_channel",
    "organisation": "SELECT min(id) FROM customers_organisation",
    "macro": "SELECT min(id) FROM phrasing_macro",
    "route": "SELECT min(id) FROM routing_route",
    "quick": "SELECT min(id) FROM phrasing_quickanswer",
    "way": "SELECT min(id) FROM channels_contactway",
    "question": "SELECT min(id) FROM channels_formfield",
    "help_page": "SELECT min(id) FROM knowledge_helppage",
    "person": "SELECT min(id) FROM staff_person WHERE name = 'Jo Whitlock'",
    "program": "SELECT min(id) FROM staff_person WHERE role = 'service'",
    "provider": "SELECT min(id) FROM staff_provider",
    "webhook": "SELECT min(id) FROM channels_webhook_subscription",
    "team": "SELECT min(id) FROM staff_team",
    "sent": "SELECT max(id) FROM channels_outgoing WHERE state = 'done'",
}


class Company:
    """The running desk of the demo company."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        secret, key = desk.run("-c", _MORE).split()
        Sender(desk.smtp_port).insist(_with_html())
        wait_for(lambda: desk.rows(NUMBERS["html_ticket"])[0][0], "the mail to be read", 20)
        wait_for(desk.settled, "everything to be done", 20)
        numbers = {name: desk.number(query) for name, query in NUMBERS.items()}
        self._given = {**numbers, "secret": secret, "key": key}
        kept = (desk.home / "demo_sign_in").read_text().split()
        self.passwords = dict(zip(kept[::2], kept[1::2], strict=True))

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.desk.http_port}"

    def path(self, name: str) -> str:
        """Where the page of this route is."""
        return self.fill(SHOWN[name])

    def fill(self, path: str) -> str:
        """A path with numbers for the names in it."""
        return path.format(**self._given)

    def sign_in(self, browser: Browser, login: str = OWNER, **looks: Any) -> BrowserContext:
        """A browser of somebody of the company."""
        window = browser.new_context(base_url=self.address, **looks)
        page = window.new_page()
        page.goto("/sign-in/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", self.passwords[login])
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/")
        page.close()
        return window


@contextmanager
def company(size: str = "small") -> Iterator[Company]:
    """The demo company, of this size, until the block ends."""
    with new_desk(HEARD_DEMO="1") as desk:
        desk.fill(size).start("up", f"--demo={size}")
        desk.wait_healthy()
        yield Company(desk)


def _with_html() -> Letter:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Wanda Iwu <wanda@iwu.example>", "help@quillanby.example"
    mail["Subject"], mail["Message-ID"] = SUBJECT, "<hall@iwu.example>"
    mail.set_content("It leans to the left since Friday.\n\nWanda")
    mail.add_alternative(
        "<h1>Our hall</h1><p>It <b>leans</b> to the left since <i>Friday</i>.</p><p>Wanda</p>", subtype="html"
    )
    return Letter("<hall@iwu.example>", "wanda@iwu.example", mail.as_bytes(), to=str(mail["To"]))
