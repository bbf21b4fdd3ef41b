"""What `--help` says beyond the options: a line for the list of commands, examples, and exit codes.

It stands here as data, by the words of each command, so that tests can run over all of it: every command has an
entry, and every example is one that the command line understands.
"""

from __future__ import annotations

from collections.abc import Iterator

import typer

from briefing.records import dataclass

_CODES = {  # in one place, for all commands; errors.py gives each its number
    0: "done",
    2: "usage or configuration",
    3: "sources",
    4: "draft",
    5: "provenance",
    6: "model",
    7: "rendering",
    8: "mail",
}
_STRICT = "a check failed and --strict was given"


@dataclass(frozen=True, slots=True)
class Entry:
    """The summary for the list of commands, examples, the exit codes besides 0 and 2, and what 1 means here."""

    summary: str
    examples: tuple[str, ...] = ()
    codes: tuple[int, ...] = ()
    one: str = ""


MANUAL: dict[str, Entry] = {
    "run": Entry(
        "Write the memo of a period.",
        (
            "briefing run sources --week last",
            "briefing run seeds --from 2025-12-01 --to 2026-02-28",
            "briefing run sources --last 7d --format docx,pdf -o outputs/week.docx",
        ),
        (3, 6, 7),
        _STRICT,
    ),
    "init": Entry("Make a working folder.", ("briefing init desk", "briefing init desk --copy"), (7,)),
    "doctor": Entry(
        "Say what is installed, and what to do about the rest.",
        ("briefing doctor", "briefing doctor --model models/ours --json"),
        one="something is missing that a run needs",
    ),
    "fetch": Entry(
        "Fetch articles from pages and feeds.",
        (
            "briefing fetch https://example.org/an-article.html",
            "briefing fetch --feed https://example.org/news.rss --limit 30",
            "briefing fetch --list fetch.txt --into sources",
        ),
        (3,),
        "an address could not be had and --strict was given",
    ),
    "sources": Entry(
        "List every article, its date and the evidence for it.",
        (
            "briefing sources sources --week last",
            "briefing sources sources --new-since last",
            "briefing sources sources --set-date sources/article.html=2026-02-05",
        ),
        (3,),
    ),
    "draft": Entry(
        "Write the draft of a memo, or read an edited memo back.",
        (
            "briefing draft sources --week 2026-W06 -o outputs/week.toml",
            "briefing draft --import outputs/week.docx --onto outputs/week.toml -o outputs/week.toml",
        ),
        (3, 4, 5, 6),
        _STRICT,
    ),
    "render": Entry(
        "Render an edited draft.",
        ("briefing render outputs/week.toml", "briefing render outputs/week.toml --format docx,html --template brief"),
        (4, 7),
        _STRICT,
    ),
    "verify": Entry(
        "Prove each quotation of a saved memo.",
        ("briefing verify outputs/week.docx --sources sources",),
        (3, 5),
    ),
    "evaluate": Entry(
        "Measure a memo, what a folder gives, or a test set.",
        (
            "briefing evaluate outputs/week.docx --sources sources",
            "briefing evaluate sources --week 2026-W06 --json > outputs/before.json",
            "briefing evaluate sources --week 2026-W06 --model ./my-model --against outputs/before.json",
            "briefing evaluate testset.jsonl --selection-only",
        ),
        (3, 4, 5, 6),
    ),
    "email": Entry(
        "Write a memo as an e-mail draft, or send it.",
        (
            'briefing email outputs/week.docx --to "The Ambassador <ambassador@example.org>"',
            "briefing email outputs/week.docx --list embassy --send --dry-run",
            "briefing email outputs/week.docx --list embassy --send",
        ),
        (5, 7, 8),
    ),
    "translate": Entry(
        "Translate standard input, a line a segment.",
        ("briefing translate < vietnamese.txt > english.txt", "briefing translate --task brief < sentences.txt"),
        (6,),
    ),
    "model": Entry("List, pull, show, use, train and evaluate models."),
    "model list": Entry("List models, here and known.", ("briefing model list",)),
    "model pull": Entry(
        "Download a model once, pinned and verified.",
        (
            "briefing model pull Helsinki-NLP/opus-mt-vi-en",
            "briefing model pull facebook/nllb-200-distilled-600M --accept-licence",
        ),
        (6,),
    ),
    "model use": Entry(
        "Write a model and its revision into briefing.toml.",
        ("briefing model use Helsinki-NLP/opus-mt-vi-en", "briefing model use embedded"),
        (6,),
    ),
    "model convert": Entry(
        "Convert a model for CTranslate2 now.", ("briefing model convert models/ours --beside",), (6,)
    ),
    "model show": Entry("Show what is known of a model.", ("briefing model show embedded",), (6,)),
    "model train": Entry(
        "Train a model by a recipe.",
        ("briefing model train recipe.toml --data-root corpora --output runs/mine --export models/ours",),
        (6,),
    ),
    "model evaluate": Entry(
        "Score a model on test sets.",
        ("briefing model evaluate models/ours --test news=corpora/dev/news --limit 500",),
        (6,),
    ),
    "cache": Entry("Show or clear what is kept between runs."),
    "cache info": Entry("Show what is kept, where, and how large it is.", ("briefing cache info",)),
    "cache clear": Entry("Forget earlier translations.", ("briefing cache clear", "briefing cache clear --models")),
    "memory": Entry("The translation memory: what people wrote."),
    "memory import": Entry("Take a TMX file into the memory.", ("briefing memory import house.tmx --author person",)),
    "memory export": Entry("Write the whole memory as TMX 1.4.", ("briefing memory export memory.tmx",)),
    "memory show": Entry("List what is remembered.", ("briefing memory show", 'briefing memory show "hội đàm"')),
    "memory add": Entry(
        "Remember your English for a sentence.",
        ('briefing memory add "Hai bên ký 5 văn kiện hợp tác." "The two sides signed five cooperation documents."',),
    ),
    "memory forget": Entry(
        "Take a sentence out of the memory.", ('briefing memory forget "Hai bên ký 5 văn kiện hợp tác."',)
    ),
    "prompts": Entry("Show and check what steers the memo."),
    "prompts show": Entry("Show which files are in force.", ("briefing prompts show", "briefing prompts show --json")),
    "prompts check": Entry("Check every file in force.", ("briefing prompts check --prompts house/prompts",)),
    "glossary": Entry("Keep the house's own terms."),
    "glossary add": Entry(
        "Write a term into the house's glossary.",
        (
            'briefing glossary add "Ban Kinh tế Trung ương" "Party Central Economic Commission"',
            'briefing glossary add "Thủ tướng" "Prime Minister" --alternatives "PM|Premier" --domain title',
        ),
    ),
    "glossary import": Entry(
        "Take in terms from TBX-Basic or CSV.",
        ("briefing glossary import ministry.tbx", "briefing glossary import candidates.csv --json"),
    ),
    "glossary check": Entry(
        "Say what is wrong or doubtful in the glossary.",
        ("briefing glossary check", "briefing glossary check --sources sources"),
    ),
    "glossary extract": Entry(
        "Find terms in the sources that it lacks.", ("briefing glossary extract sources -o candidates.csv",), (3,)
    ),
    "template": Entry("List Word templates, copy one, check one."),
    "template list": Entry("List the templates and where they lie.", ("briefing template list",)),
    "template new": Entry("Copy a template, to be changed in Word.", ("briefing template new ministry --from memo",)),
    "template check": Entry("Say what is wrong with a template.", ("briefing template check ministry",), (7,)),
}
ROOT = Entry(
    "",
    ("briefing init desk", "briefing run sources --week last", "briefing run --help"),
    (3, 4, 5, 6, 7, 8),
    _STRICT,
)


