"""A day and an hour in two fields: which moment is that?

A browser writes the hour of its own field as its own language does, on German pages with AM and PM: so ours
is a field of text, with the hours of one day from 0 to 23.
"""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.web.desk.mornings import NINE

HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")


class HourField(forms.Field):
    """09:00, 9:00, 9.00 or 9, as a time."""

    def to_python(self, value: Any) -> time | None:
        """Raises ValidationError."""
        written = str(value or "").strip()
        if not written:
            return None
        found = HOUR.fullmatch(written)
        if not found:
            raise forms.ValidationError(_("This is not an hour. Write it as 09:00, or 17:30."))
        return time(int(found[1]), int(found[2] or 0))


class DayAndHour(forms.MultiValueField):
    """A local time from the fields `…_day` and `…_hour`, without an hour nine; the zone stands beside it."""

    def __init__(self, *, required: bool = False) -> None:
        two: dict[str, forms.Widget | type[forms.Widget]] = {"day": forms.DateInput, "hour": forms.TextInput}
        wrong = {"invalid": _("This is not a day. Choose it in the calendar.")}
        day = forms.DateField(input_formats=["%Y-%m-%d"], required=False, error_messages=wrong)
        super().__init__(
            (day, HourField(required=False)),
            widget=forms.MultiWidget(two),
            required=required,
            error_messages={"required": _("Choose the day.")},
            require_all_fields=False,
        )

    def compress(self, data_list: list[Any]) -> datetime | None:
        """Raises ValidationError for an hour of no day."""
        day, hour = data_list or (None, None)
        if day is None and hour is not None:
            raise forms.ValidationError(_("Choose the day, too."))
        return datetime.combine(day, hour or NINE) if isinstance(day, date) else None
