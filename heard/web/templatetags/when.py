"""When was it, for a reader without script? js/when.js brings it nearer to their now."""

from datetime import date, datetime
from functools import lru_cache
from html import escape

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def when(at: datetime | None, kind: str = "moment", text: str = "") -> SafeString:
    """A time element for `at`, in the reader's zone. `kind` and `text` as in _when.html; nothing for None."""
    if at is None:
        return SafeString()
    here, language = timezone.localtime(at), get_language()
    clock = f"{here:%H:%M}"
    title = f"{_day(here.date(), 'DATE_FORMAT', language)}, {clock} {here.tzname()}"
    around = f' data-text="{escape(text)}"' if text else ""
    return mark_safe(  # noqa: S308 - only the words of translators and callers, escaped
        f'<time datetime="{here.isoformat()}" title="{escape(title)}" data-when="{kind or "moment"}"{around}>'
        f"{escape(_words(here.date(), clock, kind, language))}</time>"
    )


def _words(day: date, clock: str, kind: str, language: str | None) -> str:
    if kind == "day" or day.year != timezone.localdate().year:
        return _day(day, "j M Y", language)
    if kind == "age":
        return _("since %(time)s") % {"time": f"{_day(day, 'j M', language)}, {clock}"}
    return f"{_day(day, 'j M' if kind == 'short' else 'D j M', language)}, {clock}"


@lru_cache(maxsize=4_000)  # one takes Django as long as all else of a list's row, and many rows share a day
def _day(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)
