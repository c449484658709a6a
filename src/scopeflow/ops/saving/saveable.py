"""Things that a Saver saves beside variables: their tensors, and how they take values back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor


class SaveSpec:
    """One tensor to save.

    Args:
      tensor: the tensor, or a function that makes it where it is to be read.
      slice_spec: "" or the slice it is of a larger tensor.
      name: what it is called in the checkpoint.
      dtype, device: of the tensor; needed if it is a function.
    """

    def __init__(
        self, tensor: Any, slice_spec: str, name: str, dtype: Any = None, device: Any = None
    ) -> None:
        self._tensor = tensor
        self.slice_spec = slice_spec
        self.name = name
        self.dtype = tensor.dtype if dtype is None and not callable(tensor) else dtype
        self.device = tensor.device if device is None and not callable(tensor) else device

    @property
    def tensor(self) -> Any:
        """The tensor; made anew each time if it was given as a function."""
        return self._tensor() if callable(self._tensor) else self._tensor


class SaveableObject:
    """Something that a Saver saves and restores; programs may define their own.

    Args:
      op: the object that it stands for.
      specs: its tensors, SaveSpecs.
      name: its name in the checkpoint.
    """

    def __init__(self, op: Any, specs: Sequence[SaveSpec], name: str) -> None:
        self.op = op
        self.specs = specs
        self.name = name

    @property
    def device(self) -> Any:
        """The device of its first tensor."""
        return self.specs[0].device

    def restore(self, restored_tensors: list[Tensor], restored_shapes: Any) -> Any:
        """The op that takes over values from a checkpoint.

        Args:
          restored_tensors: one for each of `specs`.
          restored_shapes: the shapes to give them, or None to take them as they are.
        """
        raise NotImplementedError("Calling an abstract method.")
