"""What tf.layers.Conv2DTranspose and Conv3DTranspose share."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.layers import arguments
from scopeflow.layers.conv import Conv
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.shaping import shape as shape_of


class ConvTranspose(Conv):
    """What layers that grow arrays from their features share.

    Args:
      output_padding: the sizes that are added to the output at the end of each dimension; None for the least output.
      Others as of `tf.layers.Conv2DTranspose`.

    Raises:
      ValueError: if the output padding is not below the strides.
    """

    def __init__(self, rank: int, output_padding: Any = None, **kwargs: Any) -> None:
        super().__init__(rank=rank, **kwargs)
        self.output_padding = output_padding
        if output_padding is not None:
            self.output_padding = arguments.window(output_padding, rank, "output_padding")
            for stride, extra in zip(self.strides, self.output_padding, strict=True):
                if stride <= extra:
                    raise ValueError(
                        f"Stride {self.strides} must be greater than output padding {self.output_padding}"
                    )

    def build(self, input_shape: Any) -> None:
        """Makes the kernel and the bias.

        Raises:
          ValueError: if the rank does not fit, or the number of channels is not known.
        """
        shape = as_shape(input_shape)
        if shape.ndims != self.rank + 2:
            raise ValueError(
                f"Inputs should have rank {self.rank + 2}. Received input shape: {shape}"
            )
        channels = self._channels(shape)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        self.kernel = self._add_kernel(
            "kernel", (*self.kernel_size, self.filters, channels), "kernel"
        )
        self._add_bias()
        self.built = True

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        whole = shape_of(inputs)
        batch = whole[0]
        first = 2 if self._first else 1
        sizes = [whole[first + axis] for axis in range(self.rank)]
        inner = [self._grown(size, axis) for axis, size in enumerate(sizes)]
        output_shape = stack(self._arranged(batch, inner, self.filters))
        outputs = self._spread(inputs, output_shape)
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return self._finished(outputs)

    def _grown(self, size: Any, axis: int) -> Any:
        # volumes are not dilated, whatever is said
        rate = self.dilation_rate[axis] if self.rank == 2 else 1
        extra = None if self.output_padding is None else self.output_padding[axis]
        return arguments.transposed_length(
            size,
            self.kernel_size[axis],
            self.padding,
            self.strides[axis],
            extra,
            rate,
        )

    def _spread(self, inputs: Any, output_shape: Any) -> Any:
        raise NotImplementedError

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for that of the input."""
        sizes = as_shape(input_shape).as_list()
        inner = [
            None if size is None else self._grown(size, axis)
            for axis, size in enumerate(sizes[2:] if self._first else sizes[1:-1])
        ]
        return TensorShape(self._arranged(sizes[0], inner, self.filters))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        config = {**super().get_config(), "output_padding": self.output_padding}
        if self.rank == 3:
            config.pop("dilation_rate")
        return config
