"""Keeps the chatter of third-party parsers off the user's screen while they work on one file."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly(*loggers: str) -> Iterator[None]:
    """Silence warnings, and the named loggers with all below them; as before afterwards."""
    kept = [(logging.getLogger(name), logging.getLogger(name).level) for name in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger, _ in kept:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for logger, level in kept:
                logger.setLevel(level)
