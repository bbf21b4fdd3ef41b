"""The joint subword vocabulary: a SentencePiece model in the dress of a Marian tokenizer.

Training texts come in; a folder that `AutoTokenizer` loads offline goes out. Ids follow OPUS-MT: `</s>` is
0, `<unk>` 1 and the pad the last one, which also starts the decoder. Placeholders and task prefixes are one
id each, with or without a space before them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.training.recipe import VocabularySettings

END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
SPACE = "\u2581"
SPM_FILE = "joint.spm"


def train_vocabulary(
    texts: Iterable[str],
    folder: Path,
    settings: VocabularySettings,
    *,
    symbols: Sequence[str],
    seed: int,
    languages: tuple[str, str] = ("vi", "en"),
) -> None:
    """Learn `settings.size` ids from texts and write the tokenizer's files to `folder`.

    `symbols` are never split. Raises ModelError when the texts cannot fill the vocabulary.
    """
    import sentencepiece

    folder.mkdir(parents=True, exist_ok=True)
    model = folder / SPM_FILE
    whole = [form for symbol in symbols for form in (symbol, SPACE + symbol)]
    sentencepiece.set_random_generator_seed(seed)
    try:
        with model.open("wb") as out:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(texts),
                model_writer=out,
                vocab_size=settings.size - 2,
                model_type=settings.model_type,
                character_coverage=settings.coverage,
                user_defined_symbols=whole,
                unk_id=0,
                bos_id=-1,
                eos_id=-1,
                pad_id=-1,
                num_threads=2,
                hard_vocab_limit=True,
                max_sentence_length=8192,
                minloglevel=2,
            )
    except RuntimeError as error:
        model.unlink(missing_ok=True)
        most = re.search(r"value <= (\d+)", str(error))
        remedy = f"set vocabulary.size to {int(most[1]) + 2} or less" if most else "see [vocabulary] in the recipe"
        raise ModelError(f"no vocabulary of {settings.size} pieces from these texts", remedy) from error
    write_tokenizer(folder, languages)


def write_tokenizer(folder: Path, languages: tuple[str, str] = ("vi", "en")) -> None:
    """Everything a Marian tokenizer needs, beside `joint.spm`."""
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / SPM_FILE))
    pieces = [model.id_to_piece(index) for index in range(1, model.get_piece_size())]
    vocabulary = {piece: index for index, piece in enumerate([END, UNKNOWN, *pieces, PAD])}
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((folder / SPM_FILE).read_bytes())
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
    config = {
        "tokenizer_class": "MarianTokenizer",
        "source_lang": languages[0],
        "target_lang": languages[1],
        "model_max_length": 512,
        "separate_vocabs": False,
        "eos_token": END,
        "unk_token": UNKNOWN,
        "pad_token": PAD,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    (folder / SPM_FILE).unlink()


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer in `folder`, as `AutoTokenizer` would give it."""
    from transformers import MarianTokenizer

    return MarianTokenizer.from_pretrained(str(folder), local_files_only=True)


def encoder(folder: Path) -> Any:
    """A function from texts to id lists ending in the end mark, the same ids as the tokenizer's, but fast."""
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))

    def encode(texts: Sequence[str]) -> list[list[int]]:
        # SentencePiece's 0 is <unk>; every id moves up by one to make room for the end mark.
        return [[index + 1 for index in ids] + [0] for ids in model.encode(list(texts), num_threads=2)]

    return encode
