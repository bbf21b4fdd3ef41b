"""The catalogue of known checkpoints, what licences demand, the nearest names, and what `model list` and `use` say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.errors import ConfigError, ModelError
from briefing.models.catalogue import parse_catalogue, read_catalogue, suggest, terms_in_words, terms_of
from briefing.models.families import families_in_force
from briefing.models.registry import load
from tests.conftest import Briefing

Checkpoint = Callable[[str], Path]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_every_entry_is_of_a_known_family_and_names_its_sources() -> None:
    entries = read_catalogue()
    families = {table["name"] for table in families_in_force()}
    assert {entry.family for entry in entries} == families - {"marian"} | {"marian"}
    for entry in entries:
        assert entry.name.count("/") == 1
        assert all(score.source in {"leaderboard", "outputs"} for score in entry.scores)
        assert all(score.bleu or score.chrf for score in entry.scores)
    by_name = {entry.name: entry for entry in entries}
    assert by_name["facebook/nllb-200-distilled-600M"].terms == "non-commercial"
    assert by_name["vinai/vinai-translate-vi2en-v2"].terms == "copyleft"
    assert by_name["csebuetnlp/mT5_m2o_english_crossSum"].tasks == ("brief",)


@pytest.mark.parametrize(
    ("licence", "terms"),
    [
        ("Apache-2.0", "free"),
        ("mit", "free"),
        ("cc-by-4.0", "free"),
        ("CC-BY-NC-4.0", "non-commercial"),
        ("cc-by-nc-sa-4.0", "non-commercial"),
        ("agpl-3.0", "copyleft"),
        ("gpl-3.0", "copyleft"),
        ("openrail", "unclear"),
        ("other", "unclear"),
        ("", "unclear"),
    ],
)
def test_terms(licence: str, terms: str) -> None:
    assert terms_of(licence) == terms
    assert terms_in_words(licence)


def test_the_nearest_names() -> None:
    known = [entry.name for entry in read_catalogue()]
    assert suggest("facebook/nllb-200-distiled-600M", known).startswith("Did you mean facebook/nllb-200-distilled-600M")
    assert "Helsinki-NLP/opus-mt-vi-en" in suggest("opus-mt-vi-en", known)
    assert "VietAI/envit5-translation" in suggest("vietai/EnViT5-translation", [*known, "other/thing"])
    assert suggest("someone/unlike-anything", known) == ""


@pytest.mark.parametrize("name", ["facebook/nllb-200-distiled-600M", "nllb-200-distiled-600M"])
def test_a_wrong_name_offers_the_nearest(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        load(name)
    assert "Did you mean facebook/nllb-200-distilled-600M" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[model]]\nname = "a/b"\nfamly = "t5"\n', r"ours:3 at 'model\[1\]': unknown key 'famly'"),
        ('[[model]]\nname = "a/b"\nfamily = "t5"\nlicence = 3\n', r"ours:4 at 'model\[1\]\.licence'"),
        ("[[model]\n", "line 1"),
        ('[[model]]\nname="a/b"\nfamily="t5"\nlicence=""\n' * 2, "'a/b' stands there twice"),
    ],
)
def test_a_broken_catalogue_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_catalogue(text, "ours")


def test_the_list_tells_states_apart(
    briefing: Briefing, checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(checkpoint("t5"), tmp_path / "models" / "ours")
    folder = tmp_path / "hub" / "models--facebook--m2m100_418M"
    shutil.copytree(checkpoint("m2m100"), folder / "snapshots" / COMMIT)
    broken = tmp_path / "hub" / "models--google--madlad400-3b-mt" / "blobs"
    broken.mkdir(parents=True)
    (broken / "abc.1234.incomplete").write_bytes(b"half")
    rows = {row["name"]: row for row in json.loads(briefing("model", "list", "--json").out)}
    assert rows["embedded"]["state"] == "embedded"
    assert (rows["models/ours"]["state"], rows["models/ours"]["family"]) == ("local", "t5")
    assert rows["facebook/m2m100_418M"]["state"] == "downloaded"
    assert rows["facebook/m2m100_418M"]["revision"] == COMMIT
    assert rows["google/madlad400-3b-mt"]["state"] == "partly downloaded"
    assert rows["facebook/nllb-200-3.3B"]["state"] == "known"
    shown = briefing("model", "list").out
    assert "facebook/nllb-200-3.3B  known  nllb  CC-BY-NC-4.0: non-commercial use only" in shown
    assert "BLEU 36.6, chrF++ 60.0 on FLORES-200 devtest (leaderboard)" in shown


def test_use_asks_for_licences_and_knows_summarisers(
    briefing: Briefing, checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "csebuetnlp/mT5_m2o_english_crossSum"
    folder = tmp_path / "hub" / f"models--{name.replace('/', '--')}"
    shutil.copytree(checkpoint("mt5"), folder / "snapshots" / COMMIT)
    refused = briefing("model", "use", name)
    assert refused.code == 6
    assert "states no licence" in refused.err
    assert "--accept-licence" in refused.err
    assert not Path("briefing.toml").exists()
    assert briefing("model", "use", name, "--accept-licence").code == 0
    assert Path("briefing.toml").read_text(encoding="utf-8") == f'[model]\nbrief_model = "{name}@{COMMIT}"\n'
    used = briefing("model", "use", checkpoint("t5"), "--config", "other.toml")
    assert used.code == 0
    assert f'name = "{checkpoint("t5")}"' in Path("other.toml").read_text(encoding="utf-8")
    missing = briefing("model", "use", "facebook/nllb-200-distilled-600M")
    assert missing.code == 6
    assert "briefing model pull facebook/nllb-200-distilled-600M" in missing.err
