"""One attack, and the mail that carries it. Written by hand: a mail program would refuse half of this."""

from base64 import b64encode
from dataclasses import dataclass

from tests.journeys.desk import MAILBOX
from tests.journeys.post import Letter

RUN = "alert(window.__hacked=1)"
FAR = "https://canary.example"
WORD = "pendulum"  # stands in every mail, so that one search finds them all


@dataclass(frozen=True, slots=True)
class File:
    """A file of a mail; `type` and `disposition` go into the header as they are."""

    content: bytes
    type: str
    disposition: str = 'attachment; filename="file"'
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Attack:
    """What one mail tries. `name` says it; everything else may be hostile."""

    name: str
    html: str = ""
    text: str = ""
    subject: str = ""
    sender: str = ""
    files: tuple[File, ...] = ()
    charset: str = "utf-8"
    head: str = ""  # more header lines, as they are

    @property
    def message_id(self) -> str:
        """Of its name, so that a ticket can be found again."""
        return "-".join("".join(sign if sign.isalnum() else " " for sign in self.name.lower()).split())


def of(**attacks: str) -> list[Attack]:
    """Attacks whose HTML is all that matters, by name."""
    return [Attack(name.replace("_", " "), html) for name, html in attacks.items()]


def letter(attack: Attack, first: Attack | None = None) -> Letter:
    """The mail of `attack`; in the thread of `first`, if one is given, and from the same address."""
    sender = f"{(first or attack).message_id[:40]}@elsewhere.example"
    parts = [_part("text/plain; charset=utf-8", (attack.text or f"{WORD} {attack.name}").encode())]
    if attack.text:
        parts.append(_part("text/plain; charset=utf-8", WORD.encode()))
    if attack.html:
        html = attack.html.replace("RUN", RUN).replace("FAR", FAR)
        content = f"{html}<p>{WORD} {attack.name}</p>".encode(attack.charset, "surrogatepass")
        parts = [_part(f"text/html; charset={attack.charset}", content)]
    parts += [
        _part(file.type, file.content, f"Content-Disposition: {file.disposition}\r\n" + _content_id(file))
        for file in attack.files
    ]
    name = f"{attack.message_id}@elsewhere.example"
    answers = f"In-Reply-To: <{first.message_id}@elsewhere.example>\r\n" if first else ""
    head = (
        f"From: {_encoded(attack.sender or attack.name)} <{sender}>\r\nTo: {MAILBOX}\r\n"
        f"Subject: {_encoded(attack.subject or f'{WORD} {attack.name}')}\r\nMessage-ID: <{name}>\r\n{answers}{attack.head}"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_edge"\r\n\r\n'
    )
    body = b"".join(b"--=_edge\r\n" + part for part in parts) + b"--=_edge--\r\n"
    return Letter(name, sender, head.encode() + body)


def _encoded(words: str) -> str:
    """RFC 2047, in pieces, so that any letter can stand in a header."""
    pieces = [words[place : place + 15] for place in range(0, len(words), 15)]
    return "\r\n ".join(f"=?utf-8?B?{b64encode(piece.encode()).decode()}?=" for piece in pieces)


def _content_id(file: File) -> str:
    return f"Content-ID: <{file.content_id}>\r\n" if file.content_id else ""


def _part(kind: str, content: bytes, more: str = "") -> bytes:
    packed = b64encode(content)
    lines = b"\r\n".join(packed[place : place + 76] for place in range(0, len(packed), 76))
    head = f"Content-Type: {kind}\r\n{more}Content-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("utf-8", "surrogatepass") + lines + b"\r\n"
