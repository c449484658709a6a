"""The random streams of a session: one counter per random op, which only ever goes on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from scopeflow.graph.operation import Operation
from scopeflow.xp.random.philox import RandomStream, advance, stream_state


class RandomState:
    """Where one op's stream stands; `lock` is held from reading the counter until it has moved on."""

    __slots__ = ("counter", "key", "lock")

    def __init__(self, op: Operation) -> None:
        self.lock = threading.RLock()
        seed, seed2 = op._attrs.get("seed", 0), op._attrs.get("seed2", 0)
        if seed == 0 and seed2 == 0:
            # No seed was asked for: every session starts somewhere else.
            seed = int.from_bytes(os.urandom(8), "little")
            seed2 = int.from_bytes(os.urandom(8), "little")
        self.key, self.counter = stream_state(seed, seed2)


class Randomness:
    """The random states of one session."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[Operation, RandomState] = {}

    def _state(self, op: Operation) -> RandomState:
        found = self._states.get(op)
        if found is None:
            # of two threads that are the first, one makes the state
            found = self._states.setdefault(op, RandomState(op))
        return found

    @contextmanager
    def held(self, ops: Sequence[Operation]) -> Iterator[None]:
        """Keeps other threads from drawing from these ops' streams: no two runs draw the same numbers."""
        locks = [self._state(op).lock for op in sorted(ops, key=lambda op: op._id)]
        for lock in locks:
            lock.acquire()
        try:
            yield
        finally:
            for lock in locks:
                lock.release()

    def streams(self, ops: Sequence[Operation]) -> Streams:
        """The streams of one run of these ops, made as they are asked for."""
        return Streams(self, ops)

    def take(self, op: Operation, blocks: int) -> tuple[np.ndarray, np.ndarray]:
        """The key and counter of a stream, whose op's counter moves on by `blocks` at once."""
        with self._lock:
            state = self._state(op)
            counter = state.counter
            state.counter = advance(counter, blocks)
            return state.key, counter


class Streams:
    """Random streams for the interpreter: the op's counter moves on by what the lowering drew."""

    __slots__ = ("_held", "_made", "_ops", "_owner")

    def __init__(self, owner: Randomness, ops: Sequence[Operation]) -> None:
        self._owner = owner
        self._ops = ops
        self._made: dict[Operation, Any] = {}
        self._held: Any = None

    def __call__(self, position: int) -> Any:
        if self._held is None:
            self._held = self._owner.held(self._ops)
            self._held.__enter__()
        op = self._ops[position]
        before = self._made.get(op)
        if before is not None:
            # a trip of a loop goes on where the one before it stopped
            self._owner.take(op, before.used)
        key, counter = self._owner.take(op, 0)
        stream = self._made[op] = RandomStream(key, counter, np)
        return stream

    def finish(self) -> None:
        """Moves the counters on; also after a failure, as TensorFlow does."""
        for op, stream in self._made.items():
            self._owner.take(op, stream.used)
        self._made.clear()
        if self._held is not None:
            self._held.__exit__(None, None, None)
            self._held = None
