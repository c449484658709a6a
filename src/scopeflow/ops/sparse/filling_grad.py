"""The gradient of sparse_fill_empty_rows."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.sparse.filling import fill_empty_rows_grad


@gradient("SparseFillEmptyRows")
def _fill(op: Operation, unused: Any, grad: Any, *rest: Any) -> list[Any]:
    for_values, for_default = fill_empty_rows_grad(op.outputs[3], grad)
    return [None, for_values, None, for_default]
