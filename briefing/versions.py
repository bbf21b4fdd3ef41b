"""The versions of installed distributions, read off the names of the folders in which their metadata lie.

`importlib.metadata` tells the same, but loads the standard library's parser of mail to do so and reads a file for each:
a twentieth of a run in which nothing is translated. It is asked where no folder of that kind is found.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from itertools import chain

__version__ = "0.5.0"
"""The version of this package: signatures of models name it too, which may not import the package's front."""

_FOLDER = re.compile(r"([A-Za-z0-9_.]+)-([0-9][0-9A-Za-z.+!]*)\.dist-info")


def installed(name: str) -> str:
    """The version of the distribution of that name; empty where it is not installed."""
    return _found(tuple(sys.path)).get(_plain(name)) or _asked(name)


@cache
def _found(places: tuple[str, ...]) -> dict[str, str]:
    """What lies in these folders; of two distributions of one name the first counts, as it does when imported."""
    folders = (_FOLDER.fullmatch(entry) for entry in chain.from_iterable(map(_entries, reversed(places))))
    return {_plain(folder[1]): folder[2] for folder in folders if folder}


def _entries(place: str) -> list[str]:
    try:
        with os.scandir(place or ".") as found:
            return sorted(entry.name for entry in found)
    except OSError:  # not there, or an archive
        return []


@cache
def _asked(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
