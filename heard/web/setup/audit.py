"""The audit page: who did what, when and from where; for owners."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from heard.reports import audit as report
from heard.reports.audit import Line, Wanted
from heard.staff.models import Person
from heard.timeline.labels import LABELS
from heard.timeline.models import Entry
from heard.web.request import owner_of

COLUMNS = ("recorded_at", "kind", "who", "from", "subject", "about", "entry", "detail")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # by which a table program would begin to compute


class AuditForm(forms.Form):
    """Whose, which kind, and on which days."""

    person = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = sorted(((kind.value, str(words)) for kind, words in LABELS.items()), key=itemgetter(1))
        self.fields["kind"].choices = [("", _("Everything")), *said]  # type: ignore[attr-defined]
        people = Person.objects.order_by("name", "pk").values_list("pk", "name")
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")),
            *((str(number), name) for number, name in people),
        ]

    def wanted(self) -> Wanted:
        """The answers; the last day is included."""
        given = self.cleaned_data
        person, until = given.get("person"), given.get("until")
        return Wanted(
            person=int(person) if person else None,
            kind=given.get("kind", ""),
            since=_midnight(given.get("since")),
            until=_midnight(until + timedelta(days=1) if until else None),
        )


class _Echo:
    """A file that hands back what is written."""

    def write(self, words: str) -> str:
        return words


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """One page of it."""
    owner_of(request)
    form = AuditForm(request.GET)
    form.is_valid()
    number = request.GET.get("after", "")
    after = Entry.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    lines, last = report.page(form.wanted(), after)
    asked = request.GET.copy()
    asked.pop("after", None)
    context = {"form": form, "lines": lines, "last": last, "asked": asked.urlencode(), "after": after}
    context |= {"nav_current": "setup", "setup_current": "audit"}
    return render(request, "setup/audit.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All of what the filters leave, as a table."""
    owner_of(request)
    form = AuditForm(request.GET)
    form.is_valid()
    response = StreamingHttpResponse(
        _table(report.whole(form.wanted())), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _table(lines: Iterator[Line]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for line in lines:
        entry = line.entry
        subject = f"{entry.subject_kind} {entry.subject_id}"
        about = f"{entry.about_kind} {entry.about_id}" if entry.about_kind else ""
        cells = (entry.recorded_at.isoformat(), entry.kind, line.who, line.where, subject, about, entry.pk)
        yield writer.writerow([_harmless(str(cell)) for cell in (*cells, line.detail)])


def _harmless(cell: str) -> str:
    """With a mark in front where a name begins like a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime(day.year, day.month, day.day)) if day else None  # noqa: DTZ001
