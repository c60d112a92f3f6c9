"""Which words does this HTML show, line by line?

Quoted blocks become lines that begin with "> ", as a plain-text mail would have them. Where a mail program
marked its quotation or its signature by a class or an id, a mark is left in the text for `quotes` to find.
"""

import re
from html import unescape

import nh3

from heard.channels.email.reading import html_limits

QUOTE_MARK = "\x1e"
SIGNATURE_MARK = "\x1d"

# Classes and ids that mail programs put on what they quote, and on signatures.
QUOTED = re.compile(
    r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|OLK_SRC_BODY_SECTION|stopSpelling|zwchr|"
    r"appendonsend|protonmail_quote|tutanota_quote|ms-outlook-mobile-reference-message|mail_quote|zmail_extra|"
    r"replyHeader|reply-intro|WM_quote|quoted-reply|hm_quote|_MailOriginal|lotus_quote|mail-quote"
)
SIGNED = re.compile(
    r"gmail_signature|moz-signature|AppleMailSignature|ymail_signature|ms-outlook-mobile-signature|"
    r"protonmail_signature_block|signature-block|data-signatureblock|lineBreakAtBeginningOfSignature|mail_signature"
)
# Outlook's paragraphs have no margins: what looks like a gap is an empty paragraph.
TIGHT = re.compile(r"\bMso|margin(?:-top)?:\s*0(?:cm|in|px|pt)?\s*[;\"]", re.IGNORECASE)
# Outlook draws a line above the header block of what it quotes.
RULED = re.compile(r"border(?:-top)?:\s*(?:none;\s*border-top:\s*)?solid\s+#(?:B5C4DF|E1E1E1)", re.IGNORECASE)

BLOCKS = {
    "div", "blockquote", "p", "tr", "table", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4",
    "h5", "h6", "pre", "center", "hr", "br",
}  # fmt: skip
SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "blockquote"}
DROPPED = {
    "script", "style", "title", "head", "svg", "math", "xml", "textarea", "select", "noembed", "noframes",
    "template",
}  # fmt: skip
CLEANER = nh3.Cleaner(
    tags=BLOCKS | {"td", "th", "span", "a"},
    clean_content_tags=DROPPED,
    attributes={
        tag: {"class", "id", "style"} for tag in ("div", "hr", "blockquote", "p", "span", "table", "a")
    },
    link_rel=None,
)
TOKEN = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[a-z-]+="[^"]*")*)\s*/?>|([^<]+)')
SPACE = re.compile(r"[ \t\r\n\xa0\u2000-\u200a\u202f]+")


def unmarked(text: str) -> str:
    """`text` without the two marks."""
    return text.replace(QUOTE_MARK, "").replace(SIGNATURE_MARK, "")


class _Page:
    """Collects lines as a browser would break them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []  # of the line being written
        self.quoted = 0
        self.tight = False  # in a paragraph without margins, whose emptiness is an empty line
        self.gap = False  # an empty line is due before the next words
        self.verbatim = 0

    def write(self, text: str) -> None:
        if self.verbatim:
            first, *others = text.split("\n")
            self.words.append(first)
            for other in others:
                self.end_line(force=True)
                self.words.append(other)
            return
        text = SPACE.sub(" ", text)
        if not self.words or self.words[-1][-1:] in (" ", "\t"):
            text = text.lstrip(" ")
        if text:
            self.words.append(text)

    def end_line(self, *, force: bool = False) -> None:
        line = "".join(self.words).rstrip()
        if line or force:
            if self.gap and self.lines:
                self.lines.append("> " * self.quoted)
            self.gap = False
            self.lines.append("> " * self.quoted + line)
        self.words = []

    def open(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self.end_line(force=True)
        elif tag in ("td", "th"):
            self.words.extend("\t" if self.words else "")
        elif tag in BLOCKS:
            self.end_line()
            self.tight = tag == "p" and bool(attributes) and TIGHT.search(attributes) is not None
            self.gap = self.gap or (tag in SPACED and not self.tight)
        if tag == "blockquote":
            self.quoted = min(self.quoted + 1, 20)
        elif tag == "li":
            self.words = ["- "]
        elif tag == "pre":
            self.verbatim += 1
        if attributes:
            self.mark(attributes)

    def mark(self, attributes: str) -> None:
        if QUOTED.search(attributes) or RULED.search(attributes):
            self.words.append(QUOTE_MARK)
        elif SIGNED.search(attributes):
            self.words.append(SIGNATURE_MARK)

    def close(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_line(force=tag == "p" and self.tight)
            self.gap = self.gap or (tag in SPACED and not (tag == "p" and self.tight))
            self.tight = False
        if tag == "blockquote":
            self.quoted = max(self.quoted - 1, 0)
        elif tag == "pre":
            self.verbatim = max(self.verbatim - 1, 0)


def render(html: str, problems: set[str]) -> str:
    """The words of `html`, with QUOTE_MARK and SIGNATURE_MARK at the places that mail programs marked."""
    html = unmarked(html)
    tame = html_limits.tame(html, problems)
    if not tame.strip():
        return unescape(re.sub(r"<[^<>]{0,2000}>", " ", html[: html_limits.MAX_LENGTH])).strip()
    page = _Page()
    for token in TOKEN.finditer(CLEANER.clean(tame)):
        closing, tag, attributes, words = token.groups()
        if words is not None:
            page.write(unescape(words) if "&" in words else words)
        elif closing:
            page.close(tag)
        else:
            page.open(tag, attributes)
    page.end_line()
    text = "\n".join(line.rstrip() for line in page.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
