"""CTranslate2's converter for checkpoints of transformers, set right where the two libraries have grown apart.

CTranslate2 reads some settings that transformers 5 no longer keeps, and lists vocabularies without the language codes
that transformers 5 keeps elsewhere. Everything here is imported by `convert` alone, and its result is proved there.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

# What the configuration of a model type no longer says, but CTranslate2 asks it for.
_SETTINGS: dict[str, dict[str, Any]] = {
    "mbart": {"normalize_before": True, "normalize_embedding": True},
    "mt5": {"tie_word_embeddings": False},  # CTranslate2 scales a tied decoder's outputs; transformers 5 does not here
}
_OWN_VOCABULARY = frozenset({"marian"})  # its vocabulary loses the padding, by design


def write_converted(directory: Path, folder: Path, quantization: str) -> None:
    """Write the checkpoint in `directory`, converted, into `folder`. Whatever the libraries raise goes on."""
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        """The library's own, with the settings and the vocabulary set right."""

        def load_model(self, model_class: Any, path: str, **keywords: Any) -> Any:
            model = super().load_model(model_class, path, local_files_only=True, **keywords)
            self.model_type = str(model.config.model_type)
            self.start = model.generation_config.decoder_start_token_id
            for key, value in _SETTINGS.get(self.model_type, {}).items():
                setattr(model.config, key, value)
            if self.model_type == "t5":
                model.config.tie_word_embeddings = bool(getattr(model.config, "scale_decoder_outputs", True))
            return model

        def load_tokenizer(self, tokenizer_class: Any, path: str, **keywords: Any) -> Any:
            self.tokenizer = super().load_tokenizer(tokenizer_class, path, local_files_only=True, **keywords)
            return self.tokenizer

        def _load(self) -> Any:
            spec = super()._load()
            if self.model_type not in _OWN_VOCABULARY:
                size = int(spec.decoder.embeddings.weight.shape[0])
                pieces = _by_id(self.tokenizer, size)
                spec._vocabularies.update(source=[pieces], target=[pieces])  # noqa: SLF001 - no public way to replace
                spec.config.decoder_start_token = None if self.start is None else pieces[self.start]
            spec.config.bos_token = spec.config.bos_token or spec.config.eos_token  # never used, but never nothing
            return spec

    Converter(str(directory)).convert(str(folder), quantization=quantization, force=True)


def _by_id(tokenizer: Any, size: int) -> list[str]:
    """The piece of every id, and a name of its own for each id that the tokenizer never writes."""
    pieces: dict[str, int] = {}
    for number in range(size):
        piece = None
        with suppress(IndexError, KeyError, OverflowError):
            piece = tokenizer.convert_ids_to_tokens(number)
        known = piece is not None and piece not in pieces
        pieces[str(piece) if known else f"<unused {number}>"] = number
    return list(pieces)
