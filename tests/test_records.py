"""Records are dataclasses in all that others can see; only their making is cheaper."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import typing
from dataclasses import field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import values
from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """One with every kind of field."""

    name: str
    count: int = 1
    parts: tuple[int, ...] = field(default_factory=tuple)
    note: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("negative")


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same by the standard decorator."""

    name: str
    count: int = 1
    parts: tuple[int, ...] = field(default_factory=tuple)
    note: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Single:
    """One field alone."""

    value: float


@dataclass(frozen=True, slots=True)
class Nothing:
    """No field."""


@dataclass(slots=True)
class Mutable:
    """No record: made by the standard decorator."""

    value: int = 0


FIELDS = st.fixed_dictionaries(
    {"name": st.text()},
    optional={"count": st.integers(0), "parts": st.lists(st.integers()).map(tuple), "note": st.text()},
)


@given(FIELDS, FIELDS)
def test_it_behaves_as_the_standard_one(one: dict, other: dict) -> None:
    ours, again, theirs = Ours(**one), Ours(**other), Theirs(**one)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours == again) is (theirs == Theirs(**other))
    assert ours == Ours(**one)
    assert hash(ours) == hash(Ours(**one))
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert dataclasses.replace(ours, name="x") == Ours(**{**one, "name": "x"})
    assert pickle.loads(pickle.dumps(ours)) == copy.deepcopy(ours) == copy.copy(ours) == ours
    assert pickle.loads(pickle.dumps(ours)).note == ours.note


def test_it_is_seen_as_the_standard_one() -> None:
    assert [one.name for one in dataclasses.fields(Ours)] == [one.name for one in dataclasses.fields(Theirs)]
    assert Ours.__match_args__ == Theirs.__match_args__
    assert list(inspect.signature(Ours).parameters) == list(inspect.signature(Theirs).parameters)
    assert typing.get_type_hints(Ours.__init__) == typing.get_type_hints(Theirs.__init__)
    assert not hasattr(Ours("x"), "__dict__")
    assert Ours("x") != Theirs("x")
    assert Ours("x") != "x"


def test_it_is_frozen() -> None:
    record = Ours("x")
    for change in (
        lambda: setattr(record, "name", "y"),
        lambda: setattr(record, "other", 1),
        lambda: delattr(record, "name"),
    ):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    with pytest.raises(ValueError, match="negative"):
        Ours("x", -1)
    with pytest.raises(TypeError):
        Ours()


def test_few_fields_and_other_kinds() -> None:
    assert len({Single(1.0), Single(1), Single(2.0)}) == 2
    assert Nothing() == Nothing()
    assert repr(Nothing()) == "Nothing()"
    changed = Mutable()
    changed.value = 3
    assert changed == Mutable(3)
    with pytest.raises(TypeError, match="plain fields"):

        @dataclass(frozen=True, slots=True)
        class _Keyword:
            value: int = field(default=0, kw_only=True)


def test_what_a_class_defines_itself_stays() -> None:
    @dataclass(frozen=True, slots=True)
    class Own:
        value: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    assert (repr(Own(1)), Own(1) == 5, hash(Own(1))) == ("own", True, 7)


@pytest.mark.parametrize("name", [name for name, one in vars(values).items() if dataclasses.is_dataclass(one)])
def test_the_values_of_the_package_can_be_hashed_or_say_why_not(name: str) -> None:
    record = getattr(values, name)
    assert record.__hash__ is not None
    assert dataclasses.fields(record)
