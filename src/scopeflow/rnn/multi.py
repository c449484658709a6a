"""MultiRNNCell: cells on top of each other."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.trackable import TrackableReference
from scopeflow.layers.base import Layer
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.slicing import slice as slice_
from scopeflow.ops.nesting import is_nested
from scopeflow.ops.scoping import name_scope
from scopeflow.platform import logging as tf_logging
from scopeflow.rnn.cell import RNNCell
from scopeflow.scopes.variable_scope import variable_scope


class MultiRNNCell(RNNCell):
    """A cell made of several: the output of each is the input of the next.

    Args:
      cells: a list of cells, the lowest first.
      state_is_tuple: whether the state is a tuple of the cells' states; else they lie in one tensor.

    Raises:
      TypeError: if `cells` is no list.
      ValueError: if it is empty, or a cell's state has parts though `state_is_tuple` is false.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(n) for n in (4, 2)])
    ...     output, state = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
    ...     print(output.shape, [s.shape.as_list() for s in state], cell.variables[0].name)
    (1, 2) [[1, 4], [1, 2]] multi_rnn_cell/cell_0/gru_cell/gates/kernel:0

    ```
    """

    def __init__(self, cells: Any, state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells and is_nested(cells):
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not is_nested(cells):
            raise TypeError(f"cells must be a list or tuple, but saw: {cells}.")
        if len({id(cell) for cell in cells}) < len(cells):
            tf_logging.warning(
                "At least two cells provided to MultiRNNCell are the same object and will share weights."
            )
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        if not state_is_tuple and any(is_nested(cell.state_size) for cell in cells):
            raise ValueError(
                "Some cells return tuples of states, but the flag state_is_tuple is not set.  "
                f"State sizes are: {[cell.state_size for cell in cells]}"
            )

    @property
    def _checkpoint_dependencies(self) -> list[TrackableReference]:
        """What is saved with the cell: the cells in it."""
        return [TrackableReference(f"cell-{index}", cell) for index, cell in enumerate(self._cells)]

    @property
    def state_size(self) -> Any:
        """The cells' state sizes in a tuple, or their sum."""
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """The output size of the last cell."""
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros; see `RNNCell.zero_state`."""
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            if self._state_is_tuple:
                return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)
            return super().zero_state(batch_size, dtype)

    @property
    def trainable_weights(self) -> list[Any]:
        """The trainable variables of the cells."""
        if not self.trainable:
            return []
        return [
            v for cell in self._cells if isinstance(cell, Layer) for v in cell.trainable_weights
        ]

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The cells' other variables; all of them if this cell is not trainable."""
        cells = [cell for cell in self._cells if isinstance(cell, Layer)]
        found = [v for cell in cells for v in cell.non_trainable_weights]
        if not self.trainable:
            return [v for cell in cells for v in cell.trainable_weights] + found
        return found

    def call(self, inputs: Any, state: Any) -> Any:  # type: ignore[override]
        """One step of each cell."""
        offset, value, states = 0, inputs, []
        for index, cell in enumerate(self._cells):
            with variable_scope(f"cell_{index}"):
                if self._state_is_tuple:
                    if not is_nested(state):
                        raise ValueError(
                            f"Expected state to be a tuple of length {len(self.state_size)}, "
                            f"but received: {state}"
                        )
                    before = state[index]
                else:
                    before = slice_(state, [0, offset], [-1, cell.state_size])
                    offset += cell.state_size
                value, after = cell(value, before)
                states.append(after)
        return value, tuple(states) if self._state_is_tuple else concat(states, 1)
