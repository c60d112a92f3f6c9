"""The coach beside a draft: marks and cards while typing, promises, a gate that is lifted, the shelf."""

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening, replying
from tests.browser.test_smooth import LONG, tasks
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
OPINION = "Thank you, Customer. In my opinion the brass one is nicer."
FLUENT = "The clock stands on the bench, and the new spring was put in this morning. "  # 15 words
CARET = "() => document.getElementById('reply-text').field.caret()"
TEXT = "() => document.getElementById('reply-text').field.text"


def begun(place: Place, page: Page, number: int, text: str = "") -> Locator:
    """The empty reply of a new ticket, with the caret in it."""
    Sender(place.desk.smtp_port).insist(letter(number, text=text))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(f"Customer {number}\\b")).click()
    page.get_by_role("heading", name=f"Clock number {number}").wait_for()
    replying(page)
    return page.get_by_role("textbox", name=f"Reply to Customer {number}")


def marked(page: Page, kind: str) -> list[str]:
    """The words that carry a mark."""
    found: list[str] = page.evaluate(
        "kind => [...(CSS.highlights.get(`mark-${kind}`) ?? [])].map(String)", kind
    )
    return found


def test_marks_follow_the_draft_and_the_caret_stays(place: Place, page: Page) -> None:
    box = begun(place, page, 61)
    card = page.locator("#coach .card", has_text="A personal view")
    page.keyboard.type(OPINION)
    expect(card).to_be_visible()
    assert any("In my opinion" in words for words in marked(page, "hint"))
    assert page.evaluate(CARET) == len(OPINION)
    expect(box).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    expect(card).to_have_count(0)
    page.keyboard.press("Control+v")
    expect(card).to_be_visible()
    assert page.evaluate(CARET) == len(OPINION)
    to_card(page, card)
    expect(page.locator("#coach [role=status]")).to_have_text(re.compile(r"place"))
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    assert page.evaluate(CARET) == len(OPINION)
    page.evaluate("words => document.getElementById('reply-text').field.insert(words)", "\n\nOne\nTwo")
    assert page.evaluate(TEXT) == OPINION + "\n\nOne\nTwo"
    assert page.evaluate(CARET) == len(OPINION) + 9


def test_words_are_taken_as_one_edit_and_passed_over(place: Place, page: Page) -> None:
    box = begun(place, page, 62)
    card = page.locator("#coach .card", has_text="A personal view")
    page.keyboard.type(OPINION)
    to_card(page, card)
    page.keyboard.press("1")
    expect(box).not_to_contain_text("In my opinion")
    page.keyboard.press("Control+z")
    expect(box).to_have_text(OPINION)
    to_card(page, card)
    page.keyboard.press("d")
    expect(card).to_have_count(0)
    expect(box).to_be_focused()
    page.reload()
    expect(card).to_be_visible()
    card.locator(".place").click()
    card.get_by_role("button", name="Not for this ticket").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(box).to_have_text(OPINION)
    expect(card).to_have_count(0)


def test_whoever_passes_it_over_may_say_why(place: Place, page: Page) -> None:
    box = begun(place, page, 68)
    card = page.locator("#coach .card", has_text="A personal view")
    page.keyboard.type(OPINION)
    to_card(page, card)
    page.keyboard.press("w")
    expect(card.get_by_label("Why it may stand like this")).to_be_focused()
    page.keyboard.type("They asked which one I would take.")
    with page.expect_request(re.compile("/dismissals$")) as sent:
        page.keyboard.press("Enter")
    said = parse_qs(sent.value.post_data)
    assert (said["scope"], said["reason"]) == (["once"], ["They asked which one I would take."])
    expect(card).to_have_count(0)
    expect(box).to_be_focused()
    page.reload()
    card.locator(".place").click()
    card.get_by_role("button", name="Say why").click()
    page.keyboard.type("It is what they want to hear.")
    with page.expect_request(re.compile("/dismissals$")) as sent:
        card.get_by_role("button", name="Not for this ticket").click()
    said = parse_qs(sent.value.post_data)
    assert (said["scope"], said["reason"]) == (["ticket"], ["It is what they want to hear."])


