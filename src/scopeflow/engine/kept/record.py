"""A compiled program as bytes and back: XLA's own bytes, and beside them what the engine knows of it."""

from __future__ import annotations

import base64
import builtins
import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.engine.compiled import Program
from scopeflow.engine.kept.names import dtype_named
from scopeflow.engine.loops import every_call
from scopeflow.engine.program import Call, Island
from scopeflow.ops.control.tracing import OutOfRoom
from scopeflow.xp import device, door

_LENGTH = struct.Struct("<Q")
# Of what a traced program may hold, only plain computations can be run by another process; these JAX must make anew.
_BOUND_TO_PROCESS = "callback"
_ERRORS: dict[str, type[Exception]] = {"OutOfRoom": OutOfRoom}


class Unwritable(Exception):
    """A program that holds what cannot be written down."""


def write(program: Program, island: Island, compiled: Any, lowered: Any) -> bytes:
    """A program that JAX has compiled, as bytes.

    Raises:
      Unwritable: if it holds what only this process has.
    """
    text = lowered.as_text()
    if _BOUND_TO_PROCESS in text:
        raise Unwritable
    calls = list(every_call(island.calls))
    places = {id(call): place for place, call in enumerate(calls)}
    about = {
        "order": program.order,
        "known": [[register, _plain(value)] for register, value in program.known.items()],
        "dynamic": program.dynamic,
        "checks": [
            [_error_name(error), message, places[id(call)], [_plain(word) for word in words]]
            for error, message, call, words in program.checks
        ],
        "drawn": program.drawn,
        "donates": program.donates,
        "given_back": program.given_back,
        # kernels of libraries that JAX registers when it is imported
        "needs_jax": "custom_call" in text,
        "takes": [_signature(value) for value in _flat(compiled.in_avals)],
        "gives": [_signature(value) for value in compiled.out_info],
    }
    head = json.dumps(about).encode()
    return _LENGTH.pack(len(head)) + head + device.serialize(compiled)


def read(content: bytes, island: Island) -> Program:
    """What `write` wrote, ready to run.

    Raises:
      ValueError, KeyError, TypeError, ...: if it was written by another version; whoever reads takes it as missing.
    """
    (length,) = _LENGTH.unpack_from(content)
    begin = _LENGTH.size + length
    about = json.loads(content[_LENGTH.size : begin])
    if about["needs_jax"]:
        door.jax()
    calls: list[Call] = list(every_call(island.calls))
    program = Program()
    program.order = about["order"]
    program.known = {register: _value(kept) for register, kept in about["known"]}
    program.dynamic = about["dynamic"]
    program.checks = [
        (_error(name), message, calls[place], [_value(word) for word in words])
        for name, message, place, words in about["checks"]
    ]
    program.drawn = about["drawn"]
    program.donates = about["donates"]
    program.given_back = [(place, output) for place, output in about["given_back"]]
    takes = [(tuple(shape), dtype_named(name)) for shape, name in about["takes"]]
    gives = [(tuple(shape), dtype_named(name)) for shape, name in about["gives"]]
    program.call = _Runs(content[begin:], takes, gives)
    return program


class _Runs:
    """A loaded program; it is loaded again when the place where programs run has changed."""

    def __init__(
        self,
        serialized: bytes,
        takes: Sequence[tuple[Any, Any]],
        gives: Sequence[tuple[Any, Any]],
    ) -> None:
        self._serialized: bytes | None = serialized
        self._takes, self._gives = takes, gives
        self._home = device.home()
        self._call = self._home.program(serialized, takes, gives)

    def __call__(self, *arguments: Any) -> list[Any]:
        if self._serialized is not None and door.loaded():
            here = device.home()
            if here is not self._home:
                self._home = here
                self._call = here.program(self._serialized, self._takes, self._gives)
            # JAX stays
            self._serialized = None
        return self._call(*arguments)


def _flat(avals: Any) -> list[Any]:
    """The arguments of a compiled function of flat arguments."""
    positional, named = avals
    assert not named
    return list(positional)


def _signature(value: Any) -> list[Any]:
    return [list(value.shape), np.dtype(value.dtype).name]


def _error_name(error: type[Exception]) -> str:
    name = error.__name__
    if _ERRORS.get(name) is error or getattr(errors, name, getattr(builtins, name, None)) is error:
        return name
    raise Unwritable


def _error(name: str) -> type[Exception]:
    return _ERRORS.get(name) or getattr(errors, name, None) or getattr(builtins, name)


def _plain(value: Any) -> Any:
    """A value in JSON."""
    if (
        value is None
        or isinstance(value, (bool, int, float, str))
        and type(value).__module__ == "builtins"
    ):
        return {"is": value}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        scalar = isinstance(value, np.generic)
        if array.dtype != object:
            data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
            return {"array": [array.dtype.name, list(array.shape), data, scalar]}
        if all(isinstance(item, bytes) for item in array.flat):
            items = [base64.b64encode(item).decode() for item in array.flat]
            return {"strings": [list(array.shape), items]}
    raise Unwritable


def _value(kept: dict[str, Any]) -> Any:
    """What `_plain` wrote."""
    ((kind, data),) = kept.items()
    if kind == "is":
        return data
    if kind == "bytes":
        return base64.b64decode(data)
    if kind == "strings":
        shape, items = data
        array = np.empty(len(items), object)
        array[:] = [base64.b64decode(item) for item in items]
        return array.reshape(shape)
    name, shape, text, scalar = data
    made = np.frombuffer(bytearray(base64.b64decode(text)), dtype_named(name)).reshape(shape)
    return made[()] if scalar else made
