"""Work spread over the workers of a Ray cluster, or over the cores of this machine by a Ray of its own.

Items and a recipe for a worker go in; what the workers make of them comes out in the order in which it is done, each
with the item's place. An item on which the work fails is told with its reason, alone. Where a worker dies, what it had
in hand goes out again, in smaller portions, until an item that kills every worker stands alone and is given up.
Nothing but the recipe and the items travels: a model is loaded where it is used.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any

import briefing
from briefing.errors import BriefingError, ConfigError
from briefing.records import dataclass

Work = Callable[[list[Any]], Sequence[Any]]
"""What a worker does with a portion of items: one result an item, in order."""

DIED = "each worker that was given it died"
_CLIENT = "ray://"
_CLIENT_PORT = 10001
_SMALLER = 8  # by how much portions shrink after a worker died
_RESTARTS = 8  # how often a worker that died is begun again
_OBJECT_STORE = 128 * 2**20  # bytes of shared memory that a Ray of our own takes: texts are small
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_DATA_LOG_LEVEL": "CRITICAL",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_worker_niceness": "0",  # as nice as the command itself
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
}


@dataclass(frozen=True, slots=True)
class RaySettings:
    """Where `--backend ray` finds its workers, and what they are given."""

    address: str = ""  # a cluster: "auto", "host:6379" or "ray://host:10001"; empty: this machine alone
    workers: int = 0  # how many work side by side; 0: one for each processor that there is
    batch_size: int = 64  # sentences, or articles, that a worker is given at once
    timeout: int = 30  # seconds to wait for the cluster's answer

    def __post_init__(self) -> None:
        if self.workers < 0 or self.batch_size < 1 or self.timeout < 1:
            raise ValueError("workers must not be negative; batch_size and timeout must be at least 1")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result for an item."""

    reason: str


def spread(
    make: Callable[[], Work], items: Sequence[Any], settings: RaySettings
) -> Iterator[Mapping[int, Any | Failure]]:
    """What workers make of `items`, by their places, a portion at a time as it is done; every place comes once.

    `make` is called once in each worker and must be importable there. Raises ConfigError where Ray is not installed,
    the cluster does not answer or its workers cannot serve, and what `make` raises.
    """
    if not items:
        return
    connect(settings)
    if settings.address.startswith(_CLIENT):
        yield from _from_afar(make, items, settings)
    else:
        yield from _rounds(make, items, settings)


def in_order(found: Iterator[Mapping[int, Any]]) -> Iterator[Any]:
    """The outcomes of `spread` in the order of the items; those that came too early are kept until it is their turn."""
    early: dict[int, Any] = {}
    turn = 0
    for some in found:
        early.update(some)
        while turn in early:
            yield early.pop(turn)
            turn += 1


