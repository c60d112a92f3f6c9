"""Does this mail say that one of ours was not delivered, to whom, and for good?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from heard.channels.email.reading import addresses, bounce_words, headers
from heard.channels.email.reading.parts import Part
from heard.channels.inbound import Address, Bounce

REPORT = 200_000  # bytes of a delivery status that are read
SCANNED = 8_000  # characters of a bounce's own words that are read
STATUS = re.compile(r"(?<![\d.\w])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
REPLY_CODE = re.compile(r"(?<![\d.:/\w-])([45])\d\d(?=[ \-:]\S?)(?![ ](?:items|euro|eur|usd|km|kg|m|bytes))")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
FIELD = re.compile(
    r"^(Original-Recipient|Final-Recipient|Action|Status|Diagnostic-Code)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)",
    re.M | re.I,
)
NOT_FAILED = {"delivered", "relayed", "expanded"}
DIALOGUE = re.compile(r"RCPT TO:|^\s*(?:<<<|>>>)|\bsaid: [45]\d\d|diagnostic-code:", re.I | re.M)
PASSED_ON = re.compile(r"(?:re|aw|sv|fwd?|wg|tr|rv|enc|i|vs)\s*:", re.I)
OFFICE = re.compile(
    r"out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:re(?:ply|sponse)|respon)|vacation|"
    r"abwesen|absence|away from",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail shows of itself to the question whether it is a bounce."""

    root: Part
    text: str
    sender: Address
    subject: str
    to: tuple[Address, ...]

    @property
    def from_daemon(self) -> bool:
        """Whether a mail server wrote this, by its address, its name or the empty return path."""
        fields = self.root.headers
        null_path = any(value.strip() == b"<>" for value in fields.every("return-path"))
        named = bounce_words.DAEMON.search(self.sender.email + "@") or bounce_words.DAEMON.search(
            self.sender.name
        )
        return null_path or bool(named) or not self.sender.email


def recognise(evidence: Evidence) -> Bounce | None:
    """The bounce that a mail is, or None. A report of success or of reading is none (RFC 3464, RFC 8098)."""
    reports = [
        part
        for part in evidence.root.walk()
        if part.type in ("message/delivery-status", "message/global-delivery-status")
    ]
    for part in reports:
        report = part.content(set())[:REPORT].decode("utf-8", "replace")
        if found := _reported(report, evidence):
            return found
    if reports and not evidence.from_daemon:
        return None
    if evidence.root.params.get("report-type", "").lower() == "disposition-notification":
        return None
    named = evidence.root.headers.has("x-failed-recipients")
    if not (reports or named or evidence.from_daemon or bounce_words.SUBJECT.search(evidence.subject)):
        return None
    own_words = _own_words(evidence)
    if re.search(r"^Final-Recipient[ \t]*:", own_words, re.M | re.I) and (
        found := _reported(own_words, evidence)
    ):
        return found
    if reports and any(
        word in part.body.lower() for part in reports for word in (b"delivered", b"relayed", b"expanded")
    ):
        return None
    return _in_free_form(evidence, own_words) if _is_free_form(evidence, own_words) else None


def _reported(report: str, evidence: Evidence) -> Bounce | None:
    """The first recipient of a delivery status who failed for good, else at all (RFC 3464 section 2.3)."""
    failed = []
    for fields in _recipients(report):
        action = fields.setdefault("action", "failed").lower().split(" ")[0]
        if action not in NOT_FAILED and fields.keys() & {"final-recipient", "original-recipient", "status"}:
            failed.append(fields)
    for_good = (fields for fields in failed if _for_good(fields.get("status", ""), fields["action"].lower()))
    chosen = next(for_good, failed[0] if failed else None)
    return _about(chosen, evidence) if chosen else None


def _recipients(report: str) -> Iterator[dict[str, str]]:
    """The fields of each recipient, also where no empty line stands between two of them.

    A new one begins at its Final-Recipient, or at the Original-Recipient before it.
    """
    before: dict[str, str] = {}
    for group in re.split(
        r"\n[ \t]*\n|(?=^Final-Recipient)", report.replace("\r\n", "\n"), flags=re.M | re.I
    ):
        fields = before | {name.lower(): " ".join(value.split()) for name, value in FIELD.findall(group)}
        if "original-recipient" in fields and not fields.keys() & {"final-recipient", "action", "status"}:
            before = fields
            continue
        before = {}
        yield fields
    if before:
        yield before


def _about(fields: dict[str, str], evidence: Evidence) -> Bounce:
    """The bounce that the fields of one recipient describe; what they leave out is sought in the text."""
    text = evidence.text[:SCANNED]
    addressed = (_typed_address(fields.get(name, "")) for name in ("original-recipient", "final-recipient"))
    status = _status(fields.get("status", ""), fields.get("diagnostic-code", "") or text)
    recipient = next(filter(None, addressed), "") or _address_in(evidence, text)
    return Bounce(recipient, status, _for_good(status, fields["action"].lower().split(" ")[0]))


def _typed_address(value: str) -> str:
    """The address behind "rfc822;" or its kin; also where the type is missing."""
    written = value.split(";", 1)[-1].strip()
    found = ADDRESS.search(written)
    return addresses.clean(found[0] if found else written)


