"""The fields of the request form, each with the reason why it is asked, and what they come to.

For the help centre's pages and for the API, so that both ask and refuse alike.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heard.channels.form import door
from heard.channels.form.door import Sent, Submission, TooMuch
from heard.channels.form.models import Asked, FormField
from heard.channels.form.receive import MOST_SUBJECT, MOST_WORDS
from heard.channels.models import Channel
from heard.lib.words import one_line

ABOUT: dict[str, str | Promise] = {
    "question": _("A question"),
    "complaint": _("A complaint"),
    "praise": _("Praise"),
    "suggestion": _("A suggestion"),
}
LABELS: dict[str, str | Promise] = {
    "about": _("What is it?"),
    "text": _("What happened, or what would you like to know?"),
    "subject": _("In a few words"),
    "files": _("Pictures or files"),
    "name": _("Your name"),
    "email": _("Your mail address"),
}
PURPOSES: dict[str, str | Promise] = {
    "email": _("Our answer goes there, and nothing else does."),
    "about": _("So that it reaches those who can do something about it."),
    "subject": _("It stands over our answer, so that you find it again."),
    "text": _("Begin where it began for you. What are you trying to do?"),
    "files": _("A picture often says it faster. Up to 10 files, 18 MB together."),
}
ANSWERED: dict[str, str | Promise] = {  # the same of an answer under My requests
    "text": _("It joins what was said above, and whoever answers has read all of it."),
    "files": PURPOSES["files"],
}
HELD: dict[str, str | Promise] = {  # what customers tell of themselves on their own page, and why we ask
    "name": _("So we address you."),
    "language": _("Of these pages and of the mails that they send."),
    "time_zone": _("So that hours that we promise are your hours."),
    "prefers": _("We keep to it where we can."),
    "answers_at": _("What we answer to a new request goes there, whichever of your addresses it came from."),
    "confirms": _("Our people's answers, and mails with which you sign in, come in any case."),
}


class RequestForm(forms.Form):
    """What somebody sends us. The company's own questions are fields `ask-1`, `ask-2` …"""

    name = forms.CharField(max_length=120, error_messages={"required": _("Please tell us your name.")})
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please tell us where our answer should go."),
            "invalid": _("Something is missing in this address. It should read like ada@example.org."),
        },
    )
    about = forms.ChoiceField(choices=list(ABOUT.items()), required=False)
    subject = forms.CharField(max_length=MOST_SUBJECT, required=False)
    text = forms.CharField(
        max_length=MOST_WORDS,
        widget=forms.Textarea,
        error_messages={"required": _("Please tell us what it is about.")},
    )

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        self.asked: list[FormField] = list(channel.form.fields.all())
        for row in self.asked:
            self.fields[f"ask-{row.pk}"] = _field(row)

    def clean_email(self) -> str:
        """Not one of our own: what comes from there is ours, and is set aside."""
        address = str(self.cleaned_data["email"]).lower()
        if Channel.objects.filter(address=address).exists():
            raise forms.ValidationError(_("This is our own address. Please give us yours."))
        return address

    def clean_files(self) -> None:
        """Checks the files, which stand outside Django's fields because there may be several."""
        try:
            door.check(self.sent())
        except TooMuch as reason:
            self.add_error(None, str(reason))

    def clean(self) -> dict[str, Any]:
        """All of it."""
        found = super().clean() or {}
        self.clean_files()
        return found

    def sent(self) -> tuple[Sent, ...]:
        """The files that came along."""
        return files_of(self.files)

    def submission(self, language: str | None = None) -> Submission:
        """What is kept, once the form is valid. `language` is the page's (None: the one being spoken)."""
        given = self.cleaned_data
        about = given["about"] or "question"
        answers = tuple((row.label, str(given[f"ask-{row.pk}"])) for row in self.asked)
        return Submission(
            name=given["name"],
            email=given["email"],
            text=given["text"],
            subject=given["subject"] or _first_words(given["text"]),
            language=(get_language() or "") if language is None else language,
            answers=tuple((label, value) for label, value in answers if value),
            files=self.sent(),
            tags=(about,),
        )

    def purposes(self) -> dict[str, str | Promise]:
        """Why each field is asked: the company's reason, or ours."""
        own: dict[str, str] = self.channel.form.purposes
        return {**PURPOSES, **own}

    def own_questions(self) -> Iterator[dict[str, Any]]:
        """The company's questions, as the page shows them."""
        for row in self.asked:
            yield {"row": row, "field": self[f"ask-{row.pk}"], "is_choice": row.asked == Asked.CHOICE}


def files_of(uploaded: "MultiValueDict[str, UploadedFile[Any]]") -> tuple[Sent, ...]:
    """The files of a form, empty ones left out."""
    found = uploaded.getlist("files") if uploaded else []
    return tuple(Sent(str(file.name or ""), bytes(file.read())) for file in _rewound(found) if file.size)


def _rewound(found: "list[UploadedFile[Any]]") -> Iterator["UploadedFile[Any]"]:
    for file in found:
        file.seek(0)  # they are read once to be checked and once to be kept
        yield file


def _field(row: FormField) -> forms.Field:
    required = {"required": _("Please answer this, too.")}
    if row.asked == Asked.CHOICE:
        options = [("", "—"), *((each, each) for each in row.choices)]
        return forms.ChoiceField(choices=options, required=row.is_required, error_messages=required)
    most = 4000 if row.asked == Asked.WORDS else 300
    return forms.CharField(max_length=most, required=row.is_required, error_messages=required)


def _first_words(text: str) -> str:
    return one_line(text.strip().partition("\n")[0], 70)
