"""raw_rnn: a cell in a loop whose inputs, outputs and end are a function's business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import Dimension, TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.control.while_loop import while_loop
from scopeflow.ops.math.logical import logical_not, logical_or
from scopeflow.ops.math.reduction import reduce_all
from scopeflow.ops.nest import assert_same_structure, map_structure, pack_sequence_as
from scopeflow.ops.nesting import leaves, map_leaves
from scopeflow.ops.static import constant_value_as_shape
from scopeflow.rnn.cell import check_cell
from scopeflow.rnn.shapes import joined
from scopeflow.rnn.stepping import keep_finished, rnn_scope


def raw_rnn(
    cell: Any,
    loop_fn: Callable[..., Any],
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Any]:
    """Runs a cell in a loop; `loop_fn` gives its inputs and says when which row has ended.

    Args:
      cell: an RNNCell.
      loop_fn: a function(time, cell_output, cell_state, loop_state) that gives (finished, next input, next cell state, what
        to emit, next loop state).  `finished` is a bool tensor of shape `[batch]`.  It is first called with the time 0
        and Nones, and then gives the first input and the initial state; what it emits then tells shapes and dtypes
        (None: those of the cell's output).
      parallel_iterations: as of `tf.while_loop`; 32 by default.
      swap_memory: as of `tf.while_loop`.
      scope: the variable scope, or its name; "rnn" by default.

    Returns:
      (TensorArrays of what was emitted, the last cell state, the last loop state).

    Raises:
      TypeError: if `cell` is no cell, or `loop_fn` no function.
      ValueError: if structures differ from step to step.

    ```python
    >>> import scopeflow as tf
    >>> def loop_fn(time, output, state, _):
    ...     state = tf.zeros([2, 3]) if output is None else state
    ...     return tf.fill([2], time >= 4), tf.ones([2, 3]), state, output, None
    >>> with tf.Graph().as_default():
    ...     emitted, state, _ = tf.nn.raw_rnn(tf.nn.rnn_cell.GRUCell(3), loop_fn)
    ...     print(emitted.stack().shape, state.shape)
    (?, 2, 3) (2, 3)

    ```
    """
    check_cell("cell", cell)
    if not callable(loop_fn):
        raise TypeError("loop_fn must be a callable")
    with rnn_scope(scope):
        time = constant(0, dtypes.int32)
        finished, value, state, emits, first_loop_state = loop_fn(time, None, None, None)
        flat_input = leaves(value)
        # the loop needs some loop state
        loop_state = constant(0, dtypes.int32) if first_loop_state is None else first_loop_state
        batch = _first(flat_input[0].shape)
        for other in flat_input:
            batch.assert_is_compatible_with(_first(other.shape))
        batch_size = shape_of(flat_input[0])[0] if batch.value is None else batch.value
        assert_same_structure(state, cell.state_size)
        state = map_leaves(convert_to_tensor, state)
        if emits is None:
            emits = cell.output_size
            sizes = leaves(emits)
            kinds = [leaves(state)[0].dtype] * len(sizes)
        else:
            flat_emits = leaves(emits)
            sizes = [e.shape if e.shape.is_fully_defined() else shape_of(e) for e in flat_emits]
            kinds = [e.dtype for e in flat_emits]
        arrays = [
            TensorArray(
                kind,
                dynamic_size=True,
                element_shape=TensorShape([batch.value]).concatenate(_known(size)),
                size=0,
                name=f"rnn_output_{index}",
            )
            for index, (kind, size) in enumerate(zip(kinds, sizes, strict=True))
        ]
        zero_emit = pack_sequence_as(
            emits,
            [
                zeros(joined(batch_size, size), kind)
                for size, kind in zip(sizes, kinds, strict=True)
            ],
        )

        def body(
            time: Any, finished: Any, value: Any, emitted: Any, state: Any, loop_state: Any
        ) -> tuple[Any, ...]:
            output, cell_state = cell(value, state)
            assert_same_structure(state, cell_state)
            assert_same_structure(cell.output_size, output)
            next_time = time + 1
            ended, next_value, next_state, emit, next_loop_state = loop_fn(
                next_time, output, cell_state, loop_state
            )
            assert_same_structure(state, next_state)
            assert_same_structure(value, next_value)
            assert_same_structure(emitted, emit)
            if next_loop_state is None:
                next_loop_state = loop_state

            def kept(before: Any, after: Any) -> Any:
                return map_structure(lambda a, b: keep_finished(finished, a, b), before, after)

            emit = kept(zero_emit, emit)
            next_state = kept(state, next_state)
            emitted = map_structure(lambda array, part: array.write(time, part), emitted, emit)
            ended = logical_or(finished, ended)
            return next_time, ended, next_value, emitted, next_state, next_loop_state

        *_, emitted, state, loop_state = while_loop(
            lambda _, finished, *__: logical_not(reduce_all(finished)),
            body,
            loop_vars=[time, finished, value, pack_sequence_as(emits, arrays), state, loop_state],
            parallel_iterations=parallel_iterations or 32,
            swap_memory=swap_memory,
        )
        return emitted, state, None if first_loop_state is None else loop_state


def _first(shape: TensorShape) -> Any:
    """The first dimension of a shape, unknown where the rank is."""
    return Dimension(None if shape._dims is None else shape._dims[0])


def _known(size: Any) -> TensorShape:
    """What is known of a size that may be a tensor."""
    return TensorShape(constant_value_as_shape(size) if isinstance(size, Tensor) else size)
