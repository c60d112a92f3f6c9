"""A mail as it was sent, and its files: what the answers allow a browser to do with them."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.test import Client

from heard.channels.email import receive
from heard.tickets import intake
from heard.tickets.models import Attachment, Message
from heard.web.policy import DOWNLOAD_POLICY
from tests.conftest import Keep, Write

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\3\0\0\0\2\x08\x06\0\0\0 and so on"
HTML = (
    '<p style="color:red">Hello</p><img alt="far" src="https://far.example/p.png">'
    '<img alt="near" src="cid:near@x"><img alt="lie" src="cid:lie@x"><script>alert(1)</script>'
)


def letter() -> bytes:
    """A mail with one remote picture, one of its own, one HTML file that says it is a picture, one SVG."""
    written = EmailMessage(policy=SMTP)
    written["From"], written["To"] = "Ada Okoye <ada@okoye.example>", "help@larkfield.example"
    written["Subject"], written["Message-ID"] = "My bell", "<html-1@okoye.example>"
    written.set_content("Hello")
    written.add_alternative(HTML, subtype="html")
    own = written.get_payload()[1]  # type: ignore[index]
    own.add_related(PNG, "image", "png", cid="<near@x>", filename="near.png")  # type: ignore[union-attr]
    own.add_related(b"<html><script>alert(1)</script>", "image", "png", cid="<lie@x>", filename="lie.png")  # type: ignore[union-attr]
    written.add_attachment(b"<svg onload='alert(1)'/>", "image", "svg+xml", filename="bell\u202egvs.svg")
    return written.as_bytes()


@pytest.fixture
def message(keep: Keep) -> Message:
    """Ada's mail with pictures, taken in."""
    raw = letter()
    taken = intake.take_in(keep(raw), receive.read(raw))
    assert taken
    return taken


def url(message: Message, rest: str = "") -> str:
    return f"/desk/tickets/{message.ticket_id}/messages/{message.pk}/as-sent{rest}"


def file_url(message: Message, name: str, rest: str = "") -> str:
    attachment = Attachment.objects.get(message=message, name__startswith=name)
    return f"/desk/tickets/{message.ticket_id}/files/{attachment.pk}{rest}"


def test_the_page_frames_it_without_rights(message: Message, desk_of_tom: Client) -> None:
    answer = desk_of_tom.get(url(message))
    page = answer.content.decode()
    frame = f'<iframe id="sent" src="{url(message, "/body")}"'
    assert f'{frame} sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "1 picture on another server is not loaded." in page
    assert f'href="{url(message)}?pictures=1"' in page
    assert "far.example" not in page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_frame_may_load_nothing(message: Message, desk_of_tom: Client) -> None:
    answer = desk_of_tom.get(url(message, "/body"))
    headers = answer.headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
        " sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    body = answer.content.decode().partition("<body")[2]
    assert '<img alt="far" data-src="https://far.example/p.png">' in body
    assert '<img alt="near" src="data:image/png;base64,iVBOR' in body
    assert '<img alt="lie">' in body  # HTML that calls itself a picture
    assert "script" not in body


def test_remote_pictures_load_when_asked(message: Message, desk_of_tom: Client) -> None:
    page = desk_of_tom.get(url(message, "?pictures=1")).content.decode()
    assert f'src="{url(message, "/body?pictures=1")}"' in page
    assert "their sender can see that you looked" in page
    answer = desk_of_tom.get(url(message, "/body?pictures=1"))
    assert '<img alt="far" src="https://far.example/p.png">' in answer.content.decode()
    assert "img-src data: https: http:;" in answer.headers["Content-Security-Policy"]


def test_a_mail_without_html_shows_its_words(ada_writes: Write, desk_of_tom: Client) -> None:
    plain = ada_writes(text="The <b>bell</b> fell off.")
    page = desk_of_tom.get(url(plain)).content.decode()
    assert "<iframe" not in page
    assert "<p>The &lt;b&gt;bell&lt;/b&gt; fell off.</p>" in page
    assert desk_of_tom.get(url(plain, "/body")).status_code == 404
    assert url(plain) not in desk_of_tom.get(f"/desk/tickets/{plain.ticket_id}").content.decode()


def test_another_tickets_message_is_not_found(
    message: Message, ada_writes: Write, desk_of_tom: Client
) -> None:
    other = ada_writes(message_id="<other@x>", text="Other.")
    for rest in ("as-sent", "as-sent/body"):
        assert (
            desk_of_tom.get(f"/desk/tickets/{other.ticket_id}/messages/{message.pk}/{rest}").status_code
            == 404
        )


def test_strangers_see_nothing(message: Message, client: Client, nora: None) -> None:
    for address in (url(message), url(message, "/body"), file_url(message, "near", "/picture")):
        assert client.get(address).headers["Location"].startswith("/sign-in/")


def test_pictures_stand_on_the_ticket_and_nothing_else_does(message: Message, desk_of_tom: Client) -> None:
    page = desk_of_tom.get(f"/desk/tickets/{message.ticket_id}").content.decode()
    assert page.count("<img") == 1
    assert f'<img src="{file_url(message, "near", "/picture")}" alt="" loading="lazy"' in page
    assert "bellgvs.svg" in page
    assert f'href="{url(message)}"' in page


def test_a_picture_is_given_as_what_it_is(message: Message, desk_of_tom: Client) -> None:
    answer = desk_of_tom.get(file_url(message, "near", "/picture"))
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    headers = answer.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"] == 'inline; filename="near.png"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == DOWNLOAD_POLICY
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["lie", "bell"])
@pytest.mark.parametrize("rest", ["", "/picture"])
def test_everything_else_is_a_download(message: Message, desk_of_tom: Client, name: str, rest: str) -> None:
    headers = desk_of_tom.get(file_url(message, name, rest)).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Security-Policy"] == DOWNLOAD_POLICY


def test_a_picture_larger_than_the_page_keeps_its_words(
    message: Message, desk_of_tom: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heard.web.desk.as_sent.MOST_PICTURES", 10)
    assert '<img alt="near">' in desk_of_tom.get(url(message, "/body")).content.decode()
