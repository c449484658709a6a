"""`tf.nn.pool`: pools of any rank, dilated by way of the batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.pooling import avg_pool, avg_pool3d, max_pool, max_pool3d
from scopeflow.ops.nn.spacing import strides_and_rates, with_space_to_batch
from scopeflow.ops.scoping import name_scope

_POOLS: dict[tuple[str, int], Any] = {
    ("MAX", 1): max_pool,
    ("MAX", 2): max_pool,
    ("MAX", 3): max_pool3d,
    ("AVG", 1): avg_pool,
    ("AVG", 2): avg_pool,
    ("AVG", 3): avg_pool3d,
}


def pool(
    input: Any,
    window_shape: Any,
    pooling_type: str,
    padding: str,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """A pool over windows of one, two or three spatial dimensions.

    Args:
      input: a Tensor [batch, ..., channels], or as `data_format` says.
      window_shape: the size of a window, one number for each spatial dimension.
      pooling_type: "MAX" or "AVG".
      padding: "SAME" or "VALID".
      dilation_rate: the steps within a window, as `window_shape`; only with "VALID" and strides of 1.
      strides: the steps of the windows, as `window_shape`, not larger than it.
      name: a name for the operation.
      data_format: one that begins with "NC" says that the channels come second.
      dilations: the newer spelling of `dilation_rate`.

    Raises:
      ValueError: for another type, number of dimensions or combination.
    """
    rates = renamed("dilations", dilations, "dilation_rate", dilation_rate)
    with name_scope(name, f"{pooling_type.lower()}_pool", [input]) as scope:
        input = convert_to_tensor(input, name="input")
        count = len(window_shape)
        if not 1 <= count <= 3:
            raise ValueError("It is required that 1 <= num_spatial_dims <= 3.")
        input.shape.with_rank(count + 2)
        steps, rates = strides_and_rates(count, strides, rates)
        if padding == "SAME" and (rates > 1).any():
            raise ValueError("pooling with SAME padding is not implemented for dilation_rate > 1")
        if (steps > np.array(window_shape)).any():
            raise ValueError(
                "strides > window_shape not supported due to inconsistency between CPU and GPU implementations"
            )
        function = _POOLS.get((pooling_type, count))
        if function is None:
            raise ValueError(f"{count}-D {pooling_type} pooling is not supported.")
        second = data_format is not None and data_format.startswith("NC")
        first = 2 if second else 1
        sizes = list(window_shape)
        step_list = steps.tolist()
        named: dict[str, Any] = {}
        if count == 1:
            if data_format not in (None, "NWC", "NCW"):
                raise ValueError('data_format must be either "NWC" or "NCW".')
            named["data_format"] = "NCHW" if second else "NHWC"
            sizes, step_list = [1, *sizes], [1, *step_list]
        elif data_format is not None:
            named["data_format"] = data_format
        ksize = [1, 1, *sizes] if second else [1, *sizes, 1]
        all_steps = [1, 1, *step_list] if second else [1, *step_list, 1]

        def plain(x: Tensor, _: int, plain_padding: str) -> Tensor:
            if count == 1:
                x = expand_dims(x, first)
            made = function(x, ksize, all_steps, plain_padding, name=scope, **named)
            return squeeze(made, [first]) if count == 1 else made

        return with_space_to_batch(
            input=input,
            dilation_rate=rates,
            padding=padding,
            op=plain,
            spatial_dims=range(first, count + first),
            filter_shape=window_shape,
        )
