"""The gradient of a Python function of tensors: another such function, that runs after it."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.host import eager, python_calls
from scopeflow.ops.host.py_function import make


@gradient("EagerPyFunc")
def _eager_py_func(op: Operation, *grads: Any) -> Any:
    known = python_calls.find(op.get_attr("token").decode())
    with get_default_graph().control_dependencies(op.outputs):
        return make(eager.backward(known), list(grads), [tensor.dtype for tensor in op.inputs])
