"""What every dataset is: a variant tensor, the structure of its elements, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.data.dataset import DatasetV1
from scopeflow.data.functions import StructuredFunction
from scopeflow.graph.tensor import Tensor


class DatasetV1Adapter(DatasetV1):
    """A dataset that a transformation made.

    Args:
      variant: the tensor that stands for it.
      spec: the structure of its elements.
      inputs: the datasets that it was made from.
      functions: the functions that it calls.
      options: Options of its own, beside those of what it was made from.
    """

    def __init__(
        self,
        variant: Tensor,
        spec: Any,
        inputs: Sequence[DatasetV1] = (),
        functions: Sequence[StructuredFunction] = (),
        options: Any = None,
    ) -> None:
        self._spec = spec
        self._made_from = tuple(inputs)
        self._calls = tuple(functions)
        self._own_options = options
        self._is_v2 = bool(inputs) and all(dataset._is_v2 for dataset in inputs)
        super().__init__(variant)

    @property
    def element_spec(self) -> Any:
        return self._spec

    def _inputs(self) -> list[DatasetV1]:
        return list(self._made_from)

    def options(self) -> Any:
        found = super().options()
        return found if self._own_options is None else found.merge(self._own_options)

    def _functions(self) -> list[StructuredFunction]:
        return list(self._calls)


class _VariantDataset(DatasetV1Adapter):
    """The dataset behind a variant tensor.

    Args:
      variant: the tensor.
      spec: the structure of its elements.
    """

    def __init__(self, variant: Tensor, spec: Any) -> None:
        super().__init__(variant, spec)
        self._is_v2 = True
