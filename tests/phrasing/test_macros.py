"""Macros: their variables, what they do besides, and who may use them."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.drafts import keep, send
from heard.drafts import macros as using
from heard.drafts.models import Draft, Way
from heard.drafts.send import Wish
from heard.knowledge import pages
from heard.knowledge.models import HelpPage
from heard.lib import site
from heard.lib.ref import ref
from heard.phrasing import macros, variables
from heard.phrasing.macros import UnknownVariable
from heard.phrasing.models import Macro
from heard.staff import teams
from heard.staff.models import Person
from heard.tickets import matters, replies
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write

TEXT = "Dear {customer.first_name}, about No. {ticket.number}. {agent.first_name}"


def test_variables_are_filled_in(ticket: Ticket, tom: Person) -> None:
    macro = macros.write(None, by=tom, title="Hello", text=TEXT, actions={})
    assert using.words(macro, ticket, tom) == f"Dear Ada, about No. {ticket.number}. Tom"


def test_an_empty_one_stays_to_be_seen(ticket: Ticket, tom: Person) -> None:
    ticket.customer.name = "ada@okoye.example"
    macro = macros.write(None, by=tom, title="Hello", text="Dear {customer.first_name},", actions={})
    assert using.words(macro, ticket, tom) == "Dear {customer.first_name},"


def test_a_mistyped_one_is_refused_when_it_is_written(tom: Person) -> None:
    with pytest.raises(UnknownVariable, match=r"customer\.frist_name"):
        macros.write(None, by=tom, title="x", text="{customer.frist_name}", actions={})


def test_actions_are_done_when_it_leaves_and_once(ticket: Ticket, tom: Person) -> None:
    actions = {"status": "hold", "tags": ["bell"], "assignee": "me"}
    macro = macros.write(None, by=tom, title="x", text="", actions=actions)
    message = send.send(ticket, tom, "On its way.", wish=Wish(macro=macro))
    replies.release(message.pk)
    now = Ticket.objects.get()
    assert (now.status, now.tags, now.assignee) == ("hold", ["bell"], tom)
    assert not replies.release(message.pk)
    assert Entry.objects.filter(kind=Kind.MACRO_USED).count() == 1


@pytest.fixture
def tagging(tom: Person) -> Macro:
    """Tom's own, which does something besides its words."""
    actions = {"tags": ["bell"], "status": "solved"}
    return macros.write(None, by=tom, title="On its way", text="On its way.", actions=actions, owner=tom)


def test_undone_it_did_nothing_and_will(ticket: Ticket, tom: Person, tagging: Macro) -> None:
    message = send.send(ticket, tom, "On its way.", wish=Wish(macro=tagging))
    assert send.undo(message, by=tom)
    assert (Ticket.objects.get().tags, Draft.objects.get().macro) == ([], tagging)


def test_who_wrote_meanwhile_still_waits(
    ticket: Ticket, ada_writes: Write, tom: Person, tagging: Macro
) -> None:
    message = send.send(ticket, tom, "On its way.", wish=Wish(macro=tagging))
    ada_writes(message_id="<b@x>", answering="<ada-1@okoye.example>", text="Where is it?")
    replies.release(message.pk)
    now = Ticket.objects.get()
    assert (now.status, now.tags, bool(now.waiting_since)) == ("new", ["bell"], True)


def test_it_belongs_to_the_draft_until_it_is_sent(
    ticket: Ticket, tagging: Macro, desk_of_tom: Client, api: Client
) -> None:
    address = f"/desk/tickets/{ticket.number}"
    says = "When it is sent, this also sets it to Solved, tags it bell."
    fields = {"text": "On its way.", "key": str(uuid.uuid4()), "macro": str(tagging.pk), "version": "0"}
    fields["seen"] = str(keep.newest_message(ticket))
    desk_of_tom.post(f"{address}/drafts/reply", fields)
    assert says in desk_of_tom.get(address).content.decode()
    past = {"later_at": (timezone.now() - timedelta(days=1)).isoformat(), "zone": "UTC"}
    refused = desk_of_tom.post(f"{address}/replies", fields | past)
    assert (refused.status_code, says in refused.content.decode()) == (422, True)
    there = f"/api/v1/tickets/{ticket.number}/draft/sending"
    sent = api.post(there, {}, content_type="application/json")
    replies.release(sent.json()["id"])
    assert Ticket.objects.get().tags == ["bell"]


