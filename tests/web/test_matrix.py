"""Role by page: who may read it, who may change it. A new page without a row fails."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from heard.channels.form.models import ContactWay, FormField, FormSettings
from heard.channels.models import Arrival, Channel
from heard.channels.webhook.models import Subscription
from heard.customers.models import Customer, Organisation
from heard.drafts.models import Draft
from heard.files import store
from heard.knowledge.models import HelpPage
from heard.phrasing.models import Macro, QuickAnswer
from heard.routing.models import Route
from heard.staff import people, teams, tokens
from heard.staff.models import Person, Provider, Role, Team, Token
from heard.tickets.models import Attachment, Direction, Follower, Message, Ticket
from tests.conftest import PASSWORD, desk_of
from tests.web.api.calls import CALLS
from tests.web.api.test_calls import WHOSE, Who, staff, three  # noqa: F401 - a fixture
from tests.web.asked import CHANGED, READ, SENT, Asker, place

STAFF = {Role.OWNER, Role.LEAD, Role.AGENT, Role.COLLEAGUE}
ANSWERING = STAFF - {Role.COLLEAGUE}
LEADING = {Role.OWNER, Role.LEAD}
OWNING = {Role.OWNER}


@dataclass(frozen=True, slots=True)
class Row:
    """Who may read a page and who may change what it stands for; None where that cannot be asked."""

    reads: set[Role] | None = None
    changes: set[Role] | None = None


PUBLIC = {
    "None",
    "welcome",
    "join",
    "wishes",
    "brand_style",
    "brand_logo",
    "account_login",
    "account_inactive",
    "forgotten",
    "set_out",
    "come_back",
    "mfa_authenticate",
    "account_logout",
    "healthz",
    "metrics",
}
# Who may enter a customer's own pages is asked in tests/web/portal/test_doors.py: staff are strangers there.
HELP = (
    "home",
    "contact",
    "request",
    "sent",
    "page",
    "printed",
    "language",
    "framed",
    "framed_sent",
    "script",
)
SIGNING_IN = ("sign_in", "figures", "by_link", "sign_out", "link")
OWN = ("requests", "request", "answers", "closure", "links", "file", "about", "export", "erasure")
CUSTOMERS = {*(f"help:{name}" for name in HELP), *(f"my:{name}" for name in (*SIGNING_IN, *OWN))}
PROGRAMS = {"api:openapi-json", "api:api-root", *(f"api:{call.name}" for call in CALLS)}
PAGES = {
    "desk:inbox": Row(STAFF),
    "desk:view": Row(STAFF),
    "desk:rows": Row(STAFF),
    "desk:counts": Row(STAFF),
    "desk:search": Row(STAFF),
    "desk:palette": Row(STAFF),
    "desk:bulk_bar": Row(STAFF),
    "desk:bulk": Row(changes=ANSWERING),
    "desk:undo_last": Row(changes=ANSWERING),
    "desk:new": Row(ANSWERING, ANSWERING),
    "desk:caller": Row(ANSWERING),
    "desk:new_customers": Row(ANSWERING),
    "desk:many": Row(STAFF, ANSWERING),
    "desk:many_tickets": Row(changes=ANSWERING),
    "desk:many_words": Row(changes=ANSWERING),
    "desk:many_review": Row(changes=ANSWERING),
    "desk:many_undo": Row(changes=ANSWERING),
    "desk:many_removal": Row(changes=ANSWERING),
    "desk:many_macros": Row(STAFF),
    "desk:many_macro": Row(STAFF),
    "desk:ticket": Row(STAFF),
    "desk:stream": Row(STAFF),
    "desk:known_tags": Row(STAFF),
    "desk:kin": Row(STAFF),
    "desk:raw": Row(STAFF),
    "desk:as_sent": Row(STAFF),
    "desk:as_sent_body": Row(STAFF),
    "desk:file": Row(STAFF),
    "desk:picture": Row(STAFF),
    "desk:profile": Row(STAFF, STAFF),
    "desk:password": Row(changes=STAFF),
    "desk:address": Row(changes=STAFF),
    "desk:address_confirmation": Row(STAFF, STAFF),
    "desk:wishes": Row(changes=STAFF),
    "desk:browser_end": Row(changes=STAFF),
    "desk:browsers_end": Row(changes=STAFF),
    "desk:second_step": Row(STAFF, STAFF),
    "desk:passkey": Row(STAFF, STAFF),
    "desk:passkey_removal": Row(changes=STAFF),
    "desk:second_step_codes": Row(changes=STAFF),
    "desk:second_step_removal": Row(changes=STAFF),
    "desk:new_token": Row(STAFF, STAFF),
    "desk:token_end": Row(changes=STAFF),
    "desk:notices": Row(STAFF),
    "desk:notices_panel": Row(STAFF),
    "desk:form_key": Row(STAFF),
    "desk:bell": Row(STAFF),
    "desk:notices_read": Row(changes=STAFF),
    "desk:notes": Row(changes=STAFF),
    "desk:keep_note": Row(changes=STAFF),
    "desk:review": Row(changes=ANSWERING),
    "desk:dismissals": Row(changes=ANSWERING),
    "desk:lifts": Row(changes=ANSWERING),
    "desk:heat": Row(STAFF),
    "desk:phrases": Row(STAFF),
    "desk:replies": Row(changes=ANSWERING),
    "desk:undo": Row(changes=ANSWERING),
    "desk:hour": Row(changes=ANSWERING),
    "desk:forward": Row(STAFF, ANSWERING),
    "desk:draft": Row(changes=ANSWERING),
    "desk:draft_removal": Row(changes=ANSWERING),
    "desk:draft_takeover": Row(changes=ANSWERING),
    "desk:draft_files": Row(changes=ANSWERING),
    "desk:draft_file": Row(STAFF),
    "desk:draft_file_removal": Row(changes=ANSWERING),
    "desk:others": Row(STAFF),
    "desk:presence": Row(changes=STAFF),
    "desk:macros": Row(STAFF),
    "desk:macro": Row(STAFF),
    "desk:matter": Row(changes=ANSWERING),
    "desk:zone": Row(STAFF, ANSWERING),
    "desk:addresses": Row(ANSWERING, ANSWERING),
    "desk:escalation": Row(ANSWERING, ANSWERING),
    "desk:redaction": Row(STAFF, ANSWERING),
    "desk:confirm_sender": Row(changes=ANSWERING),
    "desk:reopen_address": Row(changes=ANSWERING),
    "desk:status": Row(changes=ANSWERING),
    "desk:spam": Row(changes=ANSWERING),
    "desk:assignee": Row(changes=ANSWERING),
    "desk:changes": Row(changes=ANSWERING),
    "desk:hold": Row(changes=ANSWERING),
    "desk:following": Row(changes=STAFF),
    "desk:reading": Row(changes=STAFF),
    "desk:merge": Row(changes=ANSWERING),
    "desk:unmerge": Row(changes=ANSWERING),
    "desk:links": Row(changes=ANSWERING),
    "desk:split": Row(changes=ANSWERING),
    "setup:home": Row(LEADING),
    "setup:channels": Row(LEADING),
    "setup:channel": Row(LEADING),
    "setup:new_mailbox": Row(OWNING, OWNING),
    "setup:mailbox": Row(OWNING, OWNING),
    "setup:closure": Row(changes=OWNING),
    "setup:blocked": Row(LEADING, LEADING),
    "setup:organisations": Row(LEADING, OWNING),
    "setup:organisation": Row(LEADING, OWNING),
    "setup:organisation_removal": Row(changes=OWNING),
    "setup:domains": Row(changes=OWNING),
    "setup:domain_removal": Row(changes=OWNING),
    "setup:help": Row(LEADING),
    "setup:help_opening": Row(changes=LEADING),
    "setup:help_words": Row(LEADING, LEADING),
    "setup:help_sites": Row(changes=LEADING),
    "setup:new_way": Row(LEADING, LEADING),
    "setup:way": Row(LEADING, LEADING),
    "setup:way_place": Row(changes=LEADING),
    "setup:new_question": Row(LEADING, LEADING),
    "setup:question": Row(LEADING, LEADING),
    "setup:help_pages": Row(LEADING),
    "setup:new_help_page": Row(LEADING, LEADING),
    "setup:help_page": Row(LEADING, LEADING),
    "setup:help_page_place": Row(changes=LEADING),
    "setup:held": Row(LEADING),
    "setup:retries": Row(changes=LEADING),
    "setup:raw": Row(LEADING),
    "setup:sent": Row(LEADING),
    "setup:sent_one": Row(LEADING),
    "setup:people": Row(LEADING),
    "setup:invite": Row(LEADING, LEADING),
    "setup:person": Row(LEADING, LEADING),
    "setup:account": Row(changes=OWNING),
    "setup:links": Row(changes=LEADING),
    "setup:leaving": Row(LEADING),
    "setup:return": Row(changes=LEADING),
    "setup:withdrawal": Row(changes=LEADING),
    "setup:sign_outs": Row(changes=LEADING),
    "setup:second_steps": Row(changes=OWNING),
    "setup:second_step_reset": Row(changes=OWNING),
    "setup:teams": Row(LEADING),
    "setup:quick_answers": Row(OWNING),
    "setup:quick_answer_examples": Row(changes=OWNING),
    "setup:quick_answer_trials": Row(changes=OWNING),
    "setup:new_quick_answer": Row(OWNING, OWNING),
    "setup:quick_answer": Row(OWNING, OWNING),
    "setup:quick_answer_removal": Row(changes=OWNING),
    "setup:routing": Row(LEADING),
    "setup:new_route": Row(LEADING, LEADING),
    "setup:route": Row(LEADING, LEADING),
    "setup:route_place": Row(changes=LEADING),
    "setup:closing": Row(LEADING, LEADING),
    "setup:escalations": Row(LEADING),
    "setup:escalation_rule": Row(LEADING, LEADING),
    "setup:new_team": Row(LEADING, LEADING),
    "setup:team": Row(LEADING, LEADING),
    "setup:dissolution": Row(LEADING, LEADING),
    "setup:taking": Row(changes=LEADING),
    "setup:unopened": Row(changes=LEADING),
    "setup:macros": Row(STAFF),
    "setup:new_macro": Row(ANSWERING, ANSWERING),
    "setup:macro": Row(ANSWERING, ANSWERING),
    "setup:macro_removal": Row(changes=ANSWERING),
    "setup:tags": Row(LEADING),
    "setup:tag": Row(LEADING, LEADING),
    "setup:programs": Row(LEADING, OWNING),
    "setup:program": Row(LEADING, OWNING),
    "setup:token_end": Row(changes=OWNING),
    "setup:providers": Row(LEADING),
    "setup:providers_only": Row(changes=OWNING),
    "setup:new_provider": Row(OWNING, OWNING),
    "setup:provider": Row(LEADING, OWNING),
    "setup:provider_trials": Row(changes=OWNING),
    "setup:provider_removal": Row(changes=OWNING),
    "setup:unlink": Row(changes=OWNING),
    "setup:webhooks": Row(LEADING),
    "setup:new_webhook": Row(OWNING, OWNING),
    "setup:webhook": Row(LEADING, OWNING),
    "setup:webhook_secret": Row(changes=OWNING),
    "setup:webhook_switch": Row(changes=OWNING),
    "setup:webhook_removal": Row(changes=OWNING),
    "setup:webhook_repeats": Row(changes=OWNING),
    "setup:privacy": Row(OWNING),
    "setup:retention": Row(changes=OWNING),
    "setup:wish_decline": Row(changes=OWNING),
    "setup:about_customer": Row(OWNING, OWNING),
    "setup:customer_export": Row(changes=OWNING),
    "setup:audit": Row(OWNING),
    "setup:audit_export": Row(OWNING),
    "setup:health": Row(LEADING),
    "setup:reached": Row(LEADING),
    "setup:release": Row(changes=LEADING),
    "setup:appearance": Row(LEADING, LEADING),
    "setup:words": Row(OWNING, OWNING),
    "setup:lexicon": Row(STAFF, STAFF),
    "setup:trades": Row(changes=OWNING),
    "setup:words_review": Row(changes=STAFF),
    "setup:glossary": Row(STAFF),
    "setup:rule": Row(OWNING, OWNING),
    "setup:rule_switches": Row(changes=OWNING),
    "setup:proposal_settlement": Row(changes=OWNING),
    "setup:phrases": Row(STAFF, STAFF),
    "setup:phrase_removal": Row(changes=ANSWERING),
    "setup:imap": Row(OWNING, OWNING),
    "setup:trials": Row(changes=OWNING),
    "setup:pauses": Row(changes=OWNING),
    "setup:counts": Row(changes=OWNING),
    "setup:fetches": Row(changes=OWNING),
}
OF_A_PERSON = {
    "setup:account",
    "setup:person",
    "setup:links",
    "setup:return",
    "setup:withdrawal",
    "setup:sign_outs",
    "setup:second_step_reset",
    "setup:leaving",
}
OF_A_MAILBOX = {
    "setup:channel",
    "setup:mailbox",
    "setup:closure",
    "setup:words",
    "setup:imap",
    "setup:pauses",
    "setup:counts",
    "setup:fetches",
}
NOBODYS = 10**9  # the number of nothing
ONE = 70_707  # the number of what is made for these pages, and by chance of nothing else
WORDS = {"secret": "over", "slug": "open", "way": "reply", "queue": "arrivals", "tag": "bell"}


def routes(inside: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every route by its name, with the names of what stands in its address."""
    for route in (inside or get_resolver()).url_patterns:
        if isinstance(route, URLPattern):
            yield f"{space}{route.name}", set(route.pattern.converters)
        else:
            yield from routes(route, f"{space}{route.namespace}:" if route.namespace else space)


