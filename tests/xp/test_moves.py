"""Kernels that move values: both faces against plain NumPy indexing, byte strings too, and what
they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from scopeflow import xp
from scopeflow.errors import InvalidArgumentError

GRID = np.arange(24, dtype=np.int32).reshape(2, 3, 4)
WORDS = np.array([[b"a", b"bc"], [b"", b"d"]], object)

CALLS = {
    "reshape": (lambda x: xp.reshape(x, (4, -1)), GRID.reshape(4, 6)),
    "transpose": (lambda x: xp.transpose(x, (2, 0, 1)), GRID.transpose(2, 0, 1)),
    "transpose_all": (lambda x: xp.transpose(x), GRID.T),
    "expand_dims": (lambda x: xp.expand_dims(x, -1), GRID[..., None]),
    "squeeze": (lambda x: xp.squeeze(xp.expand_dims(x, 1), (1,)), GRID),
    "concat": (lambda x: xp.concat([x, x], -1), np.concatenate([GRID, GRID], -1)),
    "stack": (lambda x: xp.stack([x, x], 1), np.stack([GRID, GRID], 1)),
    "unstack": (lambda x: xp.unstack(x, 3, 1)[2], GRID[:, 2]),
    "split": (lambda x: xp.split(x, 2, 2)[1], GRID[..., 2:]),
    "split_sizes": (lambda x: xp.split(x, (1, -1), 1)[1], GRID[:, 1:]),
    "tile": (lambda x: xp.tile(x, (1, 2, 0)), np.tile(GRID, (1, 2, 0))),
    "pad": (lambda x: xp.pad(x, [[1, 0], [0, 2], [0, 0]]), np.pad(GRID, [[1, 0], [0, 2], [0, 0]])),
    "pad_reflect": (
        lambda x: xp.pad(x, [[0, 0], [2, 1], [0, 0]], "REFLECT"),
        np.pad(GRID, [[0, 0], [2, 1], [0, 0]], "reflect"),
    ),
    "pad_symmetric": (
        lambda x: xp.pad(x, [[2, 2], [0, 0], [0, 0]], "SYMMETRIC"),
        np.pad(GRID, [[2, 2], [0, 0], [0, 0]], "symmetric"),
    ),
    "reverse": (lambda x: xp.reverse(x, (-1, 0)), GRID[::-1, :, ::-1]),
    "broadcast_to": (
        lambda x: xp.broadcast_to(x, (5, 2, 3, 4)),
        np.broadcast_to(GRID, (5, 2, 3, 4)),
    ),
    "slice": (lambda x: xp.slice(x, (0, 1, 2), (-1, 1, 2)), GRID[:, 1:2, 2:]),
    "strided_slice": (
        lambda x: xp.strided_slice(
            x, [0, 0, -1], [0, 2, 0], [1, 1, -2], begin_mask=3, end_mask=1, ellipsis_mask=0
        ),
        GRID[:, :2, -1:0:-2],
    ),
    "strided_slice_shrink": (
        lambda x: xp.strided_slice(
            x,
            [-1, 0, 0, 1],
            [0, 0, 0, 3],
            [1, 1, 1, 1],
            ellipsis_mask=2,
            new_axis_mask=4,
            shrink_axis_mask=1,
        ),
        GRID[-1, ..., None, 1:3],
    ),
    "strided_slice_last": (
        lambda x: xp.strided_slice(x, [0, 3], [0, 4], [1, 1], ellipsis_mask=1, shrink_axis_mask=2),
        GRID[..., 3],
    ),
    "gather": (lambda x: xp.gather(x, np.array([[2, 0]]), 1), GRID[:, [[2, 0]]]),
    "gather_batch": (
        lambda x: xp.gather(x, np.array([[2, 0], [1, 1]]), 1, 1),
        np.stack([GRID[0, [2, 0]], GRID[1, [1, 1]]]),
    ),
    "gather_nd": (lambda x: xp.gather_nd(x, np.array([[1, 2], [0, 0]])), GRID[[1, 0], [2, 0]]),
    "scatter_update": (
        lambda x: xp.scatter_update(x, np.array([1]), np.zeros((1, 3, 4), np.int32)),
        np.stack([GRID[0], GRID[0] * 0]),
    ),
    "scatter_add_twice": (
        lambda x: xp.scatter_add(x, np.array([1, 1]), np.ones((2, 3, 4), np.int32)),
        np.stack([GRID[0], GRID[1] + 2]),
    ),
    "scatter_sub": (
        lambda x: xp.scatter_sub(x, np.array(0), np.int32(1)),
        np.stack([GRID[0] - 1, GRID[1]]),
    ),
    "scatter_mul": (
        lambda x: xp.scatter_mul(x, np.array([0, 0]), np.int32(3)),
        np.stack([GRID[0] * 9, GRID[1]]),
    ),
    "scatter_max": (
        lambda x: xp.scatter_max(x, np.array([0]), np.full((1, 3, 4), 5, np.int32)),
        np.stack([np.maximum(GRID[0], 5), GRID[1]]),
    ),
    "one_hot": (
        lambda x: xp.one_hot(x[0, 0] - 1, 3, np.int8(5), np.int8(-1)),
        np.array([[-1, -1, -1], [5, -1, -1], [-1, 5, -1], [-1, -1, 5]], np.int8),
    ),
    "matrix_band_part": (lambda x: xp.matrix_band_part(x, 0, -1), np.triu(GRID)),
    "select_rows": (
        lambda x: xp.select(np.array([True, False]), x, -x),
        np.stack([GRID[0], -GRID[1]]),
    ),
    "top_k": (lambda x: xp.top_k(x, 2)[1], np.full((2, 3, 2), [3, 2], np.int32)),
}


@pytest.mark.parametrize("face", ["numpy", "jax"])
@pytest.mark.parametrize("name", sorted(CALLS))
def test_values_move_as_numpy_says(name: str, face: str) -> None:
    call, want = CALLS[name]
    with xp.door.x64():
        got = np.asarray(call(GRID if face == "numpy" else xp.door.jnp().asarray(GRID)))
    assert got.dtype == want.dtype
    assert np.array_equal(got, want)


def test_byte_strings_move_too() -> None:
    assert xp.reshape(b"abc", (1,)).tolist() == [b"abc"]
    assert xp.transpose(WORDS).tolist() == [[b"a", b""], [b"bc", b"d"]]
    assert xp.concat([WORDS, WORDS], 1).shape == (2, 4)
    assert xp.stack([b"a", b"b"]).tolist() == [b"a", b"b"]
    assert xp.pad(WORDS[0], [[0, 1]]).tolist() == [b"a", b"bc", b""]
    assert xp.gather(WORDS, np.array([1])).tolist() == [[b"", b"d"]]
    assert xp.fill((2,), b"x").tolist() == [b"x", b"x"]
    assert xp.equal(WORDS, np.array(b"a", object)).tolist() == [[True, False], [False, False]]
    assert xp.unique(np.array([b"a", b"b", b"a"], object))[1].tolist() == [0, 1, 0]
    assert xp.select(np.array([True, False]), WORDS[0], WORDS[1]).tolist() == [b"a", b"d"]
    assert xp.strided_slice(WORDS, [0, 1], [0, 0], [1, 1], shrink_axis_mask=3)[()] == b"bc"


def test_range_adds_up_its_steps_as_tensorflow_does() -> None:
    got = xp.arange(np.float32(0), np.float32(1), np.float32(0.1))
    assert got[-3:].tolist() == np.array([0.70000005, 0.8000001, 0.9000001], np.float32).tolist()
    assert xp.arange(np.int64(5), np.int64(0), np.int64(-2)).tolist() == [5, 3, 1]


def test_where_and_unique_need_known_values() -> None:
    assert xp.where(np.array([[0, 3], [1, 0]])).tolist() == [[0, 1], [1, 0]]
    with xp.door.x64(), pytest.raises(xp.NeedsHost):
        xp.door.jax().jit(xp.where)(np.array([1, 0]))


REFUSED = [
    (lambda x: xp.gather(x, np.array([0, 5])), "indices[1] = 5 is not in [0, 2)"),
    (lambda x: xp.gather(x, np.array([[0, 1], [1, -1]])), "indices[1,1] = -1 is not in [0, 2)"),
    (lambda x: xp.gather(x, np.array(7), 1), "indices = 7 is not in [0, 3)"),
    (
        lambda x: xp.gather_nd(x, np.array([[0, 1], [2, 0]])),
        "indices[1] = [2, 0] does not index into param shape [2,3,4]",
    ),
    (lambda x: xp.floor_div(x, np.int32(0)), "Integer division by zero"),
    (lambda x: xp.floor_mod(x, np.array([1, 2, 3, 0], np.int32)), "Integer division by zero"),
    (lambda x: xp.pow(x, np.int32(-1)), "Integers to negative integer powers are not allowed"),
    (
        lambda x: xp.reshape(x, (5, 5)),
        "Input to reshape is a tensor with 24 values, but the requested shape has 25",
    ),
    (lambda x: xp.slice(x, (3, 0, 0), (1, 1, 1)), "Expected begin[0] in [0, 2], but got 3"),
    (
        lambda x: xp.strided_slice(x, [-4], [0], [1], shrink_axis_mask=1),
        "slice index -2 of dimension 0 out of bounds.",
    ),
    (lambda x: xp.transpose(x, (0, 0, 1)), "2 is missing from {0,0,1}."),
    (lambda x: xp.squeeze(x, (0,)), "Can not squeeze dim[0], expected a dimension of 1, got 2"),
    (lambda x: xp.argmax(xp.reshape(x, (24,))[:0]), "Reduction axis 0 is empty in shape [0]"),
]


@pytest.mark.parametrize("face", ["numpy", "jax"])
@pytest.mark.parametrize("call,sentence", REFUSED)
def test_bad_arguments_get_tensorflows_sentence(call, sentence: str, face: str) -> None:
    with xp.door.x64(), pytest.raises(InvalidArgumentError) as raised:
        call(GRID if face == "numpy" else xp.door.jnp().asarray(GRID))
    assert sentence in str(raised.value)


def test_a_traced_index_is_read_when_the_program_runs() -> None:
    def take(x, i):
        with xp.collect_checks() as checks:
            begin = xp.stack([i])
            row = xp.strided_slice(x, begin, xp.add(begin, 1), [1], shrink_axis_mask=1)
        return row, checks[0].ok

    with xp.door.x64():
        program = xp.door.jax().jit(take)
        for i in (0, 1, -1):
            row, ok = program(GRID, np.int32(i))
            assert bool(ok)
            assert np.array_equal(np.asarray(row), GRID[i])
        assert not bool(program(GRID, np.int32(2))[1])


def test_a_slice_with_a_traced_begin_is_checked_when_the_program_runs() -> None:
    def take(x, begin):
        with xp.collect_checks() as checks:
            box = xp.slice(x, begin, (1, 2, 4))
        return box, [check.ok for check in checks]

    with xp.door.x64():
        program = xp.door.jax().jit(take)
        box, flags = program(GRID, np.array([1, 1, 0]))
        assert np.array_equal(np.asarray(box), GRID[1:2, 1:3])
        assert all(bool(f) for f in flags)
        assert not all(bool(f) for f in program(GRID, np.array([1, 2, 0]))[1])
