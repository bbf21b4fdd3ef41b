"""From an edited memo to the draft that says the same.

The bytes of the saved memo come in, with its draft where there is one; a `Memo` goes out with everything that was found
on the way: what a person accepted and remarked, and what could not be taken over. The memo carries its own draft, so
that the given one may be missing, or may have moved on in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.errors import DraftError
from briefing.records import dataclass
from briefing.renderers.carried import Shape, plain
from briefing.renderers.ooxml.text import visible
from briefing.renderers.wording import FLAG
from briefing.roundtrip.edited import Edited, Remark, read_edited
from briefing.roundtrip.head import read_head
from briefing.roundtrip.locate import Located, locate
from briefing.roundtrip.merge import inserted, merge
from briefing.roundtrip.numbering import Numbering, read_numbering
from briefing.roundtrip.structure import Group, Typed, read_groups, renamed, sections_shown
from briefing.stages.assemble import point_id
from briefing.values import BriefingPoint, Citation, Memo, Section

_NO_TRANSLATION = "(no translation)"
_LEAST_CELLS = 2
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What an edited memo came to.

    `before` is the draft as it was and `memo` as it is now; `accepted` are the points whose flags a person lets stand,
    `renamed` the old headings with the new ones, `remarks` people's comments with the point that each is fastened to
    (or None), `problems` whatever could not be taken over, `tracked` the changes that were read as accepted, by author,
    `recognised` how many points were found by which mark.
    """

    before: Memo
    memo: Memo
    accepted: frozenset[str]
    renamed: Mapping[str, str]
    remarks: tuple[tuple[str | None, str], ...]
    problems: tuple[str, ...]
    tracked: Mapping[str, int]
    recognised: Mapping[str, int]


def import_memo(data: bytes, onto: Memo | None = None) -> Imported:
    """Read an edited memo back; changes are laid over the draft `onto`, or over the one that the memo carries.

    Raises ProvenanceError when the bytes are no memo, DraftError when there is no draft to go by or not one of its
    points can be found.
    """
    edited = read_edited(data)
    carried = edited.carried
    base = carried.memo if carried else onto
    if base is None:
        raise DraftError(
            "the memo no longer carries its draft: the program that saved it dropped it",
            "Name the draft that the memo was rendered from with --onto DRAFT.toml.",
        )
    if (
        onto is not None
        and base.points
        and not {point.id for point in base.points} & {point.id for point in onto.points}
    ):
        raise DraftError("the memo and the draft have not one point in common", "Name the draft of this very memo.")
    reading = _read(base, edited, carried.shape if carried else None)
    result, conflicts = merge(base, reading.memo, onto or base)
    return replace(reading, before=onto or base, memo=result, problems=(*reading.problems, *conflicts))


def _read(base: Memo, edited: Edited, shape: Shape | None) -> Imported:
    """The memo as the edited document shows it."""
    numbering = read_numbering(base, edited)
    located = locate(base, edited, shape, numbering)
    if base.points and not located.points:
        raise DraftError(
            f"not one of the {len(base.points)} points of the draft can be found in the memo",
            "Name the memo that was rendered from this draft; one rewritten throughout has to be typed into the draft.",
        )
    first = min((spot.index for spot in (*located.summary.values(), *located.points.values())), default=0)
    head = read_head(base, edited.lines, shape, first)
    groups, outside = read_groups(base, edited, located, shape, head.claimed)
    problems = [*head.problems, *(_stray(typed) for typed in outside)]
    points = dict(_points(base, edited, located, shape=shape, numbering=numbering, problems=problems))
    typed = _typed_points(groups, base, numbering, problems)
    problems.extend(_spread(located))
    shown = sections_shown(base, shape)
    was = tuple(shape.points) if shape else ()
    sections = _sections(base, groups, points, typed) if shown else _reordered(base, groups, points, typed, was)
    summary = tuple(identifier for identifier in _summary_order(base, located, shape) if identifier in points)
    remarks = tuple(_remarks(edited, located))
    memo = replace(base, sections=sections, summary=summary, header=head.header)
    memo = replace(memo, notes=_added(memo.notes, [text for identifier, text in remarks if identifier is None]))
    return Imported(
        before=base,
        memo=memo,
        accepted=frozenset(_accepted(base, edited, located, shape)),
        renamed=renamed(base, groups) if shown else {},
        remarks=remarks,
        problems=tuple(problems),
        tracked=edited.tracked,
        recognised=_recognised(located),
    )


def _recognised(located: Located) -> dict[str, int]:
    ways = [spot.how for spot in located.points.values()]
    return {way: ways.count(way) for way in dict.fromkeys(ways)}


