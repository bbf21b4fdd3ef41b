"""A story of a template (its body, a header, a footer) as a tree that can be filled, with every fault found on the way.

A tag that stands alone in a paragraph rules paragraphs, `{%tr … %}` rules rows of a table, a tag inside a line rules
that line. The judgement is the same for `template check` and for rendering: what is not refused here can be filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import field

from briefing.records import dataclass
from briefing.renderers.ooxml.xml import Element, name
from briefing.renderers.templating.expressions import (
    Node,
    kind_of,
    near,
    parse_condition,
    parse_loop,
    parse_output,
)
from briefing.renderers.templating.faults import Fault, Misuse
from briefing.renderers.templating.kinds import LOOP, NOTHING, Kind
from briefing.renderers.templating.nodes import Block, Boxes, Choice, Fixed, Output, Part, Repeat, Shell
from briefing.renderers.templating.tags import (
    Tag,
    containers,
    has_tags,
    isolate,
    lone_tags,
    own_words,
    read_tag,
    tags_of,
)

Scope = Mapping[str, Kind]
_OWN_PARAGRAPH = "Put the tag alone into a paragraph of its own."
_TAGS = ("for", "endfor", "if", "elif", "else", "endif")
_SHOWN = 45
_BLOCKS = ("w:p", "w:tbl", "w:sdt", "w:customXml", "w:bookmarkStart", "w:bookmarkEnd", "w:altChunk")


@dataclass(frozen=True, slots=True)
class _Item:
    """Something of a sequence: a control tag, or an element to be read."""

    place: str
    tag: Tag | None = None
    element: Element | None = None


@dataclass(slots=True)
class Parser:
    """Reads one story; `body` is false in headers and footers.

    `faults` and `used` fill as it goes, and so do `blocks`, those of `used` that fill paragraphs of their own, and
    `fields`, the words after a dot.
    """

    story: str
    body: bool
    faults: list[Fault] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    blocks: set[str] = field(default_factory=set)
    _paragraph: int = 0

    def read(self, root: Element, scope: Scope) -> tuple[Part, ...]:
        """The tree of everything inside a story's root."""
        return self._sequence(list(self._blocks(root)), scope, self._block)

    def fault(self, place: str, problem: str, remedy: str) -> None:
        """Write a fault down."""
        self.faults.append(Fault(place, problem, remedy))

    def _where(self, element: Element) -> str:
        words = " ".join(own_words(element).split())
        shown = words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
        return f"{self.story}, paragraph {self._paragraph}" + (f" (“{shown}”)" if shown else "")

    def _blocks(self, parent: Element) -> Iterator[_Item]:
        """Paragraphs, tables and controls of a story or cell, with the paragraphs that are nothing but control tags."""
        for child in list(parent):
            if child.tag != name("w:p"):
                yield _Item(self.story, element=child)
                continue
            self._paragraph += 1
            place = self._where(child)
            if not has_tags(child):
                yield _Item(place, element=child)
                continue
            alone = lone_tags(child)
            if alone is not None and all(tag.kind in {"control", "comment"} for tag in alone) and not _closed(alone):
                if child.find(f"{name('w:pPr')}/{name('w:sectPr')}") is not None:
                    self.fault(
                        place, "the tag's paragraph ends a section, and would take the page layout away", _OWN_PARAGRAPH
                    )
                yield from (_Item(place, tag=tag) for tag in alone if tag.kind == "control")
                continue
            yield _Item(place, element=child)

    def _block(self, item: _Item, scope: Scope) -> Sequence[Part]:
        element = item.element
        assert element is not None
        if element.tag == name("w:tbl"):
            return [self._table(element, scope)]
        if element.tag == name("w:sdt"):
            content = element.find(name("w:sdtContent"))
            inner = self._sequence(list(self._blocks(content)), scope, self._block) if content is not None else ()
            return [Shell(_emptied(element, content), inner, "w:sdtContent")]
        if element.tag != name("w:p") or not has_tags(element):
            return [Fixed(element)]
        return self._paragraph_of(item, scope)

    def _paragraph_of(self, item: _Item, scope: Scope) -> Sequence[Part]:
        element = item.element
        alone = lone_tags(element) or []
        if len(alone) == 1 and alone[0].kind == "output" and (expression := self._output(alone[0], item.place)):
            kind = self.judge(expression, item.place, scope)
            if kind is not None and kind.form == "block":
                self.blocks |= {expression.name}
                return [Block(expression)]
        broken = [each for container in list(containers(element)) for each in isolate(container)]
        if broken:
            self.fault(
                item.place,
                f"a tag is cut in two or not closed: “{broken[0]}”",
                "Type the tag again in one go, without link, tab or line break inside it, and close its braces.",
            )
            return [Fixed(element)]
        return [self._shell(element, item.place, scope)]

    def _shell(self, element: Element, place: str, scope: Scope) -> Shell:
        """A paragraph or something inside it that holds runs."""
        items = [self._inline_item(child, place) for child in element if child.tag != name("w:pPr")]
        children = self._sequence(items, scope, self._inline)
        shell = deepcopy(element)
        for child in list(shell):
            if child.tag != name("w:pPr"):
                shell.remove(child)
        return Shell(shell, children, sheer=lone_tags(element) is not None)

    def _inline_item(self, child: Element, place: str) -> _Item:
        if child.tag == name("w:r") and has_tags(child):
            tag = read_tag("".join(each.text or "" for each in child.findall(name("w:t"))))
            if tag.kind == "control":
                if tag.scope:
                    self.fault(place, f"the tag {tag.source} stands in a line with other words", _OWN_PARAGRAPH)
                return _Item(place, tag=tag, element=child)
        return _Item(place, element=child)

    def _inline(self, item: _Item, scope: Scope) -> Sequence[Part]:
        element = item.element
        assert element is not None
        if not has_tags(element):
            return [Fixed(element)]
        boxes = list(element.iter(name("w:txbxContent")))
        if boxes:
            contents = tuple(self._sequence(list(self._blocks(box)), scope, self._block) for box in boxes)
            return [Boxes(element, contents)]
        if element.tag == name("w:sdt"):
            content = element.find(name("w:sdtContent"))
            return [Shell(_emptied(element, content), self._shell(content, item.place, scope).children, "w:sdtContent")]
        if element.tag != name("w:r"):
            return [self._shell(element, item.place, scope)]
        return self._run(item.place, element, scope)

    def _run(self, place: str, element: Element, scope: Scope) -> Sequence[Part]:
        """A run that holds one tag."""
        tag = read_tag("".join(each.text or "" for each in element.findall(name("w:t"))))
        if tag.kind == "comment":
            return []
        if tag.kind != "output":
            remedy = "Write {{ a field }}, {% for … in … %} or {% if … %}, with a space after the %."
            self.fault(place, f"the tag {tag.source} is not understood", remedy)
            return []
        expression = self._output(tag, place)
        kind = self.judge(expression, place, scope) if expression is not None else None
        if kind is None:
            return []
        self._printable(tag, kind, place)
        return [Output(expression, element.find(name("w:rPr")))]

    def _printable(self, tag: Tag, kind: Kind, place: str) -> None:
        if kind.form == "block":
            self.fault(
                place, f"{tag.source} fills paragraphs of its own and stands in a line with other words", _OWN_PARAGRAPH
            )
        elif kind.form == "nothing":
            fields = ", ".join(sorted(kind.fields)) if kind.fields else ""
            remedy = (
                f"Name one of its fields: {fields}."
                if fields
                else "Write a loop: {% for point in points %} … {% endfor %}."
            )
            self.fault(place, f"{tag.source} cannot be printed: it is {kind.title}", remedy)

    def _output(self, tag: Tag, place: str) -> Node | None:
        return self.tried(place, lambda: parse_output(tag.rest))

    def judge(self, expression: Node, place: str, scope: Scope) -> Kind | None:
        """What an expression is; None, and a fault, where it cannot be."""
        from jinja2 import nodes

        kind = self.tried(place, lambda: kind_of(expression, scope))
        self.used |= {each.name for each in _names(expression, nodes.Name)}
        self.fields |= {each.attr for each in _names(expression, nodes.Getattr)}
        if kind is not None and kind.body_only and not self.body:
            self.fault(place, f"{kind.title} cannot stand in a header or footer", "Move the tag into the body.")
        return kind

    def tried(self, place: str, make: Callable[[], Node]) -> Node | None:
        """What `make` gives; None, and a fault, where it raises Misuse."""
        try:
            return make()
        except Misuse as misuse:
            if not any(each.place == place and each.problem == misuse.problem for each in self.faults):
                self.fault(place, misuse.problem, misuse.remedy)
            return None

    def _table(self, table: Element, scope: Scope) -> Part:
        if not has_tags(table):
            self._paragraph += len(list(table.iter(name("w:p"))))
            return Fixed(table)
        return Shell(_without(table, "w:tr", "w:sdt"), self._sequence(list(self._rows(table)), scope, self._row))

    def _rows(self, table: Element) -> Iterator[_Item]:
        for child in table:
            if child.tag in {name("w:tblPr"), name("w:tblGrid"), name("w:tblPrEx")}:
                continue
            words = " ".join(" ".join(own_words(line) for line in child.iter(name("w:p"))).split())
            place = f"{self.story}, a table row (“{words[:_SHOWN]}”)"
            controls = [tag for tag in tags_of(child) if tag.kind == "control" and tag.scope == "tr"]
            if controls and child.tag == name("w:tr"):
                self._paragraph += len(list(child.iter(name("w:p"))))
                yield from (_Item(place, tag=tag) for tag in controls)
            else:
                yield _Item(place, element=child)

    def _row(self, item: _Item, scope: Scope) -> Sequence[Part]:
        row = item.element
        assert row is not None
        if row.tag != name("w:tr"):
            return [Fixed(row)]
        cells: list[Part] = []
        for child in row:
            if child.tag == name("w:tc"):
                inner = self._sequence(list(self._blocks_of_cell(child)), scope, self._block)
                cells.append(Shell(_without(child, *_BLOCKS), inner))
            elif child.tag not in {name("w:trPr"), name("w:tblPrEx")}:
                cells.append(Fixed(child))
        return [Shell(_without(row, "w:tc", "w:sdt"), tuple(cells))]

    def _blocks_of_cell(self, cell: Element) -> Iterator[_Item]:
        return (item for item in self._blocks(cell) if item.element is None or item.element.tag != name("w:tcPr"))

    def _sequence(
        self, items: list[_Item], scope: Scope, read: Callable[[_Item, Scope], Sequence[Part]]
    ) -> tuple[Part, ...]:
        reader = _Sequence(self, items, read)
        parts = reader.until((), None, scope)
        return tuple(parts)


