"""Distribution lists: a TOML or CSV file that says who gets the memo, openly, in copy or unseen.

In TOML, `to`, `cc` and `bcc` are lists of addresses. In CSV, a row is a person: `address`, and optionally `name` and
`field` (to, cc or bcc). A row without a field is Bcc, so that the members of a list do not see each other.
"""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

from briefing.errors import ConfigError
from briefing.mail.addresses import Mailbox, parse_mailbox, refuse_line_breaks, without_repeats
from briefing.records import dataclass
from briefing.tables import from_table, nearest

_SUFFIXES = (".toml", ".csv")
_FIELDS = ("to", "cc", "bcc")
_COLUMNS = ("address", "name", "field")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a message: shown in To, shown in Cc, and not shown."""

    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()

    @property
    def all(self) -> tuple[Mailbox, ...]:
        """Everybody, in order."""
        return (*self.to, *self.cc, *self.bcc)

    def field_of(self, mailbox: Mailbox) -> str:
        """'to', 'cc' or 'bcc'."""
        return next(field for field in _FIELDS if mailbox in getattr(self, field))

    def and_also(self, other: Recipients) -> Recipients:
        """Both together; who is named twice keeps the more open place."""
        to = without_repeats((*self.to, *other.to))
        cc = without_repeats((*self.cc, *other.cc), to)
        return Recipients(to, cc, without_repeats((*self.bcc, *other.bcc), (*to, *cc)))


@dataclass(frozen=True, slots=True)
class _ListFile:
    """What a list in TOML may say; `name` is for people."""

    name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


def read_list(name: str, folder: Path) -> Recipients:
    """The list called `name`: a file of that path, or NAME.toml or NAME.csv in `folder`.

    Raises `ConfigError`: no such list (with the nearest name), a bad address (with its line), nobody on it.
    """
    file = _find(name, folder)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"The list {file} cannot be read: {problem}.", "Save it as UTF-8 text.") from None
    found = _from_csv(text, str(file)) if file.suffix == ".csv" else _from_toml(text, str(file))
    if not found.all:
        raise ConfigError(f"The list {file} has nobody on it.", "Add an address.")
    return Recipients().and_also(found)


def _find(name: str, folder: Path) -> Path:
    given = Path(name)
    if given.suffix in _SUFFIXES and given.is_file():
        return given
    candidates = [folder / f"{name}{suffix}" for suffix in _SUFFIXES]
    found = [path for path in candidates if path.is_file()]
    if len(found) > 1:
        raise ConfigError(f"There are two lists called {name!r}: {found[0]} and {found[1]}.", "Take one of them away.")
    if found:
        return found[0]
    known = sorted({path.stem for path in folder.glob("*") if path.suffix in _SUFFIXES}) if folder.is_dir() else []
    if not known:
        raise ConfigError(f"There is no list {name!r}.", f"Write {candidates[0]} or {candidates[1].name} there.")
    raise ConfigError(f"There is no list {name!r} in {folder}.", nearest(name, known).capitalize())


def _from_toml(text: str, source: str) -> Recipients:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{source} cannot be read: {problem}.", 'Write: bcc = [ "name@example.org" ]') from None
    given = from_table(_ListFile, table, source=source)
    return Recipients(
        *(
            tuple(parse_mailbox(each, f"{source}, {field}[{place}]") for place, each in enumerate(addresses, 1))
            for field, addresses in (("to", given.to), ("cc", given.cc), ("bcc", given.bcc))
        )
    )


def _from_csv(text: str, source: str) -> Recipients:
    sample = text.partition("\n")[0]
    delimiter = ";" if ";" in sample and "," not in sample else ","  # as Excel writes it in many countries
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [column.strip().lower() for column in next(rows, [])]
    strange = [column for column in header if column not in _COLUMNS]
    if "address" not in header or strange or len(set(header)) < len(header):
        said = f"has the column {strange[0]!r}" if strange else "has no first line with the column 'address'"
        raise ConfigError(f"{source} {said}.", "Its first line is: address,name,field")
    places: dict[str, list[Mailbox]] = {field: [] for field in _FIELDS}
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        where = f"{source}, line {rows.line_num}"
        if len(cells) > len(header):
            raise ConfigError(
                f"{where}: {len(cells)} columns, not {len(header)}.", "Put a name with a comma in quotes."
            )
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        field = row.get("field", "").lower() or "bcc"
        if field not in _FIELDS:
            raise ConfigError(f"{where}: the field {row['field']!r} is not known.", "Use to, cc or bcc.")
        mailbox = parse_mailbox(row.get("address", ""), where)
        name = refuse_line_breaks(row.get("name", ""), where)
        places[field].append(Mailbox(" ".join(name.split()) or mailbox.name, mailbox.local, mailbox.domain))
    return Recipients(*(tuple(places[field]) for field in _FIELDS))
