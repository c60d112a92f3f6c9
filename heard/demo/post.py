"""What a mail to the demo company looks like on the wire, by the act that says it came."""

import json
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from heard.demo.script import FOLDER, Act

ATTACHED, RETURNS = "Attached", "Returns"  # what to attach; whose mail comes back, and with which status
ABOUT = "About"  # what the request form asks: only what came by it has this
PROVEN = "mx.quillanby.example; dmarc=pass header.from={domain}"


def message_id(ticket: str, place: int) -> str:
    """The name that the writer's program gave a mail: the `place`th of its matter."""
    return f"<{ticket}.{place}@letters.example>"


def on_the_wire(act: Act, to: str) -> bytes:
    """The mail of `act` as it reached us at the address `to`."""
    if RETURNS in act.headers:
        return _returned(act, to)
    if ABOUT in act.headers:
        return _filled_in(act)
    mail = EmailMessage(policy=SMTP)
    domain = parseaddr(act.headers["From"])[1].rpartition("@")[2]
    mail["Authentication-Results"] = PROVEN.format(domain=domain)
    for name, value in ({"To": to} | act.headers).items():
        if name != ATTACHED:
            mail[name] = value
    mail["Date"] = format_datetime(act.at)
    mail["Message-ID"] = message_id(act.ticket, act.place)
    if act.place:
        mail["In-Reply-To"] = mail["References"] = message_id(act.ticket, 0)
    mail.set_content(act.text)
    for name in act.headers.get(ATTACHED, "").split(", "):
        if name:
            picture = (FOLDER / name).read_bytes()
            mail.add_attachment(picture, maintype="image", subtype="png", filename=name)
    return mail.as_bytes()


def _filled_in(act: Act) -> bytes:
    """What the request form's door keeps."""
    name, address = parseaddr(act.headers["From"])
    said = {
        "name": name,
        "email": address,
        "subject": act.headers["Subject"],
        "text": act.text,
        "tags": [act.headers[ABOUT]],
        "message_id": message_id(act.ticket, act.place).strip("<>"),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _returned(act: Act, to: str) -> bytes:
    """A report that a mail of ours was not delivered (RFC 3464), from a server that does not repeat it."""
    recipient, _space, status = act.headers[RETURNS].partition(" ")
    domain = recipient.rpartition("@")[2]
    return (
        f"From: Mail Delivery System <mailer-daemon@{domain}>\r\nTo: {to}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(act.at)}\r\n"
        f"Message-ID: {message_id(act.ticket, act.place)}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="back"\r\n\r\n'
        f"--back\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{act.text}\r\n"
        "--back\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.{domain}\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n"
        f"Action: failed\r\nStatus: {status}\r\n--back--\r\n"
    ).encode()
