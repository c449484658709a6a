"""Max and mean pools of images and volumes: the ops, and those of their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.nn.windows import (
    arranged,
    channels_first,
    check_attr_lengths,
    check_pool_steps,
    known_rank,
    others_of,
    spatial_of,
    window_count,
    window_dims,
)
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value, constant_value_as_shape

_POOLED = (
    "{float16|bfloat16|float32|float64|int32|int64|uint8|int16|int8|uint16|qint8}"  # of MaxPool
)
PADDING = 'padding: {"SAME"|"VALID"}'
FORMAT_2D = 'data_format: {"NHWC"|"NCHW"} = "NHWC"'
FORMAT_3D = 'data_format: {"NDHWC"|"NCDHW"} = "NDHWC"'
SIZES_2D = "ksize: list(int) >= 4, strides: list(int) >= 4"
SIZES_3D = "ksize: list(int) >= 5, strides: list(int) >= 5"


# -- shapes ----------------------------------------------------------------------------------------


def _pooled(
    dims: Dims,
    ksize: Sequence[Any],
    strides: Sequence[int],
    attrs: dict[str, Any],
    rank: int,
    mean: bool = False,
) -> tuple[Dims]:
    data_format = attrs["data_format"]
    sized = known_rank(dims, rank)
    inner = window_dims(
        sized, spatial_of(ksize, data_format), strides, attrs["padding"], data_format
    )
    batch, depth = others_of(sized, data_format)
    if not mean:
        size, step = (others_of(values, data_format)[1] for values in (ksize, strides))
        depth = window_count(depth, size, step, attrs["padding"])
    return (arranged(batch, inner, depth, data_format),)


def pool_shape(kind: str, rank: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        if attrs["data_format"] == "NCHW_VECT_C":
            raise ShapeMismatch(f"Shape must be rank 5 but is rank {len(inputs[0]._dims or ())}")
        known_rank(inputs[0]._dims, rank)
        check_attr_lengths(kind, rank, stride=attrs["strides"], ksize=attrs["ksize"])
        mean = kind.startswith("Avg") or rank == 5
        return _pooled(inputs[0]._dims, attrs["ksize"], attrs["strides"], attrs, rank, mean)

    return rule


def _pool_v2_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = known_rank(inputs[0]._dims, 4)
    known = []
    for tensor in inputs[1:]:
        sized = rules.with_rank(tensor._dims, 1)
        assert sized is not None
        if sized[0] not in (4, None):
            raise ShapeMismatch(f"Dimension must be 4 but is {sized[0]}")
        known.append(constant_value(tensor))
    ksize, strides = known
    if ksize is None or strides is None:
        return (None,)
    return _pooled(dims, ksize.tolist(), strides.tolist(), attrs, 4)


def _like_input(index: int, rank: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        return (known_rank(inputs[index]._dims, rank),)

    return rule


def _sized(rank: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        dims = constant_value_as_shape(inputs[0])
        length = (inputs[0]._dims or (None,))[0]
        if length is not None and length != rank:
            raise ShapeMismatch(f"Shape must be rank {rank} but is rank {length}")
        return (known_rank(dims, rank),)

    return rule


# -- runs ------------------------------------------------------------------------------------------


def _unimplemented(sentence: str) -> Exception:
    return errors.UnimplementedError(None, None, sentence)


def _check_rank(x: Any, rank: int) -> None:
    xp.check(
        x.ndim == rank,
        None,
        f"tensor_in_shape must have {rank - 2} spatial dimensions. {x.ndim} 0"
        if rank == 4
        else f"Input tensor must be {rank}-dimensional",
    )


def _args(ksize: Any, strides: Any, padding: str, data_format: str) -> tuple[Any, ...]:
    return (
        spatial_of(ksize, data_format),
        spatial_of(strides, data_format),
        padding,
        channels_first(data_format),
    )


def max_pooled(x: Any, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    """The max pool of images, over windows of pixels or of channels."""
    if data_format == "NCHW_VECT_C":
        raise _unimplemented("MaxPool does not take the data format NCHW_VECT_C.")
    _check_rank(x, 4)
    check_pool_steps("Pooling", ksize, strides, 4)
    xp.check(all(step > 0 for step in strides), None, "Sliding window stride must be positive")
    size, step = others_of(ksize, data_format)[1], others_of(strides, data_format)[1]
    if size == 1:
        return xp.max_pool(x, *_args(ksize, strides, padding, data_format))
    axis = 1 if channels_first(data_format) else 3
    depth = x.shape[axis]
    _check_channel_windows(depth, size, step, spatial_of(ksize, data_format))
    split = xp.reshape(x, (*x.shape[:axis], depth // size, size, *x.shape[axis + 1 :]))
    return xp.max(split, axis + 1)


def _check_channel_windows(depth: int, size: int, step: int, sizes: Sequence[int]) -> None:
    if any(value != 1 for value in sizes):
        raise _unimplemented(
            "MaxPooling supports exactly one of pooling across depth or pooling across width/height."
        )
    if depth % size:
        raise _unimplemented(
            "Depthwise max pooling requires the depth window to evenly divide the input depth"
        )
    if size != step:
        raise _unimplemented(
            "Depthwise max pooling requires the depth window to equal the depth stride"
        )


def _check_pixels_only(kind: str, ksize: Any, strides: Any, data_format: str) -> None:
    if others_of(ksize, data_format)[1] != 1 or others_of(strides, data_format)[1] != 1:
        raise _unimplemented(f"{kind} is not yet supported on the depth dimension.")


@op(
    f"MaxPool(input: T; T: {_POOLED} = float32, {SIZES_2D}, {PADDING}, "
    'data_format: {"NHWC"|"NCHW"|"NCHW_VECT_C"} = "NHWC") -> (output: T)',
    shape=pool_shape("MaxPool", 4),
)
def raw_max_pool(input, *, ksize, strides, padding, data_format):
    """The largest value of each window."""
    return max_pooled(input, ksize, strides, padding, data_format)


@op(
    f"MaxPoolV2(input: T, ksize: int32, strides: int32; T: {_POOLED} = float32, {PADDING}, "
    'data_format: {"NHWC"|"NCHW"|"NCHW_VECT_C"} = "NHWC") -> (output: T)',
    shape=_pool_v2_shape,
    static=("ksize", "strides"),
)
def raw_max_pool_v2(input, ksize, strides, *, padding, data_format):
    """The largest value of each window, whose size is an input."""
    return max_pooled(input, *_lists(ksize, strides), padding, data_format)


def _lists(ksize: Any, strides: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    sizes = xp.static_ints(ksize, "The size of a pool's window")
    steps = xp.static_ints(strides, "The strides of a pool")
    for what, values in (("ksize", sizes), ("strides", steps)):
        xp.check(len(values) == 4, None, f"Sliding window {what} field must specify 4 dimensions")
    return sizes, steps


def _check_gradient(
    x: Any, y: Any, grad: Any, ksize: Any, strides: Any, data_format: str, like: str
) -> None:
    for what, value in (("tensor_in", x), ("tensor_out", y), ("out_backprop", grad)):
        xp.check(value.ndim == x.ndim == 4, None, f"{what} must be 4-dimensional")
    check_pool_steps("Pooling", ksize, strides, 4)
    _check_pixels_only("MaxPoolingGrad", ksize, strides, data_format)
    xp.check(
        grad.shape == (y if like == "output" else x).shape,
        None,
        f"Expected the gradient to have the shape of the pool's {like}",
    )


def _max_grad(
    x: Any, y: Any, grad: Any, ksize: Any, strides: Any, padding: str, data_format: str
) -> Any:
    _check_gradient(x, y, grad, ksize, strides, data_format, "output")
    return xp.max_pool_grad(x, grad, *_args(ksize, strides, padding, data_format))


def _max_grad_grad(
    x: Any, y: Any, grad: Any, ksize: Any, strides: Any, padding: str, data_format: str
) -> Any:
    _check_gradient(x, y, grad, ksize, strides, data_format, "input")
    return xp.max_pool_grad_grad(x, y, grad, *_args(ksize, strides, padding, data_format))


@op(
    f"MaxPoolGrad(orig_input: T, orig_output: T, grad: T; {SIZES_2D}, {PADDING}, {FORMAT_2D}, "
    "T: real = float32) -> (output: T)",
    shape=_like_input(0, 4),
)
def raw_max_pool_grad(orig_input, orig_output, grad, *, ksize, strides, padding, data_format):
    """The gradient of a max pool: that of a window goes to the first of its largest values."""
    return _max_grad(orig_input, orig_output, grad, ksize, strides, padding, data_format)


@op(
    f"MaxPoolGradV2(orig_input: T, orig_output: T, grad: T, ksize: int32, strides: int32; {PADDING}, {FORMAT_2D}, "
    "T: real = float32) -> (output: T)",
    shape=_like_input(0, 4),
    static=("ksize", "strides"),
)
def raw_max_pool_grad_v2(orig_input, orig_output, grad, ksize, strides, *, padding, data_format):
    """The gradient of a max pool whose window is an input."""
    return _max_grad(orig_input, orig_output, grad, *_lists(ksize, strides), padding, data_format)


@op(
    f"MaxPoolGradGrad(orig_input: T, orig_output: T, grad: T; {SIZES_2D}, {PADDING}, {FORMAT_2D}, T: real) "
    "-> (output: T)",
    shape=_like_input(1, 4),
)
def raw_max_pool_grad_grad(orig_input, orig_output, grad, *, ksize, strides, padding, data_format):
    """The gradient of a max pool's gradient: what stands where each window's largest value does."""
    return _max_grad_grad(orig_input, orig_output, grad, ksize, strides, padding, data_format)


@op(
    f"MaxPoolGradGradV2(orig_input: T, orig_output: T, grad: T, ksize: int32, strides: int32; {PADDING}, {FORMAT_2D}, "
    "T: real) -> (output: T)",
    shape=_like_input(1, 4),
    static=("ksize", "strides"),
)
def raw_max_pool_grad_grad_v2(
    orig_input, orig_output, grad, ksize, strides, *, padding, data_format
):
    """The gradient of a max pool's gradient, where the window is an input."""
    return _max_grad_grad(
        orig_input, orig_output, grad, *_lists(ksize, strides), padding, data_format
    )


