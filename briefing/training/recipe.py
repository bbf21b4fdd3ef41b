"""A recipe: everything that decides what a training run does, read from TOML into frozen dataclasses.

A TOML file comes in, a `Recipe` goes out; unknown keys are refused with the nearest known one, and settings
that cannot work are refused before any work begins. Paths are relative to `data_root`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from briefing.errors import ConfigError
from briefing.records import dataclass
from briefing.training.rules import validate

T = TypeVar("T")
Format = Literal["own", "lines", "table", "tmx"]
Part = Literal["all", "sentences", "headlines", "briefs", "points"]
Kind = Literal["back-translation", "self-training"]
Device = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "float32", "bfloat16"]
Direction = Literal["vi-en", "en-vi"]


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One corpus and how often a pass over the data shows it: 1 is once, 0.3 a fresh random third or so.

    `format`: `own` (our JSON lines; `part` chooses what of them), `lines` (a folder or prefix with
    `train.vi.gz` and `train.en.gz`, or two plain files), `table` (CSV or TSV with columns vi and en) or `tmx`
    (a translation memory). `path` is under `data_root`, or else under the working folder.
    """

    name: str
    path: str
    format: Format = "lines"
    part: Part = "all"
    weight: float = 1.0
    licence: str = "none stated"


@dataclass(frozen=True, slots=True)
class SyntheticSettings:
    """Pairs of which a model writes one side, before training starts; they are kept in the run's folder.

    `kind`: `back-translation` (`paths` hold text of the target language, and `model`, made by a recipe of the reverse
    direction, writes its sources) or `self-training` (`paths` hold text of the source language, and `model` writes the
    translations). `model` is `embedded`, a model directory or a downloaded checkpoint; `paths` are under `data_root`:
    text files with a sentence a line, or JSON lines with `title`, `abstract` and `body`, packed or not.

    At most `max_sentences` of `min_words` to `max_words` are drawn: at random, or, where `like` names real sources of
    the recipe, those that are most like theirs (`likeness.likeness`). `decoding` is `beam` (with `beams`) or `sampling`
    (from the `sampling_topk` likeliest pieces at `temperature`). With `tagged`, sources begin with a reserved piece,
    so that the model can tell them from real ones. A pair is left out when one side has more than `max_ratio` times
    the words of the other, with `same_numbers` when their numbers differ, or when the model's mean log-probability is
    under `min_score`.
    """

    name: str
    kind: Kind
    model: str
    paths: tuple[str, ...]
    like: tuple[str, ...] = ()
    weight: float = 1.0
    licence: str = "none stated"
    max_sentences: int = 50_000
    min_words: int = 4
    max_words: int = 50
    decoding: Literal["beam", "sampling"] = "beam"
    beams: int = 1
    sampling_topk: int = 10
    temperature: float = 1.0
    tagged: bool = True
    max_ratio: float = 2.5
    same_numbers: bool = True
    min_score: float = -20.0


@dataclass(frozen=True, slots=True)
class DevelopmentSet:
    """Pairs never trained on: scored during training (at most `loss_pairs`) and by `evaluate`."""

    name: str
    path: str
    format: Format = "lines"
    part: Part = "all"
    loss_pairs: int = 120


