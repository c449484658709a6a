"""RNNCell: one step of a recurrent network, and what all cells have in common."""

from __future__ import annotations

import collections
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.shapes import TensorShape
from scopeflow.layers.base import Layer
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.nesting import leaves
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_value import get_static_value
from scopeflow.rnn.shapes import zero_states
from scopeflow.scopes.state import get_variable_scope
from scopeflow.scopes.variable_scope import variable_scope


class LSTMStateTuple(collections.namedtuple("LSTMStateTuple", ("c", "h"))):
    """The state of an LSTM cell: `c`, the memory, and `h`, the output.

    ```python
    >>> import scopeflow as tf
    >>> tf.nn.rnn_cell.LSTMCell(3).state_size
    LSTMStateTuple(c=3, h=3)

    ```
    """

    __slots__ = ()

    @property
    def dtype(self) -> Any:
        """The dtype of both.

        Raises:
          TypeError: if they differ.
        """
        c, h = self
        if c.dtype != h.dtype:
            raise TypeError(f"Inconsistent internal state: {c.dtype!s} vs {h.dtype!s}")
        return c.dtype


class RNNCell(Layer):
    """The base class of cells.

    A subclass overrides `state_size`, `output_size` and either `call(inputs, state)` or `__call__(inputs, state, scope)`,
    which give `(output, next state)`.  Variables made in `call` by `tf.get_variable` live in the scope where the cell was
    first called, and are the cell's.

    Args: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> class Sum(tf.nn.rnn_cell.RNNCell):
    ...     state_size = output_size = 2
    ...     def call(self, inputs, state):
    ...         total = inputs + state
    ...         return total, total
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, last = tf.nn.dynamic_rnn(Sum(), tf.ones([1, 4, 2]), dtype=tf.float32)
    ...     sess.run(last).tolist()
    [[4.0, 4.0]]

    ```
    """

    def __init__(
        self, trainable: bool = True, name: Any = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)
        self._rnncell_scope: variable_scope | None = None

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """One step: `(output, next state)`.

        Args:
          inputs: a tensor of shape `[batch, ...]`, or several in a structure.
          state: the state before, of the shapes that `state_size` says.
          scope: a variable scope (or its name) to make the variables in.
        """
        if scope is not None:
            with variable_scope(scope, custom_getter=self._rnn_get_variable) as opened:
                return super().__call__(inputs, state, scope=opened)
        if self._rnncell_scope is None:
            self._rnncell_scope = variable_scope(
                get_variable_scope(), custom_getter=self._rnn_get_variable
            )
        with self._rnncell_scope:
            return super().__call__(inputs, state)

    def _rnn_get_variable(self, getter: Any, *args: Any, **kwargs: Any) -> Any:
        """Notes as the cell's what is made or shared by `get_variable` during a call."""
        variable = getter(*args, **kwargs)
        trained = get_default_graph().get_collection_ref(GraphKeys.TRAINABLE_VARIABLES)
        parts = list(variable) if hasattr(variable, "_get_variable_list") else [variable]
        is_trained = all(any(part is other for other in trained) for part in parts)
        held = self._trainable_weights if is_trained else self._non_trainable_weights
        if all(variable is not other for other in held):
            held.append(variable)
        return variable

    @property
    def state_size(self) -> Any:
        """The size of the state: an int, a TensorShape, or several in a structure."""
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self) -> Any:
        """The size of the output: an int, a TensorShape, or several in a structure."""
        raise NotImplementedError("Abstract method")

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """The state to begin with: zeros.

        Args:
          inputs: tensors whose first dimension is the batch size and whose dtype is the state's.
          batch_size: an int or an int32 scalar; that of `inputs` by default.
          dtype: the dtype; that of `inputs` by default.

        Raises:
          ValueError: if they contradict `inputs`, or are not known.
        """
        if inputs is not None:
            batch_size, dtype = _agreed(convert_to_tensor(inputs, name="inputs"), batch_size, dtype)
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        return self.zero_state(batch_size, dtype)

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros.

        Args:
          batch_size: an int, or an int32 scalar.
          dtype: the dtype of the state.

        Returns:
          Tensors of shape `[batch_size] + size` in the structure of `state_size`.
        """
        size = self.state_size
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return zero_states(size, batch_size, dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a cell like this one."""
        return self._base_config()


def _agreed(inputs: Any, batch_size: Any, dtype: Any) -> tuple[Any, Any]:
    """The batch size and dtype of `inputs`, unless others are given that contradict them."""
    known = inputs.shape.as_list()[0]
    if batch_size is not None and get_static_value(batch_size) != known:
        raise ValueError(
            "batch size from input tensor is different from the input param. "
            f"Input tensor batch: {known}, batch_size: {batch_size}"
        )
    if dtype is not None and inputs.dtype != dtype:
        raise ValueError(
            "dtype from input tensor is different from the input param. "
            f"Input tensor dtype: {inputs.dtype}, dtype: {dtype}"
        )
    return known or shape_of(inputs)[0], inputs.dtype


class LayerRNNCell(RNNCell):
    """A cell that makes its variables once, in `build`, and shares them wherever it is called."""

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        """One step: `(output, next state)`.

        Args:
          inputs: a tensor of shape `[batch, size]`.
          state: the state before, of the shapes that `state_size` says.
          scope: at the first call, a variable scope (or its name) to make the variables in.
        """
        return Layer.__call__(self, inputs, state, *args, scope=scope, **kwargs)


def input_depth(cell: Layer, input_shape: Any) -> int:
    """The last size of the inputs, which the variables' shapes need.

    Raises:
      ValueError: if it is not known, or the cell's dtype is none of floats.
    """
    sizes = tuple(TensorShape(input_shape).as_list())
    if sizes[-1] is None:
        raise ValueError(f"Expected inputs.shape[-1] to be known, saw shape: {sizes}")
    if cell.dtype is not None:
        _check_dtype(dtypes.as_dtype(cell.dtype))
    return sizes[-1]


def check_dtypes(values: Any) -> None:
    """Raises ValueError unless all tensors in a structure hold floats or complex numbers."""
    for value in leaves(values):
        if hasattr(value, "dtype"):
            _check_dtype(dtypes.as_dtype(value.dtype))


def _check_dtype(dtype: Any) -> None:
    if not (dtype.is_floating or dtype.is_complex):
        raise ValueError(f"RNN cell only supports floating point inputs, but saw dtype: {dtype}")


def check_cell(argument: str, cell: Any) -> None:
    """Raises TypeError unless `cell` has what a cell has."""
    missing = []
    if not hasattr(cell, "output_size"):
        missing.append("'output_size' property is missing")
    if not hasattr(cell, "state_size"):
        missing.append("'state_size' property is missing")
    if not (hasattr(cell, "zero_state") or hasattr(cell, "get_initial_state")):
        missing.append("either 'zero_state' or 'get_initial_state' method is required")
    if not callable(cell):
        missing.append("is not callable")
    if missing:
        raise TypeError(
            f"The argument {argument!r} ({cell}) is not an RNNCell: {', '.join(missing)}."
        )
