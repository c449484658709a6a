"""In the processor's mode for it kernels give what they give when they look for denormal numbers themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from scopeflow import xp
from scopeflow.xp import processor
from scopeflow.xp.floats import TINY

pytestmark = pytest.mark.skipif(not processor.AVAILABLE, reason="no such mode here")

ONE = [
    *("abs", "acos", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "elu", "erf", "exp", "expm1"),
    *("floor", "log", "log1p", "neg", "reciprocal", "relu", "relu6", "rint", "rsqrt", "selu", "sigmoid"),
    *("sign", "sin", "sinh", "softmax", "softplus", "softsign", "sqrt", "square", "sum", "tan", "tanh"),
    *("argmax", "cumprod", "cumsum", "l2_loss", "log_softmax", "max", "mean", "min", "prod", "is_nan"),
]  # fmt: skip
TWO = [
    *("add", "atan2", "div", "div_no_nan", "equal", "floor_div", "floor_mod", "greater", "igamma", "less"),
    *("less_equal", "maximum", "minimum", "mul", "mul_no_nan", "next_after", "not_equal", "pow"),
    *("squared_difference", "sub", "truncate_mod", "xdivy", "xlogy"),
]  # fmt: skip
DTYPES = [np.float32, np.float64, np.float16, ml_dtypes.bfloat16]


def numbers(dtype: Any, count: int, seed: int) -> np.ndarray:
    """Numbers of all sizes, among them many denormal ones and some next to them."""
    rng = np.random.default_rng(seed)
    base = np.float64 if dtype is np.float64 else np.float32
    tiny, largest = float(np.finfo(base).tiny), np.log2(float(np.finfo(base).max))
    sign = rng.choice([-1.0, 1.0], count)
    kinds = [
        np.zeros(count),
        rng.uniform(0, 1, count) * tiny,
        rng.uniform(1, 2, count) * tiny,
        np.exp2(rng.uniform(-largest + 2, largest - 1, count)),
        rng.uniform(0, 3, count),
        rng.uniform(0, 1, count) * np.sqrt(tiny),
        rng.choice([np.inf, np.nan, 1.0, 2.0], count),
    ]
    with np.errstate(all="ignore"):
        return (
            (sign * np.choose(rng.integers(0, len(kinds), count), kinds)).astype(base).astype(dtype)
        )


def within(work: Callable[[], Any]) -> Any:
    """What `work()` gives in the mode."""
    got: list[Any] = []
    processor.computing(lambda: got.append(work()))
    return got[0]


def bits(value: Any) -> np.ndarray:
    """The bits of an array, all NaN being one."""
    array = np.asarray(value)
    if array.dtype.kind in "biu":
        return array
    shown = np.ascontiguousarray(array).view(f"u{array.dtype.itemsize}").reshape(array.shape).copy()
    shown[np.isnan(array.astype(np.float64))] = 1
    return shown


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ONE)
def test_kernels_of_one_array_give_the_same_bits(name: str, dtype: Any) -> None:
    x = numbers(dtype, 300, 1)
    kernel = getattr(xp, name)
    np.testing.assert_array_equal(bits(within(lambda: kernel(x))), bits(kernel(x)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", TWO)
def test_kernels_of_two_arrays_give_the_same_bits(name: str, dtype: Any) -> None:
    x, y = numbers(dtype, 300, 2), numbers(dtype, 300, 3)
    kernel = getattr(xp, name)
    got, wanted = bits(within(lambda: kernel(x, y))), bits(kernel(x, y))
    # (a product that is just below the smallest normal number before it is rounded to 8 bits is zero to the processor)
    edge = bits(np.asarray(TINY.get(np.dtype(dtype), 0), dtype))
    if name in ("mul", "mul_no_nan") and dtype is ml_dtypes.bfloat16:
        got, wanted = (np.where(v & 0x7FFF == edge, 0, v) for v in (got, wanted))
    np.testing.assert_array_equal(got, wanted)


def test_products_of_matrices_take_denormal_numbers_for_zeros_on_one_thread_and_on_many() -> None:
    for rows, inner, columns in ((3, 5, 7), (40, 300, 70), (1, 20000, 3), (700, 600, 400)):
        a = np.full((rows, inner), 1e-40, np.float32)
        b = np.full((inner, columns), 1e20, np.float32)
        got = within(lambda a=a, b=b: xp.matmul(a, b))
        assert not got.any()
        assert not xp.matmul(a, b).any()


def test_the_mode_ends_with_an_error_and_belongs_to_one_thread() -> None:
    seen: list[bool] = []

    def look() -> None:
        seen.append(processor.DENORMAL == 0.0)

    def fail() -> None:
        look()
        other = threading.Thread(target=lambda: processor.computing(look))
        other.start()
        other.join()
        processor.computing(look)
        look()
        raise ValueError

    with pytest.raises(ValueError):
        processor.computing(fail)
    look()
    assert seen == [True, True, True, True, False]


def test_what_is_not_ours_to_change_leaves_the_mode() -> None:
    @xp.quiet
    def look() -> bool:
        return bool(processor.DENORMAL == 0.0)

    seen: list[bool] = []
    processor.computing(lambda: seen.extend([look(), processor.DENORMAL == 0.0]))
    assert seen == [False, True]


def test_the_limits_of_the_types_are_those_of_the_usual_mode() -> None:
    found = within(lambda: [np.finfo(kind).smallest_subnormal for kind in (np.float32, np.float64)])
    assert [float(value) > 0 for value in found] == [True, True]
