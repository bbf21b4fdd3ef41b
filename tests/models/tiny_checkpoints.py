"""Tiny checkpoints of every family, built in seconds from the seed articles, with random but fixed weights.

Each builder writes a directory as a published checkpoint of its family has it: config.json, model.safetensors and the
tokenizer's files.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parents[2] / "seeds"
SIZES: dict[str, Any] = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "dropout": 0.0, "attention_dropout": 0.0}
SIZES |= {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32}
T5_SIZES: dict[str, Any] = {"d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_decoder_layers": 1, "num_heads": 2}
POSITIONS = 64


def seed_lines() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def sentencepiece_model(**options: Any) -> bytes:
    import sentencepiece

    stream = io.BytesIO()
    settings: dict[str, Any] = {"vocab_size": 300, "character_coverage": 1.0, "num_threads": 1, "minloglevel": 2} | options
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(seed_lines()), model_writer=stream, **settings)
    return stream.getvalue()


def pieces(model: bytes) -> list[tuple[str, float]]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [(processor.id_to_piece(i), processor.get_score(i)) for i in range(processor.get_piece_size())]


def save(model_class: Any, config: Any, directory: Path, seed: int = 7) -> None:
    import torch

    torch.manual_seed(seed)
    model = model_class(config)
    with torch.no_grad():
        for weights in model.parameters():
            weights.normal_(0.0, 0.4)
    model.save_pretrained(directory)


def marian(directory: Path) -> None:
    from transformers import MarianConfig, MarianMTModel

    model = sentencepiece_model()
    names = [piece for piece, _ in pieces(model) if piece not in {"<s>", "</s>", "<unk>"}]
    vocabulary = ["</s>", "<unk>", *names, "<pad>"]
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("source.spm", "target.spm"):
        (directory / name).write_bytes(model)
    (directory / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(vocabulary)}), encoding="utf-8")
    (directory / "tokenizer_config.json").write_text('{"tokenizer_class": "MarianTokenizer"}', encoding="utf-8")
    pad = len(vocabulary) - 1
    config = MarianConfig(
        vocab_size=len(vocabulary), pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad, forced_eos_token_id=0,
        max_position_embeddings=POSITIONS, bad_words_ids=[[pad]], **SIZES,
    )
    save(MarianMTModel, config, directory)


def m2m100(directory: Path) -> None:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    model = sentencepiece_model()
    names = [piece for piece, _ in pieces(model) if piece not in {"<s>", "</s>", "<unk>"}]
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "sentencepiece.bpe.model").write_bytes(model)
    vocabulary = {piece: i for i, piece in enumerate(["<s>", "<pad>", "</s>", "<unk>", *names])}
    (directory / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = M2M100Tokenizer(str(directory / "vocab.json"), str(directory / "sentencepiece.bpe.model"))
    tokenizer.save_pretrained(directory)
    config = M2M100Config(vocab_size=len(tokenizer) + 8, max_position_embeddings=POSITIONS, decoder_start_token_id=2, **SIZES)
    save(M2M100ForConditionalGeneration, config, directory)


def nllb(directory: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trained.train_from_iterator(seed_lines(), trainers.BpeTrainer(vocab_size=400, special_tokens=special, show_progress=False))
    state = json.loads(trained.to_str())["model"]
    tokenizer = NllbTokenizer(vocab=state["vocab"], merges=[tuple(pair) for pair in state["merges"]])
    tokenizer.save_pretrained(directory)
    config = M2M100Config(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS, decoder_start_token_id=2, **SIZES)
    save(M2M100ForConditionalGeneration, config, directory)


def mbart50(directory: Path) -> None:
    from transformers import MBart50Tokenizer, MBartConfig, MBartForConditionalGeneration

    tokenizer = MBart50Tokenizer(vocab=pieces(sentencepiece_model()))
    tokenizer.save_pretrained(directory)
    config = MBartConfig(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS, decoder_start_token_id=2, **SIZES)
    save(MBartForConditionalGeneration, config, directory)


def mbart(directory: Path) -> None:
    from transformers import MBartConfig, MBartForConditionalGeneration, MBartTokenizer
    from transformers.models.mbart.tokenization_mbart import FAIRSEQ_LANGUAGE_CODES

    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    codes = [(code, 0.0) for code in FAIRSEQ_LANGUAGE_CODES]
    vocabulary = [*special, *pieces(sentencepiece_model())[3:], *codes, ("<mask>", 0.0)]
    tokenizer = MBartTokenizer(vocab=vocabulary)
    tokenizer.save_pretrained(directory)
    config = MBartConfig(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS, **SIZES)
    save(MBartForConditionalGeneration, config, directory)


def _t5(directory: Path, config_class: Any, model_class: Any, extra: tuple[str, ...] = ()) -> None:
    from transformers import T5Tokenizer

    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary = [*special, *pieces(sentencepiece_model())[3:], *((token, 0.0) for token in extra)]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=4)
    if extra:
        tokenizer.add_tokens(list(extra), special_tokens=True)
    tokenizer.save_pretrained(directory)
    config = config_class(vocab_size=len(tokenizer), decoder_start_token_id=0, **T5_SIZES)
    save(model_class, config, directory)


def t5(directory: Path) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    _t5(directory, T5Config, T5ForConditionalGeneration)


def mt5(directory: Path) -> None:
    from transformers import MT5Config, MT5ForConditionalGeneration

    _t5(directory, MT5Config, MT5ForConditionalGeneration)


def madlad(directory: Path) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    _t5(directory, T5Config, T5ForConditionalGeneration, ("<2en>", "<2vi>"))


BUILDERS = {
    "marian": marian, "m2m100": m2m100, "nllb": nllb, "mbart50": mbart50, "mbart": mbart, "t5": t5, "mt5": mt5, "madlad": madlad,
}
