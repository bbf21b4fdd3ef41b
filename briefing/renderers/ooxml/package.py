"""A Word file as bytes that depend on its content alone: sorted entries, one time stamp, one compression."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from briefing.errors import RenderError

_CONTENT_TYPES = "[Content_Types].xml"
_STAMP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PERMISSIONS = 0o100644 << 16


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """The parts (name to content) as a zip archive, content types first, the rest by name."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for title in sorted(parts, key=lambda each: (each != _CONTENT_TYPES, each)):
            entry = zipfile.ZipInfo(title, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _PERMISSIONS
            archive.writestr(entry, parts[title])
    return buffer.getvalue()


def check_sizes(data: bytes, *, most: int, most_media: int) -> None:
    """Refuse an archive that would unpack to more than these bytes, before it is unpacked. Raises RenderError."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
    for entry in entries:
        if entry.file_size > most_media and "/media/" in f"/{entry.filename}":
            raise RenderError(
                f"the template's picture {entry.filename.rpartition('/')[2]} has {entry.file_size / 1e6:,.0f} MB",
                f"Put in a picture of less than {most_media / 1e6:,.0f} MB; Word can compress pictures.",
            )
    size = sum(entry.file_size for entry in entries)
    if size > most:
        raise RenderError(
            f"the template would unpack to {size / 1e6:,.0f} MB, which no template has",
            f"Use one that unpacks to less than {most / 1e6:,.0f} MB.",
        )


def read_package(data: bytes) -> dict[str, bytes]:
    """The parts of a zip archive; raises `zipfile.BadZipFile` when it is none."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
