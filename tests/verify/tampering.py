"""Tamperings with a memo, its manifest and its sources, made by rule over every point, row and file of a memo.

A `Case` is what somebody hands in to be verified. Each class of tampering is a function from a case to the changed
cases; what it cannot change in a memo, it leaves out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from briefing.renderers.carried import DRAFT_NAMESPACE
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.renderers.provenance import NAMESPACE
from tests.renderers.tools import W

DOCUMENT = "word/document.xml"
NOTES = "word/footnotes.xml"
OURS = f"{{{NAMESPACE}}}"


@dataclass(frozen=True)
class Case:
    """A memo with its manifest and its sources by file name; `name` says what was done."""

    memo: bytes
    manifest: bytes
    sources: dict[str, bytes]
    name: str = ""


Tamper = Callable[[Case], Iterator[Case]]


def trees(case: Case, title: str = DOCUMENT) -> Any:
    return etree.fromstring(read_package(case.memo)[title])


def with_part(case: Case, title: str, content: bytes, name: str) -> Case:
    parts = read_package(case.memo)
    assert parts[title] != content
    parts[title] = content
    return replace(case, memo=write_package(parts), name=name)


def with_tree(case: Case, tree: Any, name: str, title: str = DOCUMENT) -> Case:
    return with_part(case, title, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True), name)


def hidden(case: Case, namespace: str) -> str:
    """The name of the custom XML part with this namespace."""
    parts = read_package(case.memo)
    return next(
        title
        for title in sorted(parts)
        if title.startswith("customXml/item")
        and re.search(rb"<[\w:]*\w+ xmlns(?::\w+)?=\"" + namespace.encode(), parts[title])
        and "Props" not in title
    )


def rows_of(tree: Any, kind: str) -> list[Any]:
    """The rows of an annex, in order."""
    marks = [each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name", "").startswith(f"{kind}_")]
    return [next(each.iterancestors(f"{W}tr")) for each in marks]


def cells(row: Any) -> list[Any]:
    return list(row.iter(f"{W}tc"))


def texts(element: Any) -> list[Any]:
    return [each for each in element.iter(f"{W}t") if (each.text or "").strip()]


def other(letter: str) -> str:
    return "x" if letter != "x" else "y"


def other_digit(text: str) -> str:
    """`text` with its last digit changed."""
    place = max(match.start() for match in re.finditer(r"\d", text))
    return f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"


def _controls(tree: Any, kind: str) -> list[Any]:
    tags = [each for each in tree.iter(f"{W}tag") if each.get(f"{W}val").startswith(f"briefing:{kind}:")]
    return [next(each.iterancestors(f"{W}sdt")) for each in tags]


def letters_of_quotations(case: Case) -> Iterator[Case]:
    """One letter of a quotation in Annex A: the first, the middle, the last."""
    for row in range(len(rows_of(trees(case), "evidence"))):
        for share in (0, 0.5, 1):
            tree = trees(case)
            text = texts(cells(rows_of(tree, "evidence")[row])[-1])[0]
            place = round(share * (len(text.text) - 1))
            text.text = text.text[:place] + other(text.text[place]) + text.text[place + 1 :]
            yield with_tree(case, tree, f"letter {place} of the quotation in row {row + 1}")


def numbers_of_points(case: Case) -> Iterator[Case]:
    """A number of a point is changed, or one is put in."""
    for place in range(len(_controls(trees(case), "point"))):
        tree = trees(case)
        text = texts(_controls(tree, "point")[place])[0]
        found = re.search(r"\d[\d.,]*", text.text)
        wrong = f"{int(found[0].replace(',', '').split('.')[0]) + 7351}" if found else ""
        text.text = text.text.replace(found[0], wrong, 1) if found else f"{text.text} It cost $7,351."
        yield with_tree(case, tree, f"number in point {place + 1}")


def numbers_of_the_summary(case: Case) -> Iterator[Case]:
    """A number is put into the summary."""
    for place in range(len(_controls(trees(case), "summary"))):
        tree = trees(case)
        text = texts(_controls(tree, "summary")[place])[0]
        text.text = f"{text.text} It cost $7,351."
        yield with_tree(case, tree, f"number in line {place + 1} of the summary")


def numbers_of_translations(case: Case) -> Iterator[Case]:
    """A number is put into the English of Annex A."""
    for row in range(len(rows_of(trees(case), "evidence"))):
        tree = trees(case)
        text = texts(cells(rows_of(tree, "evidence")[row])[1])[0]
        text.text = f"{text.text} It cost $7,351."
        yield with_tree(case, tree, f"number in the translation of row {row + 1}")


def targets_of_notes(case: Case) -> Iterator[Case]:
    """The mark of a footnote leads to the next point's note."""
    count = len(list(trees(case).iter(f"{W}footnoteReference")))
    for place in range(count if count > 1 else 0):
        tree = trees(case)
        marks = list(tree.iter(f"{W}footnoteReference"))
        marks[place].set(f"{W}id", marks[(place + 1) % count].get(f"{W}id"))
        yield with_tree(case, tree, f"target of footnote {place + 1}")


