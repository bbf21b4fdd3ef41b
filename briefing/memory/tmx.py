"""Translation memories as TMX 1.4b, the format in which translators' tools exchange them.

A file comes in and `Entry`s go out, with every unit that was passed over and why; entries come in and a file goes out.
Nothing here knows of SQLite, so that training can read a memory too. Entities are refused, not resolved.

Format: TMX 1.4b, OSCAR recommendation of 26 April 2005.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError
from briefing.lang.text import detect_language
from briefing.memory.entry import Entry, Kind
from briefing.records import dataclass
from briefing.values import Writer

TOOL = "briefing"
SOURCE, TARGET = "vi", "en"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})  # codes of another program's format: no words
_KIND, _FILE = "x-briefing-kind", "x-source-file"
_MACHINE = frozenset({"machine", "mt", "mtengine", "machine translation"})
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})T\d{6}Z")
_REMEDY = "Export the memory again as TMX 1.4, in UTF-8 or UTF-16, from the program that it comes from."


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A unit that cannot be used: its number in the file, from 1, and the reason."""

    unit: int
    reason: str


@dataclass(frozen=True, slots=True)
class TmxFile:
    """What a file holds."""

    entries: tuple[Entry, ...]
    passed_over: tuple[PassedOver, ...]


def read_tmx(path: Path) -> tuple[Entry, ...]:
    """The entries of a TMX file. Raises ConfigError when it is none, or holds not one Vietnamese-English unit."""
    return read_tmx_file(path).entries


def read_tmx_file(path: Path, author: Writer | None = None) -> TmxFile:
    """The entries of a TMX file and the units passed over.

    `author` overrides what the units say of their author. Raises ConfigError: no such file, no TMX, declared entities,
    or no unit with Vietnamese and English.
    """
    entries: list[Entry] = []
    passed_over: list[PassedOver] = []
    for number, unit in enumerate(_units(path), 1):
        found = _entry(unit, author)
        if isinstance(found, Entry):
            entries.append(found)
        else:
            passed_over.append(PassedOver(number, found))
        unit.clear()
    if not entries:
        why = f": {passed_over[0].reason} (unit {passed_over[0].unit})" if passed_over else ""
        raise ConfigError(f"{path} has no unit with Vietnamese and English{why}", "Name a memory of these languages.")
    return TmxFile(tuple(entries), tuple(passed_over))


def _units(path: Path) -> Iterator[Any]:
    """The translation units one by one; a memory may be larger than what one wants to hold."""
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    checked = False
    try:
        with path.open("rb") as stream:
            for event, element in etree.iterparse(stream, events=("start", "end"), **options):
                if not checked:
                    _refuse_entities(element, path)
                    checked = True
                if event == "end" and element.tag == "tu":
                    yield element
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"{path} is no TMX file: {error}", _REMEDY) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}", "Name a .tmx file.") from None


def _refuse_entities(root: Any, path: Path) -> None:
    if root.tag != "tmx":
        raise ConfigError(f"{path} is no TMX file: its root is <{root.tag}>", _REMEDY)
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ConfigError(f"{path} declares entities, which a translation memory has no need of", _REMEDY)


def _entry(unit: Any, author: Writer | None) -> Entry | str:
    """A unit as an entry, or why it is none."""
    texts: dict[str, str] = {}
    for variant in unit.iter("tuv"):
        language = (variant.get(_LANG) or variant.get("lang") or "").lower().partition("-")[0].partition("_")[0]
        segment = variant.find("seg")
        if segment is not None:
            texts.setdefault(language, " ".join("".join(_words(segment)).split()))
    if SOURCE not in texts or TARGET not in texts:
        return f"its languages are {', '.join(sorted(texts)) or 'not given'}"
    source, target = texts[SOURCE], texts[TARGET]
    if not source or not target:
        return "a segment is empty"
    if (spoken := detect_language(source)) not in (SOURCE, "und"):
        return f"its Vietnamese is {spoken}"
    if (spoken := detect_language(target)) not in (TARGET, "und"):
        return f"its English is {spoken}"
    properties = {each.get("type"): (each.text or "").strip() for each in unit.iter("prop")}
    kind: Kind = "point" if properties.get(_KIND) == "point" else "sentence"
    said = (unit.get("changeid") or unit.get("creationid") or "").strip().lower()
    stated: Writer = "machine" if said in _MACHINE else "person"
    day = _DAY.fullmatch(unit.get("changedate") or unit.get("creationdate") or "")
    return Entry(
        source,
        target,
        kind,
        author or stated,
        properties.get(_FILE, ""),
        unit.get("creationtool") or "",
        "-".join(day.groups()) if day else "",
    )


def _words(segment: Any) -> Iterator[str]:
    """The words of a segment; codes of the original's format are none, highlighted text is."""
    yield segment.text or ""
    for child in segment:
        if isinstance(child.tag, str) and child.tag not in _CODES:
            yield from _words(child)
        yield child.tail or ""


def write_tmx(entries: Sequence[Entry], version: str) -> bytes:
    """The entries as a TMX 1.4 file, written by this version; the same bytes for the same entries."""
    from lxml import etree

    root = etree.Element("tmx", version="1.4")
    header = {
        "creationtool": TOOL,
        "creationtoolversion": version,
        "segtype": "sentence",
        "o-tmf": TOOL,
        "adminlang": TARGET,
        "srclang": SOURCE,
        "datatype": "plaintext",
    }
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for entry in entries:
        unit = etree.SubElement(body, "tu", _attributes(entry))
        for name, value in ((_KIND, entry.kind), (_FILE, entry.origin)):
            if value:
                etree.SubElement(unit, "prop", type=name).text = _clean(value)
        for language, text in ((SOURCE, entry.source), (TARGET, entry.target)):
            variant = etree.SubElement(unit, "tuv", {_LANG: language})
            etree.SubElement(variant, "seg").text = _clean(text)
    doctype = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype, pretty_print=True))


def _attributes(entry: Entry) -> dict[str, str]:
    attributes = {"segtype": "sentence" if entry.kind == "sentence" else "block", "changeid": entry.author}
    attributes["creationtool"] = _clean(entry.tool) or TOOL
    if entry.changed:
        attributes["changedate"] = f"{entry.changed.replace('-', '')}T000000Z"
    return attributes


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def with_origin(entries: Iterable[Entry], origin: str) -> tuple[Entry, ...]:
    """The entries with the file that they come from where they do not say it themselves."""
    from dataclasses import replace

    return tuple(entry if entry.origin else replace(entry, origin=origin) for entry in entries)
