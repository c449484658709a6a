"""Ref variables: the flavour of TensorFlow 1 whose output is the variable's memory itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from scopeflow.graph.contexts import init_scope
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.logger import get_logger
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.state import assigning as state
from scopeflow.ops.state import scatter
from scopeflow.variables import ref_nodes
from scopeflow.variables.dependencies import guarded
from scopeflow.variables.policy import checked_policy
from scopeflow.variables.settings import check_initial_value, checked_collections, initial_tensor
from scopeflow.variables.variable import Variable

_warned: set[str] = set()


class RefVariable(Variable):
    """A variable whose consumers each see the value at their own position in a run."""

    def __init__(
        self,
        initial_value: Any = None,
        trainable: Any = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Callable[..., Any] | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
    ) -> None:
        if variable_def is not None:
            if initial_value is not None:
                raise ValueError(
                    "variable_def and initial_value are mutually exclusive. Give `initial_value` to make a variable, "
                    "`variable_def` to restore the object of one that the graph has."
                )
            from scopeflow.variables.protos import restore_ref

            restore_ref(self, variable_def, import_scope)
            return
        policy = checked_policy(synchronization, aggregation, trainable, name)
        self._synchronization, self._aggregation, self._trainable = policy
        check_initial_value(initial_value)
        collections = checked_collections(collections, constraint, self._trainable)
        self._constraint = constraint
        self._save_slice_info = None
        self._caching_device = None
        graph = get_default_graph()
        before = graph.pin_origin()
        try:
            with init_scope():
                self._build(initial_value, validate_shape, caching_device, name, dtype, shape)
        finally:
            graph.unpin_origin(before)
        graph.add_to_collections(collections, self)

    def _build(
        self,
        initial_value: Any,
        validate_shape: bool,
        caching_device: Any,
        name: Any,
        dtype: Any,
        shape: Any,
    ) -> None:
        from_function = callable(initial_value)
        with name_scope(name, "Variable", [] if from_function else [initial_value]) as scope:
            graph = get_default_graph()
            group = {"_class": ("list(string)", [b"loc:@" + scope.removesuffix("/").encode()])}
            with graph._attr_scope(group) if from_function else contextlib.nullcontext():
                if from_function:
                    bare = graph.device(None) if graph._device_stack else contextlib.nullcontext()
                    with name_scope("Initializer"), bare:
                        value = initial_tensor(initial_value(), dtype)
                else:
                    value = initial_tensor(initial_value, dtype, scope)
                plain = validate_shape and shape is None and caching_device is None
                if plain and ref_nodes.can_make(graph, scope, value):
                    self._variable = ref_nodes.make_variable(graph, scope, value)
                else:
                    plain = False
                    self._variable = _general_variable(value, validate_shape, shape, scope)
            if validate_shape and not value.shape.is_fully_defined():
                raise ValueError(
                    f"initial_value must have a shape specified: {value}. Give it a known shape with set_shape, or "
                    "pass validate_shape=False."
                )
            self._initial_value = value
            if plain:
                self._initializer_op, self._snapshot = ref_nodes.make_users(
                    graph, scope, self._variable, value
                )
                return
            safe = guarded(value, self._variable.op.name)
            self._initializer_op = state.assign.build(
                (self._variable, safe), {"validate_shape": validate_shape}, "Assign"
            ).op
            if caching_device is not None:
                self._caching_device = caching_device
                place = graph.device(caching_device)
            else:
                place = graph.colocate_with(self._variable.op)
            with place:
                self._snapshot = identity(self._variable, name="read")

    # -- properties --------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self._variable.name

    @property
    def dtype(self) -> Any:
        return self._variable.dtype

    @property
    def op(self) -> Operation:
        return self._variable.op

    @property
    def shape(self) -> TensorShape:
        return self._variable.shape

    def set_shape(self, shape: Any) -> None:
        """Adds to what is known of the static shape.

        Raises:
          ValueError: if it contradicts what is known.
        """
        self._ref().set_shape(shape)
        self.value().set_shape(shape)

    def _as_graph_element(self) -> Tensor:
        return self._variable

    def _ref(self) -> Tensor:
        """The tensor that is the variable's memory."""
        return self._variable

    # -- reading -----------------------------------------------------------------------------------

    def value(self) -> Tensor:
        """The node `<name>/read`; whoever takes it sees the value at his own position in a run."""
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new node that reads the variable."""
        return identity(self._variable, name="read")

    # -- assigning ---------------------------------------------------------------------------------

    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that makes `value` the variable's value.

        Args:
          value: what converts to a tensor of the variable's dtype and shape.
          use_locking: accepted; assignments never tear.
          name: the wish for the node's name.
          read_value: whether to return the variable's new value rather than the operation.

        Returns:
          A ref tensor of the variable after the assignment, or an Operation.
        """
        return _given(
            state.assign(self._variable, value, use_locking=use_locking, name=name), read_value
        )

    def assign_add(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that adds `delta` to the variable; see `assign`."""
        return _given(
            state.assign_add(self._variable, delta, use_locking=use_locking, name=name), read_value
        )

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that subtracts `delta` from the variable; see `assign`."""
        return _given(
            state.assign_sub(self._variable, delta, use_locking=use_locking, name=name), read_value
        )

    def _row_scatter(
        self, kind: str, indices: Any, updates: Any, use_locking: bool, name: str | None
    ) -> Tensor:
        definition = getattr(scatter, "scatter_" + kind)
        return definition(self._variable, indices, updates, use_locking=use_locking, name=name)

    def _nd_scatter(self, kind: str, indices: Any, updates: Any, name: str | None) -> Tensor:
        definition = getattr(scatter, "scatter_nd_" + kind)
        return definition(self._variable, indices, updates, use_locking=True, name=name)

    def _strided_slice_assign(
        self, begin: Any, end: Any, strides: Any, value: Any, name: str | None,
        begin_mask: int, end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
    ) -> Any:  # fmt: skip
        return scatter.strided_slice_assign(
            self._variable, begin, end, strides, value,
            begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask, name=name,
        )  # fmt: skip

    def _count_up_to(self, limit: int, name: str | None = None) -> Tensor:
        return state.count_up_to(self._variable, limit=limit, name=name)


def _general_variable(value: Tensor, validate_shape: bool, shape: Any, scope: str) -> Tensor:
    kept = shape
    if kept is None and validate_shape:
        kept = value._dims
    if kept is None:
        kept = TensorShape(None)  # None would read as left out
    attrs = {"shape": kept, "dtype": value.dtype.base_dtype}
    made: Tensor = state.variable_v2.build((), attrs, scope)
    return made


def _given(tensor: Tensor, read_value: bool) -> Any:
    return tensor if read_value else tensor.op


# `v += x` makes a tensor, with a warning once per operator
def _in_place(operator: str, symbol: str, instead: str) -> Callable[..., Any]:
    def apply(self: RefVariable, other: Any) -> Any:
        if operator not in _warned:
            _warned.add(operator)
            get_logger().warning(
                "Variable %s will be deprecated. %s if you want assignment to the variable value or 'x = x %s y' if "
                "you want a new python Tensor object.",
                symbol, instead, symbol[:-1],
            )  # fmt: skip
        return getattr(self, operator)(other)

    return apply


for _name, _operator, _symbol, _instead in (
    ("__iadd__", "__add__", "+=", "Use variable.assign_add"),
    ("__isub__", "__sub__", "-=", "Use variable.assign_sub"),
    ("__imul__", "__mul__", "*=", "Use `var.assign(var * value)`"),
    ("__idiv__", "__truediv__", "/=", "Use `var.assign(var / value)`"),
    ("__itruediv__", "__truediv__", "/=", "Use `var.assign(var / value)`"),
    ("__irealdiv__", "__truediv__", "/=", "Use `var.assign(var / value)`"),
    ("__ipow__", "__pow__", "**=", "Use `var.assign(var ** value)`"),
):
    setattr(RefVariable, _name, _in_place(_operator, _symbol, _instead))
