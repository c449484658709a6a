"""Where the random numbers of a pure function come from: an op's own seed, or a key of JAX."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.operation import Operation
from scopeflow.xp import door
from scopeflow.xp.random.philox import advance, stream_state

# Key and counter of an op's stream.
Stream = tuple[Any, Any]


def streams(ops: Sequence[Operation], rng: Any, name: str) -> list[Stream]:
    """The stream of each op, from its beginning.

    Args:
      ops: random ops.
      rng: a JAX key, of which every op gets its own numbers whatever its seeds; or None or a whole number, for the
        numbers that the ops' own seeds give.
      name: what errors call the function.

    Raises:
      ValueError: if an op has no seed and there is no key.
      TypeError: if `rng` is neither.
    """
    if not ops:
        return []
    if rng is None or is_number(rng):
        return [_seeded(op, name) for op in ops]
    key = _as_key(rng, name)
    jax = door.jax()
    made = []
    for op in ops:
        # the name and not the place in a list: a gradient's program draws the same numbers
        words = jax.random.bits(
            jax.random.fold_in(key, zlib.crc32(op.name.encode())), (6,), np.uint32
        )
        made.append((words[:2], words[2:]))
    return made


def is_number(rng: Any) -> bool:
    """Whether it is a whole number and no key."""
    return isinstance(rng, (int, np.integer)) and not isinstance(rng, bool)


def moved_on(stream: Stream, blocks: int) -> Stream:
    """A known stream, so many blocks later."""
    key, counter = stream
    return key, advance(counter, blocks)


def _seeded(op: Operation, name: str) -> Stream:
    seed, seed2 = op._attrs.get("seed", 0), op._attrs.get("seed2", 0)
    if seed == 0 and seed2 == 0:
        raise ValueError(
            f"{name} needs rng: {op.name!r} ({op.type}{made_at(op)}) draws random numbers and has no seed. Give a JAX key, "
            "as in rng=jax.random.key(0), or call tf.set_random_seed before the graph is built."
        )
    return stream_state(seed, seed2)


def _as_key(rng: Any, name: str) -> Any:
    jax = door.jax()
    dtype = getattr(rng, "dtype", None)
    if dtype is not None and jax.dtypes.issubdtype(dtype, jax.dtypes.prng_key):
        return rng
    if dtype == np.uint32 and np.shape(rng) == (2,):
        return jax.random.wrap_key_data(jax.numpy.asarray(rng), impl="threefry2x32")
    raise TypeError(
        f"{name}: rng must be a JAX key, as jax.random.key(0) makes it, or a whole number that is no argument of "
        f"jax.jit (for one that is: jax.random.fold_in(key, number)); this is {rng!r}"
    )


def made_at(op: Operation) -> str:
    """Where the user's program made an op, for messages."""
    return f", made at {op.origin}" if op.origin else ""
