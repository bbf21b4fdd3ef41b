"""English briefing memos from Vietnamese news, every point cited to its sentence."""

from __future__ import annotations

from briefing.errors import (
    BriefingError,
    ConfigError,
    DraftError,
    ModelError,
    ProvenanceError,
    RenderError,
    SourceError,
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
    Span,
)

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BriefingError",
    "BriefingPoint",
    "Check",
    "Citation",
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
    "SourceError",
    "Span",
    "__version__",
]
