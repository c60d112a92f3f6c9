"""How are templates read? Once for each language, with all that depends on the language alone worked out.

Most of a page never changes: its translated words, the addresses of its drawings and of its own fixed links.
Django looks each of them up on every view; here they become text when the template is read. A fifth of a
ticket page's time, a third of an empty page's. So never keep what get_template gives: ask again, it is cheap.
"""

import threading
from collections.abc import Iterator
from typing import Any

from django.template import Context, Template
from django.template.base import Node, NodeList, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.loaders.cached import Loader as Cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language


class Loader(Cached):
    """Keeps each template in each language that somebody asked for."""

    _folding = threading.RLock()

    def cache_key(self, template_name: str, skip: list[Any] | None = None) -> str:
        """The template's name in the language of whoever asks."""
        return f"{super().cache_key(template_name, skip)} {get_language()}"

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        """The template, folded. Raises TemplateDoesNotExist."""
        template: Any = super().get_template(template_name, skip)
        if not getattr(template, "is_folded", False):
            with (
                self._folding
            ):  # of two threads at the same nodes one would lose the rest of the page, for good
                if not getattr(template, "is_folded", False):
                    _fold(template.nodelist, {})
                    template.is_folded = True
        return template  # type: ignore[no-any-return]


def _fold(nodes: NodeList, fixed: dict[str, str]) -> None:
    """Makes `nodes` shorter, in place. `fixed` are the names that `{% static … as name %}` gave so far.

    Such a name means the same all through its file: also in the blocks of a template that extends another.
    """
    folded: list[Node] = []
    for node in nodes:
        if isinstance(node, StaticNode) and node.varname and not node.path.is_var:
            fixed[node.varname] = node.url(Context())
        text = _text(node, fixed)
        if text is None:
            for inner in _inside(node):
                _fold(inner, fixed)
            folded.append(node)
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        elif text:
            folded.append(TextNode(text))
    nodes[:] = folded


def _text(node: Node, fixed: dict[str, str]) -> str | None:
    """What `node` always becomes in this language; None where that depends on more."""
    match node:
        case TextNode():
            return node.s
        case CommentNode() | LoadNode():
            return ""
        case VariableNode() if not node.filter_expression.filters:
            return fixed.get(str(node.filter_expression.var))
        case TranslateNode() if _is_plain(node):
            return node.render(Context())
        case StaticNode() if not node.varname and not node.path.is_var:
            return node.render(Context())
        case URLNode() if not (node.asvar or node.args or node.kwargs) and not node.view_name.is_var:
            return node.render(Context())
    return None


def _is_plain(node: TranslateNode) -> bool:
    """Whether only the language says what stands there."""
    found = node.filter_expression
    is_literal = isinstance(found.var, Variable) and found.var.literal is not None
    return is_literal and not (found.filters or node.asvar or node.message_context)


def _inside(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodes = getattr(node, name, None)
        if nodes:
            yield nodes
