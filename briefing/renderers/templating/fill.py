"""The tree of a template's story and the values of a memo in, elements out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from briefing.errors import RenderError
from briefing.renderers.ooxml.runs import Words, run_like
from briefing.renderers.ooxml.xml import Element, make, name
from briefing.renderers.points import finish
from briefing.renderers.templating.expressions import Value, items_of, plain, truth, value_of
from briefing.renderers.templating.nodes import Block, Boxes, Choice, Fixed, Output, Part, Repeat, Shell
from briefing.renderers.workbench import Workbench
from briefing.values import BriefingPoint

Values = Mapping[str, Any]
_MOST_ROUNDS = 100_000


@dataclass(slots=True)
class Filler:
    """One filling; `rounds` counts how often loops have gone round, so that nested ones cannot eat the machine."""

    bench: Workbench
    points: Mapping[str, BriefingPoint]
    rounds: int = 0

    def fill(self, parts: Sequence[Part], values: Values) -> Iterator[Element]:
        """The elements that the parts stand for."""
        for part in parts:
            match part:
                case Fixed():
                    yield deepcopy(part.element)
                case Output():
                    yield from self._output(part, values)
                case Block():
                    value = value_of(part.expression, values)
                    yield from value.block() if isinstance(value, Value) and value.block is not None else ()
                case Shell():
                    yield from self._shell(part, values)
                case Boxes():
                    yield self._boxes(part, values)
                case Repeat():
                    yield from self._repeat(part, values)
                case Choice():
                    yield from self._choice(part, values)

    def _output(self, part: Output, values: Values) -> list[Element]:
        value = value_of(part.expression, values)
        if isinstance(value, Value) and value.inline is not None:
            return value.inline(part.properties)
        shown = plain(value)
        words = shown if isinstance(shown, Words) else Words(shown)
        return [run_like(part.properties, words)] if words.text else []

    def _shell(self, part: Shell, values: Values) -> list[Element]:
        element = deepcopy(part.element)
        inside = element.find(name(part.inside)) if part.inside else element
        before = len(self.bench.shown)
        inside.extend(self.fill(part.children, values))
        if element.tag == name("w:p"):
            if part.sheer and not any(each.tag != name("w:pPr") for each in element):
                return []
            finish(element, [self.points[each] for each in list(self.bench.shown)[before:]], self.bench)
        if element.tag == name("w:tbl") and element.find(name("w:tr")) is None:
            return []
        if element.tag == name("w:tr") and element.find(name("w:tc")) is None:
            return []
        closed(inside)
        return [element]

    def _boxes(self, part: Boxes, values: Values) -> Element:
        element = deepcopy(part.element)
        for box, content in zip(element.iter(name("w:txbxContent")), part.contents, strict=True):
            for child in list(box):
                box.remove(child)
            box.extend(self.fill(content, values))
            closed(box)
        return element

    def _repeat(self, part: Repeat, values: Values) -> Iterator[Element]:
        loop = part.loop
        items = items_of(value_of(loop.over, values))
        if loop.test is not None:
            test = loop.test
            items = [each for each in items if truth(value_of(test, {**values, loop.variable: each}))]
        for index, item in enumerate(items, start=1):
            self.rounds += 1
            if self.rounds > _MOST_ROUNDS:
                raise RenderError(
                    f"the template's loops go round more than {_MOST_ROUNDS:,} times",
                    "Take a loop out of another one, or show fewer points: {% for point in points[:50] %}.",
                )
            turn = {"index": index, "first": index == 1, "last": index == len(items), "length": len(items)}
            yield from self.fill(part.body, {**values, loop.variable: item, "loop": Value(fields=turn)})
        if not items:
            yield from self.fill(part.otherwise, values)

    def _choice(self, part: Choice, values: Values) -> Iterator[Element]:
        for condition, body in part.branches:
            if condition is None or truth(value_of(condition, values)):
                yield from self.fill(body, values)
                return


def closed(container: Element) -> None:
    """Give a cell, box or header the paragraph that it must end with."""
    ends = {name("w:tc"), name("w:txbxContent"), name("w:hdr"), name("w:ftr")}
    if container.tag in ends and (len(container) == 0 or container[-1].tag != name("w:p")):
        container.append(make("w:p"))
