"""The form's channel: what is kept, what is read, what holds machines back, and what its pages need."""

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core import signing
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from heard.channels.form import door, findability, receive, setup, spam
from heard.channels.form.door import Sent, Submission, TooMuch
from heard.channels.form.models import Asked, ContactWay, Way
from heard.channels.form.setup import Impossible
from heard.channels.form.spam import Verdict
from heard.channels.models import Arrival, Channel
from heard.lib import rates
from heard.lib.ref import NOBODY

PAYLOADS = Path(__file__).with_name("payloads")


@pytest.fixture
def form(mailbox: Channel) -> Channel:
    """The open form of Larkfield Bikes."""
    return setup.open_form(mailbox, name="Larkfield Bikes", by=NOBODY)


def test_a_submission_is_read() -> None:
    found = receive.read((PAYLOADS / "a-complaint.json").read_bytes())
    assert (found.sender.email, found.sender.name) == ("ada@okoye.example", "Ada Okoye")
    assert found.text.endswith("I ride at five in the morning.\n\nOrder number: 20377")
    assert [(file.name, file.type) for file in found.files] == [
        ("bell.gif", "image/gif"),
        ("../receipt.html", "application/octet-stream"),
    ]
    assert (found.tags, found.ticket, found.problems) == (("complaint",), 0, ())


@pytest.mark.parametrize("name", ["cut", "a-list", "odd-base64"])
def test_what_is_no_submission_is_kept_as_it_is(name: str) -> None:
    raw = (PAYLOADS / f"{name}.json").read_bytes()
    assert receive.read(raw).problems == ("unreadable",)
    assert receive.read(raw).text == raw.decode()


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    assert receive.read(raw).problems == ("unreadable",)


@given(st.text(max_size=200), st.text(max_size=60), st.binary(max_size=50))
def test_what_is_written_is_read_again(text: str, subject: str, content: bytes) -> None:
    sent = Submission("Ada", "ada@okoye.example", text, subject, files=(Sent("a.bin", content),))
    raw, name = door.written(sent, uuid.UUID(int=7), "help@larkfield.example")
    found = receive.read(raw)
    storable = "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff").strip()
    assert (found.text, found.files[0].content) == (storable, content)
    assert found.message_id == f"{name}@larkfield.example"


def test_pressed_twice_it_is_kept_once(form: Channel) -> None:
    key, sent = uuid.uuid4(), Submission("Ada", "ada@okoye.example", "My bell.")
    assert door.keep(form, sent, key=key) == door.keep(form, sent, key=key)
    assert Arrival.objects.count() == 1


def test_other_words_under_the_same_key_are_kept_too(form: Channel) -> None:
    key = uuid.uuid4()
    for text in ("My bell.", "My bell, and my lamp."):
        door.keep(form, Submission("Ada", "ada@okoye.example", text), key=key)
    assert Arrival.objects.count() == 2


def test_too_many_files_are_refused(form: Channel) -> None:
    files = tuple(Sent(f"{n}.txt", b"x") for n in range(door.MOST_FILES + 1))
    with pytest.raises(TooMuch, match="10 files are the most"):
        door.keep(form, Submission("Ada", "ada@okoye.example", "x", files=files), key=uuid.uuid4())
    with pytest.raises(TooMuch, match="18 MB"):
        door.check((Sent("large", b"x" * (door.MOST_BYTES + 1)),))
    assert Arrival.objects.count() == 0


def proof_of(token: str) -> str:
    """What a browser works out."""
    return str(next(number for number in range(10**7) if spam.is_proof(token, str(number))))


def made(token: str, seconds: float) -> str:
    """The same token, made so many seconds earlier."""
    name, at = signing.loads(token, salt=spam.SALT)
    return signing.dumps([name, at - seconds], salt=spam.SALT)


def test_a_proof_takes_work() -> None:
    token = spam.token()
    proof = proof_of(token)
    assert int(proof) > 0
    assert not spam.is_proof(spam.token(), proof)
    assert not spam.is_proof(token, proof + "0")
    assert not any(spam.is_proof(token, odd) for odd in ("", "-1", "1e3", "٣", "9" * 13))


def test_with_proof_two_seconds_are_enough(db: None) -> None:
    quick, fine = spam.token(), made(spam.token(), 3)
    assert spam.judge(quick, proof=proof_of(quick), trap="", network="n") is Verdict.TOO_SOON
    assert spam.judge(fine, proof=proof_of(fine), trap="", network="n") is Verdict.FINE


def test_without_it_takes_longer_and_fewer_go_through(db: None) -> None:
    assert spam.judge(made(spam.token(), 3), proof="", trap="", network="n") is Verdict.TOO_SOON
    slow = [spam.judge(made(spam.token(), 9), proof="", trap="", network="n") for _ in range(7)]
    assert slow == [Verdict.FINE] * 6 + [Verdict.TOO_MANY]
    proven = made(spam.token(), 9)
    assert spam.judge(proven, proof=proof_of(proven), trap="", network="n") is Verdict.FINE


