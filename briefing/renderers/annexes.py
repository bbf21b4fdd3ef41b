"""The last pages of a memo: bilingual evidence, sources, coverage, method. One function a block."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.renderers.arrangement import Evidence
from briefing.renderers.coverage_words import counts, gaps
from briefing.renderers.ooxml.runs import VIETNAMESE, Words, paragraph, run, runs
from briefing.renderers.ooxml.tables import caption, table
from briefing.renderers.ooxml.xml import Element, make
from briefing.renderers.wording import (
    REMEMBERED,
    date_words,
    entry_id,
    file_words,
    language_tag,
    language_words,
    method_words,
)
from briefing.renderers.workbench import Workbench, evidence_mark, point_mark, source_mark
from briefing.values import Memo, SourceEntry


def annex_evidence(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """Annex A: every cited sentence beside its translation, with the way back to its points."""
    del memo
    evidence = bench.arrangement.evidence
    if not evidence or not bench.annex:
        return
    yield bench.heading("Annex A: Evidence", 2, new_page=True)
    yield bench.text(
        "Every sentence that a point was written from, as it stands in the source, beside its English translation. "
        "S is the article's number in Annex B; ¶ and s. are paragraph and sentence in the article as found."
    )
    words = "Cited sentences in English and in the original"
    yield caption(bench.style("caption"), next(bench.table_numbers), words)
    yield table(
        bench.style("Table Grid"),
        bench.columns(16, 42, 42),
        ("Ref", "English", "Vietnamese"),
        (_evidence_row(row, bench) for row in evidence),
        title=words,
        description="One row for each cited sentence: its number, points and place; the English; the Vietnamese.",
    )


def _evidence_row(row: Evidence, bench: Workbench) -> list[list[Element]]:
    citation = row.citation
    labels = bench.arrangement.labels
    label = paragraph(None, *bench.bookmark(evidence_mark(row.number), run(Words(f"E{row.number}", bold=True))))
    back = paragraph(
        None, *_linked("Point ", [(point_mark(number), labels[identifier]) for number, identifier in row.points], bench)
    )
    source = bench.arrangement.source(citation)
    place = f"¶ {citation.paragraph}, s. {citation.sentence}"
    linked = [bench.link(source_mark(source), f"S{source}"), *runs([", "])] if source is not None else []
    reference = [label, back, paragraph(None, *linked, *runs([place]))]
    english = Words(citation.translation) if citation.translation else Words("(no translation)", italic=True)
    whose = [paragraph(None, run(Words(REMEMBERED, italic=True)))] if citation.translator == "person" else []
    return [
        reference,
        [paragraph(None, run(english)), *whose],
        [paragraph(None, run(Words(citation.quote, VIETNAMESE)))],
    ]


def _linked(label: str, targets: list[tuple[str, str]], bench: Workbench) -> Iterator[Element]:
    yield from runs([label])
    for position, (target, words) in enumerate(targets):
        if position:
            yield from runs([", "])
        yield bench.link(target, words)


def annex_sources(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """Annex B: every article found, its date and how that was established, its file and digest, its fate."""
    if not memo.sources:
        return
    yield bench.heading("Annex B: Sources", 2)
    words = "Articles found"
    yield caption(bench.style("caption"), next(bench.table_numbers), words)
    yield table(
        bench.style("Table Grid"),
        bench.columns(8, 36, 25, 31),
        ("Ref", "Article", "Date and how established", "File, SHA-256 and fate"),
        (_source_row(entry, bench) for entry in memo.sources),
        title=words,
        description="One row for each article: its titles and outlet, its date with the evidence, its file and fate.",
    )


def _source_row(entry: SourceEntry, bench: Workbench) -> list[list[Element]]:
    number = bench.arrangement.sources[entry_id(entry)]
    label = paragraph(None, *bench.bookmark(source_mark(number), run(Words(f"S{number}", bold=True))))
    return [
        [label],
        list(_article_cell(entry)),
        list(_date_cell(entry, bench)),
        list(_file_cell(entry, bench)),
    ]


def _article_cell(entry: SourceEntry) -> Iterator[Element]:
    tag = language_tag(entry.language)
    if entry.title_en:
        yield paragraph(None, run(Words(entry.title_en, bold=True)))
    if entry.title:
        yield paragraph(None, run(Words(entry.title, tag)))
    if not entry.title and not entry.title_en:
        yield paragraph(None, run(Words("(no title)", italic=True)))
    outlet = [Words(entry.outlet, tag), Words(" · ")] if entry.outlet else []
    yield paragraph(None, *runs([*outlet, f"{language_words(entry.language)} · {entry.words:,} words"]))


def _date_cell(entry: SourceEntry, bench: Workbench) -> Iterator[Element]:
    said = date_words(entry.date, bench.house.dates)
    yield paragraph(None, *runs([said[0].upper() + said[1:]]))
    evidence: list[Words | str] = [method_words(entry.date.method)]
    if entry.date.evidence:
        evidence += [": “", Words(entry.date.evidence, language_tag(entry.language)), "”"]
    yield paragraph(None, *runs(evidence))


def _file_cell(entry: SourceEntry, bench: Workbench) -> Iterator[Element]:
    code = bench.style("HTML Code")
    yield paragraph(None, *runs([file_words(entry.path, entry.record)]))
    yield paragraph(None, run(Words(entry.sha256, style=code)))
    original = bench.arrangement.sources.get(entry.duplicate_of or "")
    fate: list[Element] = [run(Words(entry.fate.capitalize(), bold=True))]
    if original is not None:
        fate += [*runs([": duplicate of "]), bench.link(source_mark(original), f"S{original}")]
    elif entry.duplicate_of:
        fate += runs([f": duplicate of {entry.duplicate_of}"])
    elif entry.fate == "dropped" and entry.reason:
        fate += runs([f": {entry.reason}"])
    yield paragraph(None, *fate)


def coverage(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """How many articles were found and what became of them, then each that was dropped or not used."""
    yield bench.heading("Coverage", 2)
    lines = tuple(counts(memo.coverage))
    words = "What became of the articles"
    yield caption(bench.style("caption"), next(bench.table_numbers), words)
    yield table(
        bench.style("Table Grid"),
        bench.columns(75, 25),
        ("Articles", "Number"),
        (_count_row(label, number, bench, last=label == lines[-1][0]) for label, number in lines),
        title=words,
        description="One row for each count.",
    )
    for sentence in gaps(memo.coverage, bench.house.dates):
        yield bench.text(sentence)
    refused = list(_refused(memo))
    if not refused:
        yield bench.text("No article was dropped or left unused.")
        return
    words = "Articles dropped or not used"
    yield caption(bench.style("caption"), next(bench.table_numbers), words)
    yield table(
        bench.style("Table Grid"),
        bench.columns(38, 17, 45),
        ("Article", "Stage", "Reason"),
        ([[bench.text(each)] for each in line] for line in refused),
        title=words,
        description="One row for each article or file: its name, the stage that refused it, the reason.",
    )


def _count_row(label: str, number: int, bench: Workbench, *, last: bool) -> list[list[Element]]:
    """A row that stays on one page with the next; the table is short."""
    keep = [make("w:keepNext")][: not last]
    again = [make("w:keepNext")][: not last]
    return [[bench.text(label, properties=keep)], [bench.text(f"{number:,}", properties=again)]]


def _refused(memo: Memo) -> Iterator[tuple[str, str, str]]:
    """Everything dropped, then everything in range that no point cites."""
    named = {each.article_id for each in memo.dropped}
    for dropped in memo.dropped:
        yield dropped.article_id, dropped.stage, dropped.reason
    for entry in memo.sources:
        if entry.fate != "used" and entry_id(entry) not in named:
            yield entry_id(entry), entry.stage or "extract", entry.reason or "no sentence was selected"


def method(memo: Memo, bench: Workbench) -> Iterator[Element]:
    """How the memo was made, in plain sentences, and the line that says exactly with what."""
    yield bench.heading("Method", 2)
    for sentence in memo.method:
        yield bench.text(sentence)
    yield paragraph(None, *runs(["Signature: "]), run(Words(memo.signature, style=bench.style("HTML Code"))))