def _notes(tree: Any) -> list[Any]:
    return [each for each in tree.iter(f"{W}footnote") if each.get(f"{W}type") is None]


def words_of_notes(case: Case) -> Iterator[Case]:
    """A paragraph, a sentence or a date in a footnote; its title; the whole note."""
    for place in range(len(_notes(trees(case, NOTES)))):
        count = len(texts(_notes(trees(case, NOTES))[place]))
        for number in range(count):
            tree = trees(case, NOTES)
            text = texts(_notes(tree)[place])[number]
            if len(text.text) < 4:
                continue
            text.text = other_digit(text.text) if re.search(r"\d", text.text) else other(text.text[0]) + text.text[1:]
            yield with_tree(case, tree, f"words {number} of note {place + 1}", NOTES)
        tree = trees(case, NOTES)
        for text in texts(_notes(tree)[place]):
            text.text = ""
        yield with_tree(case, tree, f"note {place + 1} emptied", NOTES)


def links_of_notes(case: Case) -> Iterator[Case]:
    """A footnote's link leads to another row."""
    for place in range(len(list(trees(case, NOTES).iter(f"{W}hyperlink")))):
        tree = trees(case, NOTES)
        link = list(tree.iter(f"{W}hyperlink"))[place]
        link.set(f"{W}anchor", f"evidence_{int(link.get(f'{W}anchor').split('_')[1]) % 9 + 1}")
        yield with_tree(case, tree, f"link {place + 1} in the footnotes", NOTES)


def links_of_the_body(case: Case) -> Iterator[Case]:
    """A link of the summary or of Annex A leads to another point or source."""
    for place in range(len(list(trees(case).iter(f"{W}hyperlink")))):
        tree = trees(case)
        link = list(tree.iter(f"{W}hyperlink"))[place]
        kind, _, number = (link.get(f"{W}anchor") or "").partition("_")
        if kind not in {"point", "source", "evidence"}:
            continue
        link.set(f"{W}anchor", f"{kind}_{int(number) % 3 + 1 + (int(number) % 3 + 1 == int(number))}")
        yield with_tree(case, tree, f"link {place + 1} in the document")


