"""When was it, for a reader without script? js/when.js brings it nearer to their now."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def when(at: datetime | None, kind: str = "moment", text: str = "") -> SafeString:
    """A time element for `at`, in the reader's zone. `kind` and `text` as in _when.html; nothing for None."""
    if at is None:
        return SafeString()
    here = timezone.localtime(at)
    title = f"{date_format(here, 'DATETIME_FORMAT')} {here.tzname()}"
    around = f' data-text="{escape(text)}"' if text else ""
    return mark_safe(  # noqa: S308 - only the words of translators and callers, escaped
        f'<time datetime="{here.isoformat()}" title="{escape(title)}" data-when="{kind or "moment"}"{around}>'
        f"{escape(_words(here, kind))}</time>"
    )


def _words(here: datetime, kind: str) -> str:
    if kind == "day" or here.year != timezone.localdate().year:
        return date_format(here, "j M Y")
    if kind == "age":
        return _("since %(time)s") % {"time": date_format(here, "j M, H:i")}
    return date_format(here, "j M, H:i" if kind == "short" else "D j M, H:i")
