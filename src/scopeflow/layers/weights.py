"""The variables that a layer owns, and what they count."""

from __future__ import annotations

import math
from typing import Any


class Weighted:
    """The part of a layer that holds its variables."""

    name: Any

    def __init__(self) -> None:
        self._trainable_weights: list[Any] = []
        self._non_trainable_weights: list[Any] = []
        self._trainable = True
        self.built = False

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
