"""First versions of ops, which the graphs of old programs still hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.arrays.joining import concatenated
from scopeflow.ops.define import op


def _axis_first(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return concatenated(inputs[1:], inputs[0], 0)


@op(
    "Concat(concat_dim: int32, values: N * T; N: int >= 2, T: type) -> (output: T)",
    shape=_axis_first,
    static=("concat_dim",),
)
def concat(concat_dim: Any, values: Any) -> Any:
    """Tensors one after the other along an axis."""
    rank = max(np.ndim(value) for value in values)
    if not -rank <= int(concat_dim) < rank:
        raise invalid_argument(
            f"ConcatOp : Expected concatenating dimensions in the range [{-rank}, {rank}), "
            f"but got {int(concat_dim)}"
        )
    return xp.concat(values, concat_dim)


def _rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    params, indices = rules.at_least(inputs[0]._dims, 1), inputs[1]._dims
    return (None if params is None or indices is None else (*indices, *params[1:]),)


@op(
    "Gather(params: Tparams, indices: Tindices; validate_indices: bool = True, Tparams: type, Tindices: index)"
    " -> (output: Tparams)",
    shape=_rows,
)
def gather(params: Any, indices: Any) -> Any:
    """The rows of params that the indices name."""
    if not np.ndim(params):
        raise invalid_argument("params must be at least 1 dimensional")
    return xp.gather(params, indices, 0)


def _one_flag_each(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    flags = rules.with_rank(inputs[1]._dims, 1)
    if flags is None or flags[0] is None:
        return (inputs[0]._dims,)
    return (rules.with_rank(inputs[0]._dims, flags[0]),)


@op(
    "Reverse(tensor: T, dims: bool; T: {uint8|int8|uint16|int16|int32|int64|bool|float16|float32|float64|complex64|"
    "complex128|string}) -> (output: T)",
    shape=_one_flag_each,
    static=("dims",),
)
def reverse(tensor: Any, dims: Any) -> Any:
    """The values in reverse order along the dimensions whose flag is set."""
    flags, rank = np.asarray(dims), np.ndim(tensor)
    if flags.ndim != 1:
        raise invalid_argument(f"'dims' must be 1-dimension, not {flags.ndim}")
    if len(flags) != rank:
        raise invalid_argument(
            "'dims' must have the same number of values as 'input' has dimensions. "
            f"'input' has {rank}'dims' has {len(flags)} values"
        )
    return xp.reverse(tensor, np.flatnonzero(flags).astype(np.int32))