ROUTES = dict(routes())


@pytest.fixture
def everyone(staff: list[Who], mailbox: Channel, nora: Person) -> list[Who]:  # noqa: F811
    """Everybody who can sign in, also a lead who sees all; and one of what the setup is about."""
    lead = people.join("Iris Roth", "iris@larkfield.example", PASSWORD, role=Role.LEAD)
    Route.objects.create(pk=ONE, place=0, knows_them=True)
    Subscription.objects.create(pk=ONE, url="https://shop.example/hooks", is_on=False)
    Provider.objects.create(pk=ONE, issuer="https://id.example", name="Larkfield ID")
    QuickAnswer.objects.create(pk=ONE, title="Signing in", signs="sign in", text="Here.")
    HelpPage.objects.update_or_create(pk=ONE, defaults={"slug": "open", "title": "Open", "text": "Nine."})
    ContactWay.objects.update_or_create(pk=ONE, defaults={"way": "phone", "label": "Phone"})
    FormField.objects.create(
        pk=ONE, form=FormSettings.objects.get(), label="Frame number", purpose="To find it."
    )
    everybody = [who for who in staff if who.person.role != Role.SERVICE]
    team = teams.form("All", [lead, *(who.person for who in everybody)])
    Macro.objects.create(pk=ONE, title="Greeting", text="Hello.", team=team)
    Team.objects.get_or_create(pk=ONE, defaults={"name": "First"})
    Organisation.objects.get_or_create(pk=ONE, defaults={"name": "First"})
    raw, html = store.keep(b"From: ada"), store.keep(b"<p>It fell off.</p>")
    arrival = Arrival.objects.create(channel=mailbox, door="smtp", raw=raw)
    everybody.append(Who(lead, desk_of(lead), three(lead, mailbox, {}, nora)))
    Message.objects.filter(direction=Direction.IN).update(arrival=arrival, html=html)
    return everybody


