"""The random streams are TensorFlow's: recorded for five pairs of seeds, five sizes and three runs
in a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scopeflow import xp
from scopeflow.xp.random.philox import BLOCKS_PER_OUTPUT, advance, stream_state

from .replay import BFLOAT16, REFERENCE, same_bits, ulps

DATA = np.load(REFERENCE / "xp" / "random.npz")
GROUPS = sorted(name for name in DATA.files if not name.endswith("/keys"))
RANGES = {"int32": (-5, 1000), "int32_wide": (-(2**31), 2**31 - 1), "int64": (-(2**40), 2**50)}
NORMAL_ULPS = 4


def _draw(stream: xp.RandomStream, kind: str, dtype_name: str, n: int) -> Any:
    base = dtype_name.split("_")[0]
    dtype = BFLOAT16 if base == "bfloat16" else np.dtype(base)
    if kind == "uniform_int":
        return stream.uniform_int([n], *RANGES[dtype_name], dtype)
    return getattr(stream, kind)([n], dtype)


def _check(group: str, draw: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> None:
    kind, _, size = group.split("/")
    for (seed, seed2, run), want in zip(DATA[group + "/keys"].tolist(), DATA[group], strict=True):
        key, counter = stream_state(seed, seed2)
        got = np.asarray(draw(key, advance(counter, run * int(size) * BLOCKS_PER_OUTPUT)))
        if got.dtype == BFLOAT16:
            want = want.view(BFLOAT16)
        assert got.dtype == want.dtype
        if "normal" in kind:
            assert (ulps(got, want) <= NORMAL_ULPS).all()
        else:
            assert same_bits(got, want).all()


@pytest.mark.parametrize("group", GROUPS)
def test_numpy_stream_equals_tensorflow(group: str) -> None:
    kind, dtype, size = group.split("/")
    _check(group, lambda k, c: _draw(xp.RandomStream(k, c), kind, dtype, int(size)))


@pytest.mark.parametrize("group", [group for group in GROUPS if group.endswith(("/3", "/1000"))])
def test_jax_stream_equals_tensorflow(group: str) -> None:
    kind, dtype, size = group.split("/")
    with xp.door.x64():
        draw = lambda k, c: _draw(xp.RandomStream(k, c), kind, dtype, int(size))  # noqa: E731
        _check(group, xp.door.jax().jit(draw))


def test_stream_counts_the_blocks_that_tensorflow_reserves() -> None:
    stream = xp.RandomStream(*stream_state(1, 2))
    stream.uniform([3, 5], np.float32)
    assert stream.used == 15 * 256


def test_counter_carries_into_its_upper_half() -> None:
    assert advance(np.array([0xFFFFFFFF] * 2 + [5, 0], np.uint32), 1).tolist() == [0, 0, 6, 0]
    key, _ = stream_state(1, 2)
    edge = np.array([0xFFFFFFFF, 0xFFFFFFFF, 5, 0], np.uint32)
    both = xp.RandomStream(key, edge).uniform([8], np.float32)
    after = xp.RandomStream(key, advance(edge, 1)).uniform([4], np.float32)
    assert (both[4:] == after).all()


def test_a_traced_counter_gives_the_same_numbers() -> None:
    key, counter = stream_state(7, 9)
    want = xp.RandomStream(key, counter).uniform([5], np.float64)
    with xp.door.x64():
        program = xp.door.jax().jit(lambda k, c: xp.RandomStream(k, c).uniform([5], np.float64))
        assert (np.asarray(program(key, counter)) == want).all()


def test_an_empty_range_of_integers_is_refused() -> None:
    from scopeflow.errors import InvalidArgumentError

    with pytest.raises(InvalidArgumentError, match=r"Need minval < maxval, got 5 >= 5"):
        xp.RandomStream(*stream_state(1, 2)).uniform_int([2], 5, 5, np.int32)
    assert xp.RandomStream(*stream_state(1, 2)).uniform_int([0], 5, 5, np.int32).shape == (0,)