def _check_3d(x: Any, ksize: Any, strides: Any, data_format: str) -> None:
    _check_rank(x, 5)
    check_pool_steps("Pooling", ksize, strides, 5)
    _check_pixels_only("Pooling", ksize, strides, data_format)


def _volume_pool(kind: str, allowed: str, kernel: Any, doc: str) -> Definition:
    def body(input, *, ksize, strides, padding, data_format):
        _check_3d(input, ksize, strides, data_format)
        return kernel(input, *_args(ksize, strides, padding, data_format))

    body.__name__ = body.__qualname__ = f"raw_{kind}"
    body.__doc__ = doc
    text = f"{kind}(input: T; {SIZES_3D}, {PADDING}, {FORMAT_3D}, T: {allowed}) -> (output: T)"
    return op(text, shape=pool_shape(kind, 5))(body)


raw_max_pool3d = _volume_pool(
    "MaxPool3D", "{float16|bfloat16|float32}", xp.max_pool, "The largest value of each window."
)
raw_avg_pool3d = _volume_pool("AvgPool3D", "floating", xp.avg_pool, "The mean of each window.")

_HALF = "{float16|bfloat16|float32}"


@op(
    f"MaxPool3DGrad(orig_input: TInput, orig_output: TInput, grad: T; {SIZES_3D}, {PADDING}, {FORMAT_3D}, "
    f"T: {_HALF} = float32, TInput: {_HALF} = float32) -> (output: T)",
    shape=_like_input(0, 5),
)
def raw_max_pool3d_grad(orig_input, orig_output, grad, *, ksize, strides, padding, data_format):
    """The gradient of a max pool of volumes: that of a window goes to all its largest values."""
    _check_3d(orig_input, ksize, strides, data_format)
    xp.check(grad.shape == orig_output.shape, None, "Expected grad shape to be that of the output")
    return xp.max_pool_grad_of_ties(
        orig_input, orig_output, grad, *_args(ksize, strides, padding, data_format)
    )


