"""How long is it, in words: one unit, as exact as somebody who looks at a health page needs it."""

from datetime import timedelta

from django.utils.translation import gettext as _


def ago(span: timedelta) -> str:
    """`span` before now; never before now is now."""
    return _("%(time)s ago") % {"time": long(max(span, timedelta(0)))}


def long(span: timedelta) -> str:
    """Seconds up to two minutes, minutes up to two hours, hours up to two days, then days."""
    seconds = int(span.total_seconds())
    if seconds < 120:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 7200:
        return _("%(n)s min") % {"n": seconds // 60}
    if seconds < 172_800:
        return _("%(n)s h") % {"n": seconds // 3600}
    return _("%(n)s days") % {"n": seconds // 86_400}
