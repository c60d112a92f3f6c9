"""The form's door: whatever somebody sends is kept raw, on the disk, before anybody tries to understand it.

For every page and program that takes requests: the form, the customers' own pages, the API.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.models import Arrival, Channel

DOOR, API = "form", "api"
MOST_FILES = 10
MOST_BYTES = 18_000_000  # all files together, as many as go along with a reply
LATELY = timedelta(minutes=10)
ABOUT = ("question", "complaint", "praise", "suggestion")


class TooMuch(ValueError):
    """The files cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sends along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody sends. `answers` are pairs of a question of the company's and what was said to it.

    `ticket` is the one that it is about, which the caller has made sure they take part in; 0: a new one, with
    `tags`. `language` is that of the page.
    """

    name: str
    email: str
    text: str
    subject: str = ""
    language: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    files: tuple[Sent, ...] = ()
    ticket: int = 0
    tags: tuple[str, ...] = ()


def keep(channel: Channel, submission: Submission, *, key: UUID, door: str = DOOR) -> int:
    """The number of the arrival that holds it now. Sent twice with the same `key`, it is one arrival; with
    other words under the same key it is another, so that nothing is lost. Raises TooMuch."""
    received = _received(channel, submission, key, door)
    try:
        return arrivals.keep(received)
    except IntegrityError:  # the same, pressed twice, in another process a moment ago: now it is known
        return arrivals.keep(received)


def keep_along(channel: Channel, submission: Submission, *, key: UUID, door: str = API) -> int:
    """The same within the caller's transaction, whose commit must be a durable one (lib/durable.py): what the
    caller keeps beside it (the answer under an Idempotency-Key) is committed with it."""
    received = _received(channel, submission, key, door)
    try:
        return arrivals.keep_along(received)
    except IntegrityError:
        return arrivals.keep_along(received)


def _received(channel: Channel, submission: Submission, key: UUID, door: str) -> Received:
    check(submission.files)
    raw, name = written(submission, key, channel.address)
    return Received(channel, door, raw, their_id=name, envelope={"from": submission.email})


def kept_lately(channel: Channel, submission: Submission) -> int | None:
    """The number under which the very same was kept in the last minutes, from another page perhaps.

    Who goes back and presses again gets a page with a new key, and still means the one request.
    """
    lately = Arrival.objects.filter(
        channel=channel,
        door__in=(DOOR, API),
        kept_at__gte=timezone.now() - LATELY,
        their_id__endswith=_digest(submission),
    )
    return lately.order_by("pk").values_list("pk", flat=True).first()


def check(files: tuple[Sent, ...]) -> None:
    """Raises TooMuch when these files are too many or too large."""
    if len(files) > MOST_FILES:
        raise TooMuch(_("%(n)d files are the most. Send the others afterwards.") % {"n": MOST_FILES})
    if sum(len(file.content) for file in files) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise TooMuch(
            _("The files have more than %(most)d MB together. Make them smaller, or send some afterwards.")
            % {"most": most}
        )


def written(submission: Submission, key: UUID, address: str) -> tuple[bytes, str]:
    """The bytes that are kept, and the name by which they are known again."""
    said = _said(submission)
    name = f"{key.hex}{_digest(submission)}"
    said["message_id"] = f"{name}@{address.rpartition('@')[2] or 'form.invalid'}"
    return json.dumps(said, ensure_ascii=False, indent=1).encode(errors="replace"), name


def _said(submission: Submission) -> dict[str, Any]:
    said = asdict(submission)
    said["files"] = [
        {"name": file.name, "content": base64.b64encode(file.content).decode()} for file in submission.files
    ]
    return said


def _digest(submission: Submission) -> str:
    """The end of the name of whatever says the same."""
    content = json.dumps(_said(submission), ensure_ascii=False, sort_keys=True, default=str)
    return "." + hashlib.sha256(content.encode(errors="replace")).hexdigest()[:16]