@op(
    f"MaxPool3DGradGrad(orig_input: T, orig_output: T, grad: T; {SIZES_3D}, {PADDING}, {FORMAT_3D}, T: real) "
    "-> (output: T)",
    shape=_like_input(1, 5),
)
def raw_max_pool3d_grad_grad(
    orig_input, orig_output, grad, *, ksize, strides, padding, data_format
):
    """The gradient of the gradient of a max pool of volumes."""
    _check_3d(orig_input, ksize, strides, data_format)
    xp.check(grad.shape == orig_input.shape, None, "Expected grad shape to be that of the input")
    return xp.max_pool_grad_grad(
        orig_input, orig_output, grad, *_args(ksize, strides, padding, data_format)
    )


@op(
    f"AvgPool(value: T; {SIZES_2D}, {PADDING}, {FORMAT_2D}, T: floating) -> (output: T)",
    shape=pool_shape("AvgPool", 4),
)
def raw_avg_pool(value, *, ksize, strides, padding, data_format):
    """The mean of each window."""
    _check_rank(value, 4)
    check_pool_steps("Pooling", ksize, strides, 4)
    size, step = others_of(ksize, data_format)[1], others_of(strides, data_format)[1]
    if size != 1:
        depth = others_of(value.shape, data_format)[1]
        _check_channel_windows(depth, size, step, spatial_of(ksize, data_format))
        raise _unimplemented("Non-spatial pooling is not yet supported. Volunteers? :)")
    return xp.avg_pool(value, *_args(ksize, strides, padding, data_format))


