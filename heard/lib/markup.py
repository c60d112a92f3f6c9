"""How do Markdown words become HTML that any mail program and our own page may show?

A careful part of CommonMark: what people write without thinking of Markdown must stay what it is, so there is
no HTML, no indented code, no heading by underlining, and every line break counts. A picture is shown only
where it comes with the message (`cid:`). What leaves here went through nh3, whatever the parser did.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import islice

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from heard.lib import links

MOST = 20_000  # characters; longer texts are written without thought of Markdown, and are shown plain
MOST_LINKS = 300
PICTURE = re.compile(r"!\[([^\]\n]*)\]\(cid:([A-Za-z0-9._@-]{1,250})\)")
# Without one of these signs nothing in a text is Markdown, and the quick way shows the same.
SIGNS = re.compile(r"[*_`\[\\]|^[ ]{0,3}(?:#{1,6} |>|[-+] |\d{1,9}[.)] |---|~~~)", re.MULTILINE)
IMAGE = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')
BLOCK = re.compile(r"</?(?:p|br|li|h\d|blockquote|pre|ul|ol|hr)\b[^>]*>")
TAG = re.compile(r"<[^>]+>")
SCHEMES = ("http://", "https://", "mailto:", "tel:", "cid:")
CLEANER = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "img",
          "h1", "h2", "h3", "h4", "h5", "h6"},
    attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)  # fmt: skip


def has_signs(text: str) -> bool:
    """Whether anything in `text` could be meant as Markdown."""
    return len(text) <= MOST and SIGNS.search(text) is not None


@lru_cache(maxsize=512)
def html(text: str) -> str:
    """`text` as clean HTML: paragraphs, lists, quotations, emphasis, code, links, pictures by `cid:`."""
    return str(CLEANER.clean(_MARKDOWN.render(text))).strip()


def plain(text: str) -> str:
    """`text` for a reader without pictures: each is named where it stood."""
    return PICTURE.sub(lambda match: f"[{match[1] or match[2]}]", text)


def words(text: str) -> str:
    """The words of `text` alone, without its signs, for where one line of it stands."""
    if not has_signs(text):
        return text
    named = IMAGE.sub(r"\1", html(text))
    return unescape(TAG.sub("", BLOCK.sub("\n", named)))


def pictures_in(text: str) -> set[str]:
    """The Content-IDs of the pictures that `text` shows in place."""
    return {match[2] for match in PICTURE.finditer(text)}


def _is_allowed(address: str) -> bool:
    return address.lower().startswith(SCHEMES)


def _link_addresses(state: StateCore) -> None:
    """Addresses written without Markdown become links, too: everywhere but inside links and code."""
    left = MOST_LINKS
    for block in state.tokens:
        if block.type != "inline" or block.children is None:
            continue
        depth, children = 0, []
        for token in block.children:
            depth += token.nesting if token.type in {"link_open", "link_close"} else 0
            pieces = [token] if depth or token.type != "text" else _linked(token, left)
            left -= len(pieces) // 4
            children += pieces
        block.children = children


def _linked(token: Token, most: int) -> list[Token]:
    pieces: list[Token] = []
    place = 0
    for link in islice(links.found_in(token.content), max(most, 0)):
        pieces += [
            _text(token.content[place : link.start]),
            Token("link_open", "a", 1, attrs={"href": link.address}),
            _text(link.words),
            Token("link_close", "a", -1),
        ]
        place = link.end
    return [*pieces, _text(token.content[place:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    """A picture that came with the message; of any other only its words."""
    if str(tokens[place].attrs.get("src", "")).lower().startswith("cid:"):
        return renderer.image(tokens, place, options, env)
    return nh3.clean_text(tokens[place].content)


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.disable(["html_block", "html_inline", "code", "lheading", "reference", "entity"])
    parser.validateLink = _is_allowed  # type: ignore[method-assign,assignment]
    parser.core.ruler.push("link_addresses", _link_addresses)
    parser.add_render_rule("image", _picture)
    return parser


_MARKDOWN = _markdown()
