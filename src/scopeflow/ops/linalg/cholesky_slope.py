"""The gradient of a Cholesky factor as one op, as graphs of other makers hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.linalg.shapes import merged_square


def _square(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (merged_square(inputs[0]._dims),)


@op(
    "CholeskyGrad(l: T, grad: T; T: {float16|float32|float64}) -> (output: T)",
    shape=_square,
    host=True,
)
def cholesky_grad(l: Any, grad: Any) -> Any:  # noqa: E741 - the input's name in the op
    """The gradient by a matrix of what depends on its Cholesky factor, made symmetric.

    Args:
      l: floats `[..., m, m]`, lower triangular factors.
      grad: the gradients by them; only the lower triangles count.
      name: the wish for the node's name.

    The formula is the one of I. Murray, "Differentiation of the Cholesky decomposition" (2016).
    """
    l, grad = np.asarray(l), np.asarray(grad)  # noqa: E741
    if l.shape[-1] != l.shape[-2]:
        raise invalid_argument("Inputs must be a square matrices.")
    dtype = l.dtype
    wide = np.float64 if dtype == np.float64 else np.float32
    factor, slope = np.tril(l).astype(wide), np.tril(grad).astype(wide)
    inverse = np.linalg.inv(factor) if factor.size else factor
    middle = np.tril(np.swapaxes(factor, -1, -2) @ slope)
    index = np.arange(l.shape[-1])
    middle[..., index, index] *= 0.5
    whole = np.swapaxes(inverse, -1, -2) @ middle @ inverse
    return ((whole + np.swapaxes(whole, -1, -2)) / 2).astype(dtype)
