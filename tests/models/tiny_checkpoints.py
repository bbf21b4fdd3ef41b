"""Tiny checkpoints of every family, built from the seed articles in moments, with random but fixed weights.

Each builder writes a directory as published checkpoints of its family have it: config.json, model.safetensors, and the
tokenizer either as tokenizer.json or as the bare SentencePiece model that older checkpoints come with.
"""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parents[2] / "seeds"
POSITIONS = 64
SIZES: dict[str, Any] = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "max_position_embeddings": POSITIONS,
}
T5_SIZES: dict[str, Any] = {"d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2}
T5_IDS = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}


def seed_lines() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


@cache
def sentencepiece_model(**options: Any) -> bytes:
    import sentencepiece

    stream = io.BytesIO()
    settings = {"vocab_size": 300, "character_coverage": 1.0, "num_threads": 1, "minloglevel": 2} | options
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(seed_lines()), model_writer=stream, **settings)
    return stream.getvalue()


def oracle(model: bytes) -> Any:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_proto=model)


def pieces(model: bytes) -> list[str]:
    processor = oracle(model)
    names = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    return [name for name in names if name not in {"<pad>", "<s>", "</s>", "<unk>"}]


def write(directory: Path, tokenizer_class: str, **files: bytes) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (directory / name).write_bytes(content)
    (directory / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": tokenizer_class}), encoding="utf-8")


def vocabulary(*tokens: str) -> bytes:
    return json.dumps({token: number for number, token in enumerate(tokens)}).encode()


def save(model_class: Any, config: Any, directory: Path) -> None:
    import torch
    from transformers.utils import logging

    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(5)
        model = model_class(config)
        for weights in model.parameters():
            weights.normal_(0.0, 0.5)
        if model_class.__name__ == "MarianMTModel":  # as every Marian checkpoint has it: the pad is nothing
            model.model.shared.weight[config.pad_token_id] = 0
            model.final_logits_bias[0, config.pad_token_id] = -1e4
    logging.disable_progress_bar()
    model.save_pretrained(directory)
    logging.enable_progress_bar()


def marian(directory: Path) -> None:
    from transformers import MarianConfig, MarianMTModel

    model = sentencepiece_model()
    tokens = ["</s>", "<unk>", *pieces(model), "<pad>"]
    write(
        directory,
        "MarianTokenizer",
        **{"source.spm": model, "target.spm": model, "vocab.json": vocabulary(*tokens)},
    )
    pad = len(tokens) - 1
    ids = {"pad_token_id": pad, "decoder_start_token_id": pad, "eos_token_id": 0, "forced_eos_token_id": 0}
    config = MarianConfig(vocab_size=len(tokens), bad_words_ids=[[pad]], **ids, **SIZES)
    save(MarianMTModel, config, directory)


def m2m100(directory: Path) -> None:
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    model = sentencepiece_model()
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *pieces(model)]
    files = {"sentencepiece.bpe.model": model, "vocab.json": vocabulary(*tokens)}
    write(directory, "M2M100Tokenizer", **files)
    config = M2M100Config(vocab_size=len(tokens) + 108, decoder_start_token_id=2, **SIZES)
    save(M2M100ForConditionalGeneration, config, directory)


def nllb(directory: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=special, show_progress=False)
    trained.train_from_iterator(seed_lines(), trainer)
    state = json.loads(trained.to_str())["model"]
    tokenizer = NllbTokenizer(vocab=state["vocab"], merges=[tuple(pair) for pair in state["merges"]])
    tokenizer.save_pretrained(directory)
    config = M2M100Config(vocab_size=len(tokenizer), decoder_start_token_id=2, **SIZES)
    save(M2M100ForConditionalGeneration, config, directory)


def mbart50(directory: Path) -> None:
    _mbart(directory, "MBart50Tokenizer", decoder_start_token_id=2)


def mbart(directory: Path) -> None:
    _mbart(directory, "MBartTokenizer")


def _mbart(directory: Path, tokenizer_class: str, **ids: int) -> None:
    from transformers import MBartConfig, MBartForConditionalGeneration

    write(directory, tokenizer_class, **{"sentencepiece.bpe.model": sentencepiece_model()})
    save(MBartForConditionalGeneration, MBartConfig(vocab_size=360, **ids, **SIZES), directory)


def t5(directory: Path) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    write(directory, "T5Tokenizer", **{"spiece.model": sentencepiece_model(**T5_IDS)})
    save(T5ForConditionalGeneration, T5Config(vocab_size=410, decoder_start_token_id=0, **T5_SIZES), directory)


def mt5(directory: Path) -> None:
    from transformers import MT5Config, MT5ForConditionalGeneration

    write(directory, "T5Tokenizer", **{"spiece.model": sentencepiece_model(**T5_IDS)})
    save(MT5ForConditionalGeneration, MT5Config(vocab_size=410, decoder_start_token_id=0, **T5_SIZES), directory)


def madlad(directory: Path) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    model = sentencepiece_model(user_defined_symbols="<2en>,<2vi>", **T5_IDS)
    write(directory, "T5Tokenizer", **{"spiece.model": model})
    save(T5ForConditionalGeneration, T5Config(vocab_size=410, decoder_start_token_id=0, **T5_SIZES), directory)


BUILDERS = {build.__name__: build for build in (marian, m2m100, nllb, mbart50, mbart, t5, mt5, madlad)}
