"""Text templates of users, run so that they can only show what they are given.

A template is Jinja: loops, conditions, macros and a few filters over plain values. It reaches no method, no module, no
file and no other template; a name that does not exist is an error with the nearest one; values are always escaped;
work and output are bounded, so that a loop without an end stops with a message instead of a full memory.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from briefing.errors import RenderError

MAX_SOURCE = 2_000_000

# fmt: off
_FILTERS = (
    "upper", "lower", "title", "capitalize", "trim", "length", "count", "first", "last", "default", "d", "list", "sort",
    "reverse", "unique", "selectattr", "rejectattr", "select", "reject", "map", "groupby", "int", "round",
)
_TESTS = (
    "defined", "undefined", "none", "string", "number", "sequence", "even", "odd", "divisibleby", "in", "sameas",
    "eq", "ne", "lt", "le", "gt", "ge", "true", "false", "==", "!=", "<", "<=", ">", ">=",
)
# fmt: on
_CALL = 20  # steps that a call of a macro counts for
_NUMBERS = (int, float, type(None))
_COUNTED, _JOINED, _JOIN = "counted", "joined", "join"
_REMEDY = "Correct the template; it may use what docs/formats.md lists, and nothing else."
_NUMBERS_ALONE = "+ and its like are for numbers alone; join words with ~"


class _TooMuch(Exception):  # noqa: N818 - internal signal, turned into a RenderError at the door
    pass


def render_text(
    source: bytes,
    values: Mapping[str, Any],
    *,
    name: str,
    filters: Mapping[str, Callable[[str], str]],
    steps: int,
    characters: int,
) -> str:
    """The template filled with `values`; `name` stands in messages, `filters` are offered besides the packaged ones.

    It may take so many `steps` (turns of loops; a call of a macro counts for twenty) and write so many `characters`.

    Raises `RenderError`: no UTF-8, too long, a fault in the syntax, a name or an attribute that does not exist,
    something out of reach, or more work than allowed.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    text = _decoded(source, name)
    try:
        environment = _environment(_Budget(steps, characters), filters, list(values))
        return str(environment.from_string(_watched(environment.parse(text))).render(dict(values)))
    except TemplateSyntaxError as problem:
        raise RenderError(f"{name}, line {problem.lineno}: {problem.message}", _REMEDY) from None
    except TemplateError as problem:
        raise RenderError(f"{name}: {problem.message or type(problem).__name__}", _REMEDY) from None
    except _TooMuch as problem:
        remedy = "Look for a loop inside a loop, or for a macro that calls itself."
        raise RenderError(f"{name} {problem}", remedy) from None
    except RecursionError:
        raise RenderError(f"{name} calls itself without an end", "Look for a macro that calls itself.") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as problem:
        raise RenderError(f"{name}: {problem}", _REMEDY) from None


def _decoded(source: bytes, name: str) -> str:
    if len(source) > MAX_SOURCE:
        raise RenderError(f"{name} has {len(source):,} bytes", f"A template has at most {MAX_SOURCE:,}.")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise RenderError(f"{name} is no text in UTF-8: {problem.reason}", "Save it again as UTF-8.") from None


class _Budget:
    """Counts what a template does: turns of loops and calls of macros, characters that it puts together."""

    def __init__(self, steps: int, characters: int) -> None:
        self.steps, self.most_steps = 0, steps
        self.characters, self.most_characters = 0, characters

    def step(self, cost: int = 1) -> None:
        """Pay for a piece of work."""
        self.steps += cost
        if self.steps > self.most_steps:
            raise _TooMuch(f"takes more than {self.most_steps:,} steps")

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """The same values, each paid for."""
        for value in values:
            self.step()
            yield value

    def piece(self, value: Any) -> Any:
        """A value on its way into the page: a word or a number, its length paid for."""
        if isinstance(value, str):
            self.characters += len(value)
            if self.characters > self.most_characters:
                raise _TooMuch(f"writes more than {self.most_characters:,} characters")
        elif not isinstance(value, _NUMBERS) and not _undefined(value):
            raise TypeError(f"{type(value).__name__} is no word and no number; name one of its fields")
        return value

    def join(self, values: Iterable[Any], between: str = "") -> Any:
        """The filter `join`, and what `~` does: every part escaped unless it was before."""
        from markupsafe import Markup, escape

        pieces = [escape(self.piece(value)) for value in self.counted(values)]
        return self.piece(Markup(escape(between)).join(pieces))  # noqa: S704 - every part is escaped


def _undefined(value: Any) -> bool:
    from jinja2.runtime import Undefined

    return isinstance(value, Undefined)


def _watched(tree: Any) -> Any:
    """The template's syntax tree with every loop counted and every `~` measured."""
    from jinja2 import nodes

    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
    return _measured(tree)


def _measured(node: Any) -> Any:
    from jinja2 import nodes

    for field, value in node.iter_fields():
        if isinstance(value, nodes.Node):
            setattr(node, field, _measured(value))
        elif isinstance(value, list):
            value[:] = [_measured(each) if isinstance(each, nodes.Node) else each for each in value]
    if isinstance(node, nodes.Concat):
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, _JOINED, [], [], None, None, lineno=node.lineno)
    return node


def _environment(budget: _Budget, filters: Mapping[str, Callable[[str], str]], known: list[str]) -> Any:
    """Jinja's sandbox with less in it: attributes of dataclasses alone, few filters, no functions but own macros."""
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import LoopContext, Macro
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"+", "*", "**", "%"})

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            del value
            return attr in _fields(obj) or (isinstance(obj, LoopContext) and not attr.startswith("_"))

        def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
            budget.step(_CALL)
            if not isinstance(obj, Macro | LoopContext) and not isinstance(getattr(obj, "__self__", None), LoopContext):
                raise SecurityError("nothing but a macro of the template may be called")
            return super().call(context, obj, *args, **kwargs)

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
                raise SecurityError(_NUMBERS_ALONE)
            return super().call_binop(context, operator, left, right)

    environment = Sandbox(
        autoescape=True, undefined=_missing(known), finalize=budget.piece, trim_blocks=True, lstrip_blocks=True
    )
    own = {_COUNTED: budget.counted, _JOINED: budget.join, _JOIN: budget.join}
    environment.filters = {**{each: environment.filters[each] for each in _FILTERS}, **filters, **own}
    environment.tests = {each: environment.tests[each] for each in _TESTS}
    environment.globals = {}
    return environment


def _missing(known: Sequence[str]) -> type[Any]:
    """What stands for a name that does not exist: an error with the nearest name."""
    from jinja2 import StrictUndefined, UndefinedError
    from jinja2.utils import missing

    class Missing(StrictUndefined):
        __slots__ = ()

        def __init__(
            self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError
        ) -> None:
            near = _nearest(str(name), known if obj is missing else _fields(obj))
            super().__init__(hint or f"'{name}' does not exist{near}", obj, name, exc)

    return Missing


def _fields(obj: Any) -> tuple[str, ...]:
    kind: Any = type(obj)
    return _fields_of(kind)


@cache
def _fields_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; there are: {', '.join(known)}" if known else ""
