"""`tf.Variable`: what ref and resource variables have in common, and the class that programs name."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from scopeflow.graph.convert import register_tensor_conversion_function
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.reference import Reference
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.slicing import slice_tensor
from scopeflow.variables import slices
from scopeflow.variables.creation import create_variable
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.operators import with_operators_of_its_value
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization
from scopeflow.variables.updates import Updates

_graph_numbers = itertools.count()


class VariableType(type):
    """Makes `tf.Variable(...)` ask the graph's variable creators; its subclasses are made as usual."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is not Variable:
            return super().__call__(*args, **kwargs)
        return _variable_v1_call(*args, **kwargs)

    @property
    def __signature__(cls) -> inspect.Signature:
        return inspect.signature(_variable_v1_call)


def _variable_v1_call(
    initial_value: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    validate_shape: bool = True,
    caching_device: Any = None,
    name: str | None = None,
    variable_def: Any = None,
    dtype: Any = None,
    expected_shape: Any = None,
    import_scope: str | None = None,
    constraint: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
    shape: Any = None,
) -> Any:
    return create_variable(
        initial_value=initial_value,
        trainable=trainable,
        collections=collections,
        validate_shape=validate_shape,
        caching_device=caching_device,
        name=name,
        variable_def=variable_def,
        dtype=dtype,
        expected_shape=expected_shape,
        import_scope=import_scope,
        constraint=constraint,
        use_resource=use_resource,
        synchronization=synchronization,
        aggregation=aggregation,
        shape=shape,
    )