def address(name: str, ticket: Ticket, mailbox: Channel) -> str:
    """Where the page is, of things that exist where that matters: a person is one whom a lead may change."""
    number = ticket.number if name.startswith("desk:") else ONE
    if name in OF_A_PERSON:
        number = Person.objects.get(email="tom@larkfield.example").pk
    if name == "setup:program":
        account = Person.objects.filter(role=Role.SERVICE).first()
        number = account.pk if account else 0
    if name in OF_A_MAILBOX:
        number = mailbox.pk
    if name in {"setup:about_customer", "setup:customer_export"}:
        number = Customer.objects.earliest("pk").pk
    if name == "setup:raw":
        number = Message.objects.exclude(arrival=None).values_list("arrival", flat=True)[0]
    if name == "setup:token_end":
        number = Token.objects.filter(person__role=Role.SERVICE).values_list("pk", flat=True).first() or 0
    numbers = {"number": number, "macro": ONE}
    given = {part: WORDS.get(part, numbers.get(part, 1)) for part in ROUTES[name]}
    return reverse(name, kwargs=given)


def test_every_route_has_a_row() -> None:
    assert set(ROUTES) == {*PUBLIC, *CUSTOMERS, *PROGRAMS, *PAGES}


def of_a_ticket(name: str) -> bool:
    """Whether it stands at /desk/tickets/…"""
    return name.startswith("desk:") and reverse(name, kwargs=dict.fromkeys(ROUTES[name], 1)).startswith(
        "/desk/tickets/1"
    )