def test_what_was_refused_before_it_was_kept_keeps_its_macro(
    ticket: Ticket, tagging: Macro, desk_of_tom: Client, tom: Person
) -> None:
    keep.keep(ticket, tom, Way.REPLY, "On its", version=0, key=uuid.uuid4())
    fields = {"text": "On its way, {soon}.", "macro": str(tagging.pk)}
    assert desk_of_tom.post(f"/desk/tickets/{ticket.number}/replies", fields).status_code == 422
    assert Draft.objects.get().macro == tagging


def test_only_the_words(ticket: Ticket, tagging: Macro, desk_of_tom: Client) -> None:
    fields = {"text": "On its way.", "key": str(uuid.uuid4())}
    address = f"/desk/tickets/{ticket.number}/drafts/reply"
    kept = desk_of_tom.post(address, fields | {"macro": str(tagging.pk), "version": "0"}).json()
    desk_of_tom.post(address, fields | {"macro": "", "version": str(kept["version"])})
    assert Draft.objects.get().macro is None


def test_whoever_takes_the_draft_over_has_its_macro(
    ticket: Ticket, tagging: Macro, tom: Person, nora: Person
) -> None:
    kept = keep.keep(ticket, tom, Way.REPLY, "On its way.", version=0, key=uuid.uuid4(), macro=tagging.pk)
    assert using.chosen(nora, ticket, tagging.pk) is None  # it is Tom's own
    assert keep.take_over(kept.draft, by=nora).macro == tagging
    assert using.chosen(nora, ticket, tagging.pk) == tagging


def test_who_may_use_it(tom: Person, nora: Person) -> None:
    repairs = teams.form("Repairs", [tom])
    macros.write(None, by=nora, title="Everybody's", text="", actions={})
    macros.write(None, by=nora, title="Nora's", text="", actions={}, owner=nora)
    macros.write(None, by=nora, title="The team's", text="spanner", actions={}, team=repairs)
    assert [one.title for one in macros.usable_by(tom)] == ["Everybody's", "The team's"]
    assert [one.title for one in macros.search(nora, "")] == ["Everybody's", "Nora's"]
    assert [one.title for one in macros.search(tom, "SPAN team")] == ["The team's"]


@pytest.fixture
def out_of_scope(nora: Person, mailbox: Channel) -> Macro:
    """The one that comes with the help centre."""
    setup.open_form(mailbox, name="Larkfield Bikes", by=ref(nora))
    pages.begin("Larkfield Bikes", "en", by=ref(nora))
    macros.begin("en", by=nora)
    macros.begin("en", by=nora)
    return Macro.objects.get()


def test_the_answer_to_what_lies_outside_names_their_goal_and_leads_to_the_page(
    out_of_scope: Macro, ticket: Ticket, tom: Person
) -> None:
    assert variables.left_in(using.words(out_of_scope, ticket, tom)) == [
        "{customer.goal}",
        "{another.way}",
        "{scope.link}",
    ]
    matters.say(ticket, goal="to have the bell on the bike by Friday", feeling="", by=tom)
    HelpPage.objects.update(is_published=True)
    words = using.words(out_of_scope, ticket, tom)
    assert "this is what you are trying to do: to have the bell on the bike by Friday." in words
    assert f"{site.address()}/help/pages/what-we-do/" in words
    assert variables.left_in(words) == ["{another.way}"]  # which only a person can say


def test_the_page_of_macros_says_that_the_link_leads_nowhere(
    out_of_scope: Macro, desk_of_nora: Client
) -> None:
    assert "there is no page yet for it to lead to" in desk_of_nora.get("/setup/macros/").text
    HelpPage.objects.update(is_published=True)
    assert "there is no page yet for it to lead to" not in desk_of_nora.get("/setup/macros/").text


def test_each_language_has_the_same_variables(nora: Person) -> None:
    found = []
    for language in ("en", "de"):
        macros.begin(language, by=nora)
        found.append(set(variables.left_in(Macro.objects.latest("pk").text)) - {"{customer.first_name}"})
    assert found[0] == found[1] - {"{customer.name}"}


def test_what_is_not_asked_for_costs_nothing(ticket: Ticket, tom: Person) -> None:
    with CaptureQueriesContext(connection) as asked:
        variables.fill(TEXT, using.values(ticket, tom, company="Larkfield Bikes"))
    assert len(asked) == 0
