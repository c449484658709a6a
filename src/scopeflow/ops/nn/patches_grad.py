"""Gradients of patches: the matrix that takes an image's pixels to its patches, transposed."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import patches
from scopeflow.ops.sparse.parts import sparse_slice
from scopeflow.ops.sparse.products import sparse_tensor_dense_matmul
from scopeflow.ops.sparse.tensor import SparseTensor


def _places(taken: Any, put: Any, sizes: tuple[Any, Any], dtype: Any) -> Any:
    """The sparse matrix with a one for each pixel that stands in a patch.

    Pixels are counted from 1, so that row 0, which is cut off, takes the padding.
    """
    pairs = concat([expand_dims(taken, axis=-1), expand_dims(put, axis=-1)], axis=-1)
    whole = SparseTensor(reshape(pairs, (-1, 2)), ones([sizes[1]], dtype), sizes)
    return sparse_slice(whole, (1, 0), (sizes[0] - 1, sizes[1]))


@gradient("ExtractImagePatches")
def _image_patches(op: Any, grad: Any) -> Any:
    x = op.inputs[0]
    sizes_in = shape(x, out_type=dtypes.int64)
    batch, rows_in, columns_in, channels = (
        sizes_in[0],
        sizes_in[1],
        sizes_in[2],
        sizes_in[3],
    )
    pixels = 1 + rows_in * columns_in
    index = reshape(tensor_range(1, pixels, dtype=dtypes.int64), (1, rows_in, columns_in, 1))
    _, high, wide, _ = op._attrs["ksizes"]
    attrs = {name: op._attrs[name] for name in ("ksizes", "strides", "rates", "padding")}
    taken = patches.raw_image_patches(index, **attrs)
    sizes_out = shape(op.outputs[0], out_type=dtypes.int64)
    rows_out, columns_out = sizes_out[1], sizes_out[2]
    places = rows_out * columns_out * high * wide
    put = reshape(tensor_range(places, dtype=dtypes.int64), (1, rows_out, columns_out, high * wide))
    matrix = _places(taken, put, (pixels, places), grad.dtype)
    split = reshape(grad, (batch, rows_out, columns_out, high, wide, channels))
    flat = reshape(transpose(split, (1, 2, 3, 4, 0, 5)), (-1, batch * channels))
    product = sparse_tensor_dense_matmul(matrix, flat)
    made = reshape(product, (rows_in, columns_in, batch, channels))
    return transpose(made, (2, 0, 1, 3))


@gradient("ExtractVolumePatches")
def _volume_patches(op: Any, grad: Any) -> Any:
    x = op.inputs[0]
    _, planes_in, rows_in, columns_in, _ = x.shape.as_list()
    sizes = shape(x)
    batch, channels = sizes[0], sizes[4]
    pixels = 1 + planes_in * rows_in * columns_in
    index = reshape(
        tensor_range(1, pixels, dtype=dtypes.int64), (1, planes_in, rows_in, columns_in, 1)
    )
    _, deep, high, wide, _ = op._attrs["ksizes"]
    attrs = {name: op._attrs[name] for name in ("ksizes", "strides", "padding")}
    taken = patches.raw_volume_patches(index, **attrs)
    _, planes_out, rows_out, columns_out, _ = op.outputs[0].shape.as_list()
    taps = deep * high * wide
    places = planes_out * rows_out * columns_out * taps
    put = reshape(
        tensor_range(places, dtype=dtypes.int64), (1, planes_out, rows_out, columns_out, taps)
    )
    matrix = _places(taken, put, (pixels, places), grad.dtype)
    split = reshape(grad, (batch, planes_out, rows_out, columns_out, deep, high, wide, channels))
    flat = reshape(transpose(split, (1, 2, 3, 4, 5, 6, 0, 7)), (-1, batch * channels))
    product = sparse_tensor_dense_matmul(matrix, flat)
    made = reshape(product, (planes_in, rows_in, columns_in, batch, channels))
    return transpose(made, (3, 0, 1, 2, 4))
