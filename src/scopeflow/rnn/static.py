"""static_rnn, static_state_saving_rnn and static_bidirectional_rnn: a cell once for each of a list of inputs."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.rolling import reverse_sequence
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.arrays.splitting import unstack
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import reduce_max, reduce_min
from scopeflow.ops.nest import pack_sequence_as
from scopeflow.ops.nesting import is_nested, leaves, map_leaves
from scopeflow.rnn.cell import check_cell
from scopeflow.rnn.shapes import joined, joined_known
from scopeflow.rnn.stepping import bounded_step, initial_state_of, rnn_scope, state_dtype
from scopeflow.scopes.variable_scope import variable_scope


def static_rnn(
    cell: Any,
    inputs: Any,
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Calls a cell once for each input of a list: a network without a loop.

    Args:
      cell: an RNNCell.
      inputs: a list of tensors of shape `[batch, size]`, or of structures of them: one for each step.
      initial_state: the state to begin with; zeros by default.
      dtype: the dtype of the state; needed without `initial_state`.
      sequence_length: lengths of shape `[batch]`: behind them outputs are zero and the state stays.
      scope: the variable scope, or its name; "rnn" by default.

    Returns:
      (a list of outputs, the last state).

    Raises:
      TypeError: if `cell` is no cell, or `inputs` no list.
      ValueError: if `inputs` is empty, a size is not known, or there is neither `initial_state` nor `dtype`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     steps = tf.unstack(tf.ones([2, 5, 3]), axis=1)
    ...     outputs, _ = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(4), steps, dtype=tf.float32)
    ...     print(len(outputs), outputs[-1].shape)
    5 (2, 4)

    ```
    """
    check_cell("cell", cell)
    _check_sequence(inputs)
    outputs = []
    with rnn_scope(scope) as opened:
        first = inputs
        while is_nested(first):
            first = first[0]
        rows = _known_rows(first, inputs)
        batch_size = rows if rows else shape_of(first)[0]
        if initial_state is not None:
            state = initial_state
        elif not dtype:
            raise ValueError("If no initial_state is provided, dtype must be specified")
        else:
            state = initial_state_of(cell, batch_size, dtype)
        if sequence_length is not None:
            lengths = convert_to_tensor(sequence_length, name="sequence_length")
            if lengths.shape.ndims not in (None, 1):
                raise ValueError("sequence_length must be a vector of length batch_size")
            zero_output = _zero_output(cell, batch_size, rows, dtype, state)
            lengths = cast(lengths, dtypes.int32)
            shortest, longest = reduce_min(lengths), reduce_max(lengths)
        for time, value in enumerate(inputs):
            if time > 0:
                opened.reuse_variables()
            if sequence_length is None:
                output, state = cell(value, state)
            else:
                output, state = bounded_step(
                    time,
                    lengths,
                    shortest,
                    longest,
                    zero_output,
                    state,
                    lambda value=value, state=state: cell(value, state),  # type: ignore[misc]
                )
            outputs.append(output)
    return outputs, state


def _check_sequence(inputs: Any) -> None:
    if not is_nested(inputs):
        raise TypeError("inputs must be a sequence")
    if not inputs:
        raise ValueError("inputs must not be empty")


def _known_rows(first: Any, inputs: Any) -> int | None:
    """The batch size as far as the first input tells; the others must agree with it and have known sizes."""
    if first.shape.ndims == 1:
        return first.shape.as_list()[0]
    rows = first.shape.with_rank_at_least(2).dims[0]
    for value in leaves(inputs):
        shape = value.shape.with_rank_at_least(2)
        rows.merge_with(shape.dims[0])
        for index, size in enumerate(shape.as_list()[1:]):
            if size is None:
                raise ValueError(
                    f"Input size (dimension {index} of inputs) must be accessible via shape inference, "
                    "but saw value None."
                )
    return rows.value


def _zero_output(cell: Any, batch_size: Any, rows: int | None, dtype: Any, state: Any) -> Any:
    def one(size: Any) -> Any:
        made = zeros(joined(batch_size, size), state_dtype(dtype, state))
        made.set_shape(joined_known(rows, size))
        return made

    return map_leaves(one, cell.output_size)