def _points(
    base: Memo,
    edited: Edited,
    located: Located,
    *,
    shape: Shape | None,
    numbering: Numbering,
    problems: list[str],
) -> Iterator[tuple[str, BriefingPoint]]:
    """Every point that stands in the document, or that was never shown in it, with a person's changes."""
    translations = dict(_translations(edited, numbering, problems))
    remarks = list(_remarks(edited, located))
    for point in base.points:
        citations = tuple(
            replace(one, translation=translations[row], translator="person")
            if (row := numbering.row(one)) in translations
            else one
            for one in point.citations
        )
        point = replace(point, citations=citations)  # noqa: PLW2901 - the same point, further on
        spot = located.points.get(point.id)
        if spot is None:
            if shape is not None and point.id not in shape.points:
                yield point.id, point
            continue
        text = point.text if spot.text == plain(point.text) else spot.text
        entry = located.summary.get(point.id)
        own = entry is not None and entry.text not in (plain(point.in_summary), plain(text))
        yield (
            point.id,
            replace(
                point,
                text=text,
                machine=point.machine or (point.text if text != point.text and point.task != "person" else ""),
                summary_text=entry.text if own and entry else _kept_summary(point, text),
                notes=_added(point.notes, [words for identifier, words in remarks if identifier == point.id]),
            ),
        )


def _kept_summary(point: BriefingPoint, text: str) -> str:
    return "" if plain(point.summary_text) == plain(text) else point.summary_text


def _translations(edited: Edited, numbering: Numbering, problems: list[str]) -> Iterator[tuple[int, str]]:
    """The rows of Annex A whose English a person has changed, by number."""
    rows = [row for row in edited.rows if len(row.cells) >= _LEAST_CELLS]
    numbered = {row.number: row for row in rows if row.number is not None}
    quoted = {row.cells[-1]: row for row in rows if row.number is None}
    quotes = {plain(one.quote) for one in numbering.rows.values()}
    if not numbered and not quotes & set(quoted):
        return
    for number, citation in numbering.rows.items():
        quote = plain(citation.quote)
        row = numbered.get(number) or quoted.get(quote)
        if number not in numbering.shown:
            continue
        if row is None:
            problems.append(f"row E{number} of Annex A was taken out; it stays as long as a point cites it")
            continue
        if row.cells[-1] != quote:
            problems.append(f"the quotation in row E{number} was changed; a quotation stays as the source has it")
        english = row.cells[-2]
        was = plain(citation.translation) or _NO_TRANSLATION
        if english and english not in (was, _NO_TRANSLATION):
            yield number, english


def _typed_points(
    groups: Sequence[Group], base: Memo, numbering: Numbering, problems: list[str]
) -> dict[int, BriefingPoint]:
    """New points for typed paragraphs that cite rows of Annex A, by line; the others are listed."""
    rows = numbering.rows
    taken = {point.id for point in base.points}
    found: dict[int, BriefingPoint] = {}
    for item in (item for group in groups for item in group.items):
        if not isinstance(item, Typed):
            continue
        unknown = [row for row in item.rows if row not in rows]
        if not item.rows:
            problems.append(
                f"a new paragraph cites nothing: {_short(item.text)}; end it with rows of Annex A, as (E3, E4)"
            )
        elif unknown:
            problems.append(f"a new paragraph cites E{unknown[0]}, which Annex A does not have: {_short(item.text)}")
        else:
            citations = tuple(rows[row] for row in item.rows)
            identifier = _free_id(citations, taken)
            taken.add(identifier)
            found[item.index] = BriefingPoint(identifier, item.text, citations, task="person")
    return found


def _free_id(citations: Sequence[Citation], taken: set[str]) -> str:
    identifier = point_id(citations)
    number = 2
    while identifier in taken:
        identifier = f"{point_id(citations)}-{number}"
        number += 1
    return identifier


def _sections(
    base: Memo, groups: Sequence[Group], points: Mapping[str, BriefingPoint], typed: Mapping[int, BriefingPoint]
) -> tuple[Section, ...]:
    """The sections as they stand in the document; points that it never showed stay with theirs."""
    headings = {plain(section.heading): section.heading for section in base.sections}
    now = renamed(base, groups)
    shown = {identifier for group in groups for identifier in group.ids}
    sections: list[tuple[str, list[str]]] = []
    made = dict(points)
    for group in groups:
        ids = []
        for item in group.items:
            point = points[item] if isinstance(item, str) else typed.get(item.index)
            if point is not None:
                made[point.id] = point
                ids.append(point.id)
        name = group.heading or (base.sections[0].heading if base.sections else "")
        sections.append((headings.get(name, name), ids))
    for section in base.sections:
        order = [point.id for point in section.points]
        hidden = [each for each in order if each in points and each not in shown]
        heading = now.get(plain(section.heading), section.heading)
        home = next((ids for name, ids in sections if name == heading), None)
        if hidden and home is None:
            sections.append((heading, hidden))
        elif home is not None:
            home[:] = inserted(home, order, hidden)
    return tuple(Section(name, tuple(made[each] for each in ids)) for name, ids in sections)