def to_card(page: Page, card: Locator) -> None:
    """The focus goes to this card."""
    expect(card).to_be_visible()
    for _each in range(6):
        page.keyboard.press("Control+.")
        if card.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError("no key led to the card")


def test_nothing_is_read_while_an_input_method_composes(place: Place, page: Page) -> None:
    box = begun(place, page, 63)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if sent.url.endswith("/review") else None)
    box.dispatch_event("compositionstart")
    page.keyboard.type(OPINION)
    expect(page.locator("[data-kept-of=reply]")).to_contain_text("draft kept", timeout=5000)
    assert asked == []
    box.dispatch_event("compositionend")
    expect(page.locator("#coach .card", has_text="A personal view")).to_be_visible()
    assert len(asked) == 1


def test_a_real_composition_is_left_alone_and_read_at_its_end(place: Place, page: Page) -> None:
    """As an input method composes: marks stand, and nothing is doubled or lost."""
    box = begun(place, page, 69)
    page.keyboard.type(OPINION)
    card = page.locator("#coach .card", has_text="A personal view")
    expect(card).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if sent.url.endswith("/review") else None)
    methods = page.context.new_cdp_session(page)
    for half in ("n", "に", "にh", "にほ", "にほん"):
        at = {"selectionStart": len(half), "selectionEnd": len(half)}
        methods.send("Input.imeSetComposition", {"text": half, **at})
        assert page.evaluate(TEXT) == OPINION + half
        assert page.evaluate(CARET) == len(OPINION + half)
    page.wait_for_timeout(1200)  # three times the rest after which words are read
    assert asked == []
    expect(card).to_be_visible()
    with page.expect_response(re.compile("/review$")):
        methods.send("Input.insertText", {"text": "日本"})
    assert (page.evaluate(TEXT), page.evaluate(CARET)) == (OPINION + "日本", len(OPINION) + 2)
    assert len(asked) == 1
    assert any("In my opinion" in words for words in marked(page, "hint"))
    expect(box).to_be_focused()


def test_the_spell_checker_sees_plain_words_and_what_it_puts_right_is_read(place: Place, page: Page) -> None:
    box = begun(place, page, 70)
    page.keyboard.type(OPINION)
    card = page.locator("#coach .card", has_text="A personal view")
    expect(card).to_be_visible()
    assert marked(page, "hint") != []
    assert box.evaluate("node => [node.spellcheck, node.isContentEditable]") == [True, True]
    # Marks are painted, not written: no element parts a word or stands between two.
    assert box.evaluate("node => [...node.childNodes].map((each) => each.nodeName)") == ["#text"]
    box.evaluate("node => node.field.write('')")
    page.keyboard.type("Thank you. In my opinon the brass one is nicer.")
    expect(card).to_have_count(0)
    misspelt = "Thank you. In my opinon"
    start, end = len("Thank you. In my "), len(misspelt)
    with page.expect_response(re.compile("/review$")):
        box.evaluate("(node, [start, end]) => node.field.select(start, end)", [start, end])
        page.evaluate("() => document.execCommand('insertText', false, 'opinion')")
    expect(card).to_be_visible()
    assert page.evaluate(CARET) == len("Thank you. In my opinion")
    page.keyboard.press("Control+z")
    expect(box).to_contain_text(misspelt)
    expect(card).to_have_count(0)


def test_an_automatic_text_a_macro_and_a_help_page_are_read(place: Place, page: Page) -> None:
    for address, name in (
        ("/setup/channels/1/words/", "When a first mail has arrived"),
        ("/setup/macros/new/", "Words"),
        ("/setup/help/pages/new/", "Words"),
    ):
        page.goto(address)
        page.get_by_role("textbox", name=name).first.click()
        page.keyboard.type("Dear Customer, in my opinion you should wait.")
        cards = page.locator("#coach .card")
        expect(cards.filter(has_text="in my opinion")).to_be_visible()
        assert any("in my opinion" in words for words in marked(page, "hint"))
        offers = cards.filter(has_text="Dear Customer").locator(".say button")
        expect(offers).to_have_count(2 if "macros" in address else 0)  # only there a name comes in


