"""Nobody sees what is not theirs: every page and call that shows a ticket, for each kind of person."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from heard.drafts import files
from heard.drafts.models import Draft
from heard.files import store
from heard.phrasing.models import Macro
from heard.staff import people, teams, tokens
from heard.staff.models import Person, Role, Sees
from heard.tickets import merge, organise, replies, tags, views
from heard.tickets.heat import BOILING
from heard.tickets.models import Attachment, Message, Status, Ticket, TicketLink
from heard.web.desk.organising import NO_SUCH
from tests.conftest import Write, desk_of, everything_follows

Who = Callable[[], Person]
SECRET = "zanzibar"


@pytest.fixture
def theirs(ada_writes: Write, tom: Person) -> Ticket:
    """A ticket of the team Repairs, in which Tom is not."""
    message = ada_writes(subject=f"About {SECRET}", text=f"The {SECRET} bell fell off.")
    repairs = teams.form("Repairs")
    organise.give_to_team(message.ticket, repairs, by=tom, was=None)
    tags.add(message.ticket, SECRET, by=tom)
    everything_follows()
    return Ticket.objects.get()


def person(kind: str, ticket: Ticket) -> Person:
    """Somebody of this kind, as far as the ticket goes."""
    role = {"owner": Role.OWNER, "service": Role.SERVICE}.get(kind, Role.AGENT)
    one = people.join("Una Berg", "una@larkfield.example", None, role=role)
    if kind not in {"agent", "service"}:
        Person.objects.filter(pk=one.pk).update(sees=Sees.OWN_TEAMS)
    if kind == "in the team" and ticket.team:
        ticket.team.members.add(one)
    if kind == "in another team":
        teams.form("Orders", [one])
    if kind == "assigned":
        organise.assign(ticket, one, by=one, was=None)
    return Person.objects.get(pk=one.pk)


MAY = {
    "owner": True,
    "agent": True,
    "service": True,
    "in the team": True,
    "assigned": True,
    "in another team": False,
    "in no team": False,
}


def signed_in(one: Person) -> Client:
    browser = Client()
    browser.force_login(one, backend="heard.web.sessions.Backend")
    return browser


def of_one_ticket() -> list[str]:
    """Every route of the desk that names a ticket."""
    found: list[str] = []

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, path)
            elif "tickets/<int:number>" in path:
                found.append(path)

    walk(get_resolver().url_patterns, "/")
    return found


def test_the_routes_are_found() -> None:
    assert len(of_one_ticket()) > 12


@pytest.mark.parametrize("kind", MAY)
def test_every_route_of_a_ticket(theirs: Ticket, kind: str) -> None:
    browser = signed_in(person(kind, theirs))
    message = Message.objects.get().pk
    for route in of_one_ticket():
        path = route.replace("<int:number>", str(theirs.number)).replace("<int:message>", str(message))
        path = path.replace("<int:attachment>", "1").replace("<int:other>", "1")
        if "/api/" in path or "<" in path:
            continue
        answers = {browser.get(path).status_code, browser.post(path, {"text": "Hello?"}).status_code}
        if MAY[kind]:
            assert answers != {404} or "files" in path, path
        else:
            assert answers <= {404, 405}, path


@pytest.mark.parametrize("kind", MAY)
def test_every_list(theirs: Ticket, kind: str) -> None:
    marks = {"heat": BOILING, "escalated_at": timezone.now()}  # so that it stands among those, too
    Ticket.objects.filter(pk=theirs.pk).update(**marks)
    one = person(kind, theirs)
    browser = signed_in(one)
    slugs = [*views.VIEWS, f"team-{theirs.team_id}", f"channel-{theirs.channel_id}", f"tag-{SECRET}"]
    slugs += ["status-new"]
    shown = set()
    for slug in slugs:
        for path in (f"/desk/views/{slug}/", f"/desk/views/{slug}/rows"):
            if f"About {SECRET}" in browser.get(path).content.decode():
                shown.add(slug)
        counts = browser.get(f"/desk/views/{slug}/counts")
        for tab in counts.context["tabs"]:
            assert MAY[kind] or tab["count"] == "0"
    if kind == "assigned":
        assert shown == {"mine"}  # the lists show what one's teams have
    else:
        assert bool(shown) == MAY[kind]
    if shown and kind != "assigned":
        expected = {*slugs} - {"mine", "lists", "solved", "spam"}
        assert shown == expected
    Ticket.objects.filter(pk=theirs.pk).update(status=Status.SPAM)
    is_shown = f"About {SECRET}" in browser.get("/desk/views/spam/").content.decode()
    assert is_shown == (MAY[kind] and kind != "assigned")


@pytest.mark.parametrize("kind", MAY)
def test_the_menu_of_views_that_was_kept_for_others(theirs: Ticket, tom: Person, kind: str) -> None:
    """Somebody who sees everything opened it before, so that it was made, and kept."""
    address = "/desk/views/open/counts"
    assert f"views/tag-{SECRET}/" in desk_of(tom).get(address).content.decode()
    menu = signed_in(person(kind, theirs)).get(address).content.decode()
    knows = kind in {"owner", "agent", "service", "in the team"}
    assert (f"views/tag-{SECRET}/" in menu) == knows
    assert (f"views/team-{theirs.team_id}/" in menu) == knows


@pytest.mark.parametrize("kind", MAY)
def test_finding_and_the_brief(theirs: Ticket, ada_writes: Write, kind: str) -> None:
    one = person(kind, theirs)
    browser = signed_in(one)
    assert (
        f"/desk/tickets/{theirs.number}" in browser.get(f"/desk/search?q={SECRET}").content.decode()
    ) == MAY[kind]
    other = ada_writes(subject="Another", message_id="<other@x>", text="Else.").ticket
    organise.assign(other, one, by=one, was=None)
    page = browser.get(f"/desk/tickets/{other.number}").content.decode()
    assert (f"About {SECRET}" in page) == MAY[kind]


@pytest.mark.parametrize("kind", MAY)
def test_programs(theirs: Ticket, kind: str) -> None:
    token = tokens.make(person(kind, theirs), list(tokens.SCOPES))
    program = Client(headers={"Authorization": f"Bearer {token}"})
    listed = program.get("/api/v1/tickets").json()["items"]
    assert bool(listed) == MAY[kind]
    assert bool(program.get(f"/api/v1/tickets?q={SECRET}").json()["items"]) == MAY[kind]
    assert (program.get(f"/api/v1/tickets/{theirs.number}").status_code == 200) == MAY[kind]


def test_a_tag_of_other_teams_is_not_suggested(theirs: Ticket) -> None:
    assert tags.suggestions(person("in the team", theirs)) == [SECRET]
    Person.objects.filter(name="Una Berg").delete()
    assert tags.suggestions(person("in another team", theirs)) == []


@pytest.mark.parametrize("kind", MAY)
def test_what_was_said_in_a_merged_ticket(theirs: Ticket, ada_writes: Write, tom: Person, kind: str) -> None:
    one = person(kind, theirs)
    other = ada_writes(subject="Another", message_id="<other@x>", text="Else.").ticket
    organise.assign(other, one, by=tom, was=None)
    organise.add_note(theirs, f"A note on the {SECRET}", by=tom)
    merge.merge(Ticket.objects.get(number=theirs.number), other, by=tom)
    page = signed_in(one).get(f"/desk/tickets/{other.number}")
    token = tokens.make(one, list(tokens.SCOPES))
    program = Client(headers={"Authorization": f"Bearer {token}"})
    call = program.get(f"/api/v1/tickets/{other.number}")
    assert (SECRET in page.content.decode(), SECRET in call.content.decode()) == (MAY[kind], MAY[kind])
    assert page.context["closed"] == ([] if MAY[kind] else [theirs.number])


def test_giving_a_merged_ticket_to_their_team_opens_its_words(
    theirs: Ticket, ada_writes: Write, tom: Person
) -> None:
    one = person("in another team", theirs)
    other = ada_writes(subject="Another", message_id="<other@x>", text="Else.").ticket
    organise.assign(other, one, by=tom, was=None)
    merge.merge(theirs, other, by=tom)
    theirs.refresh_from_db()
    organise.give_to_team(theirs, one.teams.get(), by=tom, was=theirs.team_id)
    assert SECRET in signed_in(one).get(f"/desk/tickets/{other.number}").content.decode()


def of_another_team(theirs: Ticket, ada_writes: Write, tom: Person) -> tuple[Person, Ticket]:
    """Una, of another team, and a ticket of hers by the same customer."""
    una = person("in another team", theirs)
    mine = ada_writes(subject="Another", message_id="<other@x>", text="Else.").ticket
    organise.assign(mine, una, by=tom, was=None)
    mine.refresh_from_db()
    return una, mine


@pytest.mark.parametrize("what", ["merge", "links"])
def test_the_number_of_a_ticket_in_a_body_opens_nothing(
    theirs: Ticket, ada_writes: Write, tom: Person, what: str
) -> None:
    una, mine = of_another_team(theirs, ada_writes, tom)
    browser, path = signed_in(una), f"/desk/tickets/{mine.number}/{what}"
    for number in (theirs.number, 10**9):  # nobody learns whether there is one
        answer = browser.post(path, {"other": str(number), "sure": "on"}, headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert (answer.status_code, str(NO_SUCH) in html, SECRET in html) == (422, True, False)
    assert not TicketLink.objects.exists()
    assert not Ticket.objects.exclude(merged_into=None).exists()
    assert signed_in(tom).post(path, {"other": str(theirs.number), "sure": "on"}).status_code == 302
    assert TicketLink.objects.exists() or Ticket.objects.exclude(merged_into=None).exists()


def test_a_macro_of_another_team_is_not_used(theirs: Ticket, ada_writes: Write, tom: Person) -> None:
    una, mine = of_another_team(theirs, ada_writes, tom)
    browser, path = signed_in(una), f"/desk/tickets/{mine.number}/drafts/reply"
    secret = Macro.objects.create(title=f"The {SECRET}", text=f"The {SECRET}.", team=theirs.team)
    shared = Macro.objects.create(title="For all", text="Hello.")
    for macro, kept in ((secret.pk, None), (10**9, None), (shared.pk, shared.pk)):
        said = {"text": "Hi", "version": "0", "key": str(uuid.uuid4()), "macro": str(macro)}
        assert browser.post(path, said).status_code == 200
        assert Draft.objects.get().macro_id == kept
        Draft.objects.all().delete()
    for path in (f"/desk/tickets/{mine.number}/macros/{secret.pk}", f"/desk/many/macros/{secret.pk}"):
        assert browser.get(path).status_code == 404
    shelf = browser.get(f"/desk/tickets/{mine.number}/macros").content.decode()
    assert ("For all" in shelf, SECRET in shelf) == (True, False)
    sent = {"text": "Hi Ada.", "key": str(uuid.uuid4()), "macro": str(secret.pk)}
    answer = browser.post(f"/desk/tickets/{mine.number}/replies", sent)
    assert (answer.status_code, Message.objects.get(direction="out").then) == (302, None)


def test_what_is_in_a_ticket_is_only_at_its_own_address(
    theirs: Ticket, ada_writes: Write, tom: Person
) -> None:
    """Messages, files and drafts of a ticket one may not see, asked for under the number of one's own."""
    una, mine = of_another_team(theirs, ada_writes, tom)
    said = Message.objects.get(ticket=theirs)
    blob = store.keep(SECRET.encode())
    attached = Attachment.objects.create(message=said, blob=blob, name="a.txt", type="text/plain")
    Message.objects.filter(pk=said.pk).update(html=blob)
    file = files.add(theirs, tom, "b.txt", SECRET.encode())
    waiting = replies.write(theirs, tom, "Soon.", release_at=timezone.now() + timedelta(hours=1))
    browser = signed_in(una)
    parts = {"message": said.pk, "attachment": attached.pk, "file": file.pk, "draft": file.draft_id}
    asked = 0
    for route in of_one_ticket():
        inner = [part for part in parts if f"<int:{part}>" in route]
        if not inner or "/api/" in route:
            continue
        numbers = parts | ({"message": waiting.pk} if "/replies/" in route else {})
        path = route.replace("<int:number>", str(mine.number))
        path = path.replace(f"<int:{inner[0]}>", str(numbers[inner[0]]))
        answers = {browser.get(path).status_code, browser.post(path, {"text": "Hello?"}).status_code}
        assert (answers <= {404, 405}, 404 in answers) == (True, True), path
        asked += 1
    assert asked == 13
