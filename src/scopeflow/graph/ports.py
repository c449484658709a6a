"""The calls that go upward: what a graph object may ask of rooms above it, in one place.

A tensor has operators, `eval` and a default session; a graph has `as_graph_def`.  Their code lives in
rooms that this one must not import.  Each port names the module that registers it, and that module is
imported at the port's first call.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


class Port:
    """A slot for one function of a higher room.

    Args:
      home: the module that registers the function.
    """

    __slots__ = ("_first", "_home", "call")

    def __init__(self, home: str) -> None:
        self._home = home
        self._first = self._load_and_call
        self.call: Callable[..., Any] = self._first

    def _load_and_call(self, *args: Any, **kwargs: Any) -> Any:
        importlib.import_module(self._home)
        if self.call is self._first:
            raise RuntimeError(f"{self._home} registers no function for this port")
        return self.call(*args, **kwargs)

    def register(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Sets the function behind this port; usable as a decorator."""
        self.call = function
        return function


# value, dtype, name -> Tensor: builds the Const node of a Python value
constant = Port("scopeflow.ops.arrays.constant")
# tensors, feed_dict, graph, session -> values: Tensor.eval and Operation.run
evaluate = Port("scopeflow.session")
# -> the default Session of this thread, or None
default_session = Port("scopeflow.session")
# graph -> a session that runs it and is nobody's default
new_session = Port("scopeflow.session")
# ys, xs, grad_ys -> tensors: tf.gradients
gradients = Port("scopeflow.autodiff.api")
# graph, from_version, add_shapes -> GraphDef
graph_def = Port("scopeflow.formats.wiring")
# operation -> NodeDef
node_def = Port("scopeflow.formats.wiring")
# definition -> OpDef
op_def = Port("scopeflow.formats.op_defs")
# kind, value -> AttrValue; AttrValue -> (kind, value)
to_attr_value = Port("scopeflow.formats.wiring")
from_attr_value = Port("scopeflow.formats.wiring")
# graph, op_type, inputs, dtypes, name, attrs -> Operation: Graph.create_op
create_op = Port("scopeflow.ops.calling")

# tensor, operation, variable, scope or name -> Explanation: tf.explain
explain = Port("scopeflow.inspect.explaining")
# graph: warns of sharing that looks unintended; the first asks whether there may be any
check_sharing = Port("scopeflow.scopes.suspects")
warn_of_sharing = Port("scopeflow.inspect.suspicions")
# full name of a variable that cannot be given -> Explanation; any name that cannot be one -> Explanation
explain_wish = Port("scopeflow.inspect.wishes")
explain_place = Port("scopeflow.inspect.wishes")
# graph -> HTML; variable scope -> HTML; variables -> HTML: what a notebook shows
graph_picture = Port("scopeflow.inspect.notebook")
scope_picture = Port("scopeflow.inspect.notebook")
variable_table = Port("scopeflow.inspect.notebook")
# -> the current variable scope of the default graph
variable_scope = Port("scopeflow.scopes.state")

# The modules that teach `convert_to_tensor` Python's own types.
CONVERSIONS = ("scopeflow.ops.arrays.constant", "scopeflow.ops.arrays.packing")


def explained(port: Port, x: Any) -> str:
    """The end of an error's message: what a port explains of `x`.

    The error must be told whatever happens: '' where the explanation itself fails.
    """
    try:
        return f"\n\n{port.call(x)}"
    except Exception:
        return ""


# Modules above the ops that declare ops too.
MORE_OPS = ("scopeflow.summary.definitions",)
# operators of Tensor -> the module that defines them
OPERATORS = {
    "scopeflow.ops.operators": (
        *(
            [
                "add",
                "radd",
                "sub",
                "rsub",
                "mul",
                "rmul",
                "div",
                "rdiv",
                "truediv",
                "rtruediv",
                "floordiv",
                "rfloordiv",
                "mod",
                "rmod",
            ]
        ),
        *(
            [
                "pow",
                "rpow",
                "matmul",
                "rmatmul",
                "and",
                "rand",
                "or",
                "ror",
                "xor",
                "rxor",
                "neg",
                "abs",
                "invert",
                "lt",
                "le",
                "gt",
                "ge",
            ]
        ),
    ),
    "scopeflow.ops.arrays.slicing": ("getitem",),
}
