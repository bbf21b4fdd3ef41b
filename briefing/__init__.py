"""English briefing memos from Vietnamese news, every point cited to its sentence.

The public names, and nothing else. Errors are here at once; all other names load what they need when they are first
used, so that `import briefing` stays light. See docs/api.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from briefing.errors import (
    BriefingError,
    ConfigError,
    DraftError,
    ModelError,
    ProvenanceError,
    RenderError,
    SourceError,
)
from briefing.versions import __version__

if TYPE_CHECKING:
    from briefing.api import (
        Config,
        Verification,
        draft,
        list_sources,
        load_config,
        load_model,
        period_of,
        read_draft,
        save,
        save_draft,
        translate,
        verify_memo,
    )
    from briefing.protocols import Progress, Reader, Renderer, Seq2Seq
    from briefing.values import (
        Article,
        BriefingPoint,
        Check,
        Citation,
        Coverage,
        Dropped,
        Hypothesis,
        Memo,
        Passage,
        Period,
        PublicationDate,
        Section,
        Sentence,
        SourceDocument,
        SourceEntry,
        Span,
    )

__all__ = [
    "Article",
    "BriefingError",
    "BriefingPoint",
    "Check",
    "Citation",
    "Config",
    "ConfigError",
    "Coverage",
    "DraftError",
    "Dropped",
    "Hypothesis",
    "Memo",
    "ModelError",
    "Passage",
    "Period",
    "Progress",
    "ProvenanceError",
    "PublicationDate",
    "Reader",
    "RenderError",
    "Renderer",
    "Section",
    "Sentence",
    "Seq2Seq",
    "SourceDocument",
    "SourceEntry",
    "SourceError",
    "Span",
    "Verification",
    "__version__",
    "draft",
    "list_sources",
    "load_config",
    "load_model",
    "period_of",
    "read_draft",
    "save",
    "save_draft",
    "translate",
    "verify_memo",
]


def __getattr__(name: str) -> Any:
    """Values, protocols and the names of `briefing.api`, loaded when they are first asked for."""
    if name in __all__:
        for room in ("values", "protocols", "api"):
            module = import_module(f"briefing.{room}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
