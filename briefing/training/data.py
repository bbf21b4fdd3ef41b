"""From corpora on disk to pairs that may be trained on.

Files in three formats come in (our own JSON lines, two files of aligned lines, tables); `Pair`s go out,
normalised, masked and decontaminated, with a count of what was left out and why. Nothing here knows of
subwords or tensors.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from briefing.errors import ModelError
from briefing.lang.glossary import Glossary, parse_glossary
from briefing.lang.placeholders import mask_pair
from briefing.lang.terms import switch_pair
from briefing.memory.tmx import read_tmx
from briefing.models.boundary import normalise
from briefing.records import dataclass
from briefing.training.decontaminate import Run, contaminated, forbidden_runs, read_forbidden
from briefing.training.recipe import DevelopmentSet, Part, Recipe, SourceSettings, SyntheticSettings
from briefing.training.textfiles import lines_of, read_text

REVERSE = ("en", "vi")


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, its translation, the task that leads from one to the other, and what synthetic sources begin with."""

    source: str
    target: str
    task: str = "translate"
    tag: str = ""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one corpus: pairs read and kept, why others were not, and the digest of its files."""

    name: str
    read: int
    kept: int
    contaminated: int
    empty: int
    untranslated: int
    licence: str
    sha256: str
    refused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """The raw pairs of a source or a synthetic one, the files that they come from, and how many were refused and why
    before they came here.
    """

    setting: SourceSettings | SyntheticSettings
    pairs: Iterable[Pair]
    files: tuple[Path, ...]
    refused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded:
    """All training pairs, the source (by number in the recipe) of each, and a report a source."""

    pairs: tuple[Pair, ...]
    origins: tuple[int, ...]
    reports: tuple[SourceReport, ...] = field(default=())


def line_files(path: Path, languages: tuple[str, str]) -> tuple[Path, Path]:
    """The two files that `path` names: a folder with train.vi.gz and train.en.gz, or a common prefix."""
    found = []
    for language in languages:
        stems = [path / f"train.{language}"] if path.is_dir() else [path.with_name(f"{path.name}.{language}")]
        candidates = [stem.with_name(stem.name + ending) for stem in stems for ending in ("", ".gz", ".xz")]
        found.append(next((item for item in candidates if item.exists()), candidates[0]))
    return found[0], found[1]


def located(path: str, root: Path) -> Path:
    """Where a corpus or a held-out text lies: under the root of the data, else in the working folder."""
    below, here = root / path, Path(path)
    return here if here.exists() and not below.exists() else below


def read_pairs(setting: SourceSettings | DevelopmentSet, root: Path, languages: tuple[str, str]) -> Iterator[Pair]:
    """The raw pairs of one corpus, in file order."""
    path = located(setting.path, root)
    if languages == REVERSE and setting.format in {"own", "tmx"}:
        forward = read_pairs(setting, root, (languages[1], languages[0]))
        yield from (Pair(one.target, one.source) for one in forward if one.task == "translate")
    elif setting.format == "own":
        yield from _read_own(path, setting.part)
    elif setting.format == "table":
        yield from _read_table(path, languages)
    elif setting.format == "tmx":
        entries = read_tmx(path)
        yield from (Pair(one.source, one.target, "brief" if one.kind == "point" else "translate") for one in entries)
    else:
        yield from _read_lines(*line_files(path, languages))


def _read_lines(source: Path, target: Path) -> Iterator[Pair]:
    left, right = lines_of(source), lines_of(target)
    if len(left) != len(right):
        raise ModelError(
            f"{source} has {len(left)} lines but {target.name} has {len(right)}",
            "align the files so that line n of one translates line n of the other",
        )
    yield from (Pair(vi, en) for vi, en in zip(left, right, strict=True))


def _read_table(path: Path, languages: tuple[str, str]) -> Iterator[Pair]:
    delimiter = "\t" if path.suffix == ".tsv" else ","
    rows = csv.DictReader(lines_of(path), delimiter=delimiter)
    if not rows.fieldnames or any(language not in rows.fieldnames for language in languages):
        raise ModelError(f"{path} has no columns {languages[0]} and {languages[1]}", "name them in its first line")
    yield from (Pair(row[languages[0]] or "", row[languages[1]] or "") for row in rows)


def _read_own(path: Path, part: Part) -> Iterator[Pair]:
    for number, line in enumerate(lines_of(path), start=1):
        try:
            article = json.loads(line)
            sentences = [sentence for paragraph in article["paras"] for sentence in paragraph]
            yield from _own_pairs(article, sentences, part)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ModelError(f"{path}, line {number}: {error!r}", "repair or delete that line") from error


def _own_pairs(article: dict[str, object], sentences: list[dict[str, str]], part: Part) -> Iterator[Pair]:
    if part in {"headlines", "all"}:
        yield Pair(str(article["title_vi"]), str(article["title_en"]))
    if part in {"sentences", "all"}:
        yield from (Pair(item["vi"], item["en"]) for item in sentences)
    if part in {"briefs", "all"}:
        yield from (Pair(item["vi"], item["brief"], "brief") for item in sentences if item.get("brief"))
    points = article.get("points", [])
    if part in {"points", "all"} and isinstance(points, list):
        for point in points:
            yield Pair(" ".join(sentences[index]["vi"] for index in point["cites"]), point["en"], "brief")


def forbidden_by(recipe: Recipe) -> frozenset[Run]:
    """Every run of words that no pair of the recipe may have."""
    held_out = [located(name, Path(recipe.data_root)) for name in recipe.data.never_train_on]
    return forbidden_runs(read_forbidden(held_out), recipe.data.decontamination_run)


def load(recipe: Recipe, made: Sequence[Made] = ()) -> Loaded:
    """All pairs that the recipe may train on; raises ModelError when none is left.

    `made` are the pairs of its synthetic sources, in order: they pass through the same sieve.
    """
    root = Path(recipe.data_root)
    forbidden = forbidden_by(recipe)
    terms = read_terms(recipe)
    languages = recipe.languages
    pairs: list[Pair] = []
    origins: list[int] = []
    reports = []
    raw = [Made(s, read_pairs(s, root, languages), tuple(_files(s, root, languages))) for s in recipe.sources]
    for origin, one in enumerate((*raw, *made)):
        kept, report = _load_source(one, recipe, terms, forbidden)
        pairs += kept
        origins += [origin] * len(kept)
        reports.append(report)
    if not pairs:
        raise ModelError("no training pairs are left", "see which sources the recipe names and what was refused")
    return Loaded(tuple(pairs), tuple(origins), tuple(reports))


def _load_source(
    one: Made,
    recipe: Recipe,
    terms: Glossary | None,
    forbidden: frozenset[Run],
) -> tuple[list[Pair], SourceReport]:
    """The usable pairs of one corpus: every one masked, a share of them as plain text besides."""
    setting = one.setting
    kept: list[Pair] = []
    read = dirty = empty = same = used = 0
    chance = random.Random(f"{recipe.seed} {setting.name}")  # noqa: S311
    length = recipe.data.decontamination_run
    for pair in one.pairs if setting.weight else ():
        read += 1
        plain = clean_pair(pair, recipe.languages)
        if not plain.source or not plain.target:
            empty += 1
        elif plain.source == plain.target and len(plain.source.split()) > 2:  # noqa: PLR2004
            same += 1
        elif any(contaminated(text, forbidden, length) for text in (plain.source, plain.target)):
            dirty += 1
        else:
            used += 1
            kept += _variants(plain, recipe, terms, chance)
    sha256 = digest(one.files if setting.weight else ())
    return kept, SourceReport(setting.name, read, used, dirty, empty, same, setting.licence, sha256, dict(one.refused))


def clean_pair(pair: Pair, languages: tuple[str, str] = ("vi", "en")) -> Pair:
    """Both sides as the model boundary writes them."""
    return replace(pair, source=clean(pair.source, languages[0]), target=clean(pair.target, languages[1]))


def clean(text: str, language: str) -> str:
    """A text as the model boundary writes it: tone marks in the older spelling, straight quotes."""
    return normalise(text, tone_marks="old" if language == "vi" else "keep", straight_quotes=True)


def mask(pair: Pair) -> Pair:
    """Names, dates and quantities that both sides share, behind placeholders."""
    source, target = mask_pair(pair.source, pair.target)
    return replace(pair, source=source, target=target)


def read_terms(recipe: Recipe) -> Glossary | None:
    """The glossary that the recipe trains with. Raises ConfigError when its file is missing or wrong."""
    name = recipe.data.glossary
    return parse_glossary(read_text(Path(recipe.data_root) / name)) if name else None


def _variants(pair: Pair, recipe: Recipe, terms: Glossary | None, chance: random.Random) -> list[Pair]:
    masked = mask(pair) if recipe.data.placeholders else pair
    if terms is not None and chance.random() < recipe.data.terms_share:
        masked = replace(masked, source=switch_pair(masked.source, masked.target, terms))
    if masked != pair and chance.random() < recipe.data.plain_share:
        return [masked, pair]
    return [masked]


def _files(setting: SourceSettings | DevelopmentSet, root: Path, languages: tuple[str, str]) -> list[Path]:
    path = located(setting.path, root)
    return list(line_files(path, languages)) if setting.format == "lines" else [path]


def digest(files: Iterable[Path]) -> str:
    """SHA-256 over the bytes of the files, in order."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()
