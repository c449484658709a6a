"""What is made of several tensors: the questions that runs, control flow and structures ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class CompositeTensor:
    """A value that several tensors make up, such as a SparseTensor.

    Subclasses say which tensors these are, and how others are put in their place.
    """

    __slots__ = ()
    # whether it is a SparseTensor, or what a run gives for one
    _is_sparse = False
    # whether `tf.is_tensor` says so
    _is_tensor = True
    # whether `tf.control_dependencies` takes it, and waits for its `op`
    _is_one_op = False

    def _tensors(self) -> list[Any]:
        """The tensors it is made of, in a fixed order."""
        raise NotImplementedError

    def _with_tensors(self, tensors: Sequence[Any]) -> Any:
        """The same kind of thing made of other tensors."""
        raise NotImplementedError

    def _value(self, arrays: Sequence[Any]) -> Any:
        """What a run gives for it: `arrays` are the values of `_tensors()`."""
        raise NotImplementedError

    def _loop_dims(self) -> list[Any]:
        """What holds of its tensors' shapes in every trip of a loop that carries it, unless the loop is told."""
        return [tensor._dims for tensor in self._tensors()]

    def _invariant_dims(self, dims: Any) -> list[Any]:
        """What holds of its tensors' shapes in every trip of a loop that is told `dims` of it.

        Raises:
          ValueError: if such a thing cannot have these.
        """
        raise NotImplementedError

    def _feeds(self, value: Any) -> list[tuple[Any, Any]]:
        """The tensors that are fed when it is fed `value`, each with its part.

        Raises:
          TypeError: if `value` has no parts.
        """
        return list(zip(self._tensors(), value, strict=False))
