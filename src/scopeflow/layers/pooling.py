"""What the layers that pool have in common, for sequences, images and volumes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.layers import arguments
from scopeflow.layers.base import Layer
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import expand_dims, squeeze


class Pooling(Layer):
    """A layer whose output is a number for each window of each channel.

    Args:
      rank: the number of spatial dimensions.
      function: the function of images or volumes that pools, as `tf.nn.max_pool`.
      Others as of `tf.layers.MaxPooling2D`.

    Raises:
      ValueError: for sizes, a padding or a format that are none.
    """

    def __init__(
        self,
        rank: int,
        function: Callable[..., Any],
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if strides is None:
            raise ValueError("Argument `strides` must not be None.")
        super().__init__(name=name, **kwargs)
        self.pool_function = function
        self.pool_size = arguments.window(pool_size, rank, "pool_size")
        self.strides = arguments.window(strides, rank, "strides")
        self.padding = arguments.padding(padding)
        self.data_format = arguments.data_format(data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    @property
    def _first(self) -> bool:
        return self.data_format == "channels_first"

    def _pooled(self, inputs: Any, sizes: Any, steps: Any, first: bool) -> Any:
        """The pooling function on inputs of any rank that it takes."""
        arranged = [1, 1, *sizes] if first else [1, *sizes, 1]
        return self.pool_function(
            inputs,
            ksize=arranged,
            strides=[1, 1, *steps] if first else [1, *steps, 1],
            padding=self.padding.upper(),
            data_format=arguments.op_format(
                "channels_first" if first else "channels_last", len(arranged)
            ),
        )

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for that of the input."""
        sizes = as_shape(input_shape).as_list()
        inner = [
            arguments.output_length(size, pool, self.padding, stride)
            for size, pool, stride in zip(
                sizes[2:] if self._first else sizes[1:-1],
                self.pool_size,
                self.strides,
                strict=True,
            )
        ]
        if self._first:
            return TensorShape([sizes[0], sizes[1], *inner])
        return TensorShape([sizes[0], *inner, sizes[-1]])

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        return {
            **self._base_config(),
            "pool_size": self.pool_size,
            "padding": self.padding,
            "strides": self.strides,
            "data_format": self.data_format,
        }


class Pooling1D(Pooling):
    """A layer that pools sequences [batch, length, channels]."""

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        # images of width 1
        axis = 3 if self._first else 2
        images = expand_dims(inputs, axis)
        if self._first:
            # a CPU knows one order only
            images = transpose(images, (0, 2, 3, 1))
        outputs = self._pooled(images, (*self.pool_size, 1), (*self.strides, 1), False)
        if self._first:
            outputs = transpose(outputs, (0, 3, 1, 2))
        return squeeze(outputs, [axis])


class Pooling2D(Pooling):
    """A layer that pools images [batch, height, width, channels]."""

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        return self._pooled(inputs, self.pool_size, self.strides, self._first)


class Pooling3D(Pooling):
    """A layer that pools volumes [batch, depth, height, width, channels]."""

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        if not self._first:
            return self._pooled(inputs, self.pool_size, self.strides, False)
        # pooling volumes knows one order only
        outputs = self._pooled(
            transpose(inputs, (0, 2, 3, 4, 1)), self.pool_size, self.strides, False
        )
        return transpose(outputs, (0, 4, 1, 2, 3))
