"""prompts/, where a user steers without code: which files are in force, from which layer, and what they say.

A configuration comes in; topics, glossary and style go out, with a digest for the signature. A file is looked for in
the folder of `--prompts` or of `[paths] prompts`, then in `prompts/` of the working folder, then in the package.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from briefing.config import Config, GlossarySettings
from briefing.errors import ConfigError
from briefing.lang.glossary import Glossary, Term, parse_glossary
from briefing.lang.phrases import forms
from briefing.lang.text import nfc
from briefing.records import dataclass
from briefing.resources import Found, find_in_layers, layered
from briefing.stages.style import Dress, Style, dresser, parse_spelling
from briefing.stages.topics import Topic, parse_topics
from briefing.tables import from_table

TOPICS, GLOSSARY, STYLE, SPELLING, CATALOGUE = (
    "topics.toml",
    "glossary.csv",
    "style.toml",
    "spelling-uk.csv",
    "models.toml",
)
FILES = (TOPICS, GLOSSARY, STYLE, SPELLING, CATALOGUE)
FAMILIES = "families"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What steers the stages from prompts/; `dress` puts English into the style; the digest is for the signature."""

    topics: tuple[Topic, ...]
    glossary: Glossary
    digest: str
    style: Style
    dress: Dress


def prompts_folder(config: Config) -> Path | None:
    """The house's own prompts folder, where the configuration names one."""
    return Path(config.paths.prompts) if config.paths.prompts else None


def read_prompts(config: Config) -> Prompts:
    """What is in force. Raises `ConfigError` for a file that says something wrong."""
    chosen = config.paths.prompts
    texts = {name: read(find_in_layers("prompts", name, chosen).path) for name in (TOPICS, GLOSSARY, STYLE, SPELLING)}
    style = parse_style(texts[STYLE], str(find_in_layers("prompts", STYLE, chosen).path))
    house = house_terms(config)
    glossary = packaged_glossary(config).with_over((*house, *style.names.terms))
    words = parse_spelling(texts[SPELLING], SPELLING) if style.english.spelling == "UK" else {}
    said = [texts[TOPICS], texts[GLOSSARY], texts[STYLE], *([texts[SPELLING]] if words else []), *map(repr, house)]
    digest = hashlib.sha256("\0".join(said).encode()).hexdigest()[:12]
    return Prompts(parse_topics(texts[TOPICS]), glossary, digest, style, dresser(style, words))


def glossary_file(config: Config) -> Path:
    """The glossary of prompts/ in force."""
    return find_in_layers("prompts", GLOSSARY, config.paths.prompts).path


def packaged_glossary(config: Config) -> Glossary:
    """What it says, before the house's own terms are laid over it. Raises `ConfigError`."""
    return parse_glossary(read(glossary_file(config)))


def house_file(config: Config) -> Path:
    """The house's own glossary, whether it is there or not."""
    return Path(config.glossary.file or GlossarySettings().file)


def house_terms(config: Config) -> tuple[Term, ...]:
    """The house's own terms: of its file, then of `[glossary.terms]`, which go before. Raises `ConfigError`."""
    path = house_file(config)
    named = config.glossary.file not in ("", GlossarySettings().file)
    if named and not path.is_file():
        raise ConfigError(
            f"The glossary {path} does not exist.", "Correct [glossary] file, or add a term with: briefing glossary add"
        )
    filed = parse_glossary(read(path), str(path)).terms if path.is_file() else ()
    written = tuple(written_term(vi, english) for vi, english in config.glossary.terms.items())
    return Glossary(filed).with_over(written).terms


def written_term(vietnamese: str, english: str) -> Term:
    """A term of `[glossary.terms]`: the preferred English, then others behind '|'. Raises `ConfigError`."""
    preferred, *others = (nfc(part.strip()) for part in english.split("|"))
    if not forms(vietnamese) or not preferred or not all(others):
        raise ConfigError(
            f"[glossary.terms]: {vietnamese!r} = {english!r} is no term.", 'Write "Bộ Ngoại giao" = "Foreign Ministry".'
        )
    return Term(nfc(vietnamese.strip()), preferred, tuple(others))


def parse_style(text: str, source: str) -> Style:
    """The style in the text of `style.toml`. Raises ConfigError naming the line."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} cannot be read: {error}.", "Correct it; texts stand in quotes.") from None
    return from_table(Style, table, source=source, text=text)


def in_force(config: Config) -> tuple[Found, ...]:
    """Every file that steers, with the layer that it comes from."""
    chosen = config.paths.prompts
    files = [find_in_layers("prompts", name, chosen) for name in FILES]
    return (*files, *layered("prompts", FAMILIES, ".toml", chosen))


def read(path: Path) -> str:
    """The text of a prompts file. Raises `ConfigError`."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: this is not UTF-8.", "Save the file as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", "Correct or remove it.") from None
