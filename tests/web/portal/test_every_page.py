"""What every customer page has: reasons at its fields, a way to a person, the company's looks and words."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from heard.channels.form import setup
from heard.channels.form.models import Asked
from heard.channels.models import Channel
from heard.files import store
from heard.knowledge import pages
from heard.lib.ref import NOBODY
from heard.staff import desk, people, teams
from heard.staff.desk import Looks
from heard.staff.models import Person, Role
from heard.staff.people import Place
from heard.tickets import closing, organise, request_links
from heard.tickets.models import Ticket
from tests.conftest import Write
from tests.web.portal.conftest import ask_for_figures, filled, my_pages_of

ADA = "ada@okoye.example"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
ASKS = {"input", "select", "textarea"}
PAPER = "help/pages/what-we-do/print/"  # the page that it is printed from has the way to a person
SAID = ("Ahoy, rider.", "Grumble at us.", "Cheers for that.", "By noon tomorrow.", "A photo of the frame.")
VOID = {"input", "link", "meta", "img", "br", "hr"}


class Fields(HTMLParser):
    """Every field that people see, and the words of every element that has a name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[dict[str, str]] = []
        self.words: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the element."""
        given = {name: value or "" for name, value in attrs}
        hidden = any("aria-hidden" in above for _tag, above in self._open)
        if tag in ASKS and not hidden and given.get("type") != "hidden" and "readonly" not in given:
            self.fields.append(given)
        if "id" in given:
            self.words[given["id"]], self.classes[given["id"]] = "", given.get("class", "")
        if tag not in VOID:
            self._open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        """The innermost element of this kind ends."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Words count for each element around them."""
        for _tag, given in self._open:
            if "id" in given:
                self.words[given["id"]] += data.strip()

    def reasons(self, field: dict[str, str]) -> list[str]:
        """Why the field is asked."""
        named = field.get("aria-describedby", "").split()
        return [self.words[one] for one in named if "why" in self.classes[one].split()]

    def wrongs(self, field: dict[str, str]) -> list[str]:
        """What is said to be wrong with what was typed there."""
        named = field.get("aria-describedby", "").split()
        return [self.words[one] for one in named if "wrong" in self.classes[one].split()]


@pytest.fixture
def hers(ada_writes: Write, form: Channel) -> Ticket:
    """Ada's request."""
    setup.ask(form, label="Size", purpose="So it fits.", asked=Asked.CHOICE, choices=["M", "L"], by=NOBODY)
    setup.ask(form, label="Frame", purpose="To find it.", is_required=True, by=NOBODY)
    setup.ask(form, label="Ride", purpose="To know.", asked=Asked.WORDS, is_required=True, by=NOBODY)
    pages.begin("Larkfield Bikes", "en", by=NOBODY)
    pages.HelpPage.objects.update(is_published=True)
    return ada_writes().ticket


def forms(hers: Ticket) -> dict[str, str]:
    """Every page of theirs with fields, as it is first shown and as it comes back refused."""
    ada, asking = my_pages_of(ADA), Client()
    ask_for_figures(asking, ADA)
    request, wrong = f"/my/requests/{hers.number}/", filled(text="", name="", email="nowhere")
    read = {
        "/help/request/": Client(),
        "/help/embed/": Client(),
        "/my/sign-in/": Client(),
        "/my/sign-in/figures/": asking,
        request: ada,
        "/my/about/": ada,
    }
    sent = {
        "/help/request/": (Client(), wrong),
        "/help/embed/": (Client(), wrong),
        "/my/sign-in/": (Client(), {"email": "nowhere"}),
        "/my/sign-in/figures/": (asking, {"figures": "no"}),
        f"{request}answers": (ada, {"text": ""}),
        "/my/about/": (ada, {"name": ""}),
    }
    shown = {path: browser.get(path) for path, browser in read.items()}
    refused = {f"refused {path}": browser.post(path, given) for path, (browser, given) in sent.items()}
    assert {one.status_code for one in shown.values()} == {200}
    assert {one.status_code for one in refused.values()} == {422}
    return {path: answer.content.decode() for path, answer in (shown | refused).items()}


def test_every_field_but_the_name_says_why_it_is_asked(hers: Ticket) -> None:
    silent, counted = [], 0
    for path, page in forms(hers).items():
        found = Fields(page)
        assert found.fields, path
        asked = [field for field in found.fields if field["name"] != "name"]
        counted += len(asked)
        silent += [(path, field["name"]) for field in asked if not all(found.reasons(field) or [""])]
    assert silent == []
    assert counted > 30  # so the parser did see them


def test_a_refused_field_is_read_out_with_what_is_wrong(hers: Ticket) -> None:
    silent, marked = [], 0
    for path, page in forms(hers).items():
        found = Fields(page)
        wrong = [field for field in found.fields if field.get("aria-invalid") == "true"]
        marked += len(wrong)
        silent += [(path, field["name"]) for field in wrong if not all(found.wrongs(field) or [""])]
    assert silent == []
    assert marked == 14  # twice the five of the request form, and one each of the four others


