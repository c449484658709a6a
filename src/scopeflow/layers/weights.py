"""The variables that a layer owns, their values, and what they count."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow.graph.trackable import TrackableReference
from scopeflow.layers.state import layer_state
from scopeflow.ops.arrays.placeholder import placeholder
from scopeflow.variables.partitioned import PartitionedVariable


class Weighted:
    """The part of a layer that holds its variables."""

    name: Any

    def __init__(self) -> None:
        self._trainable_weights: list[Any] = []
        self._non_trainable_weights: list[Any] = []
        self._weights_by_name: dict[str, Any] = {}
        self._trainable = True
        self.built = False

    @property
    def _checkpoint_dependencies(self) -> list[TrackableReference]:
        """What is saved with the layer: the variables that it made, by the names it asked for."""
        return [
            TrackableReference(name, variable)
            for name, variable in self._weights_by_name.items()
            if not isinstance(variable, PartitionedVariable)
        ]

    @property
    def trainable(self) -> bool:
        """Whether the layer's variables are to be trained."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = value

    @property
    def trainable_weights(self) -> list[Any]:
        """The variables that are to be trained; none if the layer is not trainable."""
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The variables that are not to be trained."""
        if self.trainable:
            return list(self._non_trainable_weights)
        return self._trainable_weights + self._non_trainable_weights

    @property
    def weights(self) -> list[Any]:
        """All variables: first those to be trained."""
        return self.trainable_weights + self.non_trainable_weights

    @property
    def variables(self) -> Any:
        """All variables: first those to be trained."""
        return self.weights

    @property
    def trainable_variables(self) -> Any:
        """The variables that are to be trained."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """The variables that are not to be trained."""
        return self.non_trainable_weights

    def get_weights(self) -> list[np.ndarray]:
        """The values of the variables, in the default session.

        Without a default session the layers of a graph have one of their own, in which their variables are initialized.
        """
        weights = self.weights
        return _run(weights) if weights else []

    def set_weights(self, weights: Any) -> None:
        """Gives the variables new values, in the default session or that of the graph's layers.

        Args:
          weights: an array for each variable, in the order of `weights`.

        Raises:
          ValueError: for another number of arrays, or one of another shape.
        """
        variables = self.weights
        if len(variables) != len(weights):
            raise ValueError(
                f'You called `set_weights(weights)` on layer "{self.name}" with a  weight list of length {len(weights)}, '
                f"but the layer was expecting {len(variables)} weights. Provided weights: {str(weights)[:50]}..."
            )
        for variable, value in zip(variables, weights, strict=True):
            if not variable.shape.is_compatible_with(value.shape):
                raise ValueError(
                    f"Layer weight shape {variable.shape} not compatible with provided weight shape {value.shape}"
                )
        if not variables:
            return
        feeds = {}
        changes = []
        for variable, value in zip(variables, weights, strict=True):
            # kept on the variable, so that setting it again adds nothing to the graph
            made = getattr(variable, "_set_by", None)
            if made is None:
                dtype = variable.dtype.base_dtype
                with variable.graph.as_default():
                    fed = placeholder(dtype, shape=[None] * value.ndim)
                    made = variable._set_by = (fed, variable.assign(fed))
            fed, change = made
            feeds[fed] = np.asarray(value, fed.dtype.as_numpy_dtype)
            changes.append(change)
        _run(changes, feeds)

    def count_params(self) -> int:
        """How many numbers the layer's variables hold.

        Raises:
          ValueError: if it has none yet, since it was not called.
        """
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the layer isn't built. "
                f"You can build it manually via: `{self.name}.build(batch_input_shape)`."
            )
        return sum(math.prod(variable.shape.as_list()) for variable in self.weights)


def _run(wanted: list[Any], feeds: Any = None) -> Any:
    """What is wanted, in the session of the graph that it belongs to."""
    with next(parts_of(wanted[0])).graph.as_default():
        return layer_state().session().run(wanted, feeds)


def parts_of(variable: Any) -> Iterator[Any]:
    """The variables that a variable consists of: itself, or its parts."""
    if isinstance(variable, PartitionedVariable):
        yield from variable
    else:
        yield variable
