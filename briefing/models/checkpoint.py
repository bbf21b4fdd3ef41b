"""What every way of running a checkpoint shares: what it is, how it decodes, and what it says of its outputs.

Nothing is cut off silently: a text that is longer than the model takes is not translated at all (an empty hypothesis
with `UNWRITTEN` as its score, and a note), and an output that stops at the limit ends in `CUT_MARK`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from briefing.models.boundary import ModelSpec
from briefing.models.directory import digest
from briefing.models.families import Family
from briefing.values import Hypothesis

UNWRITTEN = -99.0  # the score of a text that was not translated: below any real average log-probability
CUT_MARK = " [...]"
WHAT = "writing English"
_STEP = 32  # lengths are rounded up to this for the limit of an output


class Checkpoint:
    """The checkpoint in `directory`, decoding as `spec` says for `task`, whatever runs it."""

    def __init__(
        self, directory: Path, name: str, spec: ModelSpec, family: Family, task: str, *, beam: int = 0
    ) -> None:
        self._directory = directory
        self._name = name
        self._spec = spec
        self._family = family
        self._options = spec.generate_options(task) | ({"num_beams": beam} if beam else {})
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not translated, and what was cut, in the calls so far."""
        return tuple(self._notes)

    def _identity(self) -> str:
        """Model, digest of its files, decoding settings. The device is not in it: processors differ in the last bits of
        a float, which may tip a near-tie.
        """
        options = dict(self._options)
        beam, penalty = options.pop("num_beams"), options.pop("length_penalty")
        start = self._family.fill(self._family.decoding.start_token, self._spec)
        first = self._family.fill(self._family.decoding.first_token, self._spec)
        source = self._family.fill(self._family.input.source_code, self._spec)
        rest = json.dumps([options, start, first, source, self._family.output.strip], sort_keys=True, default=str)
        rest += f"|limit:{self._spec.max_input_tokens}"
        return (
            f"model:{self._name}@{digest(self._directory)[:16]}|family:{self._family.name}|beam:{beam}"
            f"|length_penalty:{penalty}|decoding:{hashlib.sha256(rest.encode()).hexdigest()[:8]}"
        )

    def _refuse_long(self, texts: Sequence[str], lengths: Sequence[int], limit: int) -> list[Hypothesis]:
        """An unwritten hypothesis for each text, with a note for each that is longer than the model takes."""
        for text, length in zip(texts, lengths, strict=True):
            if length > limit:
                self._notes.append(f"not translated: {length} tokens where {limit} fit: {text[:60]!r}")
        return [Hypothesis("", UNWRITTEN)] * len(texts)

    def _finished(self, text: str, tokens: int, *, complete: bool) -> str:
        """An output without the family's marker, and with a mark where it stopped at its limit."""
        text, marker = text.strip(), self._family.output.strip.strip()
        if marker:
            text = text.removeprefix(marker).strip()
        if complete:
            return text
        self._notes.append(f"stopped after {tokens} tokens: {text[:60]!r}")
        return f"{text}{CUT_MARK}".strip()


def room(length: int) -> int:
    """How many tokens the output of a text of so many may have: twice as many and some, which only a decoder that goes
    round needs.
    """
    return 2 * -(-length // _STEP) * _STEP + _STEP