def static_state_saving_rnn(
    cell: Any,
    inputs: Any,
    state_saver: Any,
    state_name: Any,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Like `tf.nn.static_rnn`, with a state that an object keeps from run to run.

    Args:
      cell: an RNNCell.
      inputs: a list of tensors of shape `[batch, size]`.
      state_saver: an object with the methods `state(name)`, which gives the state to begin with, and
        `save_state(name, state)`, which gives an operation that keeps it.
      state_name: the name to ask it for; a structure of names where the cell's state has parts.
      sequence_length: lengths of shape `[batch]`.
      scope: the variable scope, or its name; "rnn" by default.

    Returns:
      (a list of outputs, the last state); the last output and the state come after the state was kept.

    Raises:
      TypeError, ValueError: as `tf.nn.static_rnn`; and if `state_name` does not fit the state.
    """
    sizes = cell.state_size
    if is_nested(sizes) != is_nested(state_name):
        raise ValueError(
            "state_name should be the same type as cell.state_size.  "
            f"state_name: {state_name}, cell.state_size: {sizes}"
        )
    names = leaves(state_name)
    if len(names) != len(leaves(sizes)):
        raise ValueError(
            f"#elems(state_name) != #elems(state_size): {len(names)} vs. {len(leaves(sizes))}"
        )
    state = pack_sequence_as(sizes, [state_saver.state(name) for name in names])
    outputs, state = static_rnn(
        cell, inputs, initial_state=state, sequence_length=sequence_length, scope=scope
    )
    kept = [
        state_saver.save_state(name, part) for name, part in zip(names, leaves(state), strict=True)
    ]
    with control_dependencies(kept):
        outputs[-1] = map_leaves(identity, outputs[-1])
        state = map_leaves(identity, state)
    return outputs, state


def static_bidirectional_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any, Any]:
    """Calls one cell for each of a list of inputs from the first on, and another from the last.

    Args:
      cell_fw: the cell that begins with the first input.
      cell_bw: the cell that begins with the last; its outputs are put back in order.
      inputs: a list of tensors of shape `[batch, size]`.
      initial_state_fw: the first cell's state to begin with.
      initial_state_bw: the second cell's.
      dtype: the dtype of the states; needed without them.
      sequence_length: lengths of shape `[batch]`.
      scope: the variable scope, or its name; "bidirectional_rnn" by default.

    Returns:
      (a list of both cells' outputs, joined along axis 1; the first cell's last state; the second's).

    Raises:
      TypeError, ValueError: as `tf.nn.static_rnn`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     fw, bw = tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.GRUCell(2)
    ...     outputs, _, _ = tf.nn.static_bidirectional_rnn(fw, bw, [tf.ones([1, 3])] * 4, dtype=tf.float32)
    ...     print(len(outputs), outputs[0].shape)
    4 (1, 4)

    ```
    """
    check_cell("cell_fw", cell_fw)
    check_cell("cell_bw", cell_bw)
    _check_sequence(inputs)
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw_scope:
            ahead, state_fw = static_rnn(
                cell_fw, inputs, initial_state_fw, dtype, sequence_length, scope=fw_scope
            )
        with variable_scope("bw") as bw_scope:
            backward = _reversed(inputs, sequence_length)
            behind, state_bw = static_rnn(
                cell_bw, backward, initial_state_bw, dtype, sequence_length, scope=bw_scope
            )
    behind = _reversed(behind, sequence_length)
    pairs = zip(leaves(ahead), leaves(behind), strict=True)
    return pack_sequence_as(ahead, [concat(pair, 1) for pair in pairs]), state_fw, state_bw


def _reversed(values: Any, lengths: Any) -> list[Any]:
    """The list from the end; row by row from where each sequence ends if there are lengths."""
    if lengths is None:
        return list(reversed(values))
    results: list[list[Any]] = [[] for _ in values]
    for steps in zip(*(leaves(value) for value in values), strict=True):
        shape = TensorShape(None if steps[0]._dims is None else [None] * len(steps[0]._dims))
        for step in steps:
            shape.merge_with(step.shape)
            step.set_shape(shape)
        turned = unstack(reverse_sequence(stack(steps), lengths, 0, 1))
        for step, result in zip(turned, results, strict=True):
            step.set_shape(shape)
            result.append(step)
    return [pack_sequence_as(value, result) for value, result in zip(values, results, strict=True)]
