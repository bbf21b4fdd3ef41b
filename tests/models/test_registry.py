"""Names to models: the embedded one, directories, the hub's cache; descriptions without loading anything."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.errors import ConfigError, ModelError
from briefing.models import registry
from briefing.models.boundary import ModelSpec
from briefing.models.cached import Cached
from briefing.models.directory import digest
from briefing.models.dressed import Dressed
from briefing.models.echo import Echo
from briefing.models.families import family_named, family_of, read_families
from briefing.models.registry import LoadSettings, describe, installed, load, resolve
from briefing.models.store import FILE_NAME
from briefing.resources import packaged
from tests.models.tiny_checkpoints import BUILDERS

Checkpoint = Callable[[str], Path]
ROOT = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOML = """
[model]
family = "marian"
source = "vi"
target = "en"
straight_quotes = true

[tasks]
translate = ""
brief = "tóm tắt: "

[generate]
num_beams = 2
max_new_tokens = 6

[metrics]
bleu = 12.5
"""


@pytest.fixture
def with_toml(checkpoint: Checkpoint, tmp_path: Path) -> Path:
    directory = tmp_path / "our-model"
    shutil.copytree(checkpoint("marian"), directory)
    (directory / "model.toml").write_text(TOML, encoding="utf-8")
    return directory


@pytest.fixture
def in_hub(checkpoint: Checkpoint, tmp_path: Path) -> str:
    folder = tmp_path / "hub" / "models--someone--opus-vi-en"
    shutil.copytree(checkpoint("marian"), folder / "snapshots" / COMMIT)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    return "someone/opus-vi-en"


def test_a_directory_is_a_model(checkpoint: Checkpoint) -> None:
    location = resolve(str(checkpoint("marian")))
    assert (location.kind, location.name, location.revision) == ("directory", "marian", None)


@pytest.mark.parametrize("revision", ["", "@main", f"@{COMMIT}", f"@{COMMIT[:8]}"])
def test_the_hub_cache_is_read_without_a_network(in_hub: str, revision: str) -> None:
    location = resolve(in_hub + revision)
    assert location.kind == "hub"
    assert location.revision == COMMIT
    assert location.checkpoint == in_hub
    assert COMMIT[:12] in load(in_hub + revision).signature


@pytest.mark.parametrize("name", ["nobody/nothing", "someone/opus-vi-en@v9"])
def test_what_is_not_there_is_not_downloaded(name: str, in_hub: str) -> None:
    del in_hub
    with pytest.raises(ModelError, match="hub's cache") as caught:
        resolve(name)
    assert "briefing model pull" in caught.value.remedy


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "nowhere", "a/b/c"])
def test_no_such_directory(name: str) -> None:
    with pytest.raises(ModelError, match="no model directory"):
        resolve(name)


def test_an_installation_without_its_model_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(registry, "embedded_directory", lambda: tmp_path)
    with pytest.raises(ModelError, match="no embedded model"):
        resolve()


def test_the_embedded_model_is_the_default(monkeypatch: pytest.MonkeyPatch, with_toml: Path) -> None:
    monkeypatch.setattr(registry, "embedded_directory", lambda: with_toml)
    for name in (None, "", "embedded"):
        assert resolve(name).kind == "embedded"
    assert [location.name for location in installed()] == ["embedded"]


def test_what_is_installed(in_hub: str, tmp_path: Path) -> None:
    stranger = tmp_path / "hub" / "models--someone--bert" / "snapshots" / COMMIT
    stranger.mkdir(parents=True)
    (stranger / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    assert in_hub in [location.name for location in installed()]
    assert "someone/bert" not in [location.name for location in installed()]


def test_a_description_of_a_model_with_a_card(with_toml: Path) -> None:
    info = describe(str(with_toml))
    assert (info.family, info.source, info.target) == ("marian", "vi", "en")
    assert dict(info.tasks) == {"translate": "", "brief": "tóm tắt: "}
    assert (info.stated, info.beam) == (True, 2)
    assert info.card["metrics"] == {"bleu": 12.5}
    assert info.parameters is not None
    assert info.bytes >= 4 * info.parameters


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_a_description_of_a_stranger_is_its_familys(name: str, checkpoint: Checkpoint) -> None:
    import safetensors

    info = describe(str(checkpoint(name)))
    assert (info.family, info.stated, dict(info.card)) == (name, False, {})
    with safetensors.safe_open(checkpoint(name) / "model.safetensors", framework="np") as weights:
        names = list(weights.keys())
        assert info.parameters == sum(weights.get_tensor(one).size for one in names)


def test_describing_loads_no_library(with_toml: Path) -> None:
    program = (
        "import sys; from briefing.models.registry import describe, installed, load; "
        f"describe({str(with_toml)!r}); installed(); load({str(with_toml)!r}).signature; "
        "print(sorted({'torch', 'transformers', 'huggingface_hub', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_loading_composes_text_side_cache_and_checkpoint(with_toml: Path, own_places: Path) -> None:
    model = load(str(with_toml), "translate", LoadSettings(beam=1))
    assert isinstance(model, Dressed)
    assert isinstance(model._inner, Cached)
    texts = ["Hà Nội, ngày 26/1.", "", "Thủ tướng"]
    found = model.generate(texts)
    assert found[1].text == ""
    assert (own_places / FILE_NAME).is_file()
    known = Cached(_Refusing(model._inner.signature), model._inner._store)  # type: ignore[arg-type]
    assert Dressed(known, model._spec, "translate").generate(texts) == found


class _Refusing:
    def __init__(self, signature: str) -> None:
        self.signature = signature

    def generate(self, texts: list[str], **_: object) -> list[object]:
        raise AssertionError(f"asked for {texts}")


def test_tasks_share_weights_and_differ_in_signature(with_toml: Path) -> None:
    signatures = {load(str(with_toml), task).signature for task in ("translate", "brief")}
    assert len(signatures) == 2
    assert any("task:brief|prompt:tóm tắt:|text:keep+quotes" in signature for signature in signatures)


def test_a_task_that_the_model_does_not_know(checkpoint: Checkpoint) -> None:
    with pytest.raises(ModelError, match="no task 'brief'"):
        load(str(checkpoint("marian")), "brief")


def test_a_missing_file_is_named_before_any_work(with_toml: Path) -> None:
    (with_toml / "source.spm").unlink()
    with pytest.raises(ModelError, match=r"lacks source\.spm"):
        load(str(with_toml))
    (with_toml / "config.json").unlink()
    with pytest.raises(ModelError, match=r"lacks config\.json"):
        describe(str(with_toml))


def test_an_echo_needs_nothing() -> None:
    model = load("echo")
    assert isinstance(model, Echo)
    assert model.generate(["Đồng chí Tô Lâm"])[0].text == "Dong chi To Lam"
    assert Echo({"a": "b"}).generate(["a"])[0].text == "b"
    assert Echo({"a": "b"}).signature != Echo().signature


def test_an_unknown_kind_of_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "m2m_100"}', encoding="utf-8")
    (tmp_path / "tokenizer_config.json").write_text('{"tokenizer_class": "SMALL100Tokenizer"}', encoding="utf-8")
    with pytest.raises(ModelError, match="SMALL100Tokenizer: no known family"):
        describe(str(tmp_path))
    (tmp_path / "config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelError, match="no JSON object"):
        describe(str(tmp_path))
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        describe(str(tmp_path))


def test_all_families_are_well_formed() -> None:
    tables = read_families(packaged("prompts") / "families")
    assert sorted(table["name"] for table in tables) == sorted(BUILDERS)
    for table in tables:
        for checkpoint in ["", *(name for entry in table.get("checkpoints", []) for name in entry["names"])]:
            family = family_named(tables, table["name"], checkpoint)
            assert family.code("vi")
            assert family.fill("{source}-{target}", ModelSpec(family.name, "vi", "en", {})).count("-") == 1
            assert {"translate", "brief"} & set(family.input.tasks)


def test_single_checkpoints_differ_from_their_family(checkpoint: Checkpoint) -> None:
    tables = read_families(packaged("prompts") / "families")
    envit5 = family_of(checkpoint("t5"), tables, "VietAI/envit5-translation@main")
    assert (dict(envit5.input.tasks), envit5.output.strip) == ({"translate": "vi: "}, "en: ")
    assert envit5.input.max_input_tokens == family_of(checkpoint("t5"), tables).input.max_input_tokens


def test_house_families_are_checked(checkpoint: Checkpoint, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no model families"):
        read_families(tmp_path)
    (tmp_path / "ours.toml").write_text('[detect]\nmodel_typs = ["marian"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="model_typs"):
        family_of(checkpoint("marian"), read_families(tmp_path))
    with pytest.raises(ConfigError, match=r"ours\.toml"):
        family_named(read_families(tmp_path), "ours")
    (tmp_path / "ours.toml").write_text("[", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"ours\.toml"):
        read_families(tmp_path)
    with pytest.raises(ModelError, match="no model family"):
        family_named([], "ours")


def test_digests_of_hub_files_are_read_off_their_names(tmp_path: Path, checkpoint: Checkpoint) -> None:
    plain = digest(checkpoint("marian"))
    linked = tmp_path / "linked"
    shutil.copytree(checkpoint("marian"), linked)
    weights = linked / "model.safetensors"
    name = hashlib.sha256(weights.read_bytes()).hexdigest()
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / name).write_bytes(b"never read")
    weights.unlink()
    weights.symlink_to(tmp_path / "blobs" / name)
    assert digest(linked) == plain
