"""Gradients of batch normalization in one op."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes, ports
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import reshape, size, squeeze
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.arithmetic import squared_difference
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import reciprocal, rsqrt
from scopeflow.ops.math.reduction import reduce_mean, reduce_sum
from scopeflow.ops.nn import fused


def _base(op: Any, version: int, *grads: Any) -> list[Any]:
    """What all versions share: the statistics come from the batch in training, from the inputs otherwise."""
    x, grad, scale = op.inputs[0], grads[0], op.inputs[1]
    data_format, training = op._attrs["data_format"], op._attrs["is_training"]
    definition = (fused.raw_grad, fused.raw_grad_v2, fused.raw_grad_v3)[version - 1]
    attrs = {"epsilon": op._attrs["epsilon"], "is_training": training}
    more = [op.outputs[5]] if version == 3 else []
    if training:
        made = definition(
            grad, x, scale, op.outputs[3], op.outputs[4], *more, data_format=data_format, **attrs
        )
        # the last two are empty, and are counted when gradients wait for each other
        return list(made)
    mean, variance = op.inputs[3], op.inputs[4]
    if data_format == "NCHW":
        x = transpose(x, [0, 2, 3, 1])
        grad = transpose(grad, [0, 2, 3, 1])
    made = definition(grad, x, scale, mean, variance, *more, data_format="NHWC", **attrs)
    by_x = transpose(made[0], [0, 3, 1, 2]) if data_format == "NCHW" else made[0]
    return [by_x, made[1], made[2], None, None]


@gradient("FusedBatchNorm")
def _fused_batch_norm(op: Any, *grads: Any) -> list[Any]:
    return _base(op, 1, *grads)


@gradient("FusedBatchNormV2")
def _fused_batch_norm_v2(op: Any, *grads: Any) -> list[Any]:
    return _base(op, 2, *grads)


@gradient("FusedBatchNormV3")
def _fused_batch_norm_v3(op: Any, *grads: Any) -> list[Any]:
    return _base(op, 3, *grads)


# -- the gradient's gradient: that of the same formulas in ordinary ops -----------------------------


def _in_ordinary_ops(
    grad: Any, x: Any, scale: Any, mean: Any, variance: Any, op: Any
) -> tuple[Any, Any, Any]:
    """The gradients by images, scale and offset; in training the statistics are computed from `x` again."""
    epsilon, first = op._attrs["epsilon"], op._attrs["data_format"] == "NCHW"
    kind = x.dtype.base_dtype
    half = kind is dtypes.float16
    if half:
        x, grad = cast(x, dtypes.float32), cast(grad, dtypes.float32)
    if not op._attrs["is_training"]:
        axes = [0, 2, 3] if first else [0, 1, 2]
        if first:
            shape = [1, size(mean), 1, 1]
            mean, variance, scale = (reshape(value, shape) for value in (mean, variance, scale))
        by_offset = reduce_sum(grad, axis=axes)
        inverse = rsqrt(variance + epsilon)
        by_scale = reduce_sum(grad * (x - mean) * inverse, axis=axes)
        by_x = grad * scale * inverse
        return (cast(by_x, dtypes.float16) if half else by_x), by_scale, by_offset
    axes = [0, 2, 3] if first else [0, 1, 2]
    if first:
        scale = reshape(scale, [1, size(scale), 1, 1])
    mean_grad = reduce_mean(grad, axes, keepdims=first)
    mean_x = reduce_mean(x, axes, keepdims=first)
    var_x = reduce_mean(squared_difference(x, stop_gradient(mean_x)), axes, keepdims=first)
    grad_offset = grad - mean_grad
    x_offset = x - mean_x
    mean_product = reduce_mean(grad * x_offset, axis=axes, keepdims=first)
    by_x = (
        scale
        * rsqrt(var_x + epsilon)
        * (grad_offset - reciprocal(var_x + epsilon) * mean_product * x_offset)
    )
    by_scale = rsqrt(var_x + epsilon) * reduce_sum(grad * x_offset, axis=axes, keepdims=first)
    if first:
        by_scale = squeeze(by_scale)
    by_offset = reduce_sum(grad, axis=axes)
    return (cast(by_x, dtypes.float16) if half else by_x), by_scale, by_offset


@gradient("FusedBatchNormGrad", "FusedBatchNormGradV2", "FusedBatchNormGradV3")
def _fused_batch_norm_grad(op: Any, *grads: Any) -> list[Any]:
    grad, x, scale, mean, variance = op.inputs[:5]
    made = _in_ordinary_ops(grad, x, scale, mean, variance, op)
    about = [grad, x, scale]
    # what these three depend on is not asked for here, even where it is one of them
    found = ports.gradients.call(list(made), about, list(grads[:3]), stop_gradients=about)
    return [*found, *(None for _ in op.inputs[3:])]
