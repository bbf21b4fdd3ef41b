"""Jinja's expressions over the memo's names and nothing else: read by Jinja, judged and computed here.

Only names, fields, positions, comparisons, `and`, `or`, `not`, `~`, `… if … else …` and the filters below exist.
Nothing can be called and no Python object is within reach, so a template can neither run code nor loop without end.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from typing import Any, TypeAlias

from briefing.records import dataclass
from briefing.renderers.ooxml.runs import Words
from briefing.renderers.ooxml.xml import Element
from briefing.renderers.templating.faults import Misuse
from briefing.renderers.templating.kinds import NUMBER, TEXT, TRUTH, Kind

Node: TypeAlias = Any  # Jinja's nodes; the library is loaded when a template is
Scope = Mapping[str, Kind]
Values = Mapping[str, Any]

_LONGEST = 500
_KNOWN_TAGS = (
    "Known are {{ a name }}, {% for … in … %}, {% if … %}, {% elif … %}, {% else %}, {% endif %}, {% endfor %}."
)
_PLAIN = "A template names fields and compares them; it calls nothing and computes nothing."


@dataclass(frozen=True, slots=True)
class Value:
    """Anything in a template that is not plain text, number or truth; made when asked for."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    items: Callable[[], Sequence[Any]] | None = None
    text: Callable[[], str | Words] | None = None
    inline: Callable[[Element | None], list[Element]] | None = None
    block: Callable[[], Sequence[Element]] | None = None
    truth: bool = True


@dataclass(frozen=True, slots=True)
class Loop:
    """`for variable in over if test`."""

    variable: str
    over: Node
    test: Node | None


def near(word: str, known: Sequence[str]) -> str:
    """What to write instead: the nearest known name, or all of them."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(sorted(known))}."


def parse_output(source: str) -> Node:
    """The expression of `{{ … }}`."""
    from jinja2 import nodes

    body = _parse("{{" + source + "}}", source)
    output = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    if len(output) != 1:
        raise Misuse(f"'{source.strip()}' names nothing", _KNOWN_TAGS)
    return output[0]


def parse_condition(source: str) -> Node:
    """The expression of `{% if … %}`."""
    return _parse("{% if " + source + " %}{% endif %}", source)[0].test


def parse_loop(source: str) -> Loop:
    """What follows `for`."""
    from jinja2 import nodes

    loop = _parse("{% for " + source + " %}{% endfor %}", source)[0]
    if loop.recursive or not isinstance(loop.target, nodes.Name):
        raise Misuse(f"the loop 'for {source}' is not understood", "Write {% for point in points %}.")
    return Loop(loop.target.name, loop.iter, loop.test)


@cache
def _grammar() -> Any:
    """Jinja's parser with its usual marks."""
    from jinja2 import Environment

    return Environment(autoescape=True)


def _parse(source: str, shown: str) -> list[Node]:
    from jinja2 import TemplateSyntaxError

    if len(source) > _LONGEST:
        raise Misuse(f"the tag '{shown[:40]}…' is longer than {_LONGEST} characters", "Shorten it.")
    try:
        return list(_grammar().parse(source).body)
    except (TemplateSyntaxError, RecursionError) as error:
        said = getattr(error, "message", None) or "it is nested too deeply"
        raise Misuse(f"'{shown.strip()}' is not understood: {said}", _KNOWN_TAGS) from None


def kind_of(node: Node, scope: Scope) -> Kind:
    """What an expression is, before any memo is seen. Raises Misuse."""
    return _JUDGES.get(type(node).__name__, _unknown)(node, scope)


def _unknown(node: Node, scope: Scope) -> Kind:
    del scope
    raise Misuse(f"a template has no use for '{type(node).__name__.lower()}'", _PLAIN)


def _name(node: Node, scope: Scope) -> Kind:
    if node.name not in scope:
        raise Misuse(f"unknown field {{{{{node.name}}}}}", near(node.name, list(scope)))
    return scope[node.name]


def _getattr(node: Node, scope: Scope) -> Kind:
    kind = kind_of(node.node, scope)
    if node.attr not in kind.fields:
        known = list(kind.fields)
        remedy = near(node.attr, known) if known else "Take the part after the dot away."
        raise Misuse(f"unknown field '{node.attr}': {kind.title} has no such field", remedy)
    return kind.fields[node.attr]