def swapped_rows(case: Case) -> Iterator[Case]:
    """The Vietnamese of two rows is exchanged; then their marks."""
    count = len(rows_of(trees(case), "evidence"))
    for row in range(count if count > 1 else 0):
        tree = trees(case)
        one, two = (rows_of(tree, "evidence")[each % count] for each in (row, row + 1))
        mine, theirs = cells(one)[-1], cells(two)[-1]
        first, second = list(mine), list(theirs)
        for each in second:
            mine.append(each)
        for each in first:
            theirs.append(each)
        yield with_tree(case, tree, f"quotations of rows {row + 1} and {(row + 1) % count + 1}")
        tree = trees(case)
        marks = [each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name").startswith("evidence_")]
        one, two = marks[row], marks[(row + 1) % count]
        mine, theirs = one.get(f"{W}name"), two.get(f"{W}name")
        one.set(f"{W}name", theirs)
        two.set(f"{W}name", mine)
        yield with_tree(case, tree, f"marks of rows {row + 1} and {(row + 1) % count + 1}")


def rows_taken_out(case: Case) -> Iterator[Case]:
    """A row of Annex A is deleted while its points stay."""
    for row in range(len(rows_of(trees(case), "evidence"))):
        tree = trees(case)
        gone = rows_of(tree, "evidence")[row]
        gone.getparent().remove(gone)
        yield with_tree(case, tree, f"row {row + 1} taken out")


def places_in_the_annex(case: Case) -> Iterator[Case]:
    """Paragraph, sentence, point or source in the reference of a row."""
    for row in range(len(rows_of(trees(case), "evidence"))):
        for number in range(len(texts(cells(rows_of(trees(case), "evidence")[row])[0]))):
            tree = trees(case)
            text = texts(cells(rows_of(tree, "evidence")[row])[0])[number]
            if re.search(r"\d", text.text):
                text.text = other_digit(text.text)
                yield with_tree(case, tree, f"reference {number} of row {row + 1}")


def digests_in_the_annex(case: Case) -> Iterator[Case]:
    """One digit of a digest, a date or a title in Annex B."""
    for row in range(len(rows_of(trees(case), "source"))):
        for number in range(len(texts(rows_of(trees(case), "source")[row]))):
            tree = trees(case)
            text = texts(rows_of(tree, "source")[row])[number]
            text.text = other(text.text[0]) + text.text[1:]
            yield with_tree(case, tree, f"words {number} of row S{row + 1}")


def hidden_evidence(case: Case) -> Iterator[Case]:
    """An attribute of the hidden part."""
    title = hidden(case, NAMESPACE)
    for row in range(len(list(trees(case, title).iter(f"{OURS}row")))):
        for key in ("path", "sha256", "textSha256", "paragraph", "sentence", "start", "end", "points", "number"):
            tree = trees(case, title)
            element = list(tree.iter(f"{OURS}row"))[row]
            value = element.get(key)
            if key == "path":
                element.set(key, value[:-5] + other(value[-5]) + value[-4:])
            elif key == "points":
                element.set(key, str(int(value.split()[0]) % 7 + 1))
            elif key.lower().endswith("sha256"):
                element.set(key, ("0" if value[0] != "0" else "1") + value[1:])
            else:
                element.set(key, str(int(value) + 1))
            yield with_tree(case, tree, f"{key} of hidden row {row + 1}", title)
    for place in range(len(list(trees(case, title).iter(f"{OURS}point")))):
        tree = trees(case, title)
        element = list(tree.iter(f"{OURS}point"))[place]
        element.set("id", element.get("id") + "x")
        yield with_tree(case, tree, f"id of hidden point {place + 1}", title)
        tree = trees(case, title)
        element = list(tree.iter(f"{OURS}point"))[place]
        element.getparent().remove(element)
        yield with_tree(case, tree, f"hidden point {place + 1} taken out", title)


def inner_draft(case: Case) -> Iterator[Case]:
    """A citation of the draft inside the memo; then the whole draft."""
    title = hidden(case, DRAFT_NAMESPACE)
    tree = trees(case, title)
    table = json.loads(tree.text)
    for section in table["memo"]["sections"]:
        for point in section["points"]:
            for citation in point["citations"]:
                for key in ("quote", "sha256", "paragraph", "path"):
                    kept = citation[key]
                    citation[key] = kept + 1 if isinstance(kept, int) else other(kept[0]) + kept[1:]
                    tree.text = json.dumps(table)
                    yield with_tree(case, tree, f"{key} of {point['id']} in the draft inside", title)
                    citation[key] = kept
    parts = read_package(case.memo)
    del parts[title]
    yield replace(case, memo=write_package(parts), name="the draft inside taken out")


def cited(case: Case) -> list[dict[str, Any]]:
    """The citations, each sentence once, as the manifest has them."""
    table = json.loads(case.manifest)
    shown = read_package(case.memo)[hidden(case, NAMESPACE)].decode()
    found = [
        each
        for section in table["sections"]
        for point in section["points"]
        for each in point["citations"]
        if f'start="{each["start"]}"' in shown
    ]
    return list({(each["path"], each["start"]): each for each in found}.values())


def with_source(case: Case, file: str, text: str, name: str) -> Case:
    content = text.encode("utf-8")
    assert case.sources[file] != content
    return replace(case, sources={**case.sources, file: content}, name=name)


def sources(case: Case) -> Iterator[Case]:
    """A letter of a cited sentence, a number, a moved or removed paragraph, a letter elsewhere, another file."""
    for number, citation in enumerate(cited(case), 1):
        file = citation["path"].partition("/")[2]
        text = case.sources[file].decode("utf-8")
        start, end = citation["start"], citation["end"]
        for place in (start, (start + end) // 2, end - 1):
            letter = other(text[place])
            yield with_source(case, file, text[:place] + letter + text[place + 1 :], f"source of {number} at {place}")
        lines = text.split("\n")
        home = text[:start].count("\n")
        moved = [*lines[:home], *lines[home + 1 :], lines[home]]
        if moved != lines:
            yield with_source(case, file, "\n".join(moved), f"paragraph of {number} moved to the end")
        yield with_source(
            case,
            file,
            "\n".join([lines[home], *lines[:home], *lines[home + 1 :]]) + " ",
            f"paragraph of {number} moved to the top",
        )
        yield with_source(case, file, text[:start] + text[end:], f"sentence of {number} taken out")
        away = 0 if start > 0 else len(text) - 1
        elsewhere = text[:away] + other(text[away]) + text[away + 1 :]
        yield with_source(case, file, elsewhere, f"a letter away from {number}")
        yield replace(
            case,
            sources={name: data for name, data in case.sources.items() if name != file},
            name=f"file of {number} gone",
        )


def manifests(case: Case) -> Iterator[Case]:
    """A quotation, a digest, a place, a text or a title in the manifest."""
    table = json.loads(case.manifest)

    def changed(name: str) -> Case:
        return replace(case, manifest=json.dumps(table).encode(), name=name)

    for section in table["sections"]:
        for point in section["points"]:
            for holder, key in [
                (point, "text"),
                (point, "id"),
                *(
                    (citation, key)
                    for citation in point["citations"]
                    for key in ("quote", "sha256", "paragraph", "sentence", "start", "path", "translation")
                ),
            ]:
                kept = holder[key]
                holder[key] = kept + 1 if isinstance(kept, int) else f"{other(kept[:1])}{kept[1:]}"
                yield changed(f"{key} of {point['id']} in the manifest")
                holder[key] = kept
    for article in table["articles"]:
        for key in ("sha256", "fate"):
            kept = article[key]
            article[key] = other(kept[0]) + kept[1:]
            yield changed(f"{key} of {article['path']} in the manifest")
            article[key] = kept
    table["signature"] += "x"
    yield changed("signature in the manifest")


CLASSES: tuple[Tamper, ...] = (
    letters_of_quotations,
    numbers_of_points,
    numbers_of_the_summary,
    numbers_of_translations,
    targets_of_notes,
    words_of_notes,
    links_of_notes,
    links_of_the_body,
    swapped_rows,
    rows_taken_out,
    places_in_the_annex,
    digests_in_the_annex,
    hidden_evidence,
    inner_draft,
    sources,
    manifests,
)


def tamperings(case: Case, count: int) -> list[Case]:
    """`count` tamperings with a memo, every class in turn as long as it has any left."""
    left = [one(case) for one in CLASSES]
    found: list[Case] = []
    while left and len(found) < count:
        for one in list(left):
            made = next(one, None)
            if made is None:
                left.remove(one)
            elif len(found) < count:
                found.append(made)
    return found
