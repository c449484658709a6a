"""tf.layers.Flatten and tf.layers.flatten: all dimensions but the batch in one."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.layers import arguments
from scopeflow.layers.base import Layer
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.variables.deprecation import deprecated


class Flatten(Layer):
    """Puts all dimensions but the first into one.

    Args:
      data_format: channels_last (as None) or channels_first; the channels go last in the result either way.
      **kwargs: what `tf.layers.Layer` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.Flatten()(tf.ones([5, 3, 2])).shape)
    (5, 6)

    ```
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = arguments.data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The inputs [batch, ...] as [batch, n]."""
        rank = inputs.shape.ndims
        if self.data_format == "channels_first" and rank is not None and rank > 1:
            inputs = transpose(inputs, perm=[0, *range(2, rank), 1])
        batch = inputs.shape.as_list()[0] or shape_of(inputs)[0]
        outputs = reshape(inputs, (batch, -1))
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return outputs

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """[batch, n], of which n is known if all the sizes are and none of them is 0."""
        sizes = as_shape(input_shape).as_list()
        # an empty dimension is as good as an unknown one here
        known = [size for size in sizes[1:] if size]
        inner = math.prod(known) if len(known) == len(sizes) - 1 else None
        return TensorShape([sizes[0], inner])

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        return {**self._base_config(), "data_format": self.data_format}


@deprecated("Use keras.layers.flatten instead.")
def flatten(inputs: Any, name: str | None = None, data_format: str = "channels_last") -> Any:
    """A `Flatten` layer, made and called.

    Args:
      inputs: a tensor of rank 1 or more.
      name: the name of the layer and its scope.
      data_format: channels_last or channels_first.

    Returns:
      A tensor [batch, n].

    Raises:
      ValueError: if the rank is not known or 0.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.flatten(tf.ones([5, 3, 2])).name)
    flatten/Reshape:0

    ```
    """
    return Flatten(name=name, data_format=data_format).apply(inputs)
