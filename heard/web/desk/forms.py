"""What the ticket page's forms take."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.drafts.send import LONGEST
from heard.staff import people
from heard.staff.models import Person
from heard.tickets.models import Status, Step

WHEN = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def _when() -> forms.DateTimeField:
    """A local time as browsers write it; the zone stands beside it."""
    return forms.DateTimeField(required=False, input_formats=WHEN)


class KeepForm(forms.Form):
    """Words as they stand while they are written, and which version of them the page knows."""

    text = forms.CharField(max_length=LONGEST, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    key = forms.UUIDField()
    seen = forms.IntegerField(required=False)

    def copies(self) -> dict[str, list[str]] | None:
        """The addresses as typed so far; None where nobody chose any."""
        if "copies_chosen" not in self.data:
            return None
        lists = {way: str(self.data.get(way, ""))[:4000] for way in ("to", "cc", "bcc")}
        return {way: [one.strip() for one in typed.split(",") if one.strip()] for way, typed in lists.items()}


class FilesForm(forms.Form):
    """Files that come to a draft, perhaps before its first word: how the page calls it."""

    key = forms.UUIDField(required=False)


class ReplyForm(forms.Form):
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
    later = _when()
    zone = forms.CharField(required=False, max_length=60)
    macro = forms.IntegerField(required=False)
    promises = forms.JSONField(required=False)
    lift = forms.CharField(required=False, max_length=400)
    reason = forms.CharField(required=False, max_length=500)


class ManyForm(forms.Form):
    """Words to many customers, and which version of them the page knew; perhaps a ticket to leave out."""

    text = forms.CharField(max_length=LONGEST, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    macro = forms.IntegerField(required=False)
    later = _when()
    zone = forms.CharField(required=False, max_length=60)
    without = forms.IntegerField(required=False)


class LaterForm(forms.Form):
    """Another hour for a reply that waits."""

    later = forms.DateTimeField(input_formats=WHEN)
    zone = forms.CharField(required=False, max_length=60)


class ForwardForm(forms.Form):
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
    until = _when()
    zone = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.is_bound:  # the page writes the choices itself
            self.fields["finder"].queryset = people.assignable()  # type: ignore[attr-defined]


class MatterForm(forms.Form):
    """What the customer is trying to do, and how they feel."""

    goal = forms.CharField(required=False, max_length=300)
    feeling = forms.CharField(required=False, max_length=300)


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
