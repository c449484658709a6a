"""tf.layers.Conv1D, Conv2D and Conv3D: what they share, and each."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.layers import arguments, lookups
from scopeflow.layers.base import Layer
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.nn.affine import bias_add
from scopeflow.ops.nn.convolution import Convolution


class Conv(Layer):
    """What layers with windows share.

    Args:
      rank: the number of spatial dimensions.
      Others as of `tf.layers.Conv2D`.
    """

    # whether the padding may be at the beginning alone
    _may_be_causal = False

    def __init__(
        self,
        rank: int,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            trainable=trainable,
            name=name,
            activity_regularizer=lookups.regularizer(activity_regularizer),
            **kwargs,
        )
        self.rank = rank
        if filters is not None and not isinstance(filters, (int, float)):
            filters = int(filters)
        self.filters = filters
        self.kernel_size = arguments.window(kernel_size, rank, "kernel_size")
        self.strides = arguments.window(strides, rank, "strides")
        self.padding = arguments.padding(padding)
        if self.padding == "causal" and not self._may_be_causal:
            raise ValueError("Causal padding is only supported for `Conv1D`and ``SeparableConv1D`.")
        self.data_format = arguments.data_format(data_format)
        self.dilation_rate = arguments.window(dilation_rate, rank, "dilation_rate")
        self.activation = lookups.activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = lookups.initializer(kernel_initializer)
        self.bias_initializer = lookups.initializer(bias_initializer)
        self.kernel_regularizer = lookups.regularizer(kernel_regularizer)
        self.bias_regularizer = lookups.regularizer(bias_regularizer)
        self.kernel_constraint = lookups.constraint(kernel_constraint)
        self.bias_constraint = lookups.constraint(bias_constraint)
        self.input_spec = InputSpec(ndim=rank + 2)

    # -- what follows from the arguments ---------------------------------------------------------

    @property
    def _first(self) -> bool:
        return self.data_format == "channels_first"

    @property
    def _channel_axis(self) -> int:
        return 1 if self._first else -1

    @property
    def _op_padding(self) -> str:
        return "VALID" if self.padding == "causal" else self.padding.upper()

    def _channels(self, shape: TensorShape) -> int:
        """The known number of channels.

        Raises:
          ValueError: if it is not known.
        """
        channels = shape.as_list()[self._channel_axis]
        if channels is None:
            raise ValueError(self._channels_unknown(shape))
        return channels

    def _channels_unknown(self, shape: TensorShape) -> str:
        return "The channel dimension of the inputs should be defined. Found `None`."

    def _arranged(self, batch: Any, inner: Any, channels: Any) -> list[Any]:
        return [batch, channels, *inner] if self._first else [batch, *inner, channels]

    # -- building and calling --------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Makes the kernel and the bias.

        Raises:
          ValueError: if the number of channels is not known, or strides and rates do not go together.
        """
        shape = as_shape(input_shape)
        channels = self._channels(shape)
        sizes = (*self.kernel_size, channels, self.filters)
        self.kernel = self._add_kernel("kernel", sizes, "kernel")
        self._add_bias()
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        self._convolution_op = Convolution(
            shape,
            self.kernel.shape,
            self.rank,
            self._op_padding,
            self.strides,
            self.dilation_rate,
            arguments.op_format(self.data_format, self.rank + 2),
        )
        self.built = True

    def _add_kernel(self, name: str, sizes: Any, which: str) -> Any:
        return self.add_weight(
            name=name,
            shape=sizes,
            initializer=getattr(self, which + "_initializer"),
            regularizer=getattr(self, which + "_regularizer"),
            constraint=getattr(self, which + "_constraint"),
            trainable=True,
            dtype=self.dtype,
        )

    def _add_bias(self) -> None:
        self.bias = self._add_kernel("bias", (self.filters,), "bias") if self.use_bias else None

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        return self._finished(self._convolution_op(inputs, self.kernel))

    def _finished(self, outputs: Any) -> Any:
        if self.use_bias:
            if self._first and self.rank == 1:
                # an op adds a bias to the second of four dimensions, or more
                outputs += reshape(self.bias, (1, self.filters, 1))
            else:
                outputs = bias_add(
                    outputs, self.bias, data_format="NCHW" if self._first else "NHWC"
                )
        return self._activated(outputs)

    def _activated(self, outputs: Any) -> Any:
        return outputs if self.activation is lookups.linear else self.activation(outputs)

    def _compute_causal_padding(self) -> list[list[int]]:
        before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
        return self._arranged([0, 0], [[before, 0]], [0, 0])

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for that of the input."""
        sizes = as_shape(input_shape).as_list()
        inner = [
            arguments.output_length(size, kernel, self.padding, stride, rate)
            for size, kernel, stride, rate in zip(
                sizes[2:] if self._first else sizes[1:-1],
                self.kernel_size,
                self.strides,
                self.dilation_rate,
                strict=False,
            )
        ]
        return TensorShape(self._arranged(sizes[0], inner, self.filters))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        return {
            **self._base_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "activation": lookups.described(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": lookups.described(self.kernel_initializer),
            "bias_initializer": lookups.described(self.bias_initializer),
            "kernel_regularizer": lookups.described(self.kernel_regularizer),
            "bias_regularizer": lookups.described(self.bias_regularizer),
            "activity_regularizer": lookups.described(self.activity_regularizer),
            "kernel_constraint": lookups.described(self.kernel_constraint),
            "bias_constraint": lookups.described(self.bias_constraint),
        }
