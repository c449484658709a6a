"""The gradients of cutting boxes out of images."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.image.crop_resize import crop_and_resize_grad_boxes, crop_and_resize_grad_image


@gradient("CropAndResize")
def _crop_and_resize(op: Operation, grad: Tensor) -> list[Tensor | None]:
    image, boxes, box_index = op.inputs[:3]
    dims = image._dims
    size: Any = list(dims) if dims is not None and None not in dims else shape(image)
    by_image = None
    if image.dtype.base_dtype in (dtypes.float16, dtypes.float32, dtypes.float64):
        by_image = crop_and_resize_grad_image(
            grad,
            boxes,
            box_index,
            size,
            T=image.dtype.base_dtype,
            method=op._attrs["method"],
        )
    by_boxes = crop_and_resize_grad_boxes(grad, image, boxes, box_index)
    return [by_image, by_boxes, None, None]
