"""What the ticket page's forms take."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.drafts.send import LONGEST
from heard.staff import people
from heard.staff.models import Person
from heard.tickets.models import Status


class ReplyForm(forms.Form):
    """Words to the customer."""

    text = forms.CharField(
        max_length=LONGEST,
        strip=True,
        error_messages={
            "required": _("The reply is empty. Write what the customer should read."),
        },
    )


class NoteForm(forms.Form):
    """Words inside the company."""

    text = forms.CharField(
        max_length=LONGEST,
        strip=True,
        error_messages={"required": _("The note is empty. Write what the next person should know.")},
    )


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
