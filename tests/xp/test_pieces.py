"""Large arrays computed piece by piece, and products that nobody helps with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.xp.arrays.pieces import PIECE
from scopeflow.xp.linalg import one_thread


def test_arrays_longer_than_a_piece_are_computed_in_pieces_with_the_same_bits() -> None:
    seen: list[int] = []

    def step(x: Any, y: Any) -> tuple[Any, Any]:
        seen.append(x.size)
        return x + y, x * y

    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 7, PIECE // 2 + 3)).astype(np.float32)
    total, product = xp.in_pieces(step, [x, y.copy()])
    np.testing.assert_array_equal(total, x + y)
    np.testing.assert_array_equal(product, x * y)
    assert max(seen) == PIECE
    assert sum(seen) == x.size


def test_short_arrays_and_numbers_are_taken_whole() -> None:
    seen: list[Any] = []
    xp.in_pieces(lambda *arrays: seen.append(arrays) or arrays, [np.float32(1), np.float32(2)])
    xp.in_pieces(lambda *arrays: seen.append(arrays) or arrays, [np.zeros((3, 2)), np.ones((3, 2))])
    assert [np.shape(first) for first, _ in seen] == [(), (3, 2)]


def test_products_leave_the_number_of_threads_as_it_was() -> None:
    if one_thread._threads is None:
        return
    tell, _ = one_thread._threads
    before = tell()
    a = np.random.default_rng(0).normal(size=(100, 100)).astype(np.float32)
    assert one_thread.is_shared(a, a)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: one_thread.matmul(a, a), range(50)))
    assert all(np.array_equal(one, made[0]) for one in made)
    np.testing.assert_allclose(made[0], a @ a, rtol=1e-4, atol=1e-4)
    assert tell() == before