@with_operators_of_its_value
class Variable(Updates, metaclass=VariableType):
    """State that a graph keeps between runs: a tensor that can be assigned to.

    A variable has a value in a session once its `initializer` has run there.

    Args:
      initial_value: a Tensor, anything that converts to one, or a function without arguments that
        returns one; a function's nodes stand under the scope `<name>/Initializer/`.
      trainable: whether to add it to `GraphKeys.TRAINABLE_VARIABLES`; by default yes.
      collections: the keys of the collections to add it to; by default `[GraphKeys.GLOBAL_VARIABLES]`.
      validate_shape: whether its shape must be known and stay so.
      caching_device: a device on which to keep a copy for reading; a string or a function.
      name: the wish for its name; "Variable" if None.
      variable_def: a VariableDef proto to restore the Python object from; nothing else is made then.
      dtype: the DType to convert `initial_value` to.
      expected_shape: accepted and ignored.
      import_scope: a name scope to find the names in `variable_def` under.
      constraint: a function from the value to the value, for optimizers to apply after an update.
      use_resource: True for a resource variable, False for a ref variable; by default as the variable
        scope says.
      synchronization: a VariableSynchronization.
      aggregation: a VariableAggregation.
      shape: its static shape; by default that of `initial_value`.

    Raises:
      ValueError: if there is no initial value, its shape is unknown though `validate_shape` is set, or
        `variable_def` is given as well.
      TypeError: if the initial value does not fit `dtype`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable([1.0, 2.0], name="v")
    ...     w = tf.Variable(lambda: tf.ones([3]), name="w")
    >>> v, w.initial_value.name
    (<tf.Variable 'v:0' shape=(2,) dtype=float32_ref>, 'w/Initializer/ones:0')

    ```
    """

    SaveSliceInfo = slices.SaveSliceInfo

    # A list that holds one is packed like a list that holds a tensor.
    _is_tensor_like = True
    # NumPy must leave `array + variable` to the variable.
    __array_priority__ = 100

    if TYPE_CHECKING:

        def __init__(
            self,
            initial_value: Any = None,
            trainable: bool | None = None,
            collections: Any = None,
            validate_shape: bool = True,
            caching_device: Any = None,
            name: str | None = None,
            variable_def: Any = None,
            dtype: Any = None,
            expected_shape: Any = None,
            import_scope: str | None = None,
            constraint: Any = None,
            use_resource: bool | None = None,
            synchronization: Any = None,
            aggregation: Any = None,
            shape: Any = None,
        ) -> None: ...

    _save_slice_info: Any
    _trainable: Any
    _synchronization: Any
    _aggregation: Any
    _constraint: Any
    _initializer_op: Any
    _initial_value: Any
    _in_graph_mode = True
    # a variable is saved by itself
    _checkpoint_dependencies: tuple[Any, ...] = ()
    _distribute_strategy = None

    # -- what both flavours answer in their own way ------------------------------------------------

    @property
    def name(self) -> str:
        """The name of this variable, `"<operation name>:0"`."""
        raise NotImplementedError

    @property
    def dtype(self) -> Any:
        """The DType; a ref variable's ends in "_ref"."""
        raise NotImplementedError

    @property
    def op(self) -> Operation:
        """The Operation of this variable."""
        raise NotImplementedError

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        raise NotImplementedError

    def value(self) -> Tensor:
        """The tensor that stands for the variable's value in the graph: its cached read."""
        raise NotImplementedError

    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that makes `value` the variable's value; see the flavours."""
        raise NotImplementedError

    def read_value(self) -> Tensor:
        """A new node that reads the variable."""
        raise NotImplementedError

    def set_shape(self, shape: Any) -> None:
        """Adds to what is known of the static shape, where the flavour allows it."""
        raise NotImplementedError

    def assign_add(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that adds `delta` to the variable; see the flavours."""
        raise NotImplementedError

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that subtracts `delta` from the variable; see the flavours."""
        raise NotImplementedError

    def sparse_read(self, indices: Any, name: str | None = None) -> Tensor:
        """The rows that `indices` names; only of resource variables.

        Raises:
          AttributeError: for a ref variable.
        """
        raise AttributeError("sparse_read is for resource variables. Write tf.gather(v, indices).")

    def gather_nd(self, indices: Any, name: str | None = None) -> Tensor:
        """The slices at the coordinates in the rows of `indices`; only of resource variables.

        Raises:
          AttributeError: for a ref variable.
        """
        raise AttributeError("gather_nd is for resource variables. Write tf.gather_nd(v, indices).")

    def _as_graph_element(self) -> Tensor:
        raise NotImplementedError

    # -- properties --------------------------------------------------------------------------------

    @property
    def initializer(self) -> Operation:
        """The operation that gives the variable its initial value."""
        return self._initializer_op

    @property
    def initial_value(self) -> Tensor:
        """The tensor with which the variable is initialized."""
        return self._initial_value

    @property
    def graph(self) -> Graph:
        """The Graph of this variable."""
        return self.op.graph

    @property
    def device(self) -> str:
        """The device asked for; '' if none."""
        return self.op.device

    @property
    def trainable(self) -> Any:
        """Whether the variable was made as one to be trained."""
        return self._trainable

    @property
    def synchronization(self) -> VariableSynchronization:
        """The VariableSynchronization it was made with."""
        return self._synchronization

    @property
    def aggregation(self) -> VariableAggregation:
        """The VariableAggregation it was made with."""
        return self._aggregation

    @property
    def constraint(self) -> Callable[..., Any] | None:
        """The function that its value is to be passed through after an update; None if there is none."""
        return self._constraint

    @property
    def _shared_name(self) -> str:
        return self.name[: self.name.index(":")]

    @property
    def _graph_key(self) -> str:
        graph = self.graph
        if "_graph_key" not in graph.__dict__:
            graph.__dict__["_graph_key"] = f"graph-key-{next(_graph_numbers)}/"
        return graph.__dict__["_graph_key"]

    def get_shape(self) -> TensorShape:
        """The static shape; the older spelling of `shape`."""
        return self.shape

    # -- running -----------------------------------------------------------------------------------

    def eval(self, session: Any = None) -> Any:
        """The variable's value in `session` or the default session, as a NumPy array."""
        return self._as_graph_element().eval(session=session)

    @deprecated("Prefer Variable.assign which has equivalent behavior in 2.X.")
    def load(self, value: Any, session: Any = None) -> None:
        """Makes `value` the variable's value in a session, without a new node.

        Args:
          value: a NumPy array or what converts to one.
          session: a Session; the default session if None.

        Raises:
          ValueError: if there is no session, or `value` has another shape.
        """
        from scopeflow.variables.loading import load

        load(self, value, session)

    @deprecated(
        "Use Variable.read_value. Variables in 2.X are initialized automatically both in eager and graph "
        "(inside tf.defun) contexts."
    )
    def initialized_value(self) -> Tensor:
        """The variable's value if it has one, else its initial value: safe in another's initial value."""
        from scopeflow.variables.loading import initialized_value

        return initialized_value(self)

    # -- saving ------------------------------------------------------------------------------------

    def _set_save_slice_info(self, save_slice_info: slices.SaveSliceInfo) -> None:
        """Notes which part of a partitioned variable this one is."""
        self._save_slice_info = save_slice_info

    def _get_save_slice_info(self) -> slices.SaveSliceInfo | None:
        return self._save_slice_info

    def to_proto(self, export_scope: str | None = None) -> Any:
        """This variable as a VariableDef proto.

        Args:
          export_scope: a name scope to cut off the names; a variable outside it gives None.
        """
        from scopeflow.variables.protos import to_proto

        return to_proto(self, export_scope)

    @staticmethod
    def from_proto(variable_def: Any, import_scope: str | None = None) -> Variable:
        """The Python object of a variable whose nodes are in the default graph.

        Args:
          variable_def: a VariableDef proto.
          import_scope: a name scope to find the names under.

        Raises:
          KeyError: if the graph has no such nodes.
        """
        return _variable_v1_call(
            variable_def=variable_def,
            import_scope=import_scope,
            use_resource=variable_def.is_resource or None,
        )

    # -- as a Python object ------------------------------------------------------------------------

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __iter__(self) -> NoReturn:
        raise TypeError(
            "'Variable' object is not iterable. Loop over its rows with tf.unstack(v) or tf.map_fn."
        )

    def experimental_ref(self) -> Reference:
        """A hashable stand-in for this variable, for sets and dictionaries."""
        return Reference(self)

    def __getitem__(self, slice_spec: Any) -> Tensor:
        return slice_tensor(self.value(), slice_spec, self)

    def _strided_slice_assign(
        self, begin: Any, end: Any, strides: Any, value: Any, name: str | None,
        begin_mask: int, end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
    ) -> Any:  # fmt: skip
        """What `v[...].assign(value)` does."""
        raise NotImplementedError


def _to_tensor(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    if dtype is not None and not dtype.is_compatible_with(value.dtype):
        raise ValueError(
            f"Incompatible type conversion requested to type '{dtype.name}' for variable of type "
            f"'{value.dtype.name}'. Write tf.cast(v, tf.{dtype.base_dtype.name})."
        )
    return value._ref() if as_ref else value.value()


register_tensor_conversion_function(Variable, _to_tensor)
