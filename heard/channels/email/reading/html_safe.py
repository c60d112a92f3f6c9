"""Which of a mail's HTML may a page show?

What is left has no script, form, frame, id, class or event; of styles only colours, weights, borders and
alignment stay, so nothing can leave its place or load anything. Links open in a new tab and tell nothing
(`rel`, `target`). Pictures that came with the mail keep their `cid:` address for the page to resolve; remote
ones lose `src`, their address waits in `data-src` until somebody asks for them ("remote_images" in problems).
"""

import re
from html import unescape
from urllib.parse import unquote

import nh3

from heard.channels.email.reading import html_limits

TAGS = {
    "a", "abbr", "b", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
    "var",
}  # fmt: skip
DROPPED = {
    "script", "style", "title", "head", "iframe", "object", "embed", "applet", "noscript", "template",
    "svg", "math", "textarea", "select", "audio", "video", "frameset", "xml", "noembed", "noframes",
}  # fmt: skip
STYLES = {
    "color", "background-color", "font-weight", "font-style", "text-decoration", "text-align",
    "vertical-align", "white-space", "border", "border-top", "border-right", "border-bottom",
    "border-left", "border-color", "border-style", "border-width", "border-collapse", "padding",
    "padding-top", "padding-right", "padding-bottom", "padding-left", "list-style-type",
}  # fmt: skip
CELL = {"align", "valign", "bgcolor", "width", "height", "colspan", "rowspan"}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED,
    attributes={
        "*": {"style", "dir", "lang", "align"},
        "a": {"href", "title"},
        "img": {"src", "alt", "title", "width", "height"},
        "table": {"border", "cellpadding", "cellspacing", "width", "bgcolor"},
        "td": CELL,
        "th": CELL,
        "col": {"span", "width"},
        "font": {"color", "size"},
        "ol": {"start", "type"},
        "li": {"value"},
    },
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    filter_style_properties=STYLES,
)
LOADING = re.compile(r' style="[^"]*(?:url|image|expression|[\\@])[^"]*"', re.IGNORECASE)
# The cleaner writes every attribute in double quotes and escapes quotes inside, so this finds whole tags.
# All but cid:, because a browser also reads "ht<tab>tps:" as https.
REMOTE_IMAGE = re.compile(r'(<img(?: [a-z]+="[^"]*")*?) src="(?!cid:)', re.IGNORECASE)
CID = re.compile(r'src="cid:([^"]{1,300})"', re.IGNORECASE)


def clean(html: str, problems: set[str]) -> str:
    """The safe part of `html` (see this module's head); "" where it is nested too deep."""
    safe = CLEANER.clean(html_limits.tame(html, problems))
    if "style=" in safe:
        safe = LOADING.sub("", safe)
    if "<img" in safe:
        safe, remote = REMOTE_IMAGE.subn(r'\1 data-src="', safe)
        if remote:
            problems.add("remote_images")
    return safe.strip()


def shown_inside(safe: str) -> set[str]:
    """The Content-IDs of the pictures that cleaned HTML shows in place."""
    return {unquote(unescape(name)) for name in CID.findall(safe)} if "cid:" in safe else set()
