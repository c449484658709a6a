"""Lists of tensors as variants, which is how a TensorArray travels through datasets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


class TensorListValue:
    """What a variant of a list holds: its tensors, stacked."""

    __slots__ = ("array",)

    def __init__(self, array: np.ndarray) -> None:
        self.array = array


@op(
    "TensorListFromTensor(tensor: element_dtype, element_shape: shape_type; element_dtype: type, shape_type: index)"
    " -> (output_handle: variant)",
    shape=rules.scalar,
    host=True,
)
def tensor_list_from_tensor(tensor: Any, element_shape: Any, *, ctx: Any) -> Any:
    """The list of the slices of a tensor."""
    return TensorListValue(np.asarray(tensor))


def _stack(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[None]:
    return (None,)


@op(
    "TensorListStack(input_handle: variant, element_shape: int32; element_dtype: type, num_elements: int = -1)"
    " -> (tensor: element_dtype)",
    shape=_stack,
    host=True,
)
def tensor_list_stack(
    input_handle: Any, element_shape: Any, *, element_dtype: Any, num_elements: int, ctx: Any
) -> Any:
    """The tensors of a list, stacked."""
    found = input_handle.item() if isinstance(input_handle, np.ndarray) else input_handle
    if not isinstance(found, TensorListValue):
        raise errors.InvalidArgumentError(
            None, None, "Input handle is not a list.\nA variant tensor holds something else."
        )
    if num_elements not in (-1, len(found.array)):
        raise errors.InvalidArgumentError(
            None,
            None,
            f"Operation expected a list with {num_elements} elements but got a list with {len(found.array)} elements.",
        )
    return found.array
