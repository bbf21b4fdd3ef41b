"""What a template uses, what is wrong with it and what will be put in, without any memo: `briefing template check`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.errors import RenderError
from briefing.records import dataclass
from briefing.renderers.ooxml.package import read_package
from briefing.renderers.ooxml.styles import STYLES
from briefing.renderers.ooxml.xml import OFFICE_RELATIONSHIPS, Element, name
from briefing.renderers.template import Story, open_template, read_stories, used_stories
from briefing.renderers.templating.faults import Fault
from briefing.renderers.templating.kinds import VOCABULARY
from briefing.renderers.templating.tags import has_tags

_PROOFS = frozenset({"footnote", "source", "evidence", "quote", "place"})
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>')
_TARGET = re.compile(rb'Target="([^"]*)"')
_UNFILLED = ("footnotes", "endnotes", "comments")


@dataclass(frozen=True, slots=True)
class Report:
    """The fields that a template names, and every finding; `about` is the template's own description."""

    about: str
    used: tuple[str, ...]
    findings: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What has to be mended."""
        return tuple(each for each in self.findings if each.severity == "fault")

    @property
    def notes(self) -> tuple[Fault, ...]:
        """What is good to know."""
        return tuple(each for each in self.findings if each.severity == "note")


def check_template(data: bytes) -> Report:
    """Look through a template. What cannot be opened at all is one fault; nothing is raised."""
    try:
        document = open_template(data)
        stories = read_stories(document)
    except RenderError as error:
        return Report("", (), (Fault("the file", error.message, error.remedy),))
    used = frozenset(each for story in stories for each in story.used) & VOCABULARY.keys()
    findings = [fault for story in stories for fault in story.faults]
    for look in (_undefined_styles, _tracked_changes, _descriptions):
        for story in stories:
            findings.extend(look(document, story))
    findings.extend(_parts(read_package(data)))
    findings.extend(_styles_put_in(document))
    findings.extend(_edges(document, used))
    findings.extend(_proof(stories[0]))
    return Report(document.core_properties.comments, tuple(sorted(used)), tuple(dict.fromkeys(findings)))


def about(data: bytes) -> str:
    """The description in a template's properties, or why it cannot be opened."""
    try:
        return str(open_template(data).core_properties.comments or open_template(data).core_properties.title)
    except RenderError as error:
        return error.message


def _undefined_styles(document: Element, story: Story) -> Iterator[Fault]:
    known = {each.get(name("w:styleId")) for each in document.styles.element.iter(name("w:style"))}
    for tag, kind in (("w:pStyle", "paragraph"), ("w:rStyle", "character"), ("w:tblStyle", "table")):
        for each in story.before.iter(name(tag)):
            style = each.get(name("w:val"))
            if style not in known:
                yield Fault(
                    f"{story.title}{_near(each)}",
                    f"the {kind} style '{style}' is used and not defined",
                    "Give these words a style from Word's list anew, or define the style.",
                )


def _near(element: Element) -> str:
    line = next(element.iterancestors(name("w:p")), None)
    words = "".join(each.text or "" for each in line.iter(name("w:t"))).strip() if line is not None else ""
    return f", at “{words[:40]}”" if words else ""


def _tracked_changes(document: Element, story: Story) -> Iterator[Fault]:
    del document
    if next(story.before.iter(name("w:ins"), name("w:del"), name("w:moveFrom"), name("w:moveTo")), None) is not None:
        yield Fault(
            story.title,
            "it holds tracked changes, and every memo would show them",
            "Accept or reject all changes in Word (Review), and save.",
        )
    if next(story.before.iter(name("w:altChunk")), None) is not None:
        yield Fault(story.title, "it holds a whole inserted file, which only Word can show", "Paste its text instead.")


def _descriptions(document: Element, story: Story) -> Iterator[Fault]:
    del document
    for each in story.before.iter(f"{{{_DRAWING}}}docPr"):
        if not each.get("descr"):
            yield Fault(
                story.title,
                f"the picture '{each.get('name')}' has no alternative text",
                "In Word: right-click the picture, View Alt Text, and say what it shows.",
                "note",
            )


def _parts(parts: dict[str, bytes]) -> Iterator[Fault]:
    """What lies outside the stories that are filled, and what comes from outside the file."""
    from lxml import etree

    for title in sorted(parts):
        if title.startswith("word/") and title.endswith(".rels"):
            yield from _outside(parts[title])
        if title.removeprefix("word/").removesuffix(".xml").rstrip("0123456789") in _UNFILLED and title.endswith(
            ".xml"
        ):
            root = etree.fromstring(parts[title], etree.XMLParser(resolve_entities=False, no_network=True))
            if has_tags(root):
                yield Fault(title, "fields in notes and comments are not filled", "Move the field into the text.")
            elif "comments" in title and len(root):
                yield Fault(
                    title, "the template holds comments, and every memo would have them", "Delete them.", "note"
                )


def _outside(relationships: bytes) -> Iterator[Fault]:
    for found in _EXTERNAL.findall(relationships):
        target = _TARGET.search(found)
        where = target.group(1).decode("utf-8", "replace") if target else "?"
        if f'Type="{OFFICE_RELATIONSHIPS}/hyperlink"'.encode() in found or b"/attachedTemplate" in found:
            continue
        yield Fault(
            "the file",
            f"it loads something from outside itself: {where}",
            "Insert the picture itself (not a link to it), and save.",
        )


def _styles_put_in(document: Element) -> Iterator[Fault]:
    titles = document.styles.element.iter(name("w:name"))
    known = {str(each.get(name("w:val"))).lower() for each in titles}
    missing = [style.title for style in STYLES if style.title.lower() not in known]
    if missing:
        yield Fault(
            "styles",
            f"the template does not define {', '.join(missing)}",
            "Nothing to do: the packaged look is put in where a memo needs it. Define a style to decide its look.",
            "note",
        )


def _edges(document: Element, used: frozenset[str]) -> Iterator[Fault]:
    shown = set()
    for section in document.sections:
        for title in used_stories(document, section):
            words = "".join(each.text or "" for each in getattr(section, title)._element.iter(name("w:t")))  # noqa: SLF001
            if "marking" not in words:
                shown.add(title.replace("_", " "))
    if shown:
        yield Fault(
            ", ".join(sorted(shown)),
            "no {{ marking }} stands there",
            "Nothing to do: a marking, where the memo has one, is put in. Write {{ marking }} to decide its place.",
            "note",
        )
    if "status" not in used and "memo" not in used:
        yield Fault(
            "the template",
            "{{ status }} stands nowhere, so an unreviewed memo will not say that it is a draft",
            "Write {{ status }} into the body or the footer.",
            "note",
        )


def _proof(body: Story) -> Iterator[Fault]:
    """Points that are shown with nothing by which a reader could find their source."""
    if body.whole or body.blocks & {"points", "memo", "annex_evidence"}:
        return
    if not body.fields & _PROOFS:
        yield Fault(
            "body",
            "points are shown without footnote, source or Annex A",
            "Add {{ point.footnote }} or {{ point.source }} to the loop, or {{ annex_evidence }} at the end.",
            "note",
        )
