"""Comments: people's are kept as notes, a resolved one of ours accepts its flag."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.text.run import Run
from lxml import etree

from briefing.lang.glossary import parse_glossary
from briefing.pipeline import recheck
from briefing.renderers.ooxml.package import read_package, write_package
from briefing.roundtrip.compare import accept, compare, word_diff
from briefing.roundtrip.importing import import_memo
from tests.renderers.sample import sample
from tests.renderers.tools import edited, saved
from tests.roundtrip.hand import W, control, line, remove_marks, run, tracked

GLOSSARY = parse_glossary("vi,en,alternatives,domain,note\n")
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


def remarked(memo: bytes, words: str, text: str) -> bytes:
    """A colleague's comment on the line that holds these words."""
    document = docx.Document(BytesIO(memo))
    at = next(each for each in document.element.body.iter(f"{W}r") if words in "".join(each.itertext()))
    document.add_comment([Run(at, document)], text=text, author="Tran Binh", initials="TB")
    return saved(document)


def resolved(memo: bytes, number: int) -> bytes:
    """A comment marked as done, as Word writes it: by the id of its last paragraph, in a part of its own."""
    parts = read_package(memo)
    comments = etree.fromstring(parts["word/comments.xml"])
    comment = comments[number]
    list(comment.iter(f"{W}p"))[-1].set(f"{{{W14}}}paraId", "0A0B0C0D")
    parts["word/comments.xml"] = etree.tostring(comments)
    done = '<w15:commentEx w15:paraId="0A0B0C0D" w15:done="1"/>'
    parts["word/commentsExtended.xml"] = f'<w15:commentsEx xmlns:w15="{W15}">{done}</w15:commentsEx>'.encode()
    relations = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId900" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" '
        b'Target="commentsExtended.xml"/></Relationships>',
    )
    parts["word/_rels/document.xml.rels"] = relations
    return write_package(parts)


def test_a_colleagues_comment_becomes_a_note_of_its_point(rendered: bytes) -> None:
    found = import_memo(remarked(rendered, "They will step up", "Which border gates?"))
    point = next(each for each in found.memo.points if each.id == "crime")
    assert [note.partition(": ")[2] for note in point.notes] == ["Which border gates?"]
    assert point.notes[0].startswith("Tran Binh, ")
    assert found.remarks[0][0] == "crime"
    assert not found.accepted  # our own comment stands beside it
    again = import_memo(remarked(rendered, "They will step up", "Which border gates?"), found.memo)
    assert again.memo == found.memo


def test_a_comment_on_the_title_is_a_note_of_the_memo(rendered: bytes) -> None:
    found = import_memo(remarked(rendered, "MEMORANDUM", "Please send by noon."))
    assert [note.partition(": ")[2] for note in found.memo.notes] == ["Please send by noon."]


def test_a_resolved_comment_accepts_what_it_said(rendered: bytes) -> None:
    found = import_memo(resolved(rendered, 0))
    assert found.accepted == {"documents"}
    settled = accept(recheck(found.memo, GLOSSARY), found.accepted)
    point = next(each for each in settled.points if each.id == "documents")
    assert point.accepted
    assert not point.flagged
    assert any(check.verdict == "fail" for check in point.checks)  # the finding is kept, only no longer shown
    assert {change.kind for change in compare(found.before, settled)} == {"accepted"}
    worse = accept(recheck(sample(), GLOSSARY), frozenset())
    assert next(each for each in worse.points if each.id == "documents").flagged


def test_a_program_that_drops_every_comment_accepts_nothing(rendered: bytes) -> None:
    def change(tree: Any) -> None:
        remove_marks(tree)
        for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            for each in list(tree.iter(f"{W}{name}")):
                each.getparent().remove(each)

    parts = read_package(edited(rendered, change))
    kept = {
        name: content for name, content in parts.items() if not name.startswith("customXml/") and "comments" not in name
    }
    for name in list(kept):
        if name.endswith(".rels"):
            root = etree.fromstring(kept[name])
            for each in list(root):
                if "customXml" in each.get("Target") or "comments" in each.get("Target"):
                    root.remove(each)
            kept[name] = etree.tostring(root)
    found = import_memo(write_package(kept), sample())
    assert not found.accepted
    assert found.memo == sample()
    assert found.recognised == {"footnote": 7} or sum(found.recognised.values()) == 7


def test_tracked_changes_are_counted_by_author(rendered: bytes) -> None:
    def change(tree: Any) -> None:
        control(tree, "point:visit").find(f"{W}sdtContent").append(tracked("ins", run(" Indeed.")))
        line(tree, "point:crime").append(tracked("del", run(" gone")))

    assert import_memo(edited(rendered, change)).tracked == {"Nguyen An": 2}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("trade of $10 billion", "trade of $12 billion", "trade of $[-10-]{+12+} billion"),
        ("a b", "a b c", "a b{+ c+}"),
        ("one two three four", "one four", "one [-two three -]four"),
        ("alpha beta", "completely other words", "[-alpha beta-]{+completely other words+}"),
    ],
)
def test_differences_are_shown_word_by_word(before: str, after: str, said: str) -> None:
    assert word_diff(before, after) == said
