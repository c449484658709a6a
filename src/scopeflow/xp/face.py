"""Which face of a kernel runs: NumPy for known values, JAX for device arrays and tracers.

A kernel is a plain function made by :func:`kernel` from two functions with the same parameters.
The types of its array arguments choose: if all of them are NumPy or Python values the NumPy face
runs at once, and is also what makes a value "known while tracing"; if one is a JAX value the JAX
face runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import ml_dtypes
import numpy as np

from scopeflow.xp import door
from scopeflow.xp.processor import DENORMAL, outside

F = TypeVar("F", bound=Callable[..., Any])

_PYTHON = (bool, int, float, complex, bytes, str)
_EXTRA = (ml_dtypes.bfloat16,)

#: The types that the NumPy face takes: ``type(x) in KNOWN`` is the cheapest question there is.
KNOWN = frozenset({np.ndarray, *set(np.sctypeDict.values()), *_PYTHON, *_EXTRA})


def quiet(function: F) -> F:
    """Decorator: NumPy's floating point warnings stay silent inside, as TensorFlow's kernels are silent.

    It leaves the mode in which the engine computes (`processor`), where they are silent anyway.
    """
    return _silent(function, lambda *args, **named: outside(function, args, named))


def arithmetic(function: F) -> F:
    """Like `quiet`, for what is computed right in the engine's mode: with denormal numbers as zeros every
    step of it gives what it would give if `floats.flush` had replaced them."""
    return _silent(function, function)


def _silent(function: F, within: Callable[..., Any]) -> F:
    alone = np.errstate(all="ignore")(function)

    def call(*args: Any, **named: Any) -> Any:
        return within(*args, **named) if DENORMAL == 0.0 else alone(*args, **named)

    return functools.update_wrapper(call, function)  # type: ignore[return-value]


def is_known(value: Any) -> bool:
    """Whether `value` is a NumPy or Python value (or a list or tuple of such), so that its content
    can be read."""
    if type(value) in KNOWN or value is None:
        return True
    if isinstance(value, (list, tuple)):
        return all(is_known(item) for item in value)
    return isinstance(value, (np.ndarray, np.generic, *_PYTHON)) or not is_jax(value)


def is_jax(value: Any) -> bool:
    """Whether `value` is a JAX array or tracer; never imports JAX to find out."""
    return door.is_array(value)


def is_tracer(value: Any) -> bool:
    """Whether `value` stands for an array that is not known yet."""
    return door.loaded() and isinstance(value, door.jax().core.Tracer)


def kernel(jax: Callable[..., Any], *, arrays: int = 1, exact: bool = True) -> Callable[[F], F]:
    """Makes the decorated NumPy face and the function `jax` one kernel.

    Args:
      jax: the JAX face, with the parameters of the decorated function.
      arrays: how many leading arguments are arrays and decide about the face.
      exact: whether both faces give the same bits for the same arguments; the engine changes the
        face
        of a plan only if this holds for all its kernels.

    Returns:
      A decorator; what it returns has the attributes ``exact``, ``numpy_face``, ``jax_face`` and
      ``rounds``: whether a compiler may fuse it with a neighbour that rounds, which changes float
      results although the kernel alone is exact.
    """

    def wrap(numpy_face: F) -> F:
        call: Any
        if arrays == 1:

            def call(x: Any, *rest: Any, **named: Any) -> Any:
                if type(x) in KNOWN or is_known(x):
                    return numpy_face(x, *rest, **named)
                return jax(x, *rest, **named)

        elif arrays == 2:

            def call(x: Any, y: Any, *rest: Any, **named: Any) -> Any:
                if (type(x) in KNOWN or is_known(x)) and (type(y) in KNOWN or is_known(y)):
                    return numpy_face(x, y, *rest, **named)
                return jax(x, y, *rest, **named)

        else:

            def call(*args: Any, **named: Any) -> Any:
                if all(type(x) in KNOWN or is_known(x) for x in args[:arrays]):
                    return numpy_face(*args, **named)
                return jax(*args, **named)

        functools.update_wrapper(call, numpy_face)
        call.exact = exact
        call.rounds = False
        call.numpy_face = numpy_face
        call.jax_face = jax
        return call

    return wrap


def lift(*values: Any) -> tuple[Any, ...]:
    """The values as JAX arrays of one dtype each, without any promotion.

    NumPy values keep their dtype; Python numbers take the dtype of the first argument that has one.
    """
    jnp = door.jnp()
    dtype = next((v.dtype for v in values if hasattr(v, "dtype")), None)
    return tuple(
        jnp.asarray(v) if hasattr(v, "dtype") else jnp.asarray(v, dtype=dtype) for v in values
    )


def array(value: Any, dtype: Any = None) -> Any:
    """`value` as a NumPy array or JAX array: what has a dtype is left alone unless another one is
    asked for."""
    if is_jax(value):
        return value if dtype is None or value.dtype == dtype else value.astype(dtype)
    if is_known(value):
        return np.asarray(value, dtype)
    return door.jnp().asarray(value, dtype)
