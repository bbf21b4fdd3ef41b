"""Terms out of files: glossaries in CSV, and TBX-Basic, in which terminology programs exchange theirs.

A file comes in; terms and what was passed over, with the reason, go out. TBX is read in both dialects that are about:
TBX v2 (`martif`, `termEntry`, ISO 30042:2008) and TBX v3 (`tbx`, `conceptEntry`, ISO 30042:2019), in the style with
typed elements as well as with namespaces. Declared entities are refused, nothing is fetched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError
from briefing.lang.glossary import COLUMNS, COMMENT, Term
from briefing.lang.phrases import forms
from briefing.lang.text import nfc
from briefing.records import dataclass

SOURCE, TARGET = "vi", "en"
LARGEST = 64 * 1024 * 1024
"""Bytes of a glossary file; a hundred thousand terms have about 30 MB of TBX."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTRIES, _LANGUAGES, _TERMS = {"termEntry", "conceptEntry"}, {"langSet", "langSec"}, {"tig", "ntig", "termSec"}
_ROOTS = {"martif", "tbx"}
_PREFERRED = {"preferredTerm-admn-sts", "preferredTerm", "preferred"}
_REFUSED = {"deprecatedTerm-admn-sts", "deprecatedTerm", "supersededTerm-admn-sts", "supersededTerm", "obsolete"}
_STATUS = {"administrativeStatus", "normativeAuthorization"}
_TBX = "Export the glossary again as TBX-Basic in UTF-8, or as CSV: vi,en,alternatives,domain,note."


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An entry that gives no term: where it stands, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file holds."""

    terms: tuple[Term, ...]
    passed_over: tuple[PassedOver, ...]


def read_terms(path: Path) -> Taken:
    """The terms of a .tbx or .csv file. Raises `ConfigError` when it cannot be read, is none, or holds no term."""
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"{path} has more than {LARGEST // 2**20} MB.", "Split it into smaller files.")
        data = path.read_bytes()
    except OSError as problem:
        raise ConfigError(f"{path} cannot be read: {problem.strerror}.", "Name a .tbx or .csv file.") from None
    suffix = path.suffix.lower()
    if suffix not in {".tbx", ".xml", ".csv"}:
        raise ConfigError(f"{path} is neither .tbx nor .csv.", _TBX)
    found = list(_of_csv(data, str(path)) if suffix == ".csv" else _of_tbx(data, str(path)))
    terms = tuple(each for each in found if isinstance(each, Term))
    passed = tuple(each for each in found if isinstance(each, PassedOver))
    if not terms:
        why = f": {passed[0].place}: {passed[0].reason}" if passed else ""
        raise ConfigError(f"{path} holds no Vietnamese-English term{why}.", _TBX)
    return Taken(terms, passed)


def _of_csv(data: bytes, source: str) -> Iterator[Term | PassedOver]:
    """Rows of a glossary; further columns, as `extract` writes them, are not read, and rows without English wait."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(f"{source}, line {line}: this is not UTF-8.", "Save the file as UTF-8.") from None
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        header = tuple(field.strip() for field in next(rows, []))
        if header[: len(COLUMNS)] != COLUMNS:
            raise ConfigError(f"{source}: the first line is {','.join(header)!r}.", f"Make it {','.join(COLUMNS)!r}.")
        for row in rows:
            place = f"line {rows.line_num}"
            if not row or row[0].startswith(COMMENT):
                continue
            if len(row) != len(header):
                raise ConfigError(
                    f"{source}, {place}: {len(row)} fields where {len(header)} belong.",
                    "Quote a field that holds a comma.",
                )
            vi, en, alternatives, domain, note = (nfc(field.strip()) for field in row[: len(COLUMNS)])
            others = tuple(part.strip() for part in alternatives.split("|") if part.strip())
            yield _term(vi, (en, *others), domain, note, place)
    except csv.Error as error:
        raise ConfigError(f"{source}, line {rows.line_num}: {error}.", "Quote fields that hold a comma.") from None


def _term(vi: str, english: tuple[str, ...], domain: str, note: str, place: str) -> Term | PassedOver:
    if not any(form.isalnum() for form in forms(vi)):
        return PassedOver(place, "there is no Vietnamese")
    if not english or not english[0]:
        return PassedOver(place, f"{vi}: there is no English")
    if any("|" in each for each in english):
        return PassedOver(place, f"{vi}: an English term has a '|', which parts alternatives")
    others = tuple(each for each in dict.fromkeys(english[1:]) if each != english[0])
    return Term(vi, english[0], others, domain, note)


def _of_tbx(data: bytes, source: str) -> Iterator[Term | PassedOver]:
    root = _parsed(data, source)
    if _name(root) not in _ROOTS:
        raise ConfigError(f"{source} is no TBX file: its root is <{_name(root)}>.", _TBX)
    for number, entry in enumerate((each for each in root.iter() if _name(each) in _ENTRIES), 1):
        place = f"entry {entry.get('id') or number}"
        said = {SOURCE: [], TARGET: []}  # type: dict[str, list[tuple[bool, str]]]
        for section in (each for each in entry if _name(each) in _LANGUAGES):
            language = (section.get(_LANG) or section.get("lang") or "").lower().replace("_", "-").partition("-")[0]
            if language in said:
                said[language] += _terms(section)
        english = tuple(words for _, words in sorted(said[TARGET], key=lambda each: not each[0]))
        domain, note = _domain(entry), " ".join(_texts(entry, "note"))
        if not said[SOURCE]:
            yield PassedOver(place, "there is no Vietnamese")
        for _, vi in said[SOURCE]:
            yield _term(vi, english, domain, note, place)


def _parsed(data: bytes, source: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"{source} is no TBX file: {error}.", _TBX) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ConfigError(f"{source} declares entities, which are not read.", _TBX)
    if any(each.tag is etree.Entity for each in root.iter()):
        raise ConfigError(f"{source} uses entities that it does not hold.", _TBX)
    return root


def _terms(section: Any) -> Iterator[tuple[bool, str]]:
    """The terms of one language that may be used, with whether each is preferred."""
    for group in (each for each in section.iter() if _name(each) in _TERMS):
        status = {
            (each.text or "").strip()
            for each in group.iter()
            if (_name(each) == "termNote" and each.get("type") in _STATUS) or _name(each) in _STATUS
        }
        words = " ".join(" ".join(_texts(group, "term")).split())
        if words and not status & _REFUSED:
            yield bool(status & _PREFERRED), nfc(words)


def _domain(entry: Any) -> str:
    fields = (
        each
        for each in entry.iter()
        if (_name(each) == "descrip" and each.get("type") == "subjectField") or _name(each) == "subjectField"
    )
    return next((" ".join(nfc("".join(each.itertext())).split()) for each in fields), "")


def _texts(element: Any, name: str) -> list[str]:
    found = (" ".join(nfc("".join(each.itertext())).split()) for each in element.iter() if _name(each) == name)
    return [words for words in found if words]


def _name(element: Any) -> str:
    """The element's name without its namespace; '' for remarks and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