def _getitem(node: Node, scope: Scope) -> Kind:
    from jinja2 import nodes

    kind = kind_of(node.node, scope)
    if kind.items is None:
        raise Misuse(f"{kind.title} is no list", "Only lists have positions: points[0], points[:5].")
    if isinstance(node.arg, nodes.Slice):
        if node.arg.step is not None or not all(_whole(each) for each in (node.arg.start, node.arg.stop)):
            raise Misuse("a part of a list is named by two whole numbers", "Write points[:5] or points[1:6].")
        return Kind(f"a part of {kind.title}", "nothing", {}, kind.items)
    if not _whole(node.arg) or node.arg is None:
        raise Misuse("a position in a list is a whole number", "Write points[0] for the first.")
    return kind.items


def _whole(node: Node | None) -> bool:
    from jinja2 import nodes

    if isinstance(node, nodes.Neg):
        node = node.node
    return node is None or (isinstance(node, nodes.Const) and type(node.value) is int)


def _constant(node: Node, scope: Scope) -> Kind:
    del scope
    value = node.data if hasattr(node, "data") else node.value
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, int | float):
        return NUMBER
    if isinstance(value, str):
        return TEXT
    raise Misuse(f"a template has no use for {value!r}", _PLAIN)


def _several(node: Node, scope: Scope) -> Kind:
    for each in node.iter_child_nodes():
        kind_of(each, scope)
    return TRUTH


def _compare(node: Node, scope: Scope) -> Kind:
    for each in (node.expr, *(operand.expr for operand in node.ops)):
        kind = kind_of(each, scope)
        if kind not in (TEXT, NUMBER, TRUTH):
            raise Misuse(
                f"{kind.title} cannot be compared", "Compare texts and numbers; a list has a length: points|length."
            )
    return TRUTH


def _concat(node: Node, scope: Scope) -> Kind:
    for each in node.nodes:
        if kind_of(each, scope).form != "text":
            raise Misuse(f"{kind_of(each, scope).title} cannot be joined to text", "Put it into a tag of its own.")
    return TEXT


def _either(node: Node, scope: Scope) -> Kind:
    kind_of(node.test, scope)
    if node.expr2 is not None:
        kind_of(node.expr2, scope)
    return kind_of(node.expr1, scope)


def _filter(node: Node, scope: Scope) -> Kind:
    kind = kind_of(node.node, scope)
    if node.name not in FILTERS:
        raise Misuse(f"unknown filter '{node.name}'", near(node.name, list(FILTERS)))
    wants, count, gives = FILTERS[node.name]
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != count:
        raise Misuse(f"the filter '{node.name}' takes {count or 'no'} value{'s' * (count != 1)}", _PLAIN)
    if (kind.items is None) if wants == "list" else (kind.form != "text"):
        raise Misuse(f"the filter '{node.name}' needs a {wants}, and {kind.title} is none", _PLAIN)
    for each in node.args:
        if type(each).__name__ != "Const":
            raise Misuse(f"the filter '{node.name}' takes a plain value", "Write fit(30), join(', ').")
        if node.name == "fit" and type(each.value) is not int:
            raise Misuse("fit counts whole lines", "Write fit(30).")
    if gives == "part":
        return Kind(f"a part of {kind.title}", "nothing", {}, kind.items)
    if gives == "item":
        assert kind.items is not None
        return kind.items
    return NUMBER if gives == "number" else TEXT


_JUDGES: Mapping[str, Callable[[Node, Scope], Kind]] = {
    "Name": _name,
    "Getattr": _getattr,
    "Getitem": _getitem,
    "Const": _constant,
    "TemplateData": _constant,
    "Compare": _compare,
    "And": _several,
    "Or": _several,
    "Not": _several,
    "Concat": _concat,
    "CondExpr": _either,
    "Filter": _filter,
}
# What a filter needs, how many values it takes, what it gives.
FILTERS: Mapping[str, tuple[str, int, str]] = {
    "upper": ("text", 0, "text"),
    "lower": ("text", 0, "text"),
    "default": ("text", 1, "text"),
    "length": ("list", 0, "number"),
    "join": ("list", 1, "text"),
    "first": ("list", 0, "item"),
    "last": ("list", 0, "item"),
    "fit": ("list", 1, "part"),
}


