"""Requests: the request form for a website's own form, passed on by the website's server.

The same rules as on the help centre's page: its fields, what holds machines back, its confirmation.
"""

import base64
import binascii
import time
from typing import Any, Literal
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict, IPvAnyAddress

from heard.channels.form import door, setup, spam
from heard.channels.form.receive import MOST_SUBJECT, MOST_WORDS
from heard.channels.form.spam import Verdict
from heard.channels.models import Channel
from heard.lib import rates
from heard.staff.models import Token
from heard.tickets import reception
from heard.web.api.bearer import person_of, token_of
from heard.web.api.problems import MOST_WRONG, Problem
from heard.web.api.shapes import In, Words, example
from heard.web.asking import LABELS, RequestForm

router = Router(tags=["requests"])
SCOPE = "requests:write"
LANGUAGE = r"^([a-z]{2}(-[A-Za-z]{2,4})?)?$"
AN_HOUR = 3600  # seconds, as spam.AN_HOUR counts


class FileIn(In):
    """A file that the visitor chose."""

    name: Words = Field(max_length=255)
    content: str = Field(description="Base64 (RFC 4648, section 4).")


class RequestIn(In):
    """What a visitor wrote. `visitor`: the address of their browser; counted for an hour, and not kept."""

    name: Words = Field(max_length=120)
    email: Words = Field(max_length=254)
    text: Words = Field(max_length=MOST_WORDS)
    subject: Words = Field("", max_length=MOST_SUBJECT)
    about: Literal["question", "complaint", "praise", "suggestion"] = "question"
    language: str = Field("", pattern=LANGUAGE, description="Of the page; the confirmation speaks it.")
    answers: dict[str, Words] = Field({}, description="To the company's own questions: `ask-1` and so on.")
    files: list[FileIn] = Field([], max_length=door.MOST_FILES)
    visitor: IPvAnyAddress
    trap: Words = Field("", max_length=1000, description="What stood in a field that people do not see.")
    page: str = Field("", max_length=200, description="`page` of `GET /requests/form`, if the page had one.")
    proof: str = Field("", max_length=12, description="The work that the visitor's browser did for `page`.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Ada Okoye",
                    "email": "ada@okoye.example",
                    "text": "The bell fell off.",
                    "about": "complaint",
                    "language": "en",
                    "visitor": "203.0.113.7",
                }
            ]
        }
    )


class RequestOut(Schema):
    """It has arrived. `number` is null while it is kept and still to be taken in; `answered` says by when."""

    number: int | None
    answered: str

    model_config = example({"number": 17, "answered": "We answer within one working day."})


class FieldOut(Schema):
    """One field. `why` says why it is asked, and is to stand beside it (empty for the name alone)."""

    name: str
    label: str
    why: str
    required: bool
    choices: list[str]


class FormOut(Schema):
    """What the form asks. `page` is for one page: with `bits` its visitor's browser works as on ours."""

    fields: list[FieldOut]
    answered: str
    page: str
    bits: int

    model_config = example(
        {
            "fields": [
                {
                    "name": "email",
                    "label": "Your mail address",
                    "why": "So that we can answer you.",
                    "required": True,
                    "choices": [],
                }
            ],
            "answered": "We answer within one working day.",
            "page": "WyJhYmMiLDE3OTAwMDAwMDBd:1vK7:x3F0",
            "bits": spam.BITS,
        }
    )


class Speaking(Schema):
    """In which language labels and reasons are told; what the company wrote itself stands as it is."""

    language: str = Field("", pattern=LANGUAGE)


@router.get("/form", response=FormOut)
def form(request: HttpRequest, query: Query[Speaking]) -> dict[str, Any]:
    """What the request form asks, and why: to build a page that asks the same."""
    person_of(request, SCOPE)
    channel = _open_form()
    with _speaking(query.language):
        asked = RequestForm(channel)
        answered = channel.form.by_when
        return {"fields": _fields(asked), "answered": answered, "page": spam.token(), "bits": spam.BITS}


