"""The gradients of the resizing ops."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.image.resizing import (
    resize_bicubic_grad,
    resize_bilinear_grad,
    resize_nearest_neighbor_grad,
)


def _centers(op: Operation) -> dict[str, Any]:
    return {name: op._attrs[name] for name in ("align_corners", "half_pixel_centers")}


@gradient("ResizeBilinear")
def _bilinear(op: Operation, grad: Tensor) -> list[Tensor | None]:
    return [resize_bilinear_grad(grad, op.inputs[0], **_centers(op)), None]


@gradient("ResizeBicubic")
def _bicubic(op: Operation, grad: Tensor) -> list[Tensor | None]:
    image = op.inputs[0]
    if image.dtype.base_dtype not in (dtypes.float32, dtypes.float64):
        return [None, None]
    return [resize_bicubic_grad(grad, image, **_centers(op)), None]


@gradient("ResizeNearestNeighbor")
def _nearest(op: Operation, grad: Tensor) -> list[Tensor | None]:
    image = op.inputs[0]
    dims = image._dims
    known = dims is not None and dims[1] is not None and dims[2] is not None
    size: Any = list(dims[1:3]) if known and dims else shape(image)[1:3]
    return [resize_nearest_neighbor_grad(grad, size, **_centers(op)), None]
