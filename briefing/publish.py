"""From a memo to its files: the formats that are wanted, the draft, and the manifest that lists them.

Templates and the logo are read here; everything is returned as bytes by path, so that a caller writes all of it or
nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from briefing.config import Config
from briefing.draftfile import dump
from briefing.errors import RenderError
from briefing.manifest import Output, manifest, to_json
from briefing.renderers.arrangement import in_order
from briefing.renderers.formats import REPRODUCIBLE, file_of, load_formats, named, render_formats
from briefing.resources import find
from briefing.values import Memo


def outputs(memo: Memo, config: Config, target: Path, *, keep_draft: bool = False) -> dict[Path, bytes]:
    """The files of a memo by path: its formats, the manifest, and the draft unless a person's is to be kept.

    `target` is NAME and the suffix of a format; all files lie beside each other under that name. Raises `RenderError`
    and, for a template that is nowhere, `ConfigError`.
    """
    memo = in_order(memo, config.house.sections)
    made = render_formats(
        memo,
        config.memo.formats,
        lambda one: word_template(config) if one == "docx" else page_template(config),
        house=config.house,
        logo=_logo(config),
        archival=config.memo.pdf_archival,
    )
    files = {file_of(target, one): data for one, data in made.items()}
    if not keep_draft:
        files[named(target, ".toml")] = dump(memo)
    listed = tuple(Output(one, file_of(target, one).name, _digest(one, data)) for one, data in made.items())
    files[named(target, ".json")] = to_json(manifest(memo, listed)).encode("utf-8")
    return files


def get_ready(config: Config) -> None:
    """Load what `outputs` needs, for a time at which the processor has nothing better to do."""
    load_formats(config.memo.formats)


def word_template(config: Config) -> bytes:
    """The Word template that `[memo] template` or --template names: a .docx file, or a name in templates/."""
    return _read("template", config.memo.template, ".docx", config.paths.templates)


def page_template(config: Config) -> bytes:
    """The template of the web page that `[memo] html_template` names: a .html file, or a name in templates/."""
    return _read("template", config.memo.html_template, ".html", config.paths.templates)


def _logo(config: Config) -> bytes:
    return _read("logo", config.house.logo, "", "") if config.house.logo else b""


def _read(what: str, name: str, suffix: str, folder: str) -> bytes:
    """A file that was named with its suffix, or by its name in templates/."""
    own = Path(name)
    path = (
        own if name.endswith(suffix) or (own.suffix and own.is_file()) else find("templates", f"{name}{suffix}", folder)
    )
    try:
        return path.read_bytes()
    except OSError as problem:
        raise RenderError(
            f"The {what} {path} cannot be read: {problem.strerror}.", f"Name a {suffix or 'picture'} file."
        ) from None


def _digest(one: str, data: bytes) -> str | None:
    return hashlib.sha256(data).hexdigest() if one in REPRODUCIBLE else None