def test_a_thousand_words_do_not_hold_the_keys(place: Place, page: Page, browser: Browser) -> None:
    box = begun(place, page, 64)
    page.keyboard.insert_text(OPINION + " " + FLUENT * 66)
    expect(page.locator("#coach .card", has_text="A personal view")).to_be_visible()
    with tasks(browser, page) as found, page.expect_response(re.compile("/review$")):
        page.keyboard.type("It keeps its time. ", delay=10)
    expect(box).to_contain_text("It keeps its time. ")
    assert found[0] <= LONG


def test_promise_phrase_and_gate(place: Place, window: BrowserContext) -> None:
    page = window.new_page()  # its console tells of the refusal
    box = begun(place, page, 65, "The clock you sold me is broken. This is a DISGRACE!!!")
    expect(page.locator(".theirs .heat")).to_contain_text("Sounds angry")
    page.keyboard.type("Did you plug it in? I'll call you tomorrow before noon. ")
    expect(page.locator("#promise .what")).to_contain_text("I'll call you tomorrow")
    page.keyboard.press("Control+;")
    expect(page.locator("#promise .noted")).to_contain_text("noted on the ticket when this is sent")
    expect(box).to_be_focused()
    page.keyboard.press("Control+/")
    page.get_by_role("searchbox", name="Find a macro or a phrase").fill("whole story")
    page.get_by_role("button", name=re.compile("^Customer, please tell me")).click()
    expect(box).to_contain_text("noon. Customer, please tell me")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stopped")).to_contain_text("Did you plug it in?")
    page.get_by_label("Why it must go out as it is").fill("She asked for the list.")
    expect(page.locator("#promise .noted")).to_be_visible()
    page.get_by_role("button", name="Send it all the same").click()
    expect(page.locator(".ours")).to_contain_text("Did you plug it in?")
    expect(page.locator("#stream")).to_contain_text("noted a promise, due")


def test_macros_automatic_texts_and_notes_for_the_customer(place: Place, page: Page) -> None:
    page.goto("/setup/macros/new/")
    words = page.get_by_role("textbox", name="Words")
    words.click()
    page.keyboard.type("Dear Customer, in my opinion you should wait.")
    cards = page.locator("#coach .card")
    expect(cards.filter(has_text="in my opinion")).to_be_visible()
    assert any("Dear Customer" in each for kind in ("hint", "warn") for each in marked(page, kind))
    page.keyboard.press("Control+.")
    page.keyboard.press("d")
    expect(cards).to_have_count(1)
    expect(words).to_be_focused()
    begun(place, page, 66)
    page.keyboard.press("Escape")
    listening(page)
    page.keyboard.press("n")
    note = page.get_by_role("textbox", name="Note for colleagues")
    expect(note).to_be_focused()
    page.keyboard.type("Say this: in my opinion it is fine.")
    inside = page.locator("#note-coach .card", has_text="in my opinion")
    page.get_by_label("Words for the customer").check()
    expect(inside).to_be_visible()
    page.get_by_label("Words for the customer").uncheck()
    expect(inside).to_have_count(0)


def test_a_guess_is_told_from_a_fix_and_a_reply_to_many_is_read(place: Place, page: Page) -> None:
    begun(place, page, 67)
    page.keyboard.type("Thank you, Customer. Reset the clock at noon, that fixes it.")
    card = page.locator("#coach .card", has_text="Reset the clock")
    page.get_by_label("How sure is this fix?").select_option("75")
    expect(card).to_be_visible()
    page.get_by_label("How sure is this fix?").select_option("100")
    expect(card).to_have_count(0)
    page.goto("/desk/")
    page.get_by_label(re.compile(r"Select No\.")).first.check(force=True)
    page.get_by_role("button", name="Reply to them").click()
    words = page.get_by_role("textbox", name="Reply to all of them")
    words.wait_for()  # of the next page: this one is left only now
    listening(page)
    words.press_sequentially(OPINION)
    expect(page.locator("#coach .card", has_text="A personal view")).to_be_visible()
