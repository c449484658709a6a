"""Rows that a function updates: each in its turn, however often it is named, on both faces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scopeflow import errors, xp
from scopeflow.xp import door


def decayed(row: Any, total: Any, update: Any) -> tuple[Any, Any]:
    total = xp.add(xp.mul(total, np.float32(0.5)), update)
    return xp.sub(row, total), total


def one_by_one(arrays: list[np.ndarray], indices: Any, updates: Any) -> list[np.ndarray]:
    row, total = (array.copy() for array in arrays)
    for index, update in zip(indices, updates, strict=True):
        total[index] = total[index] * 0.5 + update
        row[index] -= total[index]
    return [row, total]


@pytest.mark.parametrize("indices", [[], [2], [3, 0, 1], [1, 1], [2, 0, 2, 2, 0, 3]])
@pytest.mark.parametrize("face", ["numpy", "jax"])
def test_every_row_is_updated_once_for_each_time_it_is_named(indices: list[int], face: str) -> None:
    draw = np.random.RandomState(1)
    arrays = [draw.randn(4, 3).astype(np.float32) for _ in range(2)]
    places = np.array(indices, np.int32)
    updates = draw.randn(len(indices), 3).astype(np.float32)
    before = [array.copy() for array in arrays]
    if face == "numpy":
        made = xp.update_rows(decayed, arrays, places, updates)
    else:
        with door.x64():
            jitted = door.jax().jit(lambda a, i, u: xp.update_rows(decayed, a, i, u))
            with xp.collect_checks():
                made = [np.asarray(value) for value in jitted(arrays, places, updates)]
    for ours, wanted in zip(made, one_by_one(before, indices, updates), strict=True):
        np.testing.assert_allclose(ours, wanted, rtol=1e-6)
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_an_index_out_of_range_is_named_with_its_place() -> None:
    rows = np.zeros((3, 1), np.float32)
    with pytest.raises(
        errors.InvalidArgumentError, match="Index 7 at offset 1 in indices is out of range"
    ):
        xp.update_rows(decayed, [rows, rows], np.array([1, 7]), np.ones((2, 1), np.float32))
