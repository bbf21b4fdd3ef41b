"""The tree of a template's story, as the parser makes it and the filler goes through it."""

from __future__ import annotations

from briefing.records import dataclass
from briefing.renderers.ooxml.xml import Element
from briefing.renderers.templating.expressions import Loop, Node


@dataclass(frozen=True, slots=True)
class Fixed:
    """Kept as it stands."""

    element: Element


@dataclass(frozen=True, slots=True)
class Output:
    """`{{ … }}` in a line; `properties` are those of its run."""

    expression: Node
    properties: Element | None


@dataclass(frozen=True, slots=True)
class Block:
    """`{{ … }}` alone in a paragraph, naming something that fills paragraphs of its own."""

    expression: Node


@dataclass(frozen=True, slots=True)
class Shell:
    """An element whose children are filled: paragraph, link, table, row, cell. `inside` is where they go.

    A `sheer` paragraph holds tags alone, and goes where they give nothing.
    """

    element: Element
    children: tuple[Part, ...]
    inside: str = ""
    sheer: bool = False


@dataclass(frozen=True, slots=True)
class Boxes:
    """A run with text boxes: the content of each, in order."""

    element: Element
    contents: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A loop."""

    loop: Loop
    body: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The branches of a condition; the last may have none."""

    branches: tuple[tuple[Node | None, tuple[Part, ...]], ...]


Part = Fixed | Output | Block | Shell | Boxes | Repeat | Choice