def test_a_filled_trap_and_a_foreign_token_are_told_apart() -> None:
    assert spam.judge(spam.token(), proof="", trap="x", network="n") is Verdict.TRAPPED
    assert spam.judge("made.up:token", proof="", trap="", network="n") is Verdict.STALE


def test_a_network_is_counted_as_one(db: None) -> None:
    assert {rates.block_of(one) for one in ("192.0.2.1", "192.0.2.250", "::ffff:192.0.2.9")} == {
        "192.0.2.0/24"
    }
    assert rates.block_of("2001:db8:1:2::1") == rates.block_of("2001:db8:1:ff::7%eth0")
    assert rates.block_of("nonsense") == "unknown"
    cache.clear()  # what counts stands in the database


def test_what_is_counted_names_nobody(db: None) -> None:
    for _ in range(3):
        rates.allowed("form", "192.0.2.0/24", most=9, within=spam.AN_HOUR)
    ((name, used),) = rates.Rate.objects.values_list("name", "used")
    assert (used, len(name), "192" in name and "form" in name) == (3, 40, False)


def test_what_is_over_is_no_longer_counted(db: None) -> None:
    rates.Rate.objects.create(name="old", until=datetime(2020, 1, 1, tzinfo=UTC), used=9)
    assert rates.allowed("form", "n", most=1, within=spam.AN_HOUR)
    assert not rates.allowed("form", "n", most=1, within=spam.AN_HOUR)
    rates.prune()
    assert rates.Rate.objects.count() == 1


def test_opening_again_brings_back_what_it_said(form: Channel, mailbox: Channel) -> None:
    setup.say(form, setup.Words(welcome="Good day."), {"email": "To answer you."}, by=NOBODY)
    setup.close(form, by=NOBODY)
    assert setup.current() is None
    again = setup.open_form(mailbox, name="Larkfield", by=NOBODY)
    assert (again.pk, again.form.welcome, again.form.purposes) == (
        form.pk,
        "Good day.",
        {"email": "To answer you."},
    )


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("www.example.org", "https://www.example.org"),
        ("http://localhost:8080/page?x=1", "http://localhost:8080"),
        ("https://*.example.org", "https://*.example.org"),
        ("bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_a_site_is_its_origin(written: str, origin: str) -> None:
    assert setup.origin(written) == origin


@pytest.mark.parametrize(
    "written",
    ["*", "https://", "a;script-src", "https://a.example,b", "'self'", "a b", "x\ny", "https://u@a.example"],
)
def test_what_could_end_the_header_is_no_site(written: str) -> None:
    with pytest.raises(Impossible):
        setup.origin(written)


def test_no_question_without_a_purpose(form: Channel) -> None:
    with pytest.raises(Impossible, match="Say why you ask"):
        setup.ask(form, label="Birthday", purpose=" ", by=NOBODY)
    with pytest.raises(Impossible, match="two lines"):
        setup.ask(form, label="Size", purpose="So it fits.", asked=Asked.CHOICE, choices=["M"], by=NOBODY)


def test_the_check_says_what_customers_miss(form: Channel) -> None:
    assert [lack.is_grave for lack in findability.lacks(None, [])] == [True]
    assert findability.lacks(form, [])[0].words == "The contact page lists no way to you. Add one."
    setup.offer(ContactWay(way=Way.EMAIL, address="help@larkfield.example"), by=NOBODY)
    said = [lack.words for lack in findability.lacks(form, setup.ways())]
    assert said == [
        "No way on the contact page leads to a person. Mark those that a person answers.",
        "Email does not say by when one is answered.",
        "The form is not on the contact page.",
    ]
    phone = ContactWay(
        way=Way.PHONE, address="+44 1632 960 117", hours="9 to 5", answered="At once", by_person=True
    )
    setup.offer(phone, by=NOBODY)
    setup.offer(ContactWay(way=Way.FORM, by_person=True), by=NOBODY)
    setup.say(form, setup.Words(answered="Within a day"), {}, by=NOBODY)  # the form's sentence, for all pages
    form.form.refresh_from_db()
    ContactWay.objects.filter(way=Way.EMAIL).update(answered="Within a day")
    assert findability.lacks(form, setup.ways()) == []


def test_ways_change_places(form: Channel) -> None:
    numbers = [setup.offer(ContactWay(way=way), by=NOBODY).pk for way in (Way.FORM, Way.PHONE, Way.POST)]
    setup.move(numbers[2], True, by=NOBODY)
    setup.move(numbers[0], True, by=NOBODY)  # it is the first already
    assert [way.pk for way in setup.ways()] == [numbers[0], numbers[2], numbers[1]]


def test_the_raw_payload_is_readable_json(form: Channel) -> None:
    raw, _name = door.written(Submission("Ada", "ada@okoye.example", "Grüße"), uuid.uuid4(), form.address)
    assert json.loads(raw)["text"] == "Grüße"
    assert "Grüße".encode() in raw
