"""The name of a program: equal for equal islands, shapes, library, compiler and processor, in whatever process.

Everything that a trace can see goes into the name: nodes with their attributes, static shapes and places, constants, what is
known of the inputs.  What cannot be written down as plain data - a function, an object of a session - has no name, and such a
program is not kept.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Call, Island
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.xp.packages import version

# What the environment says to the compiler.
_HEARD = ("XLA_FLAGS", "JAX_PLATFORMS", "LIBTPU_INIT_ARGS")


class Nameless(Exception):
    """Something that other processes cannot know by a name."""


def island_name(island: Island, template: Sequence[Any]) -> bytes | None:
    """What an island computes, as a digest; None if it has no name."""
    digest = hashlib.blake2b(machinery(), digest_size=20)
    add = digest.update
    try:
        _calls(island.calls, add)
        for text, registers in (
            ("feeds", island.feeds),
            ("exports", island.exports),
            ("entry", [register for _, register in island.entry]),
            ("writes", [register for _, register in island.writes]),
        ):
            add(f"{text}{list(registers)}".encode())
        add(f"random{[op.name for op in island.random]}".encode())
        for register in sorted(_used(island.calls)):
            value = template[register]
            if value is not None:
                add(struct.pack("<q", register))
                _value(value, add)
    except Nameless:
        return None
    return digest.digest()


def program_name(island: bytes, parts: Iterable[Any]) -> str | None:
    """The name of an island's program for these inputs; None if it has none."""
    digest = hashlib.blake2b(island, digest_size=20)
    try:
        for part in parts:
            _value(part, digest.update)
    except Nameless:
        return None
    return digest.hexdigest()


@functools.cache
def machinery() -> bytes:
    """What makes a program of an island: this library as it stands here, JAX, XLA and its flags, the processor."""
    words = [
        version("jax"),
        version("jaxlib"),
        np.__version__,
        platform.machine(),
        _features(),
        str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        *(f"{name}={os.environ.get(name, '')}" for name in _HEARD),
    ]
    root = Path(__file__).resolve().parents[2]
    for room in ("xp", "ops", "graph", "engine", "variables"):
        words.extend(_files(root / room))
    return hashlib.blake2b("\n".join(words).encode(), digest_size=20).digest()


def _files(folder: Path) -> list[str]:
    """Each Python file below with its size and age: whatever changes a lowering changes one of them."""
    found = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    found.extend(_files(Path(entry.path)))
            elif entry.name.endswith(".py"):
                about = entry.stat()
                found.append(f"{folder.name}/{entry.name} {about.st_size} {about.st_mtime_ns}")
    return found


def _features() -> str:
    """What the processor can do, where the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            told = [
                line
                for line in lines
                if line.startswith(("flags", "Features", "model name", "CPU part"))
            ]
    except OSError:
        return platform.processor()
    return "".join(sorted(set(told)))


def _used(calls: Sequence[Call]) -> set[int]:
    found: set[int] = set()
    for call in calls:
        for slot in call.args:
            found.update((slot,) if type(slot) is int else slot)  # type: ignore[arg-type]
        found.update(gate for _, _, gate in call.gates if type(gate) is int)
        if type(call) is Loop:
            found |= _used(call.condition) | _used(call.trip) | _used(call.leaving)
            found.add(call.goes_on)
            for places in (*call.variables, *call.versions):
                found.update(places)
    return found


def _calls(calls: Sequence[Call], add: Callable[[bytes], None]) -> None:
    for call in calls:
        gates = [
            (argument, place, gate if type(gate) is int else gate.name)  # type: ignore[union-attr]
            for argument, place, gate in call.gates
        ]
        add(
            f"{call.op.type} {call.args} {call.outs} {call.old_versions} {call.new_versions} "
            f"{call.rng} {gates} {getattr(call.body, '__qualname__', '')}".encode()
        )
        _node(call.op, add)
        if type(call) is Loop:
            add(
                f"loop {call.variables} {call.goes_on} {call.versions} {call.flow} "
                f"{[(outside, inside, op.name) for outside, inside, op in call.exits]} "
                f"{[op.name for op in call.waits]} {sorted(op.name for op in call.ops)}".encode()
            )
            for part in (call.condition, call.trip, call.leaving):
                add(b"(")
                _calls(part, add)
                add(b")")


def _node(op: Operation, add: Callable[[bytes], None]) -> None:
    shapes = [(t.name, t.dtype.name, t._dims) for t in (*op._inputs, *op._outputs)]
    around = op._control_flow_context
    context = "" if around is None else around.name
    waits = [before.name for before in op._control_inputs]
    add(f"{op._name} {context} {op.device} {shapes} {waits}".encode())
    if op.type != "Const":
        _value(op._attrs, add)


def _value(value: Any, add: Callable[[bytes], None]) -> None:
    """One value with its type, so that no two values read the same.

    Raises:
      Nameless: if it is no plain data.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str, complex):
        add(f"{kind.__name__} {value!r};".encode())
    elif kind is bytes:
        add(f"bytes {len(value)} ".encode() + value)
    elif isinstance(value, DType):
        add(f"dtype {value.name};".encode())
    elif isinstance(value, np.dtype):
        add(f"numpy {value.name};".encode())
    elif isinstance(value, TensorShape):
        add(f"shape {value._dims};".encode())
    elif isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        add(f"array {array.dtype.name} {array.shape} ".encode())
        if array.dtype != object:
            add(np.ascontiguousarray(array).tobytes())
        else:
            for item in array.flat:
                _value(item, add)
    elif isinstance(value, (list, tuple)):
        add(f"list {len(value)} ".encode())
        for item in value:
            _value(item, add)
    elif isinstance(value, frozenset):
        _value(sorted(value), add)
    elif isinstance(value, dict):
        add(f"dict {len(value)} ".encode())
        for name in sorted(value):
            _value(name, add)
            _value(value[name], add)
    else:
        raise Nameless


def dtype_named(name: str) -> np.dtype[Any]:
    """The array type of this name, also where NumPy alone does not know it."""
    try:
        return np.dtype(name)
    except TypeError:
        return np.dtype(getattr(ml_dtypes, name))
