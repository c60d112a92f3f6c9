"""What the ticket page's forms take."""

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.drafts.gates import Lifting
from heard.drafts.models import Draft
from heard.drafts.send import LONGEST
from heard.staff import people
from heard.staff.models import Person
from heard.tickets.models import Stage, Status, Step
from heard.web.desk.day_hour import DayAndHour

LATE = timedelta(minutes=2)  # the minute that was chosen may pass while the page is sent
CONFIDENCES = (50, 75, 90, 100)  # per cent; below 90 a fix should be marked as a guess


class ToCome(forms.Form):
    """A form whose hour must lie ahead: a mistyped year would send at once.

    `later` is a local time of the writer's, `later_at` one of the mornings that are offered;
    `at` is what they come to, or None.
    """

    later = DayAndHour()
    later_at = forms.DateTimeField(required=False)
    zone = forms.CharField(required=False, max_length=60)
    then = forms.BooleanField(required=False)  # it shall wait: without a day it must not leave at once
    at: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Adds the fault to the whole form."""
        said = super().clean() or {}
        self.at = at = said.get("later_at") or moment(said.get("later"), said.get("zone") or "")
        if said.get("then") and not at and "later" not in self.errors:
            self.add_error("later", _("Choose the day."))
        if at and at < timezone.now() - LATE:
            raise forms.ValidationError(
                _("Not sent: the hour you chose is over. Choose one to come, or send it now.")
            )
        return said


def moment(when: datetime | None, zone: str) -> datetime | None:
    """A local time of the writer's, in the zone that their browser named."""
    if when is None:
        return None
    try:
        return when.replace(tzinfo=ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return when.replace(tzinfo=ZoneInfo("UTC"))


def confidence_field() -> forms.TypedChoiceField:
    """How sure somebody is that a fix works, in per cent; empty: not said."""
    return forms.TypedChoiceField(
        choices=[("", ""), *((str(each), f"{each} %") for each in CONFIDENCES)],
        coerce=int,
        empty_value=None,
        required=False,
    )


class KeepForm(forms.Form):
    """Words as they stand while they are written, and which version of them the page knows."""

    text = forms.CharField(max_length=LONGEST, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    key = forms.UUIDField()
    seen = forms.IntegerField(required=False)
    sure = confidence_field()
    macro = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def confidence(self) -> int | None:
        """How sure the fix is, in per cent: 0 for no longer said; None where the page does not ask."""
        return self.cleaned_data["sure"] or 0 if "sure" in self.data else None

    def copies(self) -> dict[str, list[str]] | None:
        """The addresses as typed so far; None where nobody chose any."""
        if "copies_chosen" not in self.data:
            return None
        lists = {way: str(self.data.get(way, ""))[:4000] for way in ("to", "cc", "bcc")}
        return {way: [one.strip() for one in typed.split(",") if one.strip()] for way, typed in lists.items()}


class FilesForm(forms.Form):
    """Files that come to a draft, perhaps before its first word: how the page calls it."""

    key = forms.UUIDField(required=False)


class LiftForm(forms.Form):
    """Perhaps the codes of gates that a lead opens for these words, and why."""

    lift = forms.CharField(required=False, max_length=400)
    reason = forms.CharField(required=False, max_length=500)

    def lifting(self) -> Lifting | None:
        """What is to be lifted; None for nothing."""
        codes = [code.strip() for code in self.cleaned_data["lift"].split(",") if code.strip()]
        return Lifting(tuple(codes), self.cleaned_data["reason"]) if codes else None


class ReplyForm(ToCome, LiftForm):
    """Words to the customer; who else gets them, when they leave, and what the page knew."""

    text = forms.CharField(
        max_length=LONGEST,
        strip=True,
        error_messages={
            "required": _("The reply is empty. Write what the customer should read."),
        },
    )
    key = forms.UUIDField(required=False)
    seen = forms.IntegerField(required=False)
    copies_chosen = forms.BooleanField(required=False)
    to = forms.CharField(required=False, max_length=4000)
    cc = forms.CharField(required=False, max_length=4000)
    bcc = forms.CharField(required=False, max_length=4000)
    macro = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    solve = forms.BooleanField(required=False)
    unopened = forms.BooleanField(required=False)
    promises = forms.JSONField(required=False)
    sure = confidence_field()

    def confidence(self, draft: Draft | None) -> int | None:
        """How sure the fix is, in per cent; as the draft has it where the page does not ask."""
        if "sure" in self.data:
            return cast("int | None", self.cleaned_data["sure"])
        return draft.confidence if draft else None


class ManyForm(ToCome):
    """Words to many customers, and which version of them the page knew; perhaps a ticket to leave out."""

    text = forms.CharField(max_length=LONGEST, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    macro = forms.IntegerField(required=False)
    without = forms.IntegerField(required=False)


class LaterForm(ToCome):
    """Another hour for a reply that waits."""

    later = DayAndHour(required=True)


class RestForm(forms.Form):
    """Until when a ticket rests: a day of somebody's own choice."""

    until = DayAndHour(required=True)
    zone = forms.CharField(required=False, max_length=60)


class ForwardForm(LiftForm):
    """To whom outside, and with which words before."""

    to = forms.CharField(
        max_length=4000,
        error_messages={"required": _("Nobody is named. Write the address that it should go to.")},
    )
    text = forms.CharField(required=False, max_length=LONGEST)


class NoteForm(forms.Form):
    """Words inside the company; perhaps a step of finding out, with who finds out and by when."""

    text = forms.CharField(
        max_length=LONGEST,
        strip=True,
        error_messages={"required": _("The note is empty. Write what the next person should know.")},
    )
    key = forms.UUIDField(required=False)
    step = forms.ChoiceField(choices=Step.choices, required=False)
    finder = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    until = DayAndHour()
    zone = forms.CharField(required=False, max_length=60)
    until_solved = forms.BooleanField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.is_bound:  # the page writes the choices itself
            self.fields["finder"].queryset = people.assignable()  # type: ignore[attr-defined]


class MatterForm(forms.Form):
    """What the customer is trying to do, how they feel, and where they stand with what they buy."""

    goal = forms.CharField(required=False, max_length=300)
    feeling = forms.CharField(required=False, max_length=300)
    stage = forms.ChoiceField(required=False, choices=[("", ""), *Stage.choices])


class StatusForm(forms.Form):
    """The status chosen, and the one that the page showed."""

    status = forms.ChoiceField(choices=Status.choices)
    was = forms.ChoiceField(choices=Status.choices)


class AssigneeForm(forms.Form):
    """The person chosen (empty: nobody), and the one that the page showed."""

    assignee = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    was = forms.IntegerField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["assignee"].queryset = people.assignable()  # type: ignore[attr-defined]
