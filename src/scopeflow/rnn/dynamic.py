"""dynamic_rnn and bidirectional_dynamic_rnn: a cell in a loop over the steps of tensors."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import reverse, transpose
from scopeflow.ops.arrays.rolling import reverse_sequence
from scopeflow.ops.arrays.shaping import rank as rank_of
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.control.while_loop import while_loop
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.reduction import reduce_all, reduce_max, reduce_min
from scopeflow.ops.nest import pack_sequence_as
from scopeflow.ops.nesting import leaves, map_leaves
from scopeflow.ops.scoping import name_scope
from scopeflow.rnn.cell import check_cell
from scopeflow.rnn.shapes import joined, joined_known
from scopeflow.rnn.stepping import (
    batch_size_of,
    bounded_step,
    initial_state_of,
    rnn_scope,
    state_dtype,
)
from scopeflow.scopes.variable_scope import variable_scope


def dynamic_rnn(
    cell: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """Runs a cell over the steps of sequences in a loop, however many steps there are.

    Args:
      cell: an RNNCell.
      inputs: a tensor of shape `[batch, steps, ...]`, or several in a structure; `[steps, batch, ...]` if `time_major`.
      sequence_length: int32 or int64 lengths of shape `[batch]`: behind them outputs are zero and the state stays.
      initial_state: the state to begin with, in the structure of `cell.state_size`; zeros by default.
      dtype: the dtype of state and outputs; needed without `initial_state`.
      parallel_iterations: as of `tf.while_loop`; 32 by default.
      swap_memory: as of `tf.while_loop`.
      time_major: whether steps come before the batch.
      scope: the variable scope, or its name; "rnn" by default.

    Returns:
      (outputs, state): outputs of shape `[batch, steps] + cell.output_size` (`[steps, batch]` if `time_major`), and the
      state after the last step of each sequence.

    Raises:
      TypeError: if `cell` is no cell.
      ValueError: if there is neither `initial_state` nor `dtype`, or the sizes of `inputs` differ or are not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     outputs, state = tf.nn.dynamic_rnn(
    ...         tf.nn.rnn_cell.LSTMCell(8), tf.ones([2, 5, 3]), sequence_length=[5, 2], dtype=tf.float32)
    ...     print(outputs.shape, state.h.shape)
    (2, 5, 8) (2, 8)

    ```
    """
    check_cell("cell", cell)
    with rnn_scope(scope):
        flat: Any = leaves(inputs)
        if not time_major:
            flat = tuple(
                _swapped(convert_to_tensor(value)) for value in map(convert_to_tensor, flat)
            )
        if sequence_length is not None:
            sequence_length = cast(sequence_length, dtypes.int32)
            if sequence_length.shape.ndims not in (None, 1):
                raise ValueError(
                    "sequence_length must be a vector of length batch_size, "
                    f"but saw shape: {sequence_length.shape}"
                )
            sequence_length = identity(sequence_length, name="sequence_length")
        batch_size = batch_size_of(flat)
        if initial_state is not None:
            state = initial_state
        elif not dtype:
            raise ValueError("If there is no initial_state, you must give a dtype.")
        else:
            state = initial_state_of(cell, batch_size, dtype)
        if sequence_length is not None:
            with control_dependencies([_has_shape(sequence_length, [batch_size])]):
                sequence_length = identity(sequence_length, name="CheckSeqLen")
        steps = pack_sequence_as(inputs, flat)
        loop = _Loop(cell, steps, state, sequence_length, dtype)
        outputs, state = loop.run(parallel_iterations or 32, swap_memory)
        if not time_major:
            outputs = map_leaves(_swapped, outputs)
        return outputs, state


def _swapped(value: Tensor) -> Tensor:
    """Exchanges the first two dimensions, if there are two."""
    dims = value._dims
    if dims is not None and len(dims) < 2:
        return value
    made = transpose(value, concat(([1, 0], range_(2, rank_of(value))), axis=0))
    if dims is None:
        # TensorFlow fails here by accident; its class and words are kept
        raise TypeError("'NoneType' object is not subscriptable. The rank of inputs must be known.")
    made.set_shape((dims[1], dims[0], *dims[2:]))
    return made


def _has_shape(value: Tensor, shape: Any) -> Any:
    found = shape_of(value)
    wanted = stack(shape)
    return Assert(
        reduce_all(equal(found, wanted)),
        [f"Expected shape for Tensor {value.name} is ", wanted, " but saw shape: ", found],
    )


class _Loop:
    """The loop of one `dynamic_rnn`, over time-major inputs."""

    def __init__(
        self, cell: Any, inputs: Any, state: Any, sequence_length: Any, dtype: Any
    ) -> None:
        self._cell, self._inputs, self._state = cell, inputs, state
        self._sequence_length = sequence_length
        self._flat = flat = leaves(inputs)
        self._output_sizes = leaves(cell.output_size)
        self._n_steps = shape_of(flat[0])[0]
        batch_size = batch_size_of(flat)
        self._shapes = [value.shape.with_rank_at_least(3) for value in flat]
        self._known_steps, self._known_batch = self._shapes[0].as_list()[:2]
        for shape in self._shapes:
            self._check_sizes(shape)
        self._zero_output = pack_sequence_as(
            cell.output_size,
            [
                zeros(joined(batch_size, size), state_dtype(dtype, state))
                for size in self._output_sizes
            ],
        )
        self._dtype = state_dtype(dtype, state) if self._output_sizes else dtype

    def _check_sizes(self, shape: TensorShape) -> None:
        steps, batch, *rest = shape.as_list()
        if any(size is None for size in rest):
            raise ValueError(
                "Input size (depth of inputs) must be accessible via shape inference, but saw value None."
            )
        if steps != self._known_steps:
            raise ValueError(
                "Time steps is not the same for all the elements in the input in a batch."
            )
        if batch != self._known_batch:
            raise ValueError("Batch_size is not the same for all the elements in the input.")

    def run(self, parallel_iterations: int, swap_memory: bool) -> tuple[Any, Any]:
        """Builds it: (outputs, state)."""
        lengths = self._sequence_length
        longest = self._n_steps
        if lengths is not None:
            self._shortest, longest = reduce_min(lengths), reduce_max(lengths)
        self._longest = longest
        time = constant(0, dtypes.int32, name="time")
        with name_scope("dynamic_rnn") as base:
            pass
        outputs = tuple(
            TensorArray(
                self._dtype,
                size=self._n_steps,
                element_shape=TensorShape([self._known_batch]).concatenate(TensorShape(size)),
                tensor_array_name=f"{base}output_{index}",
            )
            for index, size in enumerate(self._output_sizes)
        )
        arrays = [
            TensorArray(
                value.dtype,
                size=self._n_steps,
                element_shape=value.shape[1:],
                tensor_array_name=f"{base}input_{index}",
            )
            for index, value in enumerate(self._flat)
        ]
        self._arrays = [
            array.unstack(value) for array, value in zip(arrays, self._flat, strict=True)
        ]
        # at least one step, so that the outputs' shapes are known in a run
        bound = minimum(self._n_steps, maximum(1, longest))
        _, outputs, state = while_loop(
            cond=lambda time, *_: time < bound,
            body=self._step,
            loop_vars=(time, outputs, self._state),
            parallel_iterations=parallel_iterations,
            maximum_iterations=self._n_steps,
            swap_memory=swap_memory,
        )
        made = [array.stack() for array in outputs]
        for output, size in zip(made, self._output_sizes, strict=True):
            output.set_shape(joined_known([self._known_steps, self._known_batch], size))
        return pack_sequence_as(self._cell.output_size, made), state

    def _step(self, time: Any, outputs: Any, state: Any) -> tuple[Any, Any, Any]:
        values = [array.read(time) for array in self._arrays]
        for value, shape in zip(values, self._shapes, strict=True):
            value.set_shape(shape[1:])
        value = pack_sequence_as(self._inputs, values)
        if self._sequence_length is None:
            output, state = self._cell(value, state)
        else:
            before = state
            output, state = bounded_step(
                time,
                self._sequence_length,
                self._shortest,
                self._longest,
                self._zero_output,
                before,
                lambda: self._cell(value, before),
                always=True,
            )
        written = tuple(
            array.write(time, out) for array, out in zip(outputs, leaves(output), strict=True)
        )
        return time + 1, written, state


def bidirectional_dynamic_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """Runs one cell over sequences from their beginning, and another from their end.

    Args:
      cell_fw: the cell that begins at the beginning.
      cell_bw: the cell that begins at the end; its outputs are put back in order.
      initial_state_fw: the first cell's state to begin with.
      initial_state_bw: the second cell's.
      scope: the variable scope, or its name; "bidirectional_rnn" by default.  The cells stand in "fw" and "bw" in it.

      The others are as of `tf.nn.dynamic_rnn`.

    Returns:
      ((outputs of the first, outputs of the second), (state of the first, state of the second)).

    Raises:
      TypeError, ValueError: as `tf.nn.dynamic_rnn`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     fw, bw = tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.GRUCell(2)
    ...     outputs, _ = tf.nn.bidirectional_dynamic_rnn(fw, bw, tf.ones([1, 4, 3]), dtype=tf.float32)
    ...     print(tf.concat(outputs, 2).shape)
    (1, 4, 4)

    ```
    """
    check_cell("cell_fw", cell_fw)
    check_cell("cell_bw", cell_bw)
    steps_axis, batch_axis = (0, 1) if time_major else (1, 0)

    def reversed_(value: Any) -> Tensor:
        if sequence_length is None:
            return reverse(value, axis=[steps_axis])
        return reverse_sequence(value, sequence_length, seq_axis=steps_axis, batch_axis=batch_axis)

    def one(cell: Any, values: Any, state: Any, scope: Any) -> tuple[Any, Any]:
        return dynamic_rnn(
            cell=cell,
            inputs=values,
            sequence_length=sequence_length,
            initial_state=state,
            dtype=dtype,
            parallel_iterations=parallel_iterations,
            swap_memory=swap_memory,
            time_major=time_major,
            scope=scope,
        )

    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw_scope:
            output_fw, state_fw = one(cell_fw, inputs, initial_state_fw, fw_scope)
        with variable_scope("bw") as bw_scope:
            backward = map_leaves(reversed_, inputs)
            output_bw, state_bw = one(cell_bw, backward, initial_state_bw, bw_scope)
    return (output_fw, map_leaves(reversed_, output_bw)), (state_fw, state_bw)