def _status(written: str, diagnostic: str) -> str:
    """A status of three numbers; the more exact one of the field and of the server's words."""
    found, said = STATUS.search(written), STATUS.search(diagnostic)
    if found and (found[2] != "0" or not said or said[1] != found[1]):
        return found[0]
    if said and said[1] != "2":
        return said[0]
    code = REPLY_CODE.search(diagnostic)
    if found:
        return _meaning(diagnostic, found[1]) or found[0]
    if code:
        return _meaning(diagnostic, code[1]) or f"{code[1]}.0.0"
    return _meaning(diagnostic, "") or "5.0.0"


def _meaning(words: str, status_class: str) -> str:
    """What the words say as a status of a class ("" for any); "" when they say nothing."""
    fitting = (
        (status, phrase) for status, phrase in bounce_words.MEANINGS if status.startswith(status_class)
    )
    return next((status for status, phrase in fitting if phrase.search(words)), "")


def _for_good(status: str, action: str) -> bool:
    """Class 5 is for good (RFC 3463), except a full mailbox, which empties; a delay never is."""
    return action != "delayed" and status.startswith("5") and not status.endswith(".2.2")


def _own_words(evidence: Evidence) -> str:
    """The text up to the mail that it returns."""
    own: list[str] = []
    for line in evidence.text[:SCANNED].split("\n"):
        if len(line) < 200 and bounce_words.RETURNED.match(line) and any(other.strip() for other in own):
            break
        own.append(line)
    return "\n".join(own)


def _returned_headers(evidence: Evidence) -> headers.Headers | None:
    """The headers of the returned mail, where it came as a part or in the text."""
    for part in evidence.root.walk():
        if part.type in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global",
            "message/global-headers",
        ):
            body = part.content(set())
            return headers.split(body, headers.beginning(body), len(body), set())[0]
    written = re.search(
        r"^(?:Return-Path|Received|From|Message-ID|To|Subject|Date):.*\n(?:[\w-]+:|[ \t])",
        evidence.text[:200_000],
        re.M | re.I,
    )
    if not written:
        return None
    raw = evidence.text[written.start() : written.start() + 20_000].encode("utf-8", "replace")
    return headers.split(raw, 0, len(raw), set())[0]


def _is_free_form(evidence: Evidence, own_words: str) -> bool:
    """Several signs must agree: who writes, what subject and text say, what is returned."""
    if OFFICE.search(evidence.subject):
        return False
    fields = evidence.root.headers
    named = fields.has("x-failed-recipients")
    subject = bool(bounce_words.SUBJECT.search(evidence.subject))
    said = bool(bounce_words.BODY.search(own_words))
    coded = bool(STATUS.search(own_words) or REPLY_CODE.search(own_words))
    if named and (said or subject or evidence.from_daemon):
        return True
    returned = _returned_headers(evidence) is not None
    if evidence.from_daemon:
        return sum((subject, said, coded, returned)) >= 2 or (subject and not evidence.text.strip())
    # People pass bounces on and ask about them: their own subject line tells them apart.
    passed_on = PASSED_ON.match(evidence.subject.strip()) or fields.has("in-reply-to", "references")
    spoken = returned or DIALOGUE.search(own_words) is not None
    return subject and said and coded and spoken and not passed_on


def _in_free_form(evidence: Evidence, own_words: str) -> Bounce:
    status = _status("", f"{own_words}\n{evidence.subject}")
    delayed = bool(
        re.search(
            r"delay|warning|still (?:being|trying)|will (?:keep|continue)|verzögert", evidence.subject, re.I
        )
    )
    failed = evidence.root.headers.raw("x-failed-recipients").decode("latin-1")
    recipient = (ADDRESS.search(failed) or [""])[0] or _address_in(evidence, own_words)
    return Bounce(addresses.clean(recipient), status, _for_good(status, "delayed" if delayed else "failed"))


def _address_in(evidence: Evidence, own_words: str) -> str:
    """The address that the words are most likely about: one alone on its line or before a colon first."""
    ours = {address.email for address in evidence.to} | {evidence.sender.email}
    returned = _returned_headers(evidence)
    if returned:
        ours |= {address.email for address in addresses.parse(returned.raw("from"))}
    best, most = "", 0
    for line in own_words.split("\n")[:400]:
        for found in ADDRESS.finditer(line[:2_000]):
            email = addresses.clean(found[0])
            if email in ours or bounce_words.DAEMON.search(email):
                continue
            before, after = line[: found.start()].strip(" \t<>\"'"), line[found.end() :].strip(" \t\"'")
            points = (
                2
                + (not before) * 3
                + after.startswith((">:", ":", ">...", "...")) * 2
                + (not after.strip(">")) * 1
            )
            points += bool(
                re.search(r"\b(?:to|for|recipient|address|user|an|à|para|a)[\s(:]*$", before, re.I)
            )
            if points > most:
                best, most = email, points
    if best or not returned:
        return best
    named = [
        address.email
        for address in addresses.parse(returned.raw("to"))
        if address.email not in {evidence.sender.email}
    ]
    return named[0] if named else ""