@dataclass(frozen=True, slots=True)
class DataSettings:
    """What becomes of a pair before it is trained on; lengths are in subwords, end mark included.

    `never_train_on` names files and folders under `data_root`, or else under the working folder. With a `glossary`
    (a CSV file under `data_root`), a share `terms_share` of the pairs has its terms said in English in the source.
    """

    placeholders: bool = True
    glossary: str = ""
    terms_share: float = 0.7
    plain_share: float = 0.1
    max_length: int = 96
    max_ratio: float = 3.0
    decontamination_run: int = 8
    never_train_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """The joint SentencePiece vocabulary; `size` counts every id, the pad included.

    Subword regularisation: a share of the pairs (`sampling_share`, `sampling_share_target` for the other side) has its
    words cut anew in every pass, each cut as likely as its probability to the power `sampling_alpha`.
    """

    size: int = 8000
    coverage: float = 0.9998
    model_type: Literal["unigram", "bpe"] = "unigram"
    sampling_alpha: float = 0.2
    sampling_share: float = 0.0
    sampling_share_target: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The Marian architecture (post-norm, sinusoidal positions, one tied embedding)."""

    width: int = 256
    feed_forward: int = 1024
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    max_positions: int = 256


@dataclass(frozen=True, slots=True)
class InitialisationSettings:
    """How much the model is told before the first step."""

    aligned_embeddings: bool = True
    identity_cross_attention: bool = True
    mono_paths: tuple[str, ...] = ()
    mono_sentences: int = 150_000
    window: int = 4
    mean_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AlignmentSettings:
    """Word alignments (IBM model 1 with a diagonal prior) as a teacher of the cross-attention."""

    weight: float = 0.5
    final_weight: float = 0.05
    iterations: int = 5
    diagonal: float = 4.0
    threshold: float = 0.15


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """The schedule. With `max_minutes` the learning rate follows the clock, else the steps (reproducible).

    From `restart_step` on the rate falls anew from `restart_rate` (a warm restart: Loshchilov & Hutter, ICLR 2017).
    `device` and `precision` are what is there unless named: bfloat16 on a GPU that has it, else float32.
    """

    max_steps: int = 5000
    max_minutes: float | None = None
    batch_tokens: int = 2048
    peak_rate: float = 1e-3
    warmup_steps: int = 400
    restart_step: int = 0
    restart_rate: float = 0.0
    betas: tuple[float, float] = (0.9, 0.98)
    weight_decay: float = 0.0
    clip: float = 1.0
    dropout: float = 0.1
    label_smoothing: float = 0.1
    ema: float = 0.998
    short_first_steps: int = 0
    log_every: int = 20
    evaluate_every: int = 400
    save_every: int = 200
    patience: int = 0
    threads: int = 0
    workers: int = 1
    device: Device = "auto"
    precision: Precision = "auto"


@dataclass(frozen=True, slots=True)
class DecodingSettings:
    """What the exported model does by default.

    Outputs with a mean log-probability under `doubtful_below` are flagged; 0 says that no such floor was measured.
    """

    beams: int = 4
    length_penalty: float = 1.0
    max_new_tokens: int = 160
    no_repeat_ngram: int = 0
    brief_length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    doubtful_below: float = 0.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole run; `digest` is the SHA-256 of the file that it was read from.

    `direction` is `vi-en` or, for a reverse model, `en-vi`; it stands for `source` and `target`. A recipe that is
    `based_on` another, a file beside it, says only what it changes: its keys override the other's, its sources and sets
    are added to the other's, and those named in `leave_out` are not taken over.
    """

    name: str
    sources: tuple[SourceSettings, ...]
    direction: Direction = "vi-en"
    source: str = "vi"
    target: str = "en"
    seed: int = 1
    data_root: str = "../shared/corpora"
    development: tuple[DevelopmentSet, ...] = ()
    synthetic: tuple[SyntheticSettings, ...] = ()
    data: DataSettings = field(default_factory=DataSettings)
    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    initialisation: InitialisationSettings = field(default_factory=InitialisationSettings)
    alignment: AlignmentSettings = field(default_factory=AlignmentSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    decoding: DecodingSettings = field(default_factory=DecodingSettings)
    digest: str = ""
    based_on: str = ""
    leave_out: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, str]:
        """The language to translate from and the one to translate into."""
        return self.source, self.target

    @property
    def mixture(self) -> tuple[SourceSettings | SyntheticSettings, ...]:
        """All that is trained on, in the order of a pair's origin: real sources, then synthetic ones."""
        return (*self.sources, *self.synthetic)


def read_recipe(path: Path, *, data_root: Path | None = None) -> Recipe:
    """The recipe in a TOML file; `data_root` overrides the recipe's own. Raises ConfigError."""
    record = _read(path, frozenset())
    record.setdefault("name", path.stem)
    if data_root is not None:
        record["data_root"] = str(data_root)
    return parse_recipe(record)


