"""What is read from a saved memo, and what is made of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.config import Config, EmailSettings, MemoSettings, PathSettings
from briefing.errors import BriefingError, ConfigError, ProvenanceError, RenderError
from briefing.house import House, MemoHeader
from briefing.mail.memo import read_memo
from briefing.mail.plan import Plan, Request, make_plan
from briefing.manifest import manifest, to_json
from briefing.renderers.docx import DocxRenderer
from briefing.renderers.ooxml.package import read_package, write_package
from tests.mail.conftest import MOMENT
from tests.renderers.sample import TEMPLATE, sample

SETTINGS = EmailSettings(sender="press@example.org")


def plan_of(memo: Path, settings: Config | None = None, **more: object) -> Plan:
    request = Request(memo, **more)  # type: ignore[arg-type]
    return make_plan(request, memo.read_bytes(), MOMENT, settings or Config(email=SETTINGS))


def edited(memo: Path, old: str, new: str) -> None:
    """Change visible words of the Word file, as a person would."""
    parts = dict(read_package(memo.read_bytes()))
    text = parts["word/document.xml"].decode()
    assert old in text
    parts["word/document.xml"] = text.replace(old, new).encode()
    memo.write_bytes(write_package(parts))


def test_a_memo_is_read_from_its_word_file_alone(memo_file: Path) -> None:
    memo = sample(reviewed=True)
    saved = read_memo(memo_file, memo_file.read_bytes())
    texts = {point.id: point.text for point in memo.points}
    assert [point.text for point in saved.summary] == [texts[identifier] for identifier in memo.summary]
    assert [point.text for point in saved.points] == [point.text for point in memo.points]
    assert [point.flagged for point in saved.points] == [point.flagged for point in memo.points]
    assert any(point.flagged for point in saved.points)
    assert saved.title == memo.title
    assert saved.period == "December 1, 2025 to February 28, 2026"
    assert saved.date == "March 2, 2026"
    assert saved.marking == "OFFICIAL USE ONLY"
    assert saved.status == ""
    assert saved.problem is None
    assert saved.notes == ()


def test_a_draft_says_so(memo_file: Path, draft_memo_bytes: bytes) -> None:
    memo_file.write_bytes(draft_memo_bytes)
    plan = plan_of(memo_file)
    assert plan.memo.status == "DRAFT - machine translation, not reviewed"
    assert "the memo says: DRAFT - machine translation, not reviewed" in plan.notes
    assert plan.memo.status in plan.letter.words.text
    assert plan.memo.status in plan.letter.words.html


def test_a_memo_without_a_marking_or_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "memo.docx"
    path.write_bytes(DocxRenderer().render(sample(header=MemoHeader(), summary=()), TEMPLATE.read_bytes()))
    plan = plan_of(path)
    assert plan.memo.marking == ""
    assert plan.letter.words.subject.startswith("Vietnam and Laos")
    assert "SUMMARY" not in plan.letter.words.text
    assert "Summary" not in plan.letter.words.html


def test_the_houses_marking_is_not_lost_on_a_memo_without_one(tmp_path: Path) -> None:
    path = tmp_path / "memo.docx"
    path.write_bytes(DocxRenderer().render(sample(header=MemoHeader()), TEMPLATE.read_bytes()))
    plan = plan_of(path, Config(email=SETTINGS, memo=MemoSettings(marking="Internal")))
    assert plan.letter.words.subject.startswith("[INTERNAL] ")
    assert "the memo's pages show no marking, the message says INTERNAL" in plan.notes
    assert plan_of(path, marking="Secret").letter.words.subject.startswith("[SECRET] ")


def test_a_marking_can_be_left_out_on_purpose(memo_file: Path) -> None:
    plan = plan_of(memo_file, marking="")
    assert plan.letter.words.subject.startswith("Vietnam and Laos")
    assert "OFFICIAL" not in plan.letter.words.text
    assert "the memo's pages show OFFICIAL USE ONLY, the message says none" in plan.notes


def test_points_are_named_as_the_memo_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "memo.docx"
    house = House(numbering="by section", dates="uk")
    path.write_bytes(DocxRenderer(house).render(sample(), TEMPLATE.read_bytes()))
    saved = read_memo(path, path.read_bytes())
    sizes = [len(section.points) for section in sample().sections]
    labels = [f"{n}.{place}" for n, size in enumerate(sizes, 1) for place in range(1, size + 1)]
    assert [point.label for point in saved.points] == labels
    assert {point.label for point in saved.summary} < set(labels)
    assert saved.period == "1 December 2025 to 28 February 2026"


def test_words_changed_in_word_are_what_the_message_says(memo_file: Path) -> None:
    first = sample().points[0].text
    edited(memo_file, first[:30], "Somebody rewrote the beginning ")
    (memo_file.with_suffix(".json")).write_text(to_json(manifest(sample(reviewed=True))), encoding="utf-8")
    plan = plan_of(memo_file)
    assert "Somebody rewrote the beginning" in " ".join(plan.letter.words.text.split())
    assert "the manifest has other words for point 1" in plan.notes
    assert "the Word file is what is sent, and what the message says" in plan.notes


def test_a_manifest_that_agrees_is_not_mentioned(memo_file: Path) -> None:
    memo_file.with_suffix(".json").write_text(to_json(manifest(sample(reviewed=True))), encoding="utf-8")
    assert read_memo(memo_file, memo_file.read_bytes()).notes == ()


def test_a_manifest_of_another_memo_or_state_is_told(memo_file: Path) -> None:
    table = manifest(sample())
    table["summary"].pop()
    table["sections"].pop()
    memo_file.with_suffix(".json").write_text(to_json(table), encoding="utf-8")
    notes = " ".join(read_memo(memo_file, memo_file.read_bytes()).notes)
    assert "other points" in notes
    assert "2 points in the summary, the Word file 3" in notes
    assert "the manifest says not reviewed, the Word file does not show the draft line" in notes


@pytest.mark.parametrize("text", ["{", "[]", "{}", json.dumps({"sections": [{"points": [{}]}]})])
def test_a_broken_manifest_is_not_needed(memo_file: Path, text: str) -> None:
    memo_file.with_suffix(".json").write_text(text, encoding="utf-8")
    (note,) = read_memo(memo_file, memo_file.read_bytes()).notes
    assert "cannot be read" in note


def test_what_is_no_memo_is_refused_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(TEMPLATE.read_bytes())
    with pytest.raises(ProvenanceError):
        plan_of(path)
    plan = plan_of(path, force=True)
    assert any(note.startswith("this is no whole memo") for note in plan.notes)
    path.write_bytes(b"not a document")
    for force in (False, True):
        with pytest.raises(ProvenanceError):
            plan_of(path, force=force)


def test_a_memo_whose_evidence_was_cut_is_refused(memo_file: Path) -> None:
    edited(memo_file, 'w:name="evidence_1"', 'w:name="gone"')
    with pytest.raises(ProvenanceError, match="lacks evidence"):
        plan_of(memo_file)


def templates(folder: Path, **files: str) -> Config:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"email.{name}").write_text(text, encoding="utf-8")
    return Config(email=SETTINGS, paths=PathSettings(templates=str(folder)))


def test_the_house_may_write_its_own_templates(memo_file: Path, tmp_path: Path) -> None:
    config = templates(
        tmp_path / "house",
        txt="Kính gửi, {{ note }}\n{% for point in points %}{{ point.label }} {{ point.text }}\n{% endfor %}",
        html="<p>{{ note }}</p>",
    )
    plan = plan_of(memo_file, config, note="Tô & <Lâm>")
    assert plan.letter.words.text.startswith("Kính gửi, Tô & <Lâm>\n1 ")
    assert plan.letter.words.html.strip() == "<p>Tô &amp; &lt;Lâm&gt;</p>"


def test_a_template_of_one_kind_leaves_the_other_packaged(memo_file: Path, tmp_path: Path) -> None:
    plan = plan_of(memo_file, templates(tmp_path / "house", txt="short"))
    assert plan.letter.words.text == "short\n"
    assert "<h2" in plan.letter.words.html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ titel }}", "'titel' does not exist; did you mean 'title'"),
        ("{% for %}", "line 1"),
        ("{{ points.__class__ }}", "__class__"),
        ("{% for a in points %}{{ a.txt }}{% endfor %}", "txt"),
    ],
)
def test_a_template_with_a_fault_is_named(memo_file: Path, tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RenderError, match=message) as error:
        plan_of(memo_file, templates(tmp_path / "house", txt=text))
    assert "email.txt" in error.value.message


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Weekly memo", "[OFFICIAL USE ONLY] Weekly memo"),
        ("{{ title }} & more", "[OFFICIAL USE ONLY] Vietnam and Laos in the Vietnamese press & more"),
        ("{{ period }}", "[OFFICIAL USE ONLY] December 1, 2025 to February 28, 2026"),
    ],
)
def test_the_marking_stands_before_any_subject(memo_file: Path, subject: str, expected: str) -> None:
    assert plan_of(memo_file, subject=subject).letter.words.subject == expected


@pytest.mark.parametrize("subject", ["News\nBcc: spy@evil.example", "\r", "{{ '' }}", "{{ nobody }}"])
def test_a_subject_that_is_refused(memo_file: Path, subject: str) -> None:
    with pytest.raises(BriefingError):
        plan_of(memo_file, subject=subject)


@pytest.mark.parametrize(
    "settings",
    [
        EmailSettings(),
        EmailSettings(sender="hương@x.vn"),
        EmailSettings(sender="a@x.vn, b@x.vn"),
        EmailSettings(sender="a@x.vn", reply_to="nobody"),
    ],
)
def test_senders_that_are_refused(memo_file: Path, settings: EmailSettings) -> None:
    with pytest.raises(ConfigError):
        plan_of(memo_file, Config(email=settings))


@pytest.mark.parametrize(
    ("unsubscribe", "shown"),
    [("press@example.org", "press@example.org"), ("https://example.org/leave", "https://example.org/leave"), ("", "")],
)
def test_leaving_a_list_is_offered_to_lists_alone(
    memo_file: Path, tmp_path: Path, unsubscribe: str, shown: str
) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "embassy.toml").write_text('bcc = ["nam@x.vn"]', encoding="utf-8")
    config = Config(
        email=EmailSettings(sender="press@example.org", unsubscribe=unsubscribe, lists=str(tmp_path / "lists"))
    )
    assert plan_of(memo_file, config, lists=("embassy",)).letter.unsubscribe == shown
    assert plan_of(memo_file, config, to=("nam@x.vn",)).letter.unsubscribe == ""
    broken = replace(config, email=replace(config.email, unsubscribe="https://x.vn/>\r\nBcc: b@x.vn"))
    with pytest.raises(ConfigError):
        plan_of(memo_file, broken, lists=("embassy",))
