"""Text files as corpora have them: UTF-8, packed or not, with errors that say what is wrong and where."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError, ModelError


def read_text(path: Path) -> str:
    """A UTF-8 file, packed with gzip or xz or not. Raises ConfigError when missing, ModelError when broken."""
    data = _bytes(path)
    try:
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        elif path.suffix == ".xz":
            data = lzma.decompress(data)
        return data.decode("utf-8-sig")
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise ModelError(f"{path} cannot be unpacked: {error}", "fetch the file again") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ModelError(f"{path} is not UTF-8 (line {line})", "convert it with: iconv -t UTF-8") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"no corpus file {path}", "correct the path or data_root in the recipe") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", "name a file that you may read") from error


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; only a line feed ends a line, so that two files cannot drift apart."""
    text = read_text(path).replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def records_of(path: Path) -> Iterator[tuple[int, Any]]:
    """The values of a file of JSON lines, each with its line number. Raises ModelError at the first that is none."""
    for number, line in enumerate(lines_of(path), start=1):
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise ModelError(f"{path}, line {number}: {error!r}", "repair or delete that line") from error