def about(name: str, who: Who, whose: str, mailbox: Channel) -> tuple[str, dict[str, str]]:
    """Where the page is, and what is sent there."""
    if not of_a_ticket(name):
        return address(name, Ticket(number=NOBODYS), mailbox), {}
    found = who.things[whose]
    ticket = Ticket.objects.get(pk=found["ticket"])
    other = next(each["ticket"] for each in who.things.values() if each is not found)
    parts = found | {
        "number": ticket.number,
        "way": "reply",
        "macro": ONE,
        "file": found["draft_file"],
        "draft": Draft.objects.get(ticket=ticket).pk,
        "attachment": Attachment.objects.get(message=found["message"]).pk,
        "assignee": ticket.assignee_id or "",
        "other": other,
    }
    if name in {"desk:undo", "desk:hour"}:
        parts["message"] = found["reply"]
    sent = {field: words.format(**parts) for field, words in SENT.get(name, {}).items()}
    return reverse(name, kwargs={part: parts[part] for part in ROUTES[name]}), sent


def wrong(who: Who, mailbox: Channel) -> Iterator[str]:
    """Every page that answers `who` otherwise than its row says."""
    asker, role = Asker.of(who.person), Role(who.person.role)
    for name, row in PAGES.items():
        for whose in WHOSE if of_a_ticket(name) else WHOSE[:1]:
            path, sent = about(name, who, whose, mailbox)
            for method, may, done in (
                ("GET", row.reads, READ.get(name, 200)),
                ("POST", row.changes, CHANGED.get(name, 302)),
            ):
                if may is None:
                    continue
                wanted = 403 if role not in may else done
                if wanted != 403 and of_a_ticket(name) and not who.sees(whose):
                    wanted = 404
                answer = asker.ask(method, path, sent)
                leads = place(answer)
                if answer.status_code != wanted or (leads and leads not in PAGES):
                    yield (
                        f"{role} who sees {who.person.sees}: {method} {path} of {whose} ({name}):"
                        f" {answer.status_code} {leads} instead of {wanted}"
                    )


