"""A corpus of forty-odd pairs and a recipe small enough to train in a second or two."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from briefing.training.recipe import Recipe, parse_recipe

SUBJECTS = (
    ("Thủ tướng", "The Prime Minister"),
    ("Bộ Ngoại giao", "The Ministry of Foreign Affairs"),
    ("Chính phủ Lào", "The Lao Government"),
    ("Quốc hội", "The National Assembly"),
    ("Đại sứ quán", "The Embassy"),
    ("Ngân hàng Nhà nước", "The State Bank"),
)
ACTIONS = (
    ("đã ký thỏa thuận hợp tác", "signed a cooperation agreement"),
    ("sẽ tăng vốn đầu tư", "will increase investment"),
    ("ủng hộ đề xuất mới", "supports the new proposal"),
    ("đã thăm Viêng Chăn hôm qua", "visited Vientiane yesterday"),
    ("thảo luận về thương mại biên giới", "discussed border trade"),
    ("chưa công bố số liệu", "has not released the figures"),
    ("đầu tư 25 triệu USD", "invested $25 million"),
)
PAIRS = tuple((f"{a} {b}.", f"{c} {d}.") for a, c in SUBJECTS for b, d in ACTIONS)
HELD_OUT = "Hai bên nhất trí triển khai hiệu quả các thỏa thuận và kế hoạch cấp cao trong thời gian tới"
HELD_OUT_EN = "The two sides agreed to effectively carry out all of the high-level agreements and plans"


def write_lines(folder: Path, pairs: tuple[tuple[str, str], ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for language, side in (("vi", 0), ("en", 1)):
        text = "".join(pair[side] + "\n" for pair in pairs)
        (folder / f"train.{language}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    return write_corpora(tmp_path / "corpora")


def write_corpora(root: Path) -> Path:
    dirty = (
        (f"Ông cho biết {HELD_OUT.lower()}, theo báo.", "He said so."),
        ("Xin chào.", f"Yes: {HELD_OUT_EN.upper()}!"),
    )
    write_lines(root / "news", PAIRS + dirty)
    article = {
        "id": "a",
        "title_vi": "Lào tăng đầu tư",
        "title_en": "Laos raises investment",
        "paras": [
            [{"vi": PAIRS[0][0], "en": PAIRS[0][1], "brief": "A deal was signed."}],
            [{"vi": PAIRS[8][0], "en": PAIRS[8][1]}],
        ],
        "points": [{"en": "Agreement signed; investment to rise.", "cites": [0, 1]}],
    }
    (root / "own.jsonl").write_text(json.dumps(article, ensure_ascii=False) + "\n", encoding="utf-8")
    (root / "dev.vi").write_text(f"{HELD_OUT}.\n{PAIRS[2][0]}\n", encoding="utf-8")
    (root / "dev.en").write_text(f"{HELD_OUT_EN}.\n{PAIRS[2][1]}\n", encoding="utf-8")
    return root


def settings(root: Path, **training: Any) -> dict[str, Any]:
    return {
        "name": "tiny",
        "digest": "d",
        "data_root": str(root),
        "data": {"never_train_on": ["dev.vi", "dev.en"], "plain_share": 0.5},
        "vocabulary": {"size": 180},
        "model": {
            "width": 16,
            "feed_forward": 32,
            "heads": 2,
            "encoder_layers": 1,
            "decoder_layers": 1,
            "max_positions": 96,
        },
        "initialisation": {"mono_paths": []},
        "training": {
            "max_steps": 12,
            "batch_tokens": 200,
            "warmup_steps": 4,
            "log_every": 1,
            "evaluate_every": 6,
            "save_every": 3,
            "short_first_steps": 2,
            **training,
        },
        "decoding": {"beams": 2, "max_new_tokens": 12},
        "sources": [
            {"name": "news", "path": "news"},
            {"name": "own", "path": "own.jsonl", "format": "own", "weight": 2.0},
        ],
        "development": [{"name": "dev", "path": "dev"}],
    }


@pytest.fixture
def recipe(corpora: Path) -> Recipe:
    return parse_recipe(settings(corpora))
