"""Products with a bias added, and of a matrix with a vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import shape_of
from scopeflow.ops import rules
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.define import op
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.nn.activation import relu
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope


def _bias_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    channels_first = attrs["data_format"] == "NCHW"
    least = 3 if channels_first else 2
    dims = rules.at_least(inputs[0]._dims, least)
    bias = rules.with_rank(inputs[1]._dims, 1)
    if dims is None or bias is None:
        return (None,)
    place = 1 if channels_first else len(dims) - 1
    return ((*dims[:place], rules.merge_dim(dims[place], bias[0]), *dims[place + 1 :]),)


@op(
    'BiasAdd(value: T, bias: T; T: number, data_format: {"NHWC"|"NCHW"} = "NHWC") -> (output: T)',
    shape=_bias_shape,
)
def _raw_bias_add(value, bias, *, data_format):
    """value + bias along the channels."""
    xp.check(value.ndim >= 2, None, "Input tensor must be at least 2D: %s", shape_of(value))
    xp.check(bias.ndim == 1, None, "Biases must be 1D: %s", shape_of(bias))
    if data_format == "NCHW":
        xp.check(value.ndim >= 3, None, "Only ranks up to 5 supported: %s", shape_of(value))
    channels = value.shape[1 if data_format == "NCHW" else -1]
    xp.check(
        bias.shape[0] == channels,
        None,
        "Must provide as many biases as the last dimension of the input tensor: %s vs. %s",
        shape_of(bias),
        shape_of(value),
    )
    if data_format == "NCHW":
        bias = xp.reshape(bias, (bias.shape[0],) + (1,) * (value.ndim - 2))
    return xp.add(value, bias)


def _last_bias_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return _bias_shape(inputs, {"data_format": "NHWC"})


@op("BiasAddV1(value: T, bias: T; T: number) -> (output: T)", shape=_last_bias_shape)
def _first_bias_add(value, bias):
    """The first version: value + bias along the last dimension."""
    return _raw_bias_add.body(value, bias, data_format="NHWC")


def bias_add(
    value: Any, bias: Any, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """`value` with a bias for each channel added.

    Args:
      value: a Tensor of numbers, of rank 2 or more.
      bias: a Tensor of the same dtype, of shape [channels].
      data_format: where the channels are: "N...C" for the last dimension (as None), "NC..." for the second.
      name: a name for the operation.

    Raises:
      ValueError: for another format, or if the number of channels differs.
    """
    with name_scope(name, "BiasAdd", [value, bias]) as full:
        if data_format is not None:
            if data_format.startswith("NC"):
                data_format = "NCHW"
            elif data_format.startswith("N") and data_format.endswith("C"):
                data_format = "NHWC"
            else:
                raise ValueError("data_format must be of the form `N...C` or `NC...`")
        value = internal_convert(value, name="input")
        bias = internal_convert(bias, value.dtype, name="bias")
        return _raw_bias_add(value, bias, data_format=data_format, name=full)


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """matmul(x, weights) + biases.

    Args:
      x: a Tensor of shape [batch, in].
      weights: a Tensor of shape [in, out].
      biases: a Tensor of shape [out].
      name: a name for the last operation and the scope of the others.
    """
    with name_scope(name, "xw_plus_b", [x, weights, biases]) as full:
        x = internal_convert(x, name="x")
        weights = internal_convert(weights, name="weights")
        biases = internal_convert(biases, name="biases")
        return bias_add(matmul(x, weights), biases, name=full)


def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """relu(matmul(x, weights) + biases).

    Args:
      x: a Tensor of shape [batch, in].
      weights: a Tensor of shape [in, out].
      biases: a Tensor of shape [out].
      name: a name for the last operation and the scope of the others.
    """
    with name_scope(name, "relu_layer", [x, weights, biases]) as full:
        x = internal_convert(x, name="x")
        weights = internal_convert(weights, name="weights")
        biases = internal_convert(biases, name="biases")
        return relu(bias_add(matmul(x, weights), biases), name=full)


def matvec(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of matrices with vectors.

    Args:
      a: a Tensor of shape [..., n, k].
      b: a Tensor of the same dtype, of shape [..., k].
      transpose_a: swap a's last two dimensions first.
      adjoint_a: swap them and take complex conjugates.
      a_is_sparse: say that `a` holds many zeros.
      b_is_sparse: the same of `b`.
      name: a name for the scope of the operations.

    Returns:
      A Tensor of shape [..., n].
    """
    with name_scope(name, "MatVec", [a, b]):
        column = expand_dims(b, axis=-1)
        product = matmul(
            a,
            column,
            transpose_a=transpose_a,
            adjoint_a=adjoint_a,
            a_is_sparse=a_is_sparse,
            b_is_sparse=b_is_sparse,
        )
        return squeeze(product, axis=-1)