def test_who_may(everyone: list[Who], mailbox: Channel, caplog: pytest.LogCaptureFixture) -> None:
    """All in one test, because what the pages are about takes longer to make than to ask for."""
    caplog.set_level(logging.ERROR, "django.request")  # a thousand refusals
    found = [line for who in everyone for line in wrong(who, mailbox)]
    assert found == [], "\n".join(found)


def test_strangers_are_sent_to_the_sign_in_page(ticket: Ticket, mailbox: Channel) -> None:
    for name, row in PAGES.items():
        path = address(name, ticket, mailbox)
        asked = Client().get(path) if row.reads is not None else Client().post(path)
        assert asked.headers.get("Location", "").startswith("/sign-in/"), name


def test_a_refusal_says_who_can_help(tom: Person, lena: Person) -> None:
    answer = desk_of(tom).get("/setup/")
    assert "The setup is for owners and leads. Nora Lind, Lena Brandt can help." in answer.content.decode()


def test_a_token_can_do_what_its_person_can(ugo: Person, ticket: Ticket) -> None:
    Follower.objects.create(ticket=ticket, person=ugo)
    secret = tokens.make(ugo, list(tokens.SCOPES))
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    path = f"/api/v1/tickets/{ticket.number}"
    assert program.get(path).status_code == 200
    sent = program.post(f"{path}/replies", {"text": "Hello"}, content_type="application/json")
    assert sent.status_code == 403


def test_a_colleague_notes_and_is_offered_nothing_else(ugo: Person, ticket: Ticket) -> None:
    Follower.objects.create(ticket=ticket, person=ugo)
    page = desk_of(ugo).get(f"/desk/tickets/{ticket.number}").content.decode()
    assert ('id="note-form"' in page, 'id="reply-form"' in page, "/setup/" in page) == (True, False, False)