@router.post("", response={200: RequestOut, 201: RequestOut})
def send(request: HttpRequest, body: RequestIn) -> Status[dict[str, Any]]:
    """Takes in what a visitor wrote. 200: the very same came within ten minutes, and is one request."""
    person_of(request, SCOPE)
    token = token_of(request, SCOPE)
    channel = _open_form()
    written = _checked(channel, body)
    submission = written.submission(body.language)
    again = door.kept_lately(channel, submission)
    if again is None:
        _hold_back(body, token)
    key: UUID = spam.key_of(body.page) or uuid4()
    number = again or door.keep_along(channel, submission, key=key)
    message = reception.take_in(number)
    with _speaking(body.language):
        told = {"number": message.ticket_id if message else None, "answered": channel.form.by_when}
    return Status(200 if again else 201, told)


def _open_form() -> Channel:
    channel = setup.current()
    if channel is None:
        raise Problem(404, _("The request form is closed. An owner opens it: Setup, Help centre."))
    return channel


def _checked(channel: Channel, body: RequestIn) -> RequestForm:
    """The page's form with what was sent in it, found right. Raises Problem."""
    given = {name: getattr(body, name) for name in ("name", "email", "text", "subject", "about")}
    written = RequestForm(channel, {**body.answers, **given}, _uploads(body.files))
    wrong = [
        {"where": f"body.answers.{name[:120]}", "what": str(_("The form does not ask this."))}
        for name in body.answers
        if name in given or name not in written.fields
    ]
    for name, errors in written.errors.items():
        where = {"__all__": "files"}.get(name, f"answers.{name}" if name.startswith("ask-") else name)
        wrong.append({"where": f"body.{where}", "what": " ".join(str(each) for each in errors)})
    if wrong:
        said = f"{wrong[0]['where']}: {wrong[0]['what']}"
        raise Problem(422, said, name="invalid", wrong=wrong[:MOST_WRONG])
    return written


def _uploads(files: list[FileIn]) -> "MultiValueDict[str, UploadedFile[Any]]":
    found: list[UploadedFile[Any]] = []
    for place, file in enumerate(files):
        try:
            content = base64.b64decode(file.content, validate=True)
        except (binascii.Error, ValueError):
            where, what = f"body.files.{place}.content", _("This is no Base64.")
            wrong = [{"where": where, "what": what}]
            raise Problem(422, f"{where}: {what}", name="invalid", wrong=wrong) from None
        found.append(SimpleUploadedFile(file.name or "file", content))
    return MultiValueDict({"files": found})


def _hold_back(body: RequestIn, token: Token) -> None:
    """Raises Problem when it looks as if a machine wrote it."""
    network = rates.block_of(str(body.visitor))
    verdict = spam.judge_of_site(
        body.page, proof=body.proof, trap=body.trap, network=network, site=str(token.pk)
    )
    if verdict is Verdict.TOO_MANY:
        often = _(
            "Too much came from this visitor's network, or by this token. Show them another way to you."
        )
        raise Problem(429, often, name="held-back", after=AN_HOUR - int(time.time()) % AN_HOUR)
    told = {
        Verdict.TRAPPED: ("body.trap", _("The field that people do not see was filled in.")),
        Verdict.STALE: ("body.page", _("This page was open for long, or is not one of ours. Get a new one.")),
        Verdict.TOO_SOON: (
            "body.page",
            _("That was quick, as if by a machine. Send it in some seconds."),
        ),
    }
    if verdict in told:
        where, what = told[verdict]
        raise Problem(422, f"{where}: {what}", name="held-back", wrong=[{"where": where, "what": what}])


def _fields(asked: RequestForm) -> list[dict[str, Any]]:
    """As the page shows them: our own, then those of the company."""
    why = asked.purposes()
    names = [*(name for name in LABELS if name not in ("name", "email")), "name", "email"]
    ours = [
        {
            "name": name,
            "label": str(LABELS[name]),
            "why": str(why.get(name, "")),
            "required": name in ("name", "email", "text"),
            "choices": list(door.ABOUT) if name == "about" else [],
        }
        for name in names
    ]
    theirs = [
        {
            "name": f"ask-{row.pk}",
            "label": row.label,
            "why": row.purpose,
            "required": row.is_required,
            "choices": row.choices,
        }
        for row in asked.asked
    ]
    return ours + theirs


def _speaking(language: str) -> translation.override:
    """The language asked for; else the one of the desk."""
    return translation.override(language or settings.LANGUAGE_CODE)
