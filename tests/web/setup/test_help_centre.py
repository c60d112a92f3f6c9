"""Setup of the help centre: opened and closed, its words, ways, questions, sites and pages."""

from django.test import Client

from heard.channels.form import setup
from heard.channels.form.models import ContactWay, FormField
from heard.channels.models import Channel
from heard.knowledge.models import HelpPage
from heard.staff.models import Person


def page_of(browser: Client, path: str = "") -> str:
    """A page of this part of the setup."""
    return browser.get(f"/setup/help/{path}").content.decode()


def open_it(browser: Client, mailbox: Channel) -> None:
    browser.post("/setup/help/opening", {"open": "yes", "mailbox": str(mailbox.pk)})


def test_opening_makes_a_beginning(desk_of_nora: Client, mailbox: Channel) -> None:
    assert "The help centre is closed" not in page_of(desk_of_nora)  # there is no form that could be closed
    assert Client().get("/help/").status_code == 404
    open_it(desk_of_nora, mailbox)
    assert Client().get("/help/contact/").status_code == 200
    assert [way.way for way in ContactWay.objects.all()] == ["form", "email"]
    assert set(HelpPage.objects.values_list("is_published", flat=True)) == {False}
    assert "{number}" in Channel.objects.get(kind="form").acknowledgement
    page = page_of(desk_of_nora)
    assert "does not say by when one is answered" in page
    desk_of_nora.post("/setup/help/opening", {"open": "no"})
    assert Client().get("/help/").status_code == 404
    open_it(desk_of_nora, mailbox)
    assert (HelpPage.objects.count(), ContactWay.objects.count()) == (3, 2)


def test_a_mailbox_that_is_not_there(desk_of_nora: Client, mailbox: Channel) -> None:
    for number in ("", "x", "0", "9" * 30):
        answer = desk_of_nora.post("/setup/help/opening", {"open": "yes", "mailbox": number})
        assert answer.status_code == 404
    assert setup.any_form() is None


def test_the_words_are_the_companys(desk_of_nora: Client, mailbox: Channel) -> None:
    open_it(desk_of_nora, mailbox)
    words = {"welcome": "Good day.", "answered": "By Friday.", "why_email": "To send it."}
    desk_of_nora.post("/setup/help/words/", words)
    assert "Good day." in Client().get("/help/").content.decode()
    form = Client().get("/help/request/").content.decode()
    assert "By Friday." in form and "To send it." in form
    assert "Our answer goes there" not in form


def test_ways_are_added_changed_and_taken_away(desk_of_nora: Client, mailbox: Channel) -> None:
    open_it(desk_of_nora, mailbox)
    phone = {"way": "phone", "address": "+44 1632 960117", "hours": "9 to 5", "by_person": "on"}
    assert desk_of_nora.post("/setup/help/ways/new/", phone).status_code == 302
    way = ContactWay.objects.latest("pk")
    desk_of_nora.post(f"/setup/help/ways/{way.pk}/place", {"to": "up"})
    assert [row.pk for row in setup.ways()].index(way.pk) == 1
    desk_of_nora.post(f"/setup/help/ways/{way.pk}/", phone | {"hours": "8 to 6"})
    assert "8 to 6" in Client().get("/help/contact/").content.decode()
    for odd in ("javascript:alert(1)", "data:text/html,x", " vbscript:x"):
        answer = desk_of_nora.post("/setup/help/ways/new/", {"way": "other", "address": odd})
        assert answer.status_code == 422
    desk_of_nora.post(f"/setup/help/ways/{way.pk}/", {"remove": "yes"})
    assert "8 to 6" not in Client().get("/help/contact/").content.decode()


def test_questions_need_a_purpose(desk_of_nora: Client, mailbox: Channel) -> None:
    open_it(desk_of_nora, mailbox)
    answer = desk_of_nora.post("/setup/help/questions/new/", {"label": "Birthday", "asked": "line"})
    assert "Say why you ask." in answer.content.decode()
    given = {"label": "Order number", "purpose": "To find it.", "asked": "line"}
    desk_of_nora.post("/setup/help/questions/new/", given)
    row = FormField.objects.get()
    assert "To find it." in Client().get("/help/request/").content.decode()
    desk_of_nora.post(f"/setup/help/questions/{row.pk}/", {"remove": "yes"})
    assert FormField.objects.count() == 0


def test_sites_are_named(desk_of_nora: Client, mailbox: Channel) -> None:
    open_it(desk_of_nora, mailbox)
    desk_of_nora.post("/setup/help/sites", {"sites": "www.larkfield.example"})
    desk_of_nora.post("/setup/help/sites", {"sites": "*; script-src"})
    assert "is no address of a site" in page_of(desk_of_nora)
    assert Channel.objects.get(kind="form").form.sites == ["https://www.larkfield.example"]


def test_a_page_is_looked_at_before_it_is_kept(desk_of_nora: Client, mailbox: Channel) -> None:
    open_it(desk_of_nora, mailbox)
    page = HelpPage.objects.get(slug="how-we-work")
    given = {"title": "How we work", "slug": "how-we-work", "text": "## Once\n\n**Tell** us."}
    looked = desk_of_nora.post(f"/setup/help/pages/{page.pk}/", {**given, "look": "yes"})
    assert "<strong>Tell</strong>" in looked.content.decode()
    page.refresh_from_db()
    assert page.text != given["text"]
    desk_of_nora.post(f"/setup/help/pages/{page.pk}/", {**given, "is_published": "on"})
    assert "<strong>Tell</strong>" in Client().get("/help/pages/how-we-work/").content.decode()
    desk_of_nora.post(f"/setup/help/pages/{page.pk}/place", {"to": "up"})
    assert HelpPage.objects.first() == page
    desk_of_nora.post(f"/setup/help/pages/{page.pk}/", {"remove": "yes"})
    assert Client().get("/help/pages/how-we-work/").status_code == 404


def test_the_form_stands_among_the_channels(desk_of_nora: Client, mailbox: Channel, tom: Person) -> None:
    open_it(desk_of_nora, mailbox)
    form = Channel.objects.get(kind="form")
    assert desk_of_nora.get(f"/setup/channels/{form.pk}/").headers["Location"] == "/setup/help/"
    assert "the request form" in desk_of_nora.get("/setup/channels/").content.decode()