def value_of(node: Node, values: Values) -> Any:
    """What a judged expression is in this memo; None where there is nothing."""
    return _MAKERS[type(node).__name__](node, values)


def truth(value: Any) -> bool:
    """Whether a condition holds: a list that is empty, an empty text and 0 do not."""
    if isinstance(value, Value):
        return value.truth and (value.items is None or len(value.items()) > 0)
    return bool(value.text) if isinstance(value, Words) else bool(value)


def plain(value: Any) -> str | Words:
    """A value as text."""
    if isinstance(value, Value):
        return value.text() if value.text is not None else ""
    if isinstance(value, Words | str):
        return value
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:,}"


def items_of(value: Any) -> Sequence[Any]:
    """What a loop over a value gives."""
    return value.items() if isinstance(value, Value) and value.items is not None else ()


def _letters(value: Any) -> str:
    shown = plain(value)
    return shown.text if isinstance(shown, Words) else shown


def _item(node: Node, values: Values) -> Any:
    items = items_of(value_of(node.node, values))
    if type(node.arg).__name__ == "Slice":
        part = items[_number(node.arg.start) : _number(node.arg.stop)]
        return Value(items=lambda: part)
    position = _number(node.arg)
    assert position is not None
    return items[position] if -len(items) <= position < len(items) else None


def _number(node: Node | None) -> int | None:
    if node is None:
        return None
    return -int(node.node.value) if type(node).__name__ == "Neg" else int(node.value)


def _field(node: Node, values: Values) -> Any:
    holder = value_of(node.node, values)
    return holder.fields[node.attr] if isinstance(holder, Value) else None


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "lt": lambda left, right: left < right,
    "lteq": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "gteq": lambda left, right: left >= right,
    "in": lambda left, right: str(left) in str(right),
    "notin": lambda left, right: str(left) not in str(right),
}


def _comparable(value: Any) -> Any:
    return value if isinstance(value, int | float) else _letters(value)


def _compared(node: Node, values: Values) -> bool:
    left = _comparable(value_of(node.expr, values))
    for operand in node.ops:
        right = _comparable(value_of(operand.expr, values))
        mixed = isinstance(left, str) != isinstance(right, str)
        pair = (str(left), str(right)) if mixed else (left, right)
        if not _COMPARISONS[operand.op](*pair):
            return False
        left = right
    return True


def _chosen(node: Node, values: Values) -> Any:
    if truth(value_of(node.test, values)):
        return value_of(node.expr1, values)
    return None if node.expr2 is None else value_of(node.expr2, values)


def _filtered(node: Node, values: Values) -> Any:
    value = value_of(node.node, values)
    argument = node.args[0].value if node.args else None
    if node.name in {"upper", "lower"}:
        shown = plain(value)
        change = str.upper if node.name == "upper" else str.lower
        return replace(shown, text=change(shown.text)) if isinstance(shown, Words) else change(shown)
    if node.name == "default":
        return value if truth(value) else argument
    items = items_of(value)
    if node.name == "length":
        return len(items)
    if node.name == "join":
        return str(argument).join(_letters(each) for each in items)
    if node.name == "fit":
        return Value(items=lambda: values["fit"](items, argument))
    return items[0 if node.name == "first" else -1] if items else None


_MAKERS: Mapping[str, Callable[[Node, Values], Any]] = {
    "Name": lambda node, values: values[node.name],
    "Getattr": _field,
    "Getitem": _item,
    "Const": lambda node, _: node.value,
    "TemplateData": lambda node, _: str(node.data),
    "Compare": _compared,
    "And": lambda node, values: truth(value_of(node.left, values)) and truth(value_of(node.right, values)),
    "Or": lambda node, values: truth(value_of(node.left, values)) or truth(value_of(node.right, values)),
    "Not": lambda node, values: not truth(value_of(node.node, values)),
    "Concat": lambda node, values: "".join(_letters(value_of(each, values)) for each in node.nodes),
    "CondExpr": _chosen,
    "Filter": _filtered,
}
