"""The gradient of a check for finite numbers: it is checked too."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.checks.finite import check_numerics
from scopeflow.ops.gradient import gradient


@gradient("CheckNumerics")
def _check_numerics(op: Operation, grad: Any) -> Any:
    # TensorFlow's text shows the message as bytes
    message = op.get_attr("message")
    return check_numerics(
        grad,
        message=f"Not a number (NaN) or infinity (Inf) values detected in gradient. {message!r}",
    )