def connect(settings: RaySettings) -> None:
    """Join the cluster, or start a Ray of our own that ends with this process; nothing where that was done before.

    Raises ConfigError.
    """
    if find_spec("ray") is None:
        raise ConfigError("Ray is not installed.", "Install it with: pip install 'briefing[ray]'")
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    _knock(settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _join(settings)


def _join(settings: RaySettings) -> None:
    import logging

    import ray

    if ray.is_initialized():
        return
    _hush()
    given: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
    if settings.address:
        given |= {"address": settings.address}
    else:
        given |= {"num_cpus": settings.workers or None, "object_store_memory": _OBJECT_STORE}
        given |= {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        os.environ.pop("RAY_ADDRESS", None)  # no address means this machine, whatever stands there
    try:
        with _without_stderr():
            ray.init(**given)
    except (ImportError, RuntimeError, ValueError, OSError) as error:
        raise _silent(settings, error) from error


def _knock(settings: RaySettings) -> None:
    """Raise ConfigError where nobody listens at the address; Ray itself would wait long, or end the process."""
    place = settings.address.removeprefix(_CLIENT).partition("/")[0].partition("?")[0]
    if place in {"", "auto"}:
        return
    host, _, port = place.rpartition(":") if ":" in place else (place, "", str(_CLIENT_PORT))
    if not host or not port.isdigit():
        raise ConfigError(f"[ray] address: {settings.address!r} is no address.", 'Write "auto", host:port or ray://….')
    import socket

    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=settings.timeout).close()
    except (OSError, OverflowError) as error:
        raise _silent(settings, error) from None


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Keep what Ray's C++ part says of its own logs while it starts."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _silent(settings: RaySettings, error: Exception) -> ConfigError:
    where = f"The Ray cluster at {settings.address}" if settings.address else "A Ray of this machine"
    remedy = "Look at it with `ray status`, correct [ray] address, or leave it empty for this machine alone."
    if "AuthenticationError" in str(error.__cause__):
        return ConfigError(f"{where} wants a token.", "Set RAY_AUTH_MODE=token, and the token as the cluster gives it.")
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return ConfigError(f"{where} does not answer: {reason}", remedy)


def _hush() -> None:
    """Keep Ray's messages off the terminal, and above all off standard output, where results go."""
    import logging

    import ray.data
    from ray._private import worker

    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if hasattr(worker, "print_to_stdstream"):
        worker.print_to_stdstream = lambda *_, **__: None
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.max_errored_blocks = -1  # what a dead worker had in hand goes out again, by us


def _from_afar(
    make: Callable[[], Work], items: Sequence[Any], settings: RaySettings
) -> Iterator[Mapping[int, Any | Failure]]:
    """As `_rounds`, for a cluster that this machine is no part of: Ray Data runs in the cluster, behind one actor."""
    import ray

    foreman = ray.remote(num_cpus=0)(_Foreman).remote(make, items, settings)
    try:
        while (found := ray.get(foreman.more.remote())) is not None:
            yield found
    except ray.exceptions.RayError as error:
        raise _broken(error) from None
    finally:
        ray.kill(foreman)


class _Foreman:
    """Leads the work from within the cluster and hands out results when asked."""

    def __init__(self, make: Callable[[], Work], items: Sequence[Any], settings: RaySettings) -> None:
        _hush()
        self._found = _rounds(make, items, settings)

    def more(self) -> Mapping[int, Any | Failure] | None:
        return next(self._found, None)


def _rounds(
    make: Callable[[], Work], items: Sequence[Any], settings: RaySettings
) -> Iterator[Mapping[int, Any | Failure]]:
    left = dict(enumerate(items))
    size = settings.batch_size
    while left:
        for found in _round(make, left, size, settings.workers):
            for place in found:
                del left[place]
            yield found
        if size == 1:
            break
        size = max(1, min(size, len(left)) // _SMALLER)
    if left:
        yield dict.fromkeys(left, Failure(DIED))


def _round(
    make: Callable[[], Work], items: Mapping[int, Any], size: int, workers: int
) -> Iterator[dict[int, Any | Failure]]:
    """What is done of `items` in portions of `size`; what a worker had in hand when it died is missing."""
    import pickle

    import ray
    import ray.data

    portions = -(-len(items) // size)
    workers = min(portions, workers or max(1, int(ray.cluster_resources().get("CPU", 1))))
    rows = [{"place": place, "item": pickle.dumps(item)} for place, item in items.items()]
    in_flight = 2 if size > 1 else 1  # an item that may be deadly must not take another with it
    data = _mapped(
        ray.data.from_items(rows, override_num_blocks=portions),
        (make, briefing.__version__),
        ray.data.ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=in_flight),
    )
    try:
        for table in data.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            yield _unpacked(table)
    except (ray.exceptions.RayError, ImportError) as error:
        raise _broken(error) from None


def _mapped(data: Any, arguments: tuple[Any, ...], pool: Any) -> Any:
    """The rows of `data` as workers of `pool` will answer them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ray deprecates how restarts are bounded, and has no other way yet
        return data.map_batches(
            _Worker,
            fn_constructor_args=arguments,
            batch_size=None,
            batch_format="pyarrow",
            compute=pool,
            num_cpus=1,
            max_restarts=_RESTARTS,
            max_task_retries=0,
        )


def _unpacked(table: Any) -> dict[int, Any | Failure]:
    """Results by their places. Raises what a worker could not do without."""
    import pickle

    found = {}
    for row in table.to_pylist():
        outcome = pickle.loads(row["outcome"])  # noqa: S301 - from our own workers
        if isinstance(outcome, BriefingError):
            raise outcome
        found[row["place"]] = outcome
    return found


def _broken(error: Exception) -> BriefingError:
    cause = getattr(error, "cause", None)
    if isinstance(cause, BriefingError):
        return cause
    lines = [line for line in str(error).splitlines() if line.strip()]
    reason = lines[-1].strip()[:200] if lines else type(error).__name__
    remedy = "See that every node has this version of briefing; what was done is kept: run the same command again."
    return ConfigError(f"The Ray cluster broke off: {reason}", remedy)


class _Worker:
    """One worker: its work is made once, then done portion by portion."""

    def __init__(self, make: Callable[[], Work], release: str) -> None:
        self._refusal: BriefingError | None = None
        self._work: Work | None = None
        try:
            if release != briefing.__version__:
                message = f"A worker runs briefing {briefing.__version__}, and this is briefing {release}."
                raise ConfigError(message, "Install the same version on every node.")
            self._work = make()
        except BriefingError as error:
            self._refusal = error

    def __call__(self, table: Any) -> Any:
        import pickle

        import pyarrow as pa

        items = [pickle.loads(data) for data in table["item"].to_pylist()]  # noqa: S301 - from our own command
        outcomes = [pickle.dumps(outcome) for outcome in self._outcomes(items)]
        return pa.table({"place": table["place"], "outcome": pa.array(outcomes, pa.binary())})

    def _outcomes(self, items: list[Any]) -> Sequence[Any]:
        """One an item; where the portion fails as a whole, each is tried by itself."""
        if self._work is None:
            return [self._refusal] * len(items)
        with suppress(Exception):
            return list(self._work(items))
        return [self._alone(item) for item in items]

    def _alone(self, item: Any) -> Any:
        assert self._work is not None
        try:
            return self._work([item])[0]
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one item, the others go on
            return Failure(" ".join(f"{type(error).__name__}: {error}".split())[:200])
