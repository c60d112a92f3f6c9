"""The fields with which a customer answers in a request of theirs: words, files, or both."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.channels.form import door
from heard.channels.form.door import Sent, TooMuch
from heard.channels.form.receive import MOST_WORDS
from heard.web.asking import files_of


class AnswerForm(forms.Form):
    """Words may be missing where files come."""

    text = forms.CharField(max_length=MOST_WORDS, widget=forms.Textarea, required=False)

    def sent(self) -> tuple[Sent, ...]:
        """The files that came along."""
        return files_of(self.files)

    def clean(self) -> dict[str, Any]:
        """Something must be there, and not too much of it."""
        found = super().clean() or {}
        files = self.sent()
        if not found.get("text") and not files:
            self.add_error("text", _("There are no words and no files. Please write something first."))
        try:
            door.check(files)
        except TooMuch as reason:
            self.add_error(None, str(reason))
        return found
