"""Checks raise at once for known values and are collected for traced ones; JAX comes in through
one lazy door."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from scopeflow import xp
from scopeflow.errors import FailedPreconditionError, InvalidArgumentError


def test_a_known_failure_raises_at_once() -> None:
    with pytest.raises(InvalidArgumentError, match="got 3"):
        xp.check(np.array([True, False]), None, "got %s", 3)
    with pytest.raises(FailedPreconditionError):
        xp.check(False, FailedPreconditionError, "no")
    with pytest.raises(ZeroDivisionError, match="plain"):
        xp.check(False, ZeroDivisionError, "plain")
    xp.check(np.array([True, True]), None, "never")


def test_traced_checks_become_outputs_of_the_program() -> None:
    found: list = []

    def program(x, y):
        with xp.collect_checks() as checks:
            out = xp.floor_div(x, y)
        found[:] = checks
        return out, [check.ok for check in checks]

    with xp.door.x64():
        jitted = xp.door.jax().jit(program)
        out, flags = jitted(np.int32([7, -7]), np.int32([2, 2]))
        assert np.asarray(out).tolist() == [3, -4]
        assert [bool(f) for f in flags] == [True]
        _, flags = jitted(np.int32([7, -7]), np.int32([2, 0]))
        assert [bool(f) for f in flags] == [False]
    error = found[0].exception(())
    assert isinstance(error, InvalidArgumentError)
    assert "Integer division by zero" in str(error)


def test_a_collected_check_carries_the_values_of_its_message() -> None:
    def program(indices):
        with xp.collect_checks() as checks:
            xp.gather(np.zeros(3, np.float32), indices)
        found[:] = checks
        return [(check.ok, list(check.values)) for check in checks]

    found: list = []
    with xp.door.x64():
        [(ok, values)] = xp.door.jax().jit(program)(np.array([[0, 1], [2, 9]]))
    assert not bool(ok)
    assert "indices[1,1] = 9 is not in [0, 3)" in str(found[0].exception(tuple(values)))


def test_traced_checks_without_a_collector_are_refused() -> None:
    with xp.door.x64(), pytest.raises(xp.NotStatic, match="collect_checks"):
        xp.door.jax().jit(xp.floor_div)(np.int32(1), np.int32(0))


def test_known_values_stay_known_while_tracing() -> None:
    def program(x):
        shape = xp.stack([xp.gather(xp.shape(x), np.int32(0)), np.int32(-1)])
        return xp.reshape(x, shape)

    with xp.door.x64():
        assert xp.door.jax().jit(program)(np.ones((2, 3, 4), np.float32)).shape == (2, 12)


def test_static_refuses_tracers() -> None:
    assert xp.static_ints(np.array([1, 2])) == (1, 2)
    with xp.door.x64(), pytest.raises(xp.NotStatic, match="The shape of reshape must be known"):
        xp.door.jax().jit(
            lambda s: xp.reshape(np.ones(4), s) if False else xp.static(s, "The shape of reshape")
        )(np.array([2, 2]))


def test_numpy_face_never_imports_jax() -> None:
    script = (
        "import sys; import numpy as np; from scopeflow import xp;"
        "xp.add(np.float32(1), np.float32(2)); xp.matmul(np.ones((2, 2)), np.ones((2, 2)));"
        "xp.gather(np.ones(3), np.array([1])); xp.cast(np.float32(3.7), np.int32);"
        "xp.RandomStream(*xp.stream_state(1, 2)).normal([3], np.float32);"
        "sys.exit('jax' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
