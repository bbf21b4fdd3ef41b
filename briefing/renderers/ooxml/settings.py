"""What a document says about itself: its settings part and its core properties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from briefing.renderers.ooxml.runs import ENGLISH
from briefing.renderers.ooxml.text import visible
from briefing.renderers.ooxml.xml import Element, insert_in_order, make, name

# The sequence of the elements that we put in or must stay behind, from the schema's CT_Settings.
_ORDER = (
    "w:hdrShapeDefaults",
    "w:footnotePr",
    "w:endnotePr",
    "w:compat",
    "w:docVars",
    "w:rsids",
    "m:mathPr",
    "w:attachedSchema",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:doNotIncludeSubdocsInStats",
    "w:doNotAutoCompressPictures",
    "w:forceUpgrade",
    "w:captions",
    "w:readModeInkLockDown",
    "w:smartTagType",
    "sl:schemaLibrary",
    "w:shapeDefaults",
    "w:doNotEmbedSmartTags",
    "w:decimalSymbol",
    "w:listSeparator",
)
# `updateFields` makes Word ask before it opens the file; `rsids` are random numbers of somebody's editing sessions;
# `trackRevisions` and `attachedTemplate` speak of the template's life, not of the memo's.
_UNWANTED = ("w:updateFields", "w:rsids", "w:attachedTemplate")

# python-docx refuses a longer value in a core property.
_LONGEST = 255


def clean_settings(settings: Element, language: str = ENGLISH) -> None:
    """Take out what makes Word ask or differ, and name the document's language where the template does not."""
    for tag in _UNWANTED:
        for each in settings.findall(name(tag)):
            settings.remove(each)
    if settings.find(name("w:themeFontLang")) is None:
        insert_in_order(settings, make("w:themeFontLang", {"w:val": language}), _ORDER)


def set_note_separators(settings: Element, kind: str, ids: Iterable[str]) -> None:
    """Name the separators of footnotes or endnotes, as Word demands of a document that has them."""
    properties = settings.find(name(f"w:{kind}Pr"))
    if properties is None:
        properties = make(f"w:{kind}Pr")
        insert_in_order(settings, properties, _ORDER)
    for each in properties.findall(name(f"w:{kind}")):
        properties.remove(each)
    properties.extend(make(f"w:{kind}", {"w:id": number}) for number in ids)


def pin_properties(document: Element, *, title: str, subject: str, author: str, day: date) -> datetime:
    """Set title, language and author, and stamp the document with `day`; the moment of the stamp."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title = _short(title)
    properties.subject = _short(subject)
    properties.author = _short(author)
    properties.last_modified_by = _short(author)
    properties.comments = ""
    properties.language = ENGLISH
    properties.revision = 1
    properties.created = moment
    properties.modified = moment
    for unwanted in ("lastPrinted",):
        for each in properties._element.findall(f"{{*}}{unwanted}"):  # noqa: SLF001 - python-docx cannot unset it
            properties._element.remove(each)  # noqa: SLF001
    return moment


def _short(value: str) -> str:
    shown = visible(value)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
