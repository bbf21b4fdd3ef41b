"""Downloading from a hub on this machine: pinned, resumed, verified, and what is said when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing.errors import ModelError
from briefing.models import hub as client
from briefing.models import pulled
from briefing.models.inventory import inventory
from briefing.models.registry import describe, hub_cache, load, resolve
from tests.models.fake_hub import COMMIT, Hub, files_in, serving

Checkpoint = Callable[[str], Path]
NAME = "someone/opus-vi-en"
ROOT = Path(__file__).parents[2]
TEXT = "Chủ tịch nước Lương Cường hội kiến."


@pytest.fixture
def hub(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    from huggingface_hub import constants

    extra = {"README.md": b"# card\n", "tf_model.h5": b"x" * 50_000, "onnx/model.onnx": b"y" * 50_000}
    with serving(Hub(NAME, files_in(checkpoint("marian")) | extra)) as running:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1_000)  # what arrives is kept in steps of this
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield running


def folder() -> Path:
    return hub_cache() / "models--someone--opus-vi-en"


def pull() -> Path:
    return client.pull(client.look_up(NAME), accepted=False)[0]


def test_a_pulled_model_is_pinned_whole_and_loads(hub: Hub, checkpoint: Checkpoint) -> None:
    directory = pull()
    assert directory.name == COMMIT
    assert {path.name for path in directory.iterdir()} == {*files_in(checkpoint("marian")), "README.md"}
    assert not hub.requests_for("tf_model.h5") + hub.requests_for("onnx/model.onnx")
    location = resolve(NAME)
    assert (location.kind, location.revision) == ("hub", COMMIT)
    assert describe(f"{NAME}@{COMMIT[:9]}").family == "marian"
    assert load(NAME).generate([TEXT]) == load(str(checkpoint("marian"))).generate([TEXT])
    record = pulled.record_of(folder(), COMMIT)
    assert record is not None
    assert (record.revision, record.licence, record.accepted) == ("main", "apache-2.0", False)
    assert not pulled.lacking(folder(), record)


def test_a_second_pull_fetches_nothing_again(hub: Hub) -> None:
    pull()
    hub.log.clear()
    pull()
    assert hub.log == []


def test_a_connection_that_breaks_goes_on_in_the_same_run(hub: Hub) -> None:
    hub.break_after = {"model.safetensors": 9_000}
    directory = pull()
    assert hub.requests_for("model.safetensors") == ["", "bytes=9000-"]
    assert (directory / "model.safetensors").read_bytes() == hub.files["model.safetensors"]


def test_a_download_that_broke_off_goes_on_in_a_later_run(hub: Hub) -> None:
    hub.break_after, hub.then_refuse = {"model.safetensors": 9_000}, True
    with pytest.raises(ModelError, match="503") as caught:
        pull()
    assert f"briefing model pull {NAME}" in caught.value.remedy
    for use in (resolve, describe, load):
        with pytest.raises(
            ModelError, match=r"only half downloaded: .* of .*; model\.safetensors is not whole"
        ) as half:
            use(NAME)
        assert half.value.remedy == f"Go on where it stopped: briefing model pull {NAME}@{COMMIT}"
    assert [(row.name, row.state) for row in inventory() if row.name == NAME] == [(NAME, "partly downloaded")]
    hub.refusing = False
    hub.log.clear()
    pull()
    assert hub.requests_for("model.safetensors") == ["bytes=9000-"]
    assert resolve(NAME).revision == COMMIT
    assert not list((folder() / "blobs").glob("*incomplete*"))
    assert [row.state for row in inventory() if row.name == NAME] == ["downloaded"]


def test_what_is_not_what_was_announced_is_refused(hub: Hub) -> None:
    good = hub.files["model.safetensors"]
    hub.lies = {"model.safetensors": good[:-1] + b"?"}
    with pytest.raises(ModelError, match="its digest differs"):
        pull()
    with pytest.raises(ModelError, match="half downloaded"):
        resolve(NAME)
    hub.lies = {}
    assert (pull() / "model.safetensors").read_bytes() == good


def test_small_files_are_proved_too(hub: Hub) -> None:
    hub.lies = {"config.json": hub.files["config.json"][:-2] + b" }"}
    hub.lies["config.json"] = hub.lies["config.json"].ljust(len(hub.files["config.json"]))
    with pytest.raises(ModelError, match=r"config\.json .* its digest differs"):
        pull()


def test_offline_what_was_pulled_is_proved(hub: Hub) -> None:
    directory = pull()
    hub.log.clear()
    assert client.verify_offline(NAME, "main")[0] == client.verify_offline(NAME, COMMIT[:8])[0] == directory
    assert hub.log == []
    weights = (directory / "model.safetensors").resolve()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.chmod(0o644)
    weights.write_bytes(data)
    with pytest.raises(ModelError, match="digest differs"):
        client.verify_offline(NAME, "main")
    with pytest.raises(ModelError, match="was not pulled here") as caught:
        client.verify_offline("someone/opus-vi-e", "main")
    assert caught.value.remedy.startswith(f"Did you mean {NAME}")


def test_the_disk_is_looked_at_before_anything_is_fetched(hub: Hub) -> None:
    offer = client.look_up(NAME)
    with pytest.raises(ModelError, match=r"needs .* more on the disk of .*, and 1 MB are free"):
        client.pull(offer, accepted=False, free=lambda _: 1_000_000)
    assert hub.log == []
    client.pull(offer, accepted=False, free=lambda _: 10**9)
    client.pull(offer, accepted=False, free=lambda _: 0)  # nothing more is needed


def test_a_stranger_is_refused_before_its_weights_are_fetched(hub: Hub) -> None:
    hub.files["config.json"] = json.dumps({"model_type": "bert"}).encode()
    with pytest.raises(ModelError, match="no known family"):
        pull()
    assert hub.requests_for("model.safetensors") == []


def test_sharded_and_older_weights(hub: Hub) -> None:
    weights = hub.files.pop("model.safetensors")
    with pytest.raises(ModelError, match="no weights"):
        client.look_up(NAME)
    hub.files |= {"pytorch_model.bin": weights, "training_args.bin": b"z"}
    assert "pytorch_model.bin" in {file.name for file in client.look_up(NAME).files}
    shards = {"model-00001-of-00002.safetensors": weights, "model-00002-of-00002.safetensors": weights}
    hub.files |= shards | {"model.safetensors.index.json": b"{}"}
    names = {file.name for file in client.look_up(NAME).files}
    assert {*shards, "model.safetensors.index.json"} <= names
    assert not {"pytorch_model.bin", "training_args.bin"} & names


@pytest.mark.parametrize(
    ("name", "revision", "message", "remedy"),
    [
        ("someone/ours", "main", "The hub has no model", "See: briefing model list"),
        ("facebok/nllb-200-distiled-600M", "main", "no model", "Did you mean facebook/nllb-200-distilled-600M"),
        (NAME, "v9", "no revision v9", "Leave the revision out"),
        ("a b/c", "main", "no name of a model", "owner/name"),
    ],
)
def test_names_that_the_hub_does_not_know(hub: Hub, name: str, revision: str, message: str, remedy: str) -> None:
    del hub
    with pytest.raises(ModelError, match=message) as caught:
        client.look_up(name, revision)
    assert remedy in caught.value.remedy


def test_no_network(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(ModelError, match=r"broke off|does not answer") as caught:
        client.look_up(NAME)
    assert "Check the network" in caught.value.remedy
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="stay offline"):
        client.look_up(NAME)
    del hub


def briefing(hub: Hub, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HF_ENDPOINT": hub.endpoint, "HF_HUB_OFFLINE": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from briefing.cli import main; main()", *arguments]
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def test_pull_and_use_from_the_command_line(hub: Hub, tmp_path: Path) -> None:
    hub.licence = "cc-by-nc-4.0"
    refused = briefing(hub, tmp_path, "model", "pull", NAME)
    assert refused.returncode == 6
    assert refused.stderr.splitlines() == [
        f"The model {NAME} is under cc-by-nc-4.0: non-commercial use only.",
        "Read its card; if your use is allowed, add --accept-licence.",
    ]
    assert hub.log == []
    done = briefing(hub, tmp_path, "model", "pull", NAME, "--accept-licence", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["name"] == f"{NAME}@{COMMIT}"
    (tmp_path / "briefing.toml").write_text('# ours\n[memo]\ntitle = "T"  # the title\n', encoding="utf-8")
    used = briefing(hub, tmp_path, "model", "use", NAME)
    assert (used.returncode, used.stderr) == (0, "")
    assert (tmp_path / "briefing.toml").read_text(encoding="utf-8") == (
        f'# ours\n[memo]\ntitle = "T"  # the title\n\n[model]\nname = "{NAME}@{COMMIT}"\n'
    )
    listed = json.loads(briefing(hub, tmp_path, "model", "list", "--json").stdout)
    assert [row["state"] for row in listed if row["name"] == NAME] == ["downloaded"]
