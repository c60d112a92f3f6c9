"""How do words from outside become paragraphs: escaped, with honest links, folded where they are endless?"""

import re
from itertools import islice

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.files import names
from heard.lib import links

register = template.Library()

MOST_LINES = 300
MOST_LETTERS = 20_000
MOST_LINKS = 300  # in one text; a browser takes seconds over thousands

# Letters that turn the order of all that follows; real text uses isolates and marks instead.
OVERRIDES = re.compile("[\u202d\u202e]")
# Runs of what nobody sees: newsletters pad their previews with hundreds. A single one may join letters.
UNSEEN = re.compile(
    "(?:[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff]\\s?){3,}"
)
# Marks piled upon a letter until they cover the lines around it.
PILED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
GAP = re.compile(r"\n[ \t\xa0]*\n\s*")


@register.filter
def said(text: str) -> SafeString:
    """HTML paragraphs of `text`. What goes beyond 300 lines or 20,000 letters waits in a fold."""
    plain = PILED.sub(r"\1", UNSEEN.sub(" ", BREAKS.sub("\n", str(text))))
    end = _end(plain)
    shown = _paragraphs(plain[:end])
    if rest := plain[end:].strip("\n"):
        lines = rest.count("\n") + 1
        more = ngettext("show the rest, %(lines)s more line", "show the rest, %(lines)s more lines", lines)
        label = escape(more % {"lines": lines})
        summary = f"<summary>··· {label}</summary>"
        shown += f'<details class="earlier rest">{summary}<div>{_inline(rest)}</div></details>'
    return mark_safe(shown)  # noqa: S308 - every piece is escaped where it is made


@register.filter
def readable(name: str) -> str:
    """A name with a visible sign wherever an invisible one turns or hides letters."""
    return names.readable(str(name))


def _end(text: str) -> int:
    """Where the fold begins; the end of the text where none is needed."""
    place = 0
    for _line in range(MOST_LINES):
        place = text.find("\n", place) + 1
        if not place:
            break
    end = min(place or len(text), MOST_LETTERS)
    if end == len(text) or end < MOST_LETTERS:
        return end
    blank = max(text.rfind(" ", end - 200, end), text.rfind("\n", end - 200, end))
    return blank + 1 if blank > 0 else end


def _paragraphs(text: str) -> str:
    blocks = (block for block in GAP.split(text.strip("\n")) if block.strip())
    return "".join(f"<p>{_inline(block).replace(chr(10), '<br>')}</p>" for block in blocks)


def _inline(text: str) -> str:
    """One text with its links, on as many lines as it had."""
    pieces: list[str] = []
    place = 0
    for link in islice(links.found_in(text), MOST_LINKS):
        pieces += [_words(text[place : link.start]), _link(link)]
        place = link.end
    return "".join([*pieces, _words(text[place:])])


def _words(text: str) -> str:
    return OVERRIDES.sub(_override, escape(text))


def _override(match: re.Match[str]) -> str:
    title = escape(_("An invisible letter stood here that turns the reading order."))
    return f'<span class="unseen-letter" title="{title}">\ufffd</span>'


def _link(link: links.Link) -> str:
    leads = _("Leads to %(host)s") % {"host": link.true_host}
    title = f' title="{escape(leads)}"' if link.true_host else ""
    return (
        f'<a href="{escape(link.address)}" rel="noopener noreferrer nofollow" target="_blank"{title}>'
        f"<bdi>{escape(link.words)}</bdi></a>"
    )
