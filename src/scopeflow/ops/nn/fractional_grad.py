"""Gradients of fractional pools."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import fractional


@gradient("FractionalMaxPool")
def _max(op: Any, grad: Any, unused_rows: Any, unused_columns: Any) -> Any:
    return fractional.raw_max_grad(
        op.inputs[0],
        op.outputs[0],
        grad,
        op.outputs[1],
        op.outputs[2],
        overlapping=op._attrs["overlapping"],
    )


@gradient("FractionalAvgPool")
def _avg(op: Any, grad: Any, unused_rows: Any, unused_columns: Any) -> Any:
    # a known shape goes in as the constant that the op makes of it, with a name of its own
    x = op.inputs[0]
    known = x.shape
    sizes = known.as_list() if known.is_fully_defined() else shape(x, out_type=dtypes.int64)
    return fractional.raw_avg_grad(
        sizes, grad, op.outputs[1], op.outputs[2], overlapping=op._attrs["overlapping"]
    )
