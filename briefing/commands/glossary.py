"""glossary add, import, check, extract: the house's own terms, which lie over the packaged glossary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.commands import options
from briefing.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.config import Config
    from briefing.glossary.house import Outcome
    from briefing.glossary.looking_over import Remark
    from briefing.lang.glossary import Glossary, Term

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The house's own terms, before the packaged ones.")

_SHOWN = 5  # entries passed over that are named


@app.command("add")
def add(
    vietnamese: Annotated[str, typer.Argument(metavar="VI", help="The Vietnamese term, with its capitals.")],
    english: Annotated[str, typer.Argument(metavar="EN", help="The English that the memo shall have.")],
    alternatives: Annotated[
        str, typer.Option("--alternatives", metavar="A|B", help="Other English that is right too.")
    ] = "",
    domain: Annotated[
        str, typer.Option("--domain", metavar="WORD", help="title, government, place, name …; as in glossary.csv.")
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A remark for people, or 'match case'.")] = "",
    prompts: options.PromptsFolder = None,
    config: options.ConfigFile = None,
) -> None:
    """Write a term behind the rows of the house's glossary file; one that it has already is refused."""
    from briefing.lang.glossary import term_of

    settings = _settings(config, prompts)
    term = term_of((vietnamese, english, alternatives, domain, note), "the term")
    path, outcome = _added(settings, [term])
    for each in outcome.of("refused"):
        raise ConfigError(f"{path}: {each.reason}: {term.vi!r} is not written twice.", "Change that line instead.")
    for each in outcome.of("known"):
        raise ConfigError(f"{term.vi!r}: {each.reason or f'{path} says the same'}.", "Nothing needs to be added.")
    over = outcome.written[0].reason
    sys.stderr.write(f"Wrote {term.vi} = {term.en} to {path}{f'; it {over}' if over else ''}\n")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.tbx", help="A glossary in TBX-Basic or CSV.")],
    prompts: options.PromptsFolder = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Take Vietnamese-English terms into the house's glossary file; where it says otherwise, it stays as it is."""
    from briefing.glossary.taking import read_terms
    from briefing.manifest import to_json

    taken = read_terms(file)
    path, outcome = _added(_settings(config, prompts), taken.terms)
    added, known, refused = outcome.of("added"), outcome.of("known"), outcome.of("refused")
    sys.stderr.write(f"{len(added)} terms added to {path}, {len(known)} known, {len(refused)} refused\n")
    sys.stderr.write("".join(f"  refused: {each.term.vi} = {each.term.en} ({each.reason})\n" for each in refused))
    for each in taken.passed_over[:_SHOWN]:
        sys.stderr.write(f"  passed over: {each.place} ({each.reason})\n")
    if len(taken.passed_over) > _SHOWN:
        sys.stderr.write(f"  and {len(taken.passed_over) - _SHOWN} more; --json lists them all\n")
    if json:
        rows = [
            {"vi": each.term.vi, "en": each.term.en, "fate": each.fate, "reason": each.reason}
            for each in outcome.written
        ]
        passed = [{"place": each.place, "reason": each.reason} for each in taken.passed_over]
        sys.stdout.write(to_json({"file": str(path), "terms": rows, "passed_over": passed}))


@app.command("check")
def check(
    sources: Annotated[
        Path | None,
        typer.Option("--sources", metavar="DIR", help="Say also which of the house's terms no article has."),
    ] = None,
    prompts: options.PromptsFolder = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
) -> None:
    """Look over the glossary in force, the house's and the packaged; problems end with exit code 2."""
    from briefing.manifest import to_json

    found = list(_checked(_settings(config, prompts), sources))
    problems = sum(remark.problem for _, remark in found)
    if json:
        rows = [{"file": file, "term": one.term, "problem": one.problem, "words": one.words} for file, one in found]
        sys.stdout.write(to_json(rows))
    else:
        for file, one in found:
            sys.stdout.write(f"{file}: {'' if one.problem else 'note: '}{one.term}: {one.words}\n")
    if problems:
        raise ConfigError(f"{problems} things are wrong in the glossary.", "Correct them as said above.")
    if not json:
        sys.stdout.write(f"{len(_in_force(_settings(config, prompts)))} terms, all right\n")


@app.command("extract")
def extract(
    sources: options.Sources,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE.csv", help="Where the candidates go; default: standard output."),
    ] = None,
    least: Annotated[int, typer.Option("--least", metavar="N", min=2, help="How often a term stands at least.")] = 3,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="How many candidates at most.")] = 200,
    prompts: options.PromptsFolder = None,
    config: options.ConfigFile = None,
) -> None:
    """Find terms that the glossary lacks: a CSV with an empty column for the English, which `import` takes."""
    from briefing.files import write_all
    from briefing.glossary.candidates import find_candidates, to_csv

    settings = _settings(config, prompts)
    texts = [[sentence for _, sentence in article] for article in _sentences(sources)]
    found = find_candidates(texts, _in_force(settings), least=least, most=most)
    text = to_csv(found)
    if output is None:
        sys.stdout.write(text)
        return
    write_all({output: text.encode("utf-8")})
    sys.stderr.write(f"{len(found)} candidates from {len(texts)} articles\nWrote {output}\n")


def _settings(config: Path | None, prompts: Path | None) -> Config:
    from briefing.commands.prompts import steered
    from briefing.config import load_config

    return steered(load_config(config), prompts)


def _in_force(settings: Config) -> Glossary:
    from briefing.steering import read_prompts

    return read_prompts(settings).glossary


def _added(settings: Config, terms: Sequence[Term]) -> tuple[Path, Outcome]:
    """Terms written into the house's file, and what became of each."""
    from briefing.files import write_all
    from briefing.glossary.house import add_terms
    from briefing.steering import house_file, packaged_glossary, read

    path = house_file(settings)
    text = read(path) if path.is_file() else ""
    outcome = add_terms(text, terms, str(path), packaged_glossary(settings))
    if outcome.of("added") and outcome.text != text:
        write_all({path: outcome.text.encode("utf-8")})
    return path, outcome


def _checked(settings: Config, sources: Path | None) -> Iterator[tuple[str, Remark]]:
    """Everything about the glossary in force, with the file that it stands in."""
    from briefing.glossary.looking_over import contradictions, look_over, not_composed, not_in
    from briefing.steering import GLOSSARY, glossary_file, house_file, house_terms, packaged_glossary, read

    below, house = packaged_glossary(settings), house_terms(settings)
    glossary = below.with_over(house)
    path = house_file(settings)
    for file in [glossary_file(settings), *([path] if path.is_file() else [])]:
        yield from ((file.name, remark) for remark in not_composed(read(file)))
    yield from ((GLOSSARY, remark) for remark in look_over(below.terms, below))
    yield from ((path.name, remark) for remark in look_over(house, glossary))
    yield from ((path.name, remark) for remark in contradictions(house, below))
    if sources is not None:
        texts = (sentence for article in _sentences(sources) for _, sentence in article)
        yield from ((path.name, remark) for remark in not_in(house, texts, glossary))


def _sentences(sources: Path) -> Iterator[list[tuple[int, str]]]:
    """The sentences of each Vietnamese article under a folder, with their paragraphs."""
    from briefing.console import ProgressBar
    from briefing.readers.folder import read_sources
    from briefing.stages.clean import clean
    from briefing.stages.foreign import VIETNAMESE
    from briefing.stages.segment import segment

    with ProgressBar() as progress:
        articles = read_sources(sources, progress=progress).articles
    for article in articles:
        if article.language == VIETNAMESE:
            yield [(each.paragraph, each.text) for each in segment(article, clean(article))]