class _Sequence:
    """One run through a sequence of items with its loops and conditions."""

    def __init__(self, parser: Parser, items: list[_Item], read: Callable[[_Item, Scope], Sequence[Part]]) -> None:
        self.parser, self.items, self.read = parser, items, read
        self.position = 0

    def until(self, closing: tuple[str, ...], opener: _Item | None, scope: Scope) -> list[Part]:
        """Everything up to one of the closing tags, which is left in place."""
        parts: list[Part] = []
        while self.position < len(self.items):
            item = self.items[self.position]
            if item.tag is None:
                self.position += 1
                parts.extend(self.read(item, scope))
            elif item.tag.word in closing:
                return parts
            else:
                self.position += 1
                parts.extend(self._ruled(item, scope))
        if opener is not None and opener.tag is not None:
            end = "endfor" if opener.tag.word == "for" else "endif"
            self.parser.fault(
                opener.place,
                f"{opener.tag.source} is never closed in the same place",
                f"Put {{% {end} %}} after it: in the same line, or each in a paragraph or table row of its own.",
            )
        return parts

    def _ruled(self, item: _Item, scope: Scope) -> Sequence[Part]:
        tag = item.tag
        assert tag is not None
        if tag.scope in {"tc", "r"}:
            self.parser.fault(item.place, f"{tag.source}: columns and runs have no loops", _OWN_PARAGRAPH)
        if tag.word == "for":
            return [self._loop(item, tag, scope)]
        if tag.word == "if":
            return [self._choice(item, scope)]
        if tag.word in _TAGS:
            problem = f"{tag.source} closes or divides nothing that was opened in the same place"
            self.parser.fault(item.place, problem, "Delete it, or put its {% for … %} or {% if … %} before it.")
        else:
            self.parser.fault(item.place, f"unknown tag {tag.source}", near(tag.word, list(_TAGS)))
        return []

    def _loop(self, item: _Item, tag: Tag, scope: Scope) -> Part:
        parser = self.parser
        loop = parser.tried(item.place, lambda: parse_loop(tag.rest))
        kind = None
        if loop is not None:
            kind = parser.judge(loop.over, item.place, scope)
            if kind is not None and kind.items is None:
                problem = f"{kind.title} is no list, so nothing can loop over it"
                parser.fault(item.place, problem, "Loop over a list: sections, points, summary, articles, outlets.")
        inner = {**scope, "loop": LOOP}
        if loop is not None:
            inner[loop.variable] = kind.items if kind is not None and kind.items is not None else NOTHING
            if loop.test is not None:
                parser.judge(loop.test, item.place, inner)
        body = self.until(("else", "endfor"), item, inner)
        otherwise = []
        if self._takes("else"):
            otherwise = self.until(("endfor",), item, scope)
        self._takes("endfor")
        return Fixed(None) if loop is None else Repeat(loop, tuple(body), tuple(otherwise))

    def _choice(self, item: _Item, scope: Scope) -> Part:
        parser = self.parser
        branches: list[tuple[Node | None, tuple[Part, ...]]] = []
        current: _Item | None = item
        while current is not None and current.tag is not None:
            rest = current.tag.rest
            condition = None
            if current.tag.word != "else":
                place = current.place
                condition = parser.tried(place, lambda rest=rest: parse_condition(rest))  # type: ignore[misc]
                if condition is not None:
                    parser.judge(condition, place, scope)
            closing = ("endif",) if current.tag.word == "else" else ("elif", "else", "endif")
            branches.append((condition, tuple(self.until(closing, item, scope))))
            following = self.items[self.position] if self.position < len(self.items) else None
            self.position += 1
            current = following if following is not None and following.tag and following.tag.word != "endif" else None
        return Choice(tuple(branches))

    def _takes(self, word: str) -> bool:
        if self.position < len(self.items):
            tag = self.items[self.position].tag
            if tag is not None and tag.word == word:
                self.position += 1
                return True
        return False


def _closed(tags: Sequence[Tag]) -> bool:
    """True when the loops and conditions of one line begin and end in it."""
    depth = 0
    for tag in tags:
        depth += {"for": 1, "if": 1, "endfor": -1, "endif": -1}.get(tag.word, 0)
        if depth < 0:
            return False
    return depth == 0 and any(tag.word in {"for", "if"} for tag in tags)


def _names(expression: Node, kind: type[Node]) -> Iterator[Node]:
    if isinstance(expression, kind):
        yield expression
    yield from expression.find_all(kind)


def _emptied(element: Element, content: Element | None) -> Element:
    """A copy of a content control without its content and without the placeholder's look."""
    shell = deepcopy(element)
    if content is not None:
        inner = shell.find(name("w:sdtContent"))
        for child in list(inner):
            inner.remove(child)
    return shell


def _without(element: Element, *tags: str) -> Element:
    shell = deepcopy(element)
    for child in list(shell):
        if child.tag in {name(tag) for tag in tags}:
            shell.remove(child)
    return shell
