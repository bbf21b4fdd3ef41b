"""The draft: a memo as a TOML file that a person edits between writing and rendering.

The file holds the whole memo, so that `render` needs neither the sources nor a model. What a person may change is
said at its top; everything else is read back strictly, and `load(dump(memo)) == memo` always holds.
"""

from __future__ import annotations

import tomllib

import tomli_w

from briefing.errors import DraftError
from briefing.tables import from_table, to_table
from briefing.values import Memo

VERSION = 1
_PREAMBLE = """\
# A briefing draft. Edit it, then run: briefing render THIS_FILE
#
# Yours to change: title, [header] (to, sender, subject, date, marking), the text of points, headings, the order of
# sections and points, and `summary` (at most three ids of points). Delete a point by deleting its
# [[sections.points]] with the citations and checks below it, and its id from `summary`.
# `machine` is what the model wrote; it stays, so that what a person changed can be told.
# Lay a flag to rest with accepted = ["number"], the kind of the check; put the summary otherwise with summary_text.
# `suggestions` are people's words for sentences much like those cited here; `notes` are people's remarks.
# Set `reviewed = true` once a person has read every point against its source.
# Leave ids, citations and sources as they are: `briefing verify` proves them. Checks are made anew on rendering.

"""


def dump(memo: Memo) -> bytes:
    """The draft file of a memo, UTF-8; the same bytes for the same memo."""
    table = {"version": VERSION, **to_table(memo)}
    return (_PREAMBLE + tomli_w.dumps(table)).encode("utf-8")


def load(data: bytes, name: str) -> Memo:
    """Read a draft back; `name` stands in messages.

    Raises `DraftError`: no TOML, an unknown key, an impossible value, an id used twice, or a summary that names a
    point that is not there.
    """
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DraftError(f"{name} cannot be read: {problem}.", "Correct that line; text stands in quotes.") from None
    version = table.pop("version", None)
    if version != VERSION:
        raise DraftError(
            f"{name} is no draft of version {VERSION} (its version is {version!r}).",
            "Make a new one with: briefing draft",
        )
    memo = from_table(Memo, table, source=name, error=DraftError)
    _check_ids(memo, name)
    return memo


def _check_ids(memo: Memo, name: str) -> None:
    ids = [point.id for point in memo.points]
    twice = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
    if twice:
        raise DraftError(f"{name}: the point id {twice[0]!r} is used twice.", "Delete one of the two points.")
    missing = [identifier for identifier in memo.summary if identifier not in ids]
    if missing:
        raise DraftError(
            f"{name}: the summary names {missing[0]!r}, which is no point of the draft.",
            "Take it out of `summary`, or put the point back.",
        )
    uncited = [point.id for point in memo.points if not point.citations]
    if uncited:
        raise DraftError(f"{name}: the point {uncited[0]!r} cites nothing.", "Put its citations back, or delete it.")
