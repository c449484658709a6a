"""Products of matrices, of every numeric type, with operands to be transposed or conjugated
first."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check
from scopeflow.xp.face import arithmetic, kernel, lift
from scopeflow.xp.floats import flush, flushed, widen

from .one_thread import is_helped
from .one_thread import matmul as matmul_alone


def _show(x: Any) -> str:
    return "[" + ",".join(map(str, x.shape)) + "]"


def _turn(x: Any, transpose: bool, adjoint: bool) -> Any:
    if adjoint:
        x = x.conj() if np.dtype(x.dtype).kind == "c" else x
    return x.swapaxes(-1, -2) if transpose or adjoint else x


def _checked(a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> None:
    if (
        a.ndim == 2 == b.ndim
        and a.shape[0 if transpose_a else 1] == b.shape[1 if transpose_b else 0]
    ):
        return
    for i, x in enumerate((a, b)):
        check(x.ndim == 2, None, "In[%s] is not a matrix. Instead it has shape %s", i, _show(x))
    inner_a, inner_b = _inner(a, b, transpose_a, transpose_b)
    check(
        inner_a == inner_b,
        None,
        "Matrix size-incompatible: In[0]: %s, In[1]: %s",
        _show(a),
        _show(b),
    )


def _inner(a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> tuple[int, int]:
    return (a.shape[-2] if transpose_a else a.shape[-1]), (
        b.shape[-1] if transpose_b else b.shape[-2]
    )


def _checked_batches(a: Any, b: Any, adj_x: bool, adj_y: bool) -> None:
    for i, x in enumerate((a, b)):
        check(x.ndim >= 2, None, "In[%s] ndims must be >= 2: %s", i, x.ndim)
    pairs = zip(reversed(a.shape[:-2]), reversed(b.shape[:-2]), strict=False)
    fits = all(m == n or 1 in (m, n) for m, n in pairs)
    check(
        fits,
        None,
        "In[0] and In[1] must have compatible batch dimensions: %s vs. %s",
        _show(a),
        _show(b),
    )
    inner_a, inner_b = _inner(a, b, adj_x, adj_y)
    check(
        inner_a == inner_b,
        None,
        "In[0] mismatch In[1] shape: %s vs. %s: %s %s %s %s",
        inner_a,
        inner_b,
        _show(a),
        _show(b),
        int(adj_x),
        int(adj_y),
    )


def _product(a: Any, b: Any) -> Any:
    dtype = a.dtype
    # (other threads are not in the processor's mode of this one)
    clean = flushed if is_helped(a, b) else flush
    if dtype.char in "fd":
        return clean(matmul_alone(clean(a), clean(b)))
    return np.asarray(clean(matmul_alone(clean(widen(a)), clean(widen(b))))).astype(dtype)


def _product_jax(a: Any, b: Any) -> Any:
    a, b = lift(a, b)
    precision = door.lax().Precision.HIGHEST
    return door.jnp().matmul(a, b, precision=precision, preferred_element_type=a.dtype)


def _matmul_jax(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    a, b = lift(a, b)
    _checked(a, b, transpose_a, transpose_b)
    lax = door.lax()
    contracted = ((0 if transpose_a else 1,), (1 if transpose_b else 0,))
    return lax.dot_general(
        a,
        b,
        (contracted, ((), ())),
        precision=lax.Precision.HIGHEST,
        preferred_element_type=a.dtype,
    )


@kernel(_matmul_jax, arrays=2, exact=False)
@arithmetic
def matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """The product of two matrices in their dtype; 16-bit floats are summed in float32."""
    _checked(a, b, transpose_a, transpose_b)
    return _product(_turn(a, transpose_a, False), _turn(b, transpose_b, False))


def _batch_matmul_jax(a: Any, b: Any, adj_x: bool = False, adj_y: bool = False) -> Any:
    a, b = lift(a, b)
    _checked_batches(a, b, adj_x, adj_y)
    return _product_jax(_turn(a, False, adj_x), _turn(b, False, adj_y))


@kernel(_batch_matmul_jax, arrays=2, exact=False)
@arithmetic
def batch_matmul(a: Any, b: Any, adj_x: bool = False, adj_y: bool = False) -> Any:
    """The products of the matrices in the last two dimensions; the dimensions before them
    broadcast."""
    _checked_batches(a, b, adj_x, adj_y)
    return _product(_turn(a, False, adj_x), _turn(b, False, adj_y))
