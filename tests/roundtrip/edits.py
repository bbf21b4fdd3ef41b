"""Forty edits of the sample memo, each with the draft that it must come back as.

An edit changes the tree of `word/document.xml`, as Word would save it; `expected` is made from the sample by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from briefing.values import BriefingPoint, Memo
from tests.renderers.tools import edited
from tests.roundtrip.hand import (
    W,
    control,
    cut,
    delete_tracked,
    heading,
    in_turn,
    laid_out,
    line,
    mark_end,
    paragraph,
    remove,
    remove_marks,
    rewritten,
    run,
    starting,
    swap,
    tracked,
    with_point,
    without,
    wrap,
    write,
)

VISIT = (
    "General Secretary To Lam will pay a State visit to Laos on February 5 at the invitation of General Secretary and "
    "President Thongloun Sisoulith."
)
SECURITY = "The two sides agreed to keep working closely on defence and security and on the safety of the border area."
PARLIAMENT = (
    "National Assembly Chairman Tran Thanh Man proposed closer coordination of the two legislatures at the "
    "Inter-Parliamentary Union and AIPA."
)
ORDER = {
    "s0": "visit documents",
    "s1": "trade projects",
    "s2": "security crime",
    "s3": "parliament",
}


@dataclass(frozen=True)
class Edit:
    """`problems` are beginnings of what cannot be taken over, `accepted` the ids of points whose flag is settled."""

    name: str
    change: Callable[[Any], object]
    expected: Callable[[Memo], Memo] = lambda memo: memo
    accepted: frozenset[str] = frozenset()
    problems: tuple[str, ...] = field(default=())
    renamed: tuple[tuple[str, str], ...] = ()
    in_notes: Callable[[Any], object] | None = None

    def made(self, memo: bytes) -> bytes:
        """The memo with this edit."""
        changed = edited(memo, self.change)
        return edited(changed, self.in_notes, "word/footnotes.xml") if self.in_notes else changed


def text(name: str, identifier: str, new: str, change: Callable[[Any], object], **more: Any) -> Edit:
    return Edit(name, change, lambda memo: rewritten(memo, identifier, new), **more)


def move(tree: Any, tag: str, other: str, *, after: bool = True) -> None:
    element = line(tree, tag)
    (line(tree, other).addnext if after else line(tree, other).addprevious)(element)


def move_section(tree: Any) -> None:
    """The whole of Economy and trade to the end of the sections."""
    block = [heading(tree, "Economy and trade"), line(tree, "point:trade"), line(tree, "point:projects")]
    place = line(tree, "point:parliament")
    for element in reversed(block):
        place.addnext(element)


def split_runs(tree: Any) -> None:
    _, rest = cut(control(tree, "point:security"), "The two sides agreed ")
    swap(rest, "closely", "more closely")


def typed_behind_the_note(tree: Any) -> None:
    line(tree, "point:security").append(run(" No date was set."))


def typed_before(tree: Any) -> None:
    control(tree, "point:parliament").addprevious(run("In Vientiane, "))


def enter_in_the_middle(tree: Any) -> None:
    """The bookmark runs on into the new paragraph, as Word leaves it."""
    one = line(tree, "point:security")
    box = control(tree, "point:security")
    two = paragraph(" and on the safety of the border area.", one)
    write(box, "The two sides agreed to keep working closely on defence and security")
    for each in list(box.itersiblings()):
        two.append(each)
    one.addnext(two)


def replace_tracked(tree: Any) -> None:
    _, rest = cut(control(tree, "point:visit"), "General Secretary To Lam will pay a ")
    _, tail = cut_run(rest, "State")
    wrap("del", rest)
    tail.addprevious(tracked("ins", run("two-day State")))


def cut_run(element: Any, first: str) -> tuple[Any, Any]:
    two = deepcopy(element)
    words = "".join(each.text for each in element.iter(f"{W}t"))
    write(element, first)
    write(two, words[len(first) :])
    element.addnext(two)
    return element, two


def insert_tracked(tree: Any) -> None:
    control(tree, "point:security").find(f"{W}sdtContent").append(tracked("ins", run(" Talks go on.")))


def move_tracked(tree: Any) -> None:
    """A paragraph moved with changes tracked: the old one is moveFrom, a copy with the same control is moveTo."""
    old = line(tree, "point:trade")
    new = deepcopy(old)
    for each in list(new.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        remove(each)
    line(tree, "point:security").addnext(new)
    for element, kind in ((old, "moveFrom"), (new, "moveTo")):
        box = next(element.iter(f"{W}sdt"))
        wrap(kind, box)
        mark_end(element, kind)
    for note in list(old.iter(f"{W}footnoteReference")):
        remove(note.getparent())


def move_tracked_without_control(tree: Any) -> None:
    """As Word does it for plain runs: the bookmark stays at the old place, empty."""
    remove_controls(tree)
    old = line_with(tree, "point_4")
    new = deepcopy(old)
    for each in list(new.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        remove(each)
    line_with(tree, "point_7").addnext(new)
    for each in list(old.iter(f"{W}r")):
        wrap("moveFrom", each)
    for each in list(new.iter(f"{W}r")):
        wrap("moveTo", each)
    mark_end(old, "moveFrom")
    mark_end(new, "moveTo")


def remove_controls(tree: Any) -> None:
    for each in list(tree.iter(f"{W}sdt")):
        for child in list(each.find(f"{W}sdtContent")):
            each.addprevious(child)
        remove(each)


def line_with(tree: Any, mark: str) -> Any:
    start = next(each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == mark)
    return next(start.iterancestors(f"{W}p"))


def unflag(tree: Any, tag: str) -> None:
    """Delete the words '⚑ check' before a point."""
    for each in list(line(tree, tag).iter(f"{W}t")):
        if (each.text or "").strip() == "⚑ check":
            remove(each.getparent())
            return
    raise AssertionError


def uncomment(tree: Any, tag: str) -> None:
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for each in list(line(tree, tag).iter(f"{W}{name}")):
            remove(each.getparent() if name == "commentReference" else each)


def row(tree: Any, number: int) -> Any:
    start = next(each for each in tree.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == f"evidence_{number}")
    return next(start.iterancestors(f"{W}tr"))


def retranslate(tree: Any) -> None:
    swap(list(row(tree, 7).iter(f"{W}tc"))[1], "to keep working closely", "to go on working closely")


def retranslated(memo: Memo) -> Memo:
    quote = memo.sections[2].points[0].citations[0].quote

    def change(point: BriefingPoint) -> BriefingPoint:
        return replace(
            point,
            citations=tuple(
                replace(
                    one,
                    translation=one.translation.replace("to keep working closely", "to go on working closely"),
                    translator="person",
                )
                if one.quote == quote
                else one
                for one in point.citations
            ),
        )

    return with_point(with_point(memo, "security", change), "crime", change)


def typed_point(tree: Any) -> None:
    one = line(tree, "point:security")
    one.addnext(paragraph("Border patrols will be joint (E7, E8).", one))


def with_typed(memo: Memo) -> Memo:
    from briefing.stages.assemble import point_id

    citations = tuple(sorted(memo.sections[2].points[1].citations, key=lambda one: one.span))  # E7 stands before E8
    point = BriefingPoint(point_id(citations), "Border patrols will be joint.", citations, task="person")
    section = memo.sections[2]
    found = replace(section, points=(section.points[0], point, section.points[1]))
    return replace(memo, sections=(*memo.sections[:2], found, memo.sections[3]))


def copied_point(tree: Any) -> None:
    """Copy and paste: the copy has the control and the footnote, and is then rewritten."""
    one = line(tree, "point:parliament")
    two = deepcopy(one)
    for each in list(two.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        remove(each)
    write(next(two.iter(f"{W}sdt")), "AIPA was named as one place for it.")
    next(two.iter(f"{W}footnoteReference")).set(f"{W}id", "8")
    one.addnext(two)


def copied_note(notes: Any) -> None:
    copy = deepcopy(notes[-1])
    assert copy.get(f"{W}id") == "7"
    copy.set(f"{W}id", "8")
    notes.append(copy)


def with_copy(memo: Memo) -> Memo:
    last = memo.sections[3]
    citations = last.points[0].citations
    from briefing.stages.assemble import point_id

    point = BriefingPoint(point_id(citations), "AIPA was named as one place for it.", citations, task="person")
    return replace(memo, sections=(*memo.sections[:3], replace(last, points=(*last.points, point))))


def header(**changes: Any) -> Callable[[Memo], Memo]:
    return lambda memo: replace(memo, header=replace(memo.header, **changes))


EDITS = (
    text(
        "a word",
        "visit",
        VISIT.replace("State visit", "state visit"),
        lambda t: swap(control(t, "point:visit"), "State visit", "state visit"),
    ),
    text(
        "all the words",
        "security",
        "Vietnam and Laos will guard their border together.",
        lambda t: write(control(t, "point:security"), "Vietnam and Laos will guard their border together."),
    ),
    text("in one of several runs", "security", SECURITY.replace("closely", "more closely"), split_runs),
    text("typed behind the footnote", "security", f"{SECURITY} No date was set.", typed_behind_the_note),
    text("typed before the control", "parliament", f"In Vientiane, {PARLIAMENT}", typed_before),
    Edit("Enter in the middle", enter_in_the_middle, problems=("point security was spread over 2",)),
    text(
        "special characters",
        "visit",
        "AT&T <b> “100<200” – 5 °C, naïve 漢字 🙂",
        lambda t: write(control(t, "point:visit"), "AT&T <b> “100<200” – 5 °C, naïve 漢字 🙂"),
    ),
    Edit("only white space", lambda t: swap(control(t, "point:visit"), "To Lam will", "To  Lam\u00a0will")),
    Edit("a point deleted", lambda t: remove(line(t, "point:projects")), lambda m: without(m, "projects")),
    Edit(
        "the words of a point deleted",
        lambda t: write(control(t, "point:projects"), ""),
        lambda m: without(m, "projects"),
    ),
    Edit(
        "a point deleted that the summary names",
        lambda t: (remove(line(t, "point:trade")), remove(line(t, "summary:trade"))),
        lambda m: replace(without(m, "trade"), summary=("visit", "documents")),
    ),
    Edit(
        "a point deleted from the text, not from the summary",
        lambda t: remove(line(t, "point:trade")),
        lambda m: replace(without(m, "trade"), summary=("visit", "documents")),
    ),
    Edit(
        "order within a section",
        lambda t: move(t, "point:trade", "point:projects"),
        lambda m: laid_out(m, **{**ORDER, "s1": "projects trade"}),
    ),
    Edit(
        "a point to another section",
        lambda t: move(t, "point:trade", "point:visit"),
        lambda m: laid_out(m, **{**ORDER, "s0": "visit trade documents", "s1": "projects"}),
    ),
    Edit(
        "the only point of a section moved away",
        lambda t: move(t, "point:parliament", "point:visit"),
        lambda m: laid_out(m, **{**ORDER, "s0": "visit parliament documents", "s3": ""}),
    ),
    Edit(
        "a whole section moved",
        move_section,
        lambda m: laid_out(m, s0=ORDER["s0"], s2=ORDER["s2"], s3=ORDER["s3"], s1=ORDER["s1"]),
    ),
    Edit(
        "a whole section deleted",
        lambda t: (remove(heading(t, "Legislatures")), remove(line(t, "point:parliament"))),
        lambda m: replace(m, sections=m.sections[:3]),
    ),
    Edit(
        "a heading changed",
        lambda t: write(heading(t, "Legislatures"), "Parliaments"),
        lambda m: laid_out(m, s0=ORDER["s0"], s1=ORDER["s1"], s2=ORDER["s2"], Parliaments=ORDER["s3"]),
        renamed=(("Legislatures", "Parliaments"),),
    ),
    Edit(
        "a heading put in",
        lambda t: line(t, "point:crime").addprevious(paragraph("Crime", heading(t, "Legislatures"))),
        lambda m: laid_out(m, s0=ORDER["s0"], s1=ORDER["s1"], s2="security", Crime="crime", s3=ORDER["s3"]),
    ),
    Edit(
        "a heading taken out",
        lambda t: remove(heading(t, "Defence and security")),
        lambda m: laid_out(m, s0=ORDER["s0"], s1="trade projects security crime", s3=ORDER["s3"]),
    ),
    Edit("a point typed with its rows", typed_point, with_typed),
    Edit("a point copied with its footnote", copied_point, with_copy, in_notes=copied_note),
    Edit(
        "a paragraph typed without a citation",
        lambda t: line(t, "point:visit").addnext(paragraph("Washington should watch this.", line(t, "point:visit"))),
        problems=("a new paragraph cites nothing: 'Washington",),
    ),
    Edit(
        "a paragraph typed with a row that is not there",
        lambda t: line(t, "point:visit").addnext(
            paragraph("Washington should watch this (E99).", line(t, "point:visit"))
        ),
        problems=("a new paragraph cites E99",),
    ),
    Edit("flag words deleted", lambda t: unflag(t, "point:documents"), accepted=frozenset({"documents"})),
    Edit("a comment of ours deleted", lambda t: uncomment(t, "point:crime"), accepted=frozenset({"crime"})),
    Edit(
        "a flagged point rewritten and accepted",
        lambda t: (unflag(t, "point:crime"), write(control(t, "point:crime"), "They will fight drug trafficking.")),
        lambda m: rewritten(m, "crime", "They will fight drug trafficking."),
        accepted=frozenset({"crime"}),
    ),
    Edit(
        "a field of the title block filled",
        lambda t: swap(starting(t, "TO:"), "Director, Southeast", "The Director, Southeast"),
        header(to="The Director, Southeast Asia Department"),
    ),
    Edit("a line of the title block deleted", lambda t: remove(starting(t, "FROM:")), header(sender="")),
    Edit(
        "the date changed",
        lambda t: swap(starting(t, "DATE:"), "March 2, 2026", "5 March 2026"),
        header(date=date(2026, 3, 5)),
    ),
    Edit(
        "the subject changed",
        lambda t: swap(starting(t, "SUBJECT:"), "Vietnam and Laos", "Laos"),
        header(subject="Laos in the Vietnamese press"),
    ),
    Edit(
        "the period changed",
        lambda t: swap(starting(t, "PERIOD:"), "2026", "2027"),
        problems=("the period was changed",),
    ),
    Edit(
        "the summary put in another order",
        lambda t: move(t, "summary:visit", "summary:trade"),
        lambda m: replace(m, summary=("documents", "trade", "visit")),
    ),
    Edit(
        "an entry of the summary deleted",
        lambda t: remove(line(t, "summary:documents")),
        lambda m: replace(m, summary=("visit", "trade")),
    ),
    Edit(
        "an entry of the summary put otherwise",
        lambda t: write(control(t, "summary:trade"), "Trade is to reach $5-10 billion."),
        lambda m: with_point(m, "trade", lambda p: replace(p, summary_text="Trade is to reach $5-10 billion.")),
    ),
    Edit("a translation in the annex", retranslate, retranslated),
    Edit(
        "tracked: a word replaced",
        replace_tracked,
        lambda m: rewritten(m, "visit", VISIT.replace("State", "two-day State")),
    ),
    Edit("tracked: words put in", insert_tracked, lambda m: rewritten(m, "security", f"{SECURITY} Talks go on.")),
    Edit(
        "tracked: a point deleted",
        lambda t: delete_tracked(line(t, "point:projects")),
        lambda m: without(m, "projects"),
    ),
    Edit(
        "tracked: a point moved",
        move_tracked,
        lambda m: laid_out(m, **{**ORDER, "s1": "projects", "s2": "security trade crime"}),
    ),
    Edit(
        "tracked: a point moved that has lost its control",
        move_tracked_without_control,
        lambda m: laid_out(m, **{**ORDER, "s1": "trade", "s3": "parliament projects"}),
    ),
    Edit(
        "tracked: a heading deleted",
        lambda t: delete_tracked(heading(t, "Defence and security")),
        lambda m: laid_out(m, s0=ORDER["s0"], s1="trade projects security crime", s3=ORDER["s3"]),
    ),
    Edit(
        "many at once",
        in_turn(
            lambda t: write(control(t, "point:visit"), "To Lam visits Laos."),
            lambda t: remove(line(t, "point:security")),
            lambda t: move(t, "point:crime", "point:trade"),
            lambda t: write(heading(t, "Legislatures"), "Parliaments"),
            lambda t: swap(starting(t, "TO:"), "Director, Southeast", "The Director, Southeast"),
        ),
        lambda m: laid_out(
            rewritten(header(to="The Director, Southeast Asia Department")(m), "visit", "To Lam visits Laos."),
            s0=ORDER["s0"],
            s1="trade crime projects",
            s2="",
            Parliaments="parliament",
        ),
        renamed=(("Legislatures", "Parliaments"),),
    ),
    Edit(
        "every mark lost and two points rewritten",
        in_turn(
            lambda t: swap(control(t, "point:visit"), "will pay a State visit to", "will visit"),
            lambda t: swap(
                control(t, "point:parliament"), "proposed closer coordination of", "wants closer ties between"
            ),
            remove_marks,
        ),
        lambda m: rewritten(
            rewritten(m, "visit", VISIT.replace("will pay a State visit to", "will visit")),
            "parliament",
            PARLIAMENT.replace("proposed closer coordination of", "wants closer ties between"),
        ),
    ),
)