def _mean_grad(
    orig_input_shape: Any, grad: Any, ksize: Any, strides: Any, padding: str, data_format: str
) -> Any:
    rank = len(ksize)
    shape = xp.static_ints(orig_input_shape, "The shape of a pool's input")
    xp.check(
        len(shape) == rank, None, f"orig_input_shape must be 1-dimensional and {rank} elements"
    )
    xp.check(grad.ndim == rank, None, f"out_backprop must be {rank}-dimensional")
    check_pool_steps("Pooling", ksize, strides, rank)
    _check_pixels_only("Pooling", ksize, strides, data_format)
    args = _args(ksize, strides, padding, data_format)
    placed = xp.place(spatial_of(shape, data_format), *args[:3])
    batch, depth = others_of(shape, data_format)
    wanted = arranged(batch, placed.counts, depth, data_format)
    xp.check(tuple(grad.shape) == wanted, None, f"Expected the gradient to have the shape {wanted}")
    return xp.avg_pool_grad(grad, shape, *args)


@op(
    f"AvgPoolGrad(orig_input_shape: int32, grad: T; {SIZES_2D}, {PADDING}, {FORMAT_2D}, T: floating) -> (output: T)",
    shape=_sized(4),
    static=("orig_input_shape",),
)
def raw_avg_pool_grad(orig_input_shape, grad, *, ksize, strides, padding, data_format):
    """The gradient of a mean pool: that of a window is shared among its values."""
    return _mean_grad(orig_input_shape, grad, ksize, strides, padding, data_format)


@op(
    f"AvgPool3DGrad(orig_input_shape: int32, grad: T; {SIZES_3D}, {PADDING}, {FORMAT_3D}, T: floating) -> (output: T)",
    shape=_sized(5),
    static=("orig_input_shape",),
)
def raw_avg_pool3d_grad(orig_input_shape, grad, *, ksize, strides, padding, data_format):
    """The gradient of a mean pool of volumes."""
    return _mean_grad(orig_input_shape, grad, ksize, strides, padding, data_format)
