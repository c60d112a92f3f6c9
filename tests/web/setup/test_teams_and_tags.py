"""Teams, tags and appearance by their pages: what is kept, what is asked first, what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heard.staff import desk, teams
from heard.staff.models import Person, Team
from heard.tickets import tag_changes, tags
from heard.tickets.models import Ticket

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0" + b"\0" * 32


def test_a_team_is_made_and_changed(desk_of_nora: Client, tom: Person, nora: Person) -> None:
    desk_of_nora.post("/setup/teams/new/", {"name": "Workshop", "members": [tom.pk]})
    team = Team.objects.get()
    assert list(team.members.all()) == [tom]
    desk_of_nora.post(f"/setup/teams/{team.pk}/", {"name": "Repairs", "members": [nora.pk]})
    team.refresh_from_db()
    assert (team.name, list(team.members.all())) == ("Repairs", [nora])


def test_no_two_teams_have_one_name(desk_of_nora: Client) -> None:
    teams.form("Workshop")
    assert desk_of_nora.post("/setup/teams/new/", {"name": "workshop"}).status_code == 422


def test_a_team_is_dissolved_and_its_tickets_go_on(desk_of_nora: Client, ticket: Ticket) -> None:
    old, new = teams.form("Workshop"), teams.form("Repairs")
    Ticket.objects.update(team=old)
    page = f"/setup/teams/{old.pk}/dissolution/"
    assert desk_of_nora.get(page).context["has"] == {"open": 1, "all": 1}
    desk_of_nora.post(page, {"heir": new.pk})
    ticket.refresh_from_db()
    assert (ticket.team, list(Team.objects.all())) == (new, [new])


@pytest.mark.parametrize("number", [1, 3])
def test_the_teams_cost_the_same_for_many(
    desk_of_nora: Client, tom: Person, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for each in range(number):
        teams.form(f"Team {each}", [tom])
    desk_of_nora.get("/setup/teams/")
    with django_assert_num_queries(5):
        desk_of_nora.get("/setup/teams/")


@pytest.fixture
def bell(ticket: Ticket, tom: Person) -> Ticket:
    """Ada's ticket with two tags."""
    for tag in ("bell", "ring"):
        tags.add(ticket, tag, by=tom)
    return ticket


def test_a_tag_is_renamed(desk_of_nora: Client, bell: Ticket) -> None:
    desk_of_nora.post("/setup/tags/bell/", {"to": "Gong"})
    page = desk_of_nora.get("/setup/tags/").content.decode()
    assert "becomes <bdi>gong</bdi>" in page
    tag_changes.go_on()
    bell.refresh_from_db()
    assert bell.tags == ["gong", "ring"]


def test_joining_two_tags_is_asked_first(desk_of_nora: Client, bell: Ticket) -> None:
    asked = desk_of_nora.post("/setup/tags/bell/", {"to": "ring"})
    assert (asked.status_code, tag_changes.under_way()) == (422, {})
    desk_of_nora.post("/setup/tags/bell/", {"to": "ring", "merge": "ring"})
    tag_changes.go_on()
    bell.refresh_from_db()
    assert bell.tags == ["ring"]


def test_a_tag_is_deleted(desk_of_nora: Client, bell: Ticket) -> None:
    desk_of_nora.post("/setup/tags/bell/", {"delete": "yes"})
    tag_changes.go_on()
    bell.refresh_from_db()
    assert bell.tags == ["ring"]


@pytest.mark.parametrize("to", ["", "!!!", "x" * 60, "bell"])
def test_what_cannot_be_a_tag_is_said(desk_of_nora: Client, bell: Ticket, to: str) -> None:
    assert desk_of_nora.post("/setup/tags/bell/", {"to": to}).status_code == 422


def test_a_tag_that_no_ticket_has(desk_of_nora: Client) -> None:
    assert desk_of_nora.get("/setup/tags/bell/").status_code == 404


def test_the_colour_reaches_the_sign_in_page(desk_of_nora: Client) -> None:
    assert "/brand/style.css" not in Client().get("/sign-in/").content.decode()
    desk_of_nora.post("/setup/appearance/", {"name": "Larkfield", "accent": "#8A1F5C"})
    page = Client().get("/sign-in/").content.decode()
    assert "/brand/style.css?v=2" in page
    assert "--accent: light-dark(#8a1f5c," in Client().get("/brand/style.css").content.decode()


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest(desk_of_nora: Client) -> None:
    answer = desk_of_nora.post("/setup/appearance/", {"name": "Larkfield", "accent": "#ffcc00"})
    assert answer.status_code == 422
    proposed = answer.context["form"].proposed
    assert proposed in answer.content.decode()
    assert desk_of_nora.post("/setup/appearance/", {"name": "L", "accent": proposed}).status_code == 302
    found = desk.current()
    assert found
    assert found.accent == proposed


def logo(content: bytes, name: str = "logo.png") -> dict[str, object]:
    return {"name": "Larkfield", "logo": SimpleUploadedFile(name, content, "image/png")}


def test_the_logo_is_shown_at_the_sign_in_page(desk_of_nora: Client) -> None:
    assert desk_of_nora.post("/setup/appearance/", logo(PNG)).status_code == 302
    assert '<img class="logo"' in Client().get("/sign-in/").content.decode()
    shown = Client().get("/brand/logo")
    assert (shown.headers["Content-Type"], b"".join(shown.streaming_content)) == ("image/png", PNG)  # type: ignore[attr-defined]
    desk_of_nora.post("/setup/appearance/", {"name": "Larkfield"})  # without a new one it stays
    assert Client().get("/brand/logo").status_code == 200
    desk_of_nora.post("/setup/appearance/", {"name": "Larkfield", "no_logo": "on"})
    assert Client().get("/brand/logo").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"GIF89a\x10\0\x10\0",
        PNG + bytes(500_001),
        b"x",
    ],
)
def test_what_is_no_picture_is_no_logo(desk_of_nora: Client, content: bytes) -> None:
    assert desk_of_nora.post("/setup/appearance/", logo(content)).status_code == 422
    assert Client().get("/brand/logo").status_code == 404
