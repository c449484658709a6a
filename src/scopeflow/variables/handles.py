"""What resource variables can do: reads are nodes with a place of their own in a run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import function_being_built, get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.state import assigning as state
from scopeflow.ops.state import scatter
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization
from scopeflow.variables.variable import Variable


class BaseResourceVariable(Variable):
    """What a resource variable and the result of assigning to one have in common."""

    _handle: Tensor
    _shape: TensorShape
    _dtype: Any
    _unique_id: str
    _handle_name: str
    _graph_element: Any
    _is_initialized_op: Any = None
    _cached_value: Tensor | None = None
    _cached_shape_as_list: Any = None

    # -- properties --------------------------------------------------------------------------------

    @property
    def handle(self) -> Tensor:
        """The tensor of dtype `tf.resource` that names this variable."""
        return self._handle

    @property
    def name(self) -> str:
        return self._handle_name

    @property
    def dtype(self) -> Any:
        return self._dtype

    @property
    def op(self) -> Operation:
        return self._handle.op

    @property
    def device(self) -> str:
        return self._handle.device

    @property
    def graph(self) -> Any:
        return self._handle.graph

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def create(self) -> Operation:
        """The operation that gives the variable its initial value."""
        return self._initializer_op

    @property
    def _shared_name(self) -> str:
        return self._handle_name[: self._handle_name.index(":")]

    def _shape_as_list(self) -> list[int | None] | None:
        return None if self._shape._dims is None else list(self._shape._dims)

    def _shape_tuple(self) -> Any:
        return self._shape._dims

    def set_shape(self, shape: Any) -> NoReturn:
        """Refused: the shape of a resource variable is fixed when it is made."""
        raise NotImplementedError(
            "ResourceVariable does not implement set_shape(). Pass `shape` when making it."
        )

    def numpy(self) -> NoReturn:
        """Refused: there is no value while a graph is being built."""
        raise NotImplementedError(
            "numpy() is only available when eager execution is enabled. Run v in a session."
        )

    def __deepcopy__(self, memo: Any) -> NoReturn:
        raise NotImplementedError(
            "__deepcopy__() is only available when eager execution is enabled."
        )

    def __bool__(self) -> bool:
        return bool(self.read_value())

    __nonzero__ = __bool__

    def __int__(self) -> NoReturn:
        if not self._dtype.is_integer:
            raise TypeError("Non-integer variable can't be converted to integer.")
        raise TypeError(
            "A variable has no value while the graph is being built. Run it in a session."
        )

    def _as_graph_element(self) -> Tensor:
        return self._graph_element

    def _ref(self) -> Tensor:
        # asked for where an op wants memory to change: what the read came from
        return self.read_value().op._inputs[0]

    # -- reading -----------------------------------------------------------------------------------

    def is_initialized(self, name: str | None = None) -> Tensor:
        """A bool tensor: whether the variable has a value."""
        return state.var_is_initialized_op(self._handle, name=name)

    def _read_variable_op(self) -> Tensor:
        result = state.read_variable_op(self._handle, self._dtype)
        if self._shape._dims is not None:
            result.set_shape(self._shape)
        return result

    def value(self) -> Tensor:
        """The cached copy, or a new read on the variable's own device."""
        if self._cached_value is not None:
            return self._cached_value
        graph = function_being_built() or self.graph
        with graph.colocate_with(None, ignore_existing=True), graph.device(self._handle.device):
            return self._read_variable_op()

    def read_value(self) -> Tensor:
        """A new node that reads the variable."""
        with name_scope("Read"), get_default_graph().device(self._handle.device):
            value = self._read_variable_op()
        return identity(value)

    def sparse_read(self, indices: Any, name: str | None = None) -> Tensor:
        """The rows that `indices` names, read without the others."""
        with name_scope("Gather" if name is None else name) as scope:
            value = scatter.resource_gather(self._handle, indices, dtype=self._dtype, name=scope)
        return identity(value)

    def gather_nd(self, indices: Any, name: str | None = None) -> Tensor:
        """The slices at the coordinates in the rows of `indices`."""
        with name_scope("GatherNd" if name is None else name) as scope:
            value = scatter.resource_gather_nd(self._handle, indices, self._dtype, name=scope)
        return identity(value)

    # -- assigning ---------------------------------------------------------------------------------

    def _after_cached_read(self) -> AbstractContextManager[Any]:
        """An assignment must come after the copy on the caching device was taken."""
        if self._cached_value is None:
            return nullcontext()
        return self.graph.control_dependencies([self._cached_value])

    def _lazy_read(self, op: Operation) -> UnreadVariable:
        return UnreadVariable(self, op)

    def _done(self, op: Operation, read_value: bool) -> Any:
        return self._lazy_read(op) if read_value else op

    def assign(
        self, value: Any, use_locking: Any = None, name: str | None = None, read_value: bool = True
    ) -> Any:
        """A node that makes `value` the variable's value.

        Args:
          value: what converts to a tensor of the variable's dtype and shape.
          use_locking: accepted; assignments never tear.
          name: the wish for the node's name.
          read_value: whether to return a variable that reads the new value rather than the operation.

        Raises:
          ValueError: if the shapes do not fit.
        """
        tensor = convert_to_tensor(value, dtype=self._dtype)
        self._shape.assert_is_compatible_with(tensor.shape)
        return self._done(state.assign_variable_op(self._handle, tensor, name=name), read_value)

    def assign_add(
        self, delta: Any, use_locking: Any = None, name: str | None = None, read_value: bool = True
    ) -> Any:
        """A node that adds `delta` to the variable; see `assign`."""
        with self._after_cached_read():
            delta = convert_to_tensor(delta, dtype=self._dtype)
            op = state.assign_add_variable_op(self._handle, delta, name=name)
        return self._done(op, read_value)

    def assign_sub(
        self, delta: Any, use_locking: Any = None, name: str | None = None, read_value: bool = True
    ) -> Any:
        """A node that subtracts `delta` from the variable; see `assign`."""
        with self._after_cached_read():
            delta = convert_to_tensor(delta, dtype=self._dtype)
            op = state.assign_sub_variable_op(self._handle, delta, name=name)
        return self._done(op, read_value)

    def _row_scatter(
        self, kind: str, indices: Any, updates: Any, use_locking: bool, name: str | None
    ) -> Any:
        definition = getattr(scatter, "resource_scatter_" + kind)
        updates = convert_to_tensor(updates, self._dtype)
        return self._lazy_read(definition(self._handle, indices, updates, name=name))

    def batch_scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Replaces rows in each batch: `v[i, indices[i, j]] = values[i, j]`; see `scatter_add`."""
        # TensorFlow reads the result once more
        return self._lazy_read(super().batch_scatter_update(sparse_delta, use_locking, name).op)

    def _nd_scatter(self, kind: str, indices: Any, updates: Any, name: str | None) -> Any:
        definition = getattr(scatter, "resource_scatter_nd_" + kind)
        updates = convert_to_tensor(updates, self._dtype)
        return self._lazy_read(definition(self._handle, indices, updates, name=name))

    def _strided_slice_assign(
        self, begin: Any, end: Any, strides: Any, value: Any, name: str | None,
        begin_mask: int, end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
    ) -> Any:  # fmt: skip
        value = convert_to_tensor(value, dtype=self._dtype)
        return self._lazy_read(
            scatter.resource_strided_slice_assign(
                self._handle, begin, end, strides, value,
                begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask, name=name,
            )
        )  # fmt: skip

    def _count_up_to(self, limit: int, name: str | None = None) -> Tensor:
        return state.resource_count_up_to(self._handle, limit, self._dtype, name=name)


class UnreadVariable(BaseResourceVariable):
    """What assigning to a resource variable returns: the variable, read after that assignment."""

    def __init__(self, variable: BaseResourceVariable, after: Operation) -> None:
        for part in (
            "_handle", "_shape", "_dtype", "_unique_id", "_handle_name", "_save_slice_info",
        ):  # fmt: skip
            setattr(self, part, getattr(variable, part))
        # not the variable's own: TensorFlow's answers are these for every variable
        self._synchronization = VariableSynchronization.AUTO
        self._aggregation = VariableAggregation.NONE
        self._trainable = True
        self._constraint = None
        self._initializer_op = None
        self._initial_value = None
        self._parent_op = after
        # (in a function nothing is read before somebody asks)
        inside = function_being_built()
        self._graph_element = None if inside is not None else self._read_variable_op()

    @property
    def name(self) -> str:
        return self._parent_op.name

    @property
    def _shared_name(self) -> str:
        # the name is an operation's, which has no ':'; TensorFlow looks for one
        return self.name[: self.name.index(":")]

    @property
    def op(self) -> Operation:
        """The assignment."""
        return self._parent_op

    def _read_variable_op(self) -> Tensor:
        with self._parent_op.graph.control_dependencies([self._parent_op]):
            return super()._read_variable_op()

    def value(self) -> Tensor:
        """A new read after the assignment."""
        return self._read_variable_op()

    def read_value(self) -> Tensor:
        """A new read after the assignment."""
        return self._read_variable_op()


_NO_IN_PLACE = "value not supported. Use"
_IN_PLACE = {
    "__iadd__": (
        "+=",
        "variable.assign_add(value) to modify the variable value and variable = variable + value",
    ),
    "__isub__": (
        "-=",
        "variable.assign_sub(value) to modify the variable value and variable = variable - value",
    ),
    "__imul__": ("*=", "`var.assign(var * value)` to modify the variable or `var = var * value`"),
    "__idiv__": ("/=", "`var.assign(var / value)` to modify the variable or `var = var / value`"),
    "__itruediv__": (
        "/=",
        "`var.assign(var / value)` to modify the variable or `var = var / value`",
    ),
    "__irealdiv__": (
        "/=",
        "`var.assign(var / value)` to modify the variable or `var = var / value`",
    ),
    "__ipow__": (
        "**=",
        "`var.assign(var ** value)` to modify the variable or `var = var ** value`",
    ),
}


def _refused(symbol: str, instead: str) -> Callable[..., Any]:
    def refuse(self: Variable, other: Any) -> NoReturn:
        raise RuntimeError(
            f"Variable {symbol} {_NO_IN_PLACE} {instead} to get a new Tensor object."
        )

    return refuse


for _name, (_symbol, _instead) in _IN_PLACE.items():
    setattr(BaseResourceVariable, _name, _refused(_symbol, _instead))
