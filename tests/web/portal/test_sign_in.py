"""Signing in by mail: once, soon, in the browser that asked; and nobody learns who is known."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from heard.channels.models import Channel
from heard.customers import known_browsers, sign_in
from heard.customers.models import CustomerSession, SignIn
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows
from tests.web.portal.conftest import ask_for_figures, mails_to, my_pages_of

ADA = "ada@okoye.example"
VARIES = ("Content-Length", "X-Request-ID")


@pytest.fixture
def ada(ada_writes: Write, form: Channel) -> str:
    """Ada's address, from which she has written."""
    ada_writes()
    return ADA


def link_of(address: str) -> str:
    """Where the link of the newest mail leads."""
    found = re.search(r"/my/sign-in/[0-9]+-[0-9a-f]+/", mails_to(address)[-1].replace("=\r\n", ""))
    assert found
    return found[0]


def is_in(browser: Client) -> bool:
    return browser.get("/my/").status_code == 200


def test_the_figures_sign_in(ada: str) -> None:
    browser = my_pages_of(ada)
    assert is_in(browser)
    cookie = browser.cookies["heard_my"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/my/", True, "Lax")
    assert not CustomerSession.objects.filter(digest=cookie.value).exists()  # only a digest is kept


def test_known_or_not_the_answer_is_the_same(ada: str) -> None:
    pages = []
    for address in (ada, "nobody@elsewhere.example"):
        browser = Client()
        asked = browser.post("/my/sign-in/", {"email": address})
        page = browser.get("/my/sign-in/figures/").content.decode()
        pages.append((asked.status_code, asked.headers["Location"], re.sub(r'value="[^"]*"', "", page)))
    everything_follows()
    assert pages[0] == pages[1]
    assert (len(mails_to(ada)), mails_to("nobody@elsewhere.example")) == (1, [])


def test_the_figures_work_once_and_for_fifteen_minutes(ada: str) -> None:
    first, second = Client(), Client()
    figures = ask_for_figures(first, ada)
    second.cookies["heard_asked"] = first.cookies["heard_asked"].value
    assert first.post("/my/sign-in/figures/", {"figures": figures}).status_code == 302
    assert second.post("/my/sign-in/figures/", {"figures": figures}).status_code == 422
    late = Client()
    figures = ask_for_figures(late, ada)
    SignIn.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert late.post("/my/sign-in/figures/", {"figures": figures}).status_code == 422


def test_the_figures_work_only_where_they_were_asked_for(ada: str) -> None:
    figures = ask_for_figures(Client(), ada)
    elsewhere = Client()
    ask_for_figures(elsewhere, "nobody@elsewhere.example")
    assert elsewhere.post("/my/sign-in/figures/", {"figures": figures}).status_code == 422
    assert Client().post("/my/sign-in/figures/", {"figures": figures}).status_code == 422


def test_five_wrong_figures_end_it(ada: str) -> None:
    browser = Client()
    figures = ask_for_figures(browser, ada)
    wrong = "000000" if figures != "000000" else "111111"
    for _ in range(sign_in.MOST_TRIES):
        assert browser.post("/my/sign-in/figures/", {"figures": wrong}).status_code == 422
    assert browser.post("/my/sign-in/figures/", {"figures": figures}).status_code == 422


@pytest.mark.parametrize("odd", ["", "\u00b2" * 6, "\u0660" * 6, "12345", "x" * 5000, "\0"])
def test_odd_figures_are_wrong_ones(ada: str, odd: str) -> None:
    browser = Client()
    ask_for_figures(browser, ada)
    assert browser.post("/my/sign-in/figures/", {"figures": odd}).status_code == 422


def test_figures_may_be_typed_as_the_mail_writes_them(ada: str) -> None:
    browser = Client()
    figures = ask_for_figures(browser, ada)
    answer = browser.post("/my/sign-in/figures/", {"figures": f" {figures[:3]} {figures[3:]} "})
    assert answer.status_code == 302


def test_a_get_of_the_link_changes_nothing(ada: str) -> None:
    browser = Client()
    ask_for_figures(browser, ada)
    link = link_of(ada)
    for _ in range(3):
        assert "See my requests" in browser.get(link).content.decode()
    assert not is_in(browser)
    assert browser.post(link).headers["Location"] == "/my/"
    assert is_in(browser)
    assert browser.get(link).status_code == 410


def test_the_link_works_for_fifteen_minutes(ada: str) -> None:
    """By the clock of the asking, to the second: shown and pressed before, and neither of it after."""
    browser = Client()
    asked = timezone.now()
    ask_for_figures(browser, ada)
    row, link = SignIn.objects.get(), link_of(ada)
    assert timedelta(0) <= row.ends_at - asked - timedelta(minutes=15) < timedelta(minutes=1)
    SignIn.objects.update(ends_at=timezone.now() + timedelta(seconds=30))
    assert "See my requests" in browser.get(link).content.decode()
    SignIn.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    for late in (browser.get(link), browser.post(link)):  # one that was open before is pressed too late
        assert late.status_code == 410
        assert "It works once, and for 15 minutes." in late.content.decode()
    assert not is_in(browser)


def test_the_link_opens_nothing_in_another_browser(ada: str) -> None:
    ask_for_figures(Client(), ada)
    link, elsewhere = link_of(ada), Client()
    assert "Another browser asked for this" in elsewhere.get(link).content.decode()
    assert "Another browser asked for this" in elsewhere.post(link).content.decode()
    assert not is_in(elsewhere)


@pytest.mark.parametrize("secret", ["1-x", "x", "1", "-1-2", "9" * 30 + "-a", "1-" + "0" * 40, "٣-a"])
def test_a_made_up_link_opens_nothing(form: Channel, secret: str) -> None:
    for answer in (Client().get(f"/my/sign-in/{secret}/"), Client().post(f"/my/sign-in/{secret}/")):
        assert answer.status_code == 410


def test_what_is_stored_opens_nothing(ada: str) -> None:
    """The row alone holds neither figures nor link, and no cookie."""
    browser = Client()
    figures = ask_for_figures(browser, ada)
    row = SignIn.objects.get()
    stored = " ".join(str(getattr(row, field.attname)) for field in SignIn._meta.concrete_fields)
    assert figures not in stored
    assert browser.cookies["heard_asked"].value not in stored
    assert sign_in.secret(row).partition("-")[2] not in stored
    assert ADA not in str([(entry.data, entry.kind) for entry in Entry.objects.all()])


def test_mails_to_one_address_are_few_and_so_are_asks_from_one_network(ada: str) -> None:
    for _ in range(12):
        Client().post("/my/sign-in/", {"email": ada})
    everything_follows()
    assert len(mails_to(ada)) == sign_in.MOST_FROM_THERE
    answers = {Client().post("/my/sign-in/", {"email": f"n{n}@a.example"}).status_code for n in range(20)}
    assert answers == {302, 429}


def test_beyond_the_mails_of_a_day_there_is_nothing_to_guess_at(ada: str) -> None:
    browsers = [Client() for _ in range(sign_in.MOST_FROM_THERE + 1)]
    for browser in browsers:
        browser.post("/my/sign-in/", {"email": ada})
    assert SignIn.objects.filter(address=ada).count() == sign_in.MOST_FROM_THERE
    for row in SignIn.objects.all():
        browsers[-1].post("/my/sign-in/figures/", {"figures": sign_in.figures(row)})
    assert not is_in(browsers[-1])


def strangers_ask(address: str, times: int, *, network: str = "203.0.113.5") -> None:
    """Somebody who is not asked to, each time in a new browser, from one network."""
    for _ in range(times):
        Client(REMOTE_ADDR=network).post("/my/sign-in/", {"email": address})


def test_a_stranger_uses_up_their_own_mails_only(ada: str) -> None:
    strangers_ask(ada, 25)
    assert SignIn.objects.count() == sign_in.MOST_FROM_THERE
    assert is_in(my_pages_of(ada))


def test_strangers_everywhere_do_not_use_up_those_of_a_known_browser(ada: str) -> None:
    browser = my_pages_of(ada)
    browser.post("/my/sign-out")
    for network in range(8):
        strangers_ask(ada, 6, network=f"203.0.{network}.5")
    everything_follows()
    assert len(mails_to(ada)) == sign_in.MOST_A_DAY
    assert ask_for_figures(Client(), ada) == ""  # another browser waits, and reads what to do
    strangers_ask("x@a.example", 40, network="127.0.0.1")  # nor does it matter who asks in the same network
    figures = ask_for_figures(browser, ada)
    assert browser.post("/my/sign-in/figures/", {"figures": figures}).headers["Location"] == "/my/"


def test_a_known_browser_is_so_for_its_own_address_and_ten_times(ada: str, ada_writes: Write) -> None:
    ada_writes(sender="Ivo <ivo@dahl.example>", message_id="<ivo-1@dahl.example>")
    browser = my_pages_of("ivo@dahl.example")
    browser.post("/my/sign-out")
    strangers_ask(ada, 25, network="127.0.0.1")
    everything_follows()
    assert ask_for_figures(browser, ada) == ""
    asked = SignIn.objects.filter(address="ivo@dahl.example")
    before, network = asked.count(), "203.0.113.0/24"
    for _ in range(sign_in.MOST_WHERE_KNOWN + sign_in.MOST_FROM_THERE + 5):
        known = browser.cookies["heard_known"].value
        sign_in.ask("Ivo@Dahl.example", browser="b", network=network, known=known)
    assert asked.count() - before == sign_in.MOST_WHERE_KNOWN + sign_in.MOST_FROM_THERE


@pytest.mark.parametrize("held", ["", "x", "a:b:c", "\0", "W10:1abcde:" + "x" * 43])
def test_a_made_up_mark_is_none(form: Channel, held: str) -> None:
    assert known_browsers.mark(held, ADA) == ""
    again = known_browsers.with_one_more(held, ADA)
    assert known_browsers.mark(again, ADA)


def test_a_browser_remembers_five_addresses_and_names_none() -> None:
    held = ""
    for n in range(7):
        held = known_browsers.with_one_more(held, f"n{n}@a.example")
    remembered = [n for n in range(7) if known_browsers.mark(held, f"N{n}@a.example")]
    assert remembered == [2, 3, 4, 5, 6]
    assert "example" not in str(signing.loads(held, salt=known_browsers.SALT))
    other = known_browsers.with_one_more("", "n6@a.example")
    assert known_browsers.mark(other, "n6@a.example") != known_browsers.mark(held, "n6@a.example")


def test_its_mark_is_over_after_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    held = known_browsers.with_one_more("", ADA)
    monkeypatch.setattr(known_browsers, "LASTS", timedelta(seconds=-1))
    assert known_browsers.mark(held, ADA) == ""


def test_the_figures_of_an_earlier_mail_still_work(ada: str) -> None:
    browser = Client()
    first = ask_for_figures(browser, ada)
    for _ in range(sign_in.MOST_FROM_THERE + 2):
        browser.post("/my/sign-in/", {"email": ada})
    assert "still work, also from an earlier mail" in browser.get("/my/sign-in/figures/").text
    assert browser.post("/my/sign-in/figures/", {"figures": first}).headers["Location"] == "/my/"


def test_many_mails_give_no_more_tries(ada: str) -> None:
    """What is typed is a try at each mail of the browser, so ten mails are no fifty tries at the first."""
    browser = Client()
    figures = [ask_for_figures(browser, ada) for _ in range(3)]
    wrong = next(f"{n:06}" for n in range(9) if f"{n:06}" not in figures)
    for _ in range(sign_in.MOST_TRIES):
        browser.post("/my/sign-in/figures/", {"figures": wrong})
    assert set(SignIn.objects.values_list("tries", flat=True)) == {sign_in.MOST_TRIES}
    for each in figures:
        assert browser.post("/my/sign-in/figures/", {"figures": each}).status_code == 422


def test_no_road_of_asking_tells_who_is_a_customer(ada: str, ada_writes: Write) -> None:
    """Asked until nothing is left, in a fresh browser and a known one, with wrong figures: all is alike."""
    ada_writes(sender="Ivo <ivo@dahl.example>", message_id="<ivo-1@dahl.example>")
    seen = []
    for n, address in enumerate((ada, "nobody@elsewhere.example")):
        home, known = f"198.51.{n}.7", my_pages_of("ivo@dahl.example")
        known.post("/my/sign-out")
        seen.append([_looks(browser, address, home) for browser in (Client(), known) for _ in range(20)])
    for one, other in zip(*seen, strict=True):
        assert one == other
    assert {look[0] for look in seen[0]} == {302, 429}


def _looks(browser: Client, address: str, home: str) -> list[object]:
    """What somebody sees who asks for the figures of an address and then types wrong ones."""
    answers = [
        browser.post("/my/sign-in/", {"email": address}, REMOTE_ADDR=home),
        browser.get("/my/sign-in/figures/", REMOTE_ADDR=home),
        browser.post("/my/sign-in/figures/", {"figures": "x"}, REMOTE_ADDR=home),
    ]
    seen: list[object] = [answer.status_code for answer in answers]
    for answer in answers:
        seen.append({name: value for name, value in answer.headers.items() if name not in VARIES})
        seen.append(re.sub(r'value="[^"]*"', "", answer.text))
        seen.append({name: (held["path"], held["max-age"]) for name, held in answer.cookies.items()})
    return seen


def test_signing_out_ends_this_browser_or_all(ada: str) -> None:
    here, there, third = (my_pages_of(ada) for _ in range(3))
    here.post("/my/sign-out")
    assert [is_in(one) for one in (here, there, third)] == [False, True, True]
    there.post("/my/sign-out", {"everywhere": "yes"})
    assert [is_in(one) for one in (there, third)] == [False, False]
    assert CustomerSession.objects.count() == 0


def test_signing_in_again_ends_the_session_before(ada: str) -> None:
    browser = my_pages_of(ada)
    figures = sign_in.figures(_asked_again(browser, ada))
    assert browser.post("/my/sign-in/figures/", {"figures": figures}).status_code == 302
    assert (is_in(browser), CustomerSession.objects.count()) == (True, 1)


def _asked_again(browser: Client, address: str) -> SignIn:
    """As in a second tab that was opened before the first signed in."""
    sign_in.ask(address, browser="its cookie", network="192.0.2.0/24")
    browser.cookies["heard_asked"] = "its cookie"
    return SignIn.objects.latest("pk")


def test_a_session_ends_by_itself(ada: str) -> None:
    browser = my_pages_of(ada)
    CustomerSession.objects.update(ends_at=timezone.now())
    assert not is_in(browser)


def test_the_mail_asks_machines_not_to_answer(ada: str) -> None:
    figures = ask_for_figures(Client(), ada)
    mail = mails_to(ada)[-1]
    assert f"Subject: {figures} signs you in at Larkfield Bikes\r\n" in mail
    assert "Auto-Submitted: auto-generated\r\n" in mail
    assert "Re: " not in mail


def test_whoever_wanted_one_request_is_led_there(ada: str) -> None:
    browser = Client()
    assert browser.get("/my/requests/1/").headers["Location"] == "/my/sign-in/?to=1"
    asked = browser.post("/my/sign-in/", {"email": ada, "to": "1"})
    assert asked.headers["Location"] == "/my/sign-in/figures/?to=1"
    everything_follows()
    figures = mails_to(ada)[-1].partition("Subject: ")[2][:6]
    answer = browser.post("/my/sign-in/figures/", {"figures": figures, "to": "1"})
    assert answer.headers["Location"] == "/my/requests/1/"


def test_what_is_old_is_forgotten(ada: str) -> None:
    ask_for_figures(Client(), ada)
    SignIn.objects.update(asked_at=timezone.now() - timedelta(days=2))
    ask_for_figures(Client(), "nobody@elsewhere.example")
    sign_in.prune()
    assert list(SignIn.objects.values_list("address", flat=True)) == ["nobody@elsewhere.example"]