def everywhere(hers: Ticket) -> dict[str, str]:
    """Every page that customers read, by its address."""
    ada, asking, anybody = my_pages_of(ADA), Client(), Client()
    ask_for_figures(asking, ADA)
    secret = request_links.make(hers, hers.identity)
    given = dict.fromkeys([f"ask-{row.pk}" for row in setup.any_form().form.fields.all()], "M")  # type: ignore[union-attr]
    sent = {
        f: anybody.post(f"/help/{f}/", filled(**given, text=f"By the {f}.")) for f in ("request", "embed")
    }
    public = (
        "help/",
        "help/contact/",
        "help/request/",
        "help/embed/",
        "help/pages/what-we-do/",
        "my/sign-in/",
    )
    read = {
        f"/{path}": anybody for path in (*public, "help/nothing/", PAPER, f"my/link/{secret}/", "my/link/x/")
    }
    read |= {f"/my/{path}": ada for path in ("", "about/", f"requests/{hers.number}/")}
    read |= {"/my/sign-in/figures/": asking, "/my/sign-in/1-x/": asking}
    read |= {answer.headers["Location"]: anybody for answer in sent.values()}
    return {path: browser.get(path).content.decode() for path, browser in read.items()}


def test_a_way_to_a_person_is_on_every_page(hers: Ticket) -> None:
    shown = everywhere(hers)
    assert len(shown) == 17
    assert [path for path, page in shown.items() if 'href="/help/contact/"' not in page] == [f"/{PAPER}"]


def test_every_page_is_the_companys(hers: Ticket, nora: Person) -> None:
    """Its name, its colour, its logo; nothing of ours."""
    desk.change_looks(Looks("Lark & Field", "#7a1f5c", store.keep(GIF)), by=nora)
    wanted = ("Lark &amp; Field", 'src="/brand/logo?v=', 'href="/brand/style.css?v=')
    missing = {
        path: [one for one in wanted if one not in page]
        for path, page in everywhere(hers).items()
        if [one for one in wanted if one not in page]
    }
    assert missing == {}
    assert [path for path, page in everywhere(hers).items() if "Heard" in page] == []
    assert "#7a1f5c" in Client().get("/brand/style.css").content.decode()
    assert Client().get("/brand/logo").headers["Content-Type"] == "image/gif"


def test_the_pages_speak_the_companys_words(hers: Ticket, form: Channel) -> None:
    words = setup.Words(
        welcome="Ahoy, rider.",
        invitation="Grumble at us.",
        thanks="Cheers for that.",
        answered="By noon tomorrow.",
    )
    setup.say(form, words, {"files": "A photo of the frame."}, by=NOBODY)
    heard = {path: [one for one in SAID if one in page] for path, page in everywhere(hers).items()}
    assert (heard["/help/"], heard["/help/contact/"]) == (
        ["Ahoy, rider.", "Grumble at us.", "By noon tomorrow."],
        ["Grumble at us.", "By noon tomorrow."],
    )
    for path in ("/help/request/", "/help/embed/"):
        assert heard[path] == ["By noon tomorrow.", "A photo of the frame."]
    arrived = [said for path, said in heard.items() if "/sent/" in path]
    assert arrived == [["Cheers for that.", "By noon tomorrow."]] * 2


def test_what_is_typed_is_asked_for_with_a_word_on_safety(hers: Ticket) -> None:
    shown = everywhere(hers)
    safe = [path for path, page in shown.items() if 'class="plainly"' in page]
    assert safe == ["/help/request/", "/help/embed/", "/my/sign-in/"]


NOBODY_YET = "It is with Larkfield Bikes. Nobody in particular has it yet."


def test_they_hear_who_looks_after_it_before_any_reply(hers: Ticket, tom: Person, nora: Person) -> None:
    def said() -> list[str]:
        page = my_pages_of(ADA).get(f"/my/requests/{hers.number}/").content.decode()
        lines = ("Tom is looking after it.", NOBODY_YET, "Abara", "Wheels")
        return [line for line in lines if line in page]

    assert said() == [NOBODY_YET]
    team = teams.form("Wheels & Bells", [tom], by=nora)
    organise.give_to_team(hers, team, by=nora, was=None)
    assert said() == [NOBODY_YET]  # how the company parts its work is its own matter
    hers.refresh_from_db()
    organise.assign(hers, tom, by=nora, was=None)
    assert said() == ["Tom is looking after it."]  # the first name; a signature says more when he writes
    hers.refresh_from_db()
    closing.close(hers, by=hers.customer)
    assert said() == []


def test_a_program_that_has_it_is_not_named(hers: Ticket, nora: Person) -> None:
    robot = people.invite("Sorter", "sorter@larkfield.example", Place(role=Role.SERVICE), by=nora)
    Ticket.objects.filter(pk=hers.pk).update(assignee=robot)
    assert "Sorter" not in my_pages_of(ADA).get(f"/my/requests/{hers.number}/").content.decode()