def _read(path: Path, above: frozenset[Path]) -> dict[str, Any]:
    """The tables of a recipe and of those that it is based on, with one digest of them all. Raises ConfigError."""
    try:
        raw = path.read_bytes()
        record = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"no recipe at {path}", "name a .toml file; recipes ship in briefing/training/recipes"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read {path}: {error}", "save it as UTF-8 TOML") from error
    if "based_on" not in record:
        return {**record, "digest": hashlib.sha256(raw).hexdigest()}
    other = path.parent / str(record["based_on"])
    if other.resolve() in above | {path.resolve()}:
        raise ConfigError(f"{path} is based on itself", "base a recipe on one that stands alone")
    base = _read(other, above | {path.resolve()})
    return {**_merged(base, record), "digest": hashlib.sha256(raw + base["digest"].encode()).hexdigest()}


def _merged(base: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """`record` laid over `base`: tables key by key, lists of tables one after the other. Raises ConfigError."""
    lists = ("sources", "synthetic", "development")
    names = {one.get("name") for key in lists for one in base.get(key, ())}
    for name in record.get("leave_out", ()):
        if name not in names:
            near = get_close_matches(str(name), [str(known) for known in names], n=1, cutoff=0.0)
            raise ConfigError(f"leave_out names {name!r}, which is not there", f"did you mean {near[0]!r}?")
    merged = {key: value for key, value in base.items() if key not in {"name", "direction", "source", "target"}}
    for key, value in record.items():
        merged[key] = {**merged.get(key, {}), **value} if isinstance(value, Mapping) else value
    for key in lists:
        kept = [one for one in base.get(key, ()) if one.get("name") not in record.get("leave_out", ())]
        merged[key] = [*kept, *record.get(key, ())]
    return merged


def parse_recipe(record: Mapping[str, Any]) -> Recipe:
    """A checked recipe from a parsed TOML document. Raises ConfigError."""
    recipe = _build(Recipe, record, "recipe")
    if "direction" in record:
        source, _, target = recipe.direction.partition("-")
        recipe = replace(recipe, source=source, target=target)
    validate(recipe)
    return recipe


def _build(kind: type[T], record: Any, where: str) -> T:
    """`kind` from a table, tables within it likewise; types are checked as far as TOML goes."""
    if not isinstance(record, Mapping):
        raise ConfigError(f"[{where}] must be a table", "write it as [name] with key = value lines")
    hints = get_type_hints(kind)
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for key in record:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.0)
            raise ConfigError(f"{where} knows no key {key!r}", f"did you mean {near[0]!r}?")
    missing = [name for name, item in known.items() if item.default is MISSING and item.default_factory is MISSING]
    for name in missing:
        if name not in record:
            raise ConfigError(f"{where} lacks {name!r}", f"add {name} = … to the recipe")
    return kind(**{key: _value(hints[key], value, f"{where}.{key}") for key, value in record.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    """One setting, converted to what its annotation asks for."""
    if hasattr(hint, "__dataclass_fields__"):
        return _build(hint, value, where)
    arguments = get_args(hint)
    if hint in (int, float, bool, str):
        return _scalar(hint, value, where)
    if type(None) in arguments:
        return None if value is None else _value(arguments[0], value, where)
    if arguments and getattr(hint, "__origin__", None) is tuple:
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where} must be a list", "write it in square brackets")
        return tuple(_value(arguments[0], item, f"{where}[{n}]") for n, item in enumerate(value))
    if value not in arguments:
        raise ConfigError(f"{where} is {value!r}", "choose one of: " + ", ".join(map(str, arguments)))
    return value


def _scalar(hint: type, value: Any, where: str) -> Any:
    good = isinstance(value, hint) and not (hint is int and isinstance(value, bool))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not good:
        raise ConfigError(f"{where} is {value!r}", f"it must be of type {hint.__name__}")
    return value