def _reordered(
    base: Memo,
    groups: Sequence[Group],
    points: Mapping[str, BriefingPoint],
    typed: Mapping[int, BriefingPoint],
    was: Sequence[str],
) -> tuple[Section, ...]:
    """The sections of the draft where the document does not show them: deletions, and order within each, alone.

    `was` is the order in which the document was written. A typed point goes behind the one that it follows.
    """
    made = dict(points)
    order = [identifier for group in groups for identifier in group.ids]
    members = {
        number: [point.id for point in section.points if point.id in points]
        for number, section in enumerate(base.sections)
    }
    changed = order != [each for each in was if each in order]
    for ids in members.values() if changed else ():
        places = [place for place, each in enumerate(ids) if each in order]
        ranked = sorted((ids[place] for place in places), key=order.index)
        for place, each in zip(places, ranked, strict=True):
            ids[place] = each
    last = ""
    for item in (item for group in groups for item in group.items):
        if isinstance(item, str):
            last = item
        elif item.index in typed:
            point = typed[item.index]
            made[point.id] = point
            home = next((ids for ids in members.values() if last in ids), members[0])
            home.insert(home.index(last) + 1 if last in home else 0, point.id)
            last = point.id
    return tuple(
        replace(section, points=tuple(made[each] for each in members[number]))
        for number, section in enumerate(base.sections)
    )


def _summary_order(base: Memo, located: Located, shape: Shape | None) -> list[str]:
    if shape is not None and base.summary and not shape.summary:
        return list(base.summary)
    return sorted(located.summary, key=lambda identifier: located.summary[identifier].index)


def _accepted(base: Memo, edited: Edited, located: Located, shape: Shape | None) -> Iterator[str]:
    """Flagged points whose flag words are gone, or whose comment was resolved or deleted.

    Where a program dropped every comment and the draft besides, nobody can have meant it.
    """
    trusted = shape is not None or any(remark.ours for remark in edited.remarks.values())
    for point in base.points:
        spot = located.points.get(point.id)
        if spot is None or not point.flagged:
            continue
        line = edited.lines[spot.index]
        ours = [edited.remarks[each] for each in line.comments if each in edited.remarks and edited.remarks[each].ours]
        words_gone = FLAG not in plain(line.text) and (shape is None or FLAG in shape.points[point.id].before)
        settled = not ours or all(remark.resolved for remark in ours)
        commented = shape is None or shape.points[point.id].commented
        if words_gone or (trusted and commented and settled):
            yield point.id


def _remarks(edited: Edited, located: Located) -> Iterator[tuple[str | None, str]]:
    """People's comments in the order of the text, each with the point on whose line it stands."""
    at = {index: key for key, spot in located.points.items() for index in (spot.index, *spot.joined)}
    at |= {spot.index: key for key, spot in located.summary.items() if spot.index not in at}
    seen: set[str] = set()
    for index, line in enumerate(edited.lines):
        for number in line.comments:
            remark = edited.remarks.get(number)
            if remark is None or remark.ours or number in seen or not remark.text:
                continue
            seen.add(number)
            yield at.get(index), _remark(remark)
    for number, remark in edited.remarks.items():
        if number not in seen and not remark.ours and remark.text:
            yield None, _remark(remark)


def _remark(remark: Remark) -> str:
    when = f", {remark.day}" if remark.day else ""
    done = " (resolved)" if remark.resolved else ""
    return f"{remark.author or 'somebody'}{when}{done}: {visible(remark.text)}"


def _added(notes: tuple[str, ...], more: Sequence[str]) -> tuple[str, ...]:
    return (*notes, *(note for note in dict.fromkeys(more) if note not in notes))


def _spread(located: Located) -> Iterator[str]:
    for identifier, spot in located.points.items():
        if spot.joined:
            yield f"point {identifier} was spread over {len(spot.joined) + 1} paragraphs; they are joined into one"


def _stray(typed: Typed) -> str:
    if typed.index < 0:
        return f"the new heading {_short(typed.text)} has no points under it"
    return f"outside the sections stands new text, which a draft has no place for: {_short(typed.text)}"


def _short(text: str) -> str:
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN].rstrip()}…'"
