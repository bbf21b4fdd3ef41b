"""`dataclass` for frozen records with slots, at a third of the price at import.

The standard decorator writes and compiles six methods for every class; for the records of one run of ours that takes
longer than choosing the sentences of its memo. Only `__init__` has to differ from class to class, and it is written
when it is first asked for, as most never are; all else is shared here. What comes out is a dataclass like any other,
to `fields`, `replace`, pickle and type checkers.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CellType, CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_NONE: Any = object()


def _record(plain: type) -> type:
    """The class with slots, and with the methods of a frozen dataclass where it has none of its own."""
    cls: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(plain)
    fields = dataclasses.fields(cls)
    if any(field.kw_only or not field.init for field in fields):
        raise TypeError(f"{cls.__qualname__}: records have plain fields; use the dataclass of the standard library.")
    compared = _getter([field.name for field in fields if field.compare])
    hashed = _getter([field.name for field in fields if (field.compare if field.hash is None else field.hash)])
    shown = tuple(field.name for field in fields if field.repr)

    def __repr__(self: Any) -> str:  # noqa: N807 - becomes the method
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(hashed(self))

    if "__init__" not in cls.__dict__:
        cls.__init__ = _Init(cls, fields)
    for method in (__repr__, __eq__, __hash__, _refuse_set, _refuse_delete, _state, _restore):
        name = _SHARED.get(method, method.__name__)
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            setattr(cls, name, method)
    return cls  # type: ignore[no-any-return]


def _getter(names: list[str]) -> Callable[[Any], Any]:
    """What gives the named fields of an object as one value that can be compared and hashed."""
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda one: (getattr(one, names[0]),)) if names else (lambda _: ())


class _Init:
    """Stands in the place of `__init__` until somebody looks it up, and is then replaced by it."""

    __slots__ = ("_cls", "_fields")

    def __init__(self, cls: Any, fields: tuple[dataclasses.Field[Any], ...]) -> None:
        self._cls = cls
        self._fields = fields

    def __get__(self, one: Any, _: type) -> Any:
        made = _init(self._cls, self._fields)
        self._cls.__init__ = made
        return made if one is None else MethodType(made, one)


def _init(cls: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """`__init__` in the words of the standard decorator, the slots being filled directly."""
    defaults: list[Any] = []
    inside: dict[str, Any] = {"none": _NONE}
    for place, field in enumerate(fields):
        inside[f"set{place}"] = getattr(cls, field.name).__set__
        if field.default_factory is not dataclasses.MISSING:
            inside[f"make{place}"] = field.default_factory
            defaults.append(_NONE)
        elif field.default is not dataclasses.MISSING:
            defaults.append(field.default)
        elif defaults:
            raise TypeError(f"{cls.__qualname__}: {field.name!r} has no default, but follows one that has.")
    makes = tuple(field.default_factory is not dataclasses.MISSING for field in fields)
    code = _shape(makes, hasattr(cls, "__post_init__"))
    code = code.replace(co_varnames=("self", *(field.name for field in fields)))
    cells = tuple(CellType(inside[name]) for name in code.co_freevars)
    init = FunctionType(code, vars(sys.modules[cls.__module__]), "__init__", tuple(defaults), cells)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {**{field.name: field.type for field in fields}, "return": "None"}
    return init


@cache
def _shape(makes: tuple[bool, ...], after: bool) -> CodeType:  # noqa: FBT001 - a part of the key
    """The code of every `__init__` whose fields are made when missing just where `makes` says so; its parameters have
    numbers for names. Records are many and their shapes few, and compiling is what an `__init__` costs.
    """
    places = range(len(makes))
    known = ["none", *(f"set{at}" for at in places), *(f"make{at}" for at in places if makes[at])]
    values = [f"make{at}() if _{at} is none else _{at}" if makes[at] else f"_{at}" for at in places]
    lines = [f"  set{at}(self, {value})" for at, value in enumerate(values)]
    lines.append("  self.__post_init__()" if after else "  pass")
    head = f"def make({', '.join(known)}):\n def __init__({', '.join(['self', *(f'_{at}' for at in places)])}):\n"
    made: dict[str, Any] = {}
    exec(head + "\n".join(lines) + "\n return __init__", made)  # noqa: S102
    code: CodeType = made["make"](*known).__code__
    return code


def _refuse_set(self: Any, name: str, value: object) -> None:
    del self, value
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    del self
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: dict[Any, str] = {
    _refuse_set: "__setattr__",
    _refuse_delete: "__delattr__",
    _state: "__getstate__",
    _restore: "__setstate__",
}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: Any = None, /, *, frozen: bool = False, slots: bool = False, **others: Any) -> Any:
        """As the decorator of the standard library; frozen records with slots are made here, all others there."""
        if not (frozen and slots) or others:
            return dataclasses.dataclass(cls, frozen=frozen, slots=slots, **others)
        return _record if cls is None else _record(cls)
