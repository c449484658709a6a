"""Cells around a cell: ResidualWrapper and DeviceWrapper, and what wrappers have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.contexts import device as device_scope
from scopeflow.graph.trackable import TrackableReference
from scopeflow.ops.nest import assert_same_structure, map_structure
from scopeflow.ops.scoping import name_scope
from scopeflow.rnn.cell import RNNCell, check_cell


class RNNCellWrapper(RNNCell):
    """A cell that does something beside another cell.

    Its variables are the other cell's, and are asked of that.
    """

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_cell("cell", cell)
        self.cell = cell

    @property
    def _checkpoint_dependencies(self) -> list[TrackableReference]:
        """What is saved with the wrapper: the cell inside."""
        return [TrackableReference("cell", self.cell)]

    @property
    def wrapped_cell(self) -> Any:
        """The cell inside."""
        return self.cell

    @property
    def state_size(self) -> Any:
        """The state size of the cell inside."""
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        """The output size of the cell inside."""
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros; see `RNNCell.zero_state`."""
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self.cell.zero_state(batch_size, dtype)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """One step; see `RNNCell`."""
        return self._around(inputs, state, self.cell.__call__, scope=scope)

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """One step, in the scope that stands."""
        return self._around(inputs, state, self.cell.call, **kwargs)

    def _around(self, inputs: Any, state: Any, step: Callable[..., Any], **kwargs: Any) -> Any:
        """What this wrapper makes of one step of the cell inside."""
        raise NotImplementedError("Abstract method")

    def get_config(self) -> dict[str, Any]:
        """What describes the wrapper and the cell inside."""
        inside = {"class_name": type(self.cell).__name__, "config": self.cell.get_config()}
        return {**self._base_config(), "cell": inside}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A wrapper made of what `get_config` gave, `cell` in it replaced by a cell.

        Raises:
          ValueError: if it is not.
        """
        if isinstance(config["cell"], dict):
            raise ValueError(
                "RNNCellWrapper cannot reconstruct the wrapped cell. "
                "Please overwrite the cell in the config with a RNNCell instance."
            )
        return cls(**config)


class ResidualWrapper(RNNCellWrapper):
    """A cell whose inputs are added to its outputs.

    Args:
      cell: a cell.
      residual_fn: a function(inputs, outputs) that gives the outputs, instead of the sum.
      **kwargs: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(3))
    ...     output, _ = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
    ...     print(output.name)
    add:0

    ```
    """

    def __init__(self, cell: Any, residual_fn: Any = None, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def _around(self, inputs: Any, state: Any, step: Callable[..., Any], **kwargs: Any) -> Any:
        outputs, after = step(inputs, state, **kwargs)
        return (self._residual_fn or _sum)(inputs, outputs), after

    def get_config(self) -> dict[str, Any]:
        """What describes the wrapper and the cell inside; a function of one's own as it is."""
        own = {} if self._residual_fn is None else {"residual_fn": self._residual_fn}
        return {**super().get_config(), **own}


def _sum(inputs: Any, outputs: Any) -> Any:
    """The sum of inputs and outputs, which must have equal structures and shapes."""
    assert_same_structure(inputs, outputs)
    map_structure(
        lambda one, other: one.shape.assert_is_compatible_with(other.shape), inputs, outputs
    )
    return map_structure(lambda one, other: one + other, inputs, outputs)


class DeviceWrapper(RNNCellWrapper):
    """A cell that runs on a given device.

    Args:
      cell: a cell.
      device: a device string or function, as for `tf.device`.
      **kwargs: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.GRUCell(3), "/cpu:0")
    ...     print(cell.zero_state(1, tf.float32).device)
    /device:CPU:0

    ```
    """

    def __init__(self, cell: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros; see `RNNCell.zero_state`."""
        with (
            name_scope(type(self).__name__ + "ZeroState", values=[batch_size]),
            device_scope(self._device),
        ):
            return self.cell.zero_state(batch_size, dtype)

    def _around(self, inputs: Any, state: Any, step: Callable[..., Any], **kwargs: Any) -> Any:
        with device_scope(self._device):
            return step(inputs, state, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """What describes the wrapper and the cell inside."""
        return {**super().get_config(), "device": self._device}
