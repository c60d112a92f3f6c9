"""How are templates read? Once for each language, with all that depends on the language alone worked out.

Most of a page never changes: its translated words, the addresses of its drawings and of its own fixed
links, which templates it includes. Django looks each of them up on every view; here that is done when the
template is read. A fifth of a ticket page's time, a third of an empty page's. So never keep what get_template
gives: ask again, it is cheap.
"""

from collections.abc import Iterator
from threading import RLock
from typing import Any

from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.loaders.cached import Loader as Cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Loader(Cached):
    """Keeps each template in each language that somebody asked for."""

    def __init__(self, engine: Engine, loaders: list[Any]) -> None:
        super().__init__(engine, loaders)
        self._folding = RLock()

    def cache_key(self, template_name: str, skip: list[Any] | None = None) -> str:
        """The template's name in the language of whoever asks."""
        return f"{super().cache_key(template_name, skip)} {get_language()}"

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        """The template, folded. Raises TemplateDoesNotExist."""
        template: Any = super().get_template(template_name, skip)
        if not getattr(template, "is_folded", False):
            with self._folding:  # nobody else may render one whose nodes are being replaced
                self._fold_once(template)
        return template  # type: ignore[no-any-return]

    def _fold_once(self, template: Any) -> None:
        """Templates that include themselves come here again before they are done."""
        if not getattr(template, "is_begun", False):
            template.is_begun = True
            _fold(template.nodelist, {}, self.engine)
            template.is_folded = True


class Named(Node):
    """A name for a text that only the language decides."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text

    def render(self, context: Context) -> SafeString:
        """Nothing to read; from here on the name means the text."""
        context[self._name] = self._text
        return SafeString()


class Known:
    """Stands where a template's name stood, and gives the template itself."""

    def __init__(self, template: Template) -> None:
        self.template = template

    def resolve(self, _context: Context) -> Template:
        """What an include asks its name for."""
        return self.template


def _fold(nodes: NodeList, fixed: dict[str, str], engine: Engine) -> None:
    """Makes `nodes` shorter, in place. `fixed` are the names that `{% static … as name %}` gave so far.

    Such a name means the same all through its file: also in the blocks of a template that extends another.
    """
    folded: list[Node] = []
    for node in nodes:
        if isinstance(node, IncludeNode):
            node.template = _looked_up(node.template, engine)
        elif isinstance(node, ExtendsNode) and not _extends_its_name(node):
            node.parent_name = _looked_up(node.parent_name, engine)
        named = _named(node)
        if isinstance(node, StaticNode) and named:
            fixed |= named
        text = _text(node, fixed)
        if named:
            folded += [Named(name, value) for name, value in named.items()]
        elif text is None:
            for inner in _inside(node):
                _fold(inner, fixed, engine)
            folded.append(node)
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        elif text:
            folded.append(TextNode(text))
    nodes[:] = folded


def _extends_its_name(node: Any) -> bool:
    """Whether the parent is another template of the same name, in a later folder: Django finds that one."""
    return bool(node.parent_name.var == node.origin.template_name)


def _looked_up(name: Any, engine: Engine) -> Any:
    """The template itself, in this language, where its name is always the same; otherwise as it was."""
    if name.is_var or name.filters or name.var.startswith("."):
        return name
    try:
        return Known(engine.get_template(name.var))
    except TemplateDoesNotExist:  # it is told when a page comes to that place
        return name


def _named(node: Node) -> dict[str, str]:
    """The name that `node` gives to a text which only the language decides."""
    match node:
        case StaticNode() if node.varname and not node.path.is_var:
            name = node.varname
        case TranslateNode() if node.asvar and _is_plain(node):
            name = node.asvar
        case URLNode() if node.asvar and _is_one_address(node):
            name = node.asvar
        case _:
            return {}
    context = Context()
    node.render(context)
    return {name: context[name]}


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
        case StaticNode() if not node.path.is_var:
            return node.render(Context())
        case URLNode() if _is_one_address(node):
            return node.render(Context())
        case IncludeNode() if isinstance(node.template, Known):
            return _whole(node.template.template)
    return None


def _whole(template: Any) -> str | None:
    """All that an included template says, if that is always the same."""
    nodes = template.nodelist
    return "".join(node.s for node in nodes) if all(isinstance(node, TextNode) for node in nodes) else None


def _is_one_address(node: URLNode) -> bool:
    return not (node.args or node.kwargs or node.view_name.is_var)


def _is_plain(node: TranslateNode) -> bool:
    """Whether only the language says what stands there."""
    found = node.filter_expression
    is_literal = isinstance(found.var, Variable) and found.var.literal is not None
    return is_literal and not (found.filters or _is_open(node.message_context))


def _is_open(context: FilterExpression | None) -> bool:
    """Whether what the words stand for is said by a variable."""
    return context is not None and (context.is_var or bool(context.filters))


def _inside(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodes = getattr(node, name, None)
        if nodes:
            yield nodes
