"""The two faces of every kernel agree: to the bit if the kernel says that it is exact, to a few
ulp otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from scopeflow import xp

from .agreement import FUNCTION_ULPS, REDUCED, bounded, is_denormal
from .replay import CASES, arguments, on_jax, on_numpy, same_bits, ulps, worth_compiling

KERNELS = sorted({case.kernel for case in CASES.values()})


@pytest.mark.parametrize("kernel", KERNELS)
def test_faces_agree(kernel: str) -> None:
    exact = getattr(xp, kernel).exact
    for name, case in CASES.items():
        if case.kernel != kernel or not worth_compiling(case):
            continue
        numpy, jax = on_numpy(case), on_jax(case)
        assert jax.dtype == numpy.dtype, name
        assert jax.shape == numpy.shape, name
        same = same_bits(numpy, jax)
        if not exact and numpy.dtype.kind not in "iub":
            inputs = [
                a for a in arguments(case) if a.shape == numpy.shape and a.dtype.kind not in "iub"
            ]
            for x in (numpy, jax, *inputs):
                same = same | is_denormal(x)
            near = (
                bounded(case, jax, numpy)
                if kernel in REDUCED
                else ulps(numpy, jax) <= FUNCTION_ULPS
            )
            same = same | near
        assert same.all(), f"{name}: numpy {numpy[~same]}, jax {jax[~same]} of {arguments(case)}"


@pytest.mark.parametrize(
    "kernel", ["add", "mul", "maximum", "equal", "exp", "neg", "sum", "cast", "select"]
)
@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (1,)])
def test_faces_agree_on_scalars_and_empty_arrays(kernel: str, shape: tuple[int, ...]) -> None:
    x = np.full(shape, 1.5, np.float32)
    args: tuple = {"sum": (x,), "exp": (x,), "neg": (x,), "cast": (x, np.int32)}.get(kernel, (x, x))
    if kernel == "select":
        args = (np.ones(shape, bool), x, x)
    function = getattr(xp, kernel)
    with xp.door.x64():
        lifted = [xp.door.jnp().asarray(a) if isinstance(a, np.ndarray) else a for a in args]
        numpy, jax = np.asarray(function(*args)), np.asarray(function(*lifted))
    assert numpy.dtype == jax.dtype
    assert numpy.shape == jax.shape
    assert np.allclose(numpy, jax, rtol=1e-6)


def test_python_numbers_take_the_dtype_of_the_other_argument() -> None:
    with xp.door.x64():
        jnp = xp.door.jnp()
        for dtype in (np.float32, np.float16, np.int8, np.int64):
            x = np.ones(2, dtype)
            assert xp.add(x, 1).dtype == dtype
            assert xp.add(jnp.asarray(x), 1).dtype == dtype
            assert xp.mul(2, jnp.asarray(x)).dtype == dtype


def test_scalar_shortcut_gives_the_bits_of_the_array_path() -> None:
    values = np.array(
        [0.0, -0.0, 1.5, -7.25, 1e-40, 1e-20, 3e38, -3e38, np.inf, np.nan], np.float32
    )
    for kernel in ("add", "sub", "mul", "div", "less", "equal", "greater_equal"):
        function = getattr(xp, kernel)
        for x in values:
            for y in values:
                one, many = function(x, y), function(np.array([x]), np.array([y]))[0]
                assert type(one) is type(many)
                assert same_bits(np.asarray(one), np.asarray(many)).all(), (kernel, x, y)


def test_scalar_integers_wrap_without_a_warning() -> None:
    top = np.int32(2**31 - 1)
    assert xp.add(top, np.int32(1)) == -(2**31)
    assert xp.mul(np.int64(2**62), np.int64(2)) == -(2**63)
    assert xp.div(np.int32(-7), np.int32(2)) == -3


def test_kernels_that_a_compiler_may_fuse_say_so() -> None:
    """Alone they are exact; together they are not, and that is what the attribute is about."""
    assert xp.mul.exact and xp.mul.rounds and xp.add.rounds
    assert not xp.maximum.rounds and not xp.reshape.rounds
    x = np.random.default_rng(0).standard_normal((3, 1000)).astype(np.float32)
    with xp.door.x64():
        jitted = xp.door.jax().jit(xp.mul)
        assert np.array_equal(np.asarray(jitted(x[0], x[1])), xp.mul(x[0], x[1]))