def attach(app: typer.Typer) -> None:
    """Give every command of `app` its summary and its epilog."""
    app.info.epilog = epilog(ROOT)
    for words, command in _commands(app):
        entry = MANUAL.get(words)
        if entry is not None:
            command.short_help, command.epilog = entry.summary, epilog(entry) or None


def epilog(entry: Entry) -> str:
    r"""Examples and exit codes as the end of a help page; \b keeps the lines of a paragraph as they are."""
    paragraphs = []
    if entry.examples:
        paragraphs.append("\n".join(("\b", "Examples:", *(f"  {example}" for example in entry.examples))))
    if entry.codes or entry.one:
        paragraphs.append("\n".join(("\b", "Exit codes:", *(f"  {code}  {words}" for code, words in codes(entry)))))
    return "\n\n".join(paragraphs)


def codes(entry: Entry) -> Iterator[tuple[int, str]]:
    """The exit codes of a command, with what each means."""
    yield 0, _CODES[0]
    if entry.one:
        yield 1, entry.one
    for code in (2, *entry.codes):
        yield code, _CODES[code]


def _commands(
    app: typer.Typer, before: str = ""
) -> Iterator[tuple[str, typer.models.CommandInfo | typer.models.TyperInfo]]:
    for command in app.registered_commands:
        yield f"{before}{command.name}", command
    for group in app.registered_groups:
        yield f"{before}{group.name}", group
        if group.typer_instance is not None:
            yield from _commands(group.typer_instance, f"{before}{group.name} ")
