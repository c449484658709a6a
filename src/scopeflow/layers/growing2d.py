"""tf.layers.Conv2DTranspose and tf.layers.conv2d_transpose: images grown from their features."""

from __future__ import annotations

from typing import Any

from scopeflow.layers.conv_transpose import ConvTranspose
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.nn.transposed import atrous_conv2d_transpose
from scopeflow.ops.nn.transposed import conv2d_transpose as conv2d_transpose_op
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.initializers import Zeros


class Conv2DTranspose(ConvTranspose):
    """The transpose of a convolution: images grown from their features, and a bias.

    Args:
      filters: the number of channels of the output.
      kernel_size: the size of a window: one number, or two of them.
      strides: the steps of the windows, likewise.
      padding: "valid", or "same"; upper case does too.
      data_format: "channels_last" for inputs [batch, height, width, channels], or "channels_first" for
        [batch, channels, height, width].
      activation: a function of the result, or its name; None for none.
      use_bias: whether to add a bias to each channel.
      kernel_initializer: that of the kernel; by default the variable scope's, else Glorot's uniform one.
      bias_initializer: that of the bias.
      kernel_regularizer: a function that makes a loss of the kernel.
      bias_regularizer: a function that makes a loss of the bias.
      activity_regularizer: a function that makes a loss of the output.
      kernel_constraint: a function applied by optimizers to the kernel after each update.
      bias_constraint: likewise to the bias.
      trainable: whether its variables are to be trained.
      name: its name, which is that of its scope too.
      **kwargs: `dtype`, and what `tf.layers.Layer` takes besides.

    Raises:
      ValueError: for sizes, a padding or a format that are none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.Conv2DTranspose(4, 3)
    ...     y = layer(tf.ones([1, 4, 4, 3]))
    ...     print(y.shape, [v.name for v in layer.weights])
    (1, 6, 6, 4) ['conv2d_transpose/kernel:0', 'conv2d_transpose/bias:0']

    ```
    """

    def __init__(
        self,
        filters: Any,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008 - it holds nothing that changes
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
            rank=2,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )

    def _spread(self, inputs: Any, output_shape: Any) -> Any:
        if self._first:
            # a CPU knows one order only
            inputs = transpose(inputs, (0, 2, 3, 1))
            output_shape = stack([output_shape[axis] for axis in (0, 2, 3, 1)])
        else:
            # TensorFlow looks at the first size, which is a node of the graph
            output_shape[0]
        if tuple(self.dilation_rate) == (1, 1):
            outputs = conv2d_transpose_op(
                inputs, self.kernel, output_shape, (1, *self.strides, 1), padding=self._op_padding
            )
        else:
            rate, other = self.dilation_rate
            if rate != other:
                raise AssertionError(
                    f"a transposed convolution is dilated alike in both dimensions, not by {self.dilation_rate}"
                )
            outputs = atrous_conv2d_transpose(
                inputs, self.kernel, output_shape, rate, padding=self._op_padding
            )
        return transpose(outputs, (0, 3, 1, 2)) if self._first else outputs


@deprecated("Use `tf.keras.layers.Conv2DTranspose` instead.")
def conv2d_transpose(
    inputs: Any,
    filters: Any,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """A `Conv2DTranspose` layer, made and called.

    Args:
      inputs: a tensor of rank 4.
      reuse: whether to share the variables of an earlier layer of this name.
      Others as of `tf.layers.Conv2DTranspose`.

    Returns:
      A tensor in the order of the inputs, with `filters` channels.

    Raises:
      ValueError: if the rank or the number of channels is not known; and as `tf.layers.Conv2DTranspose` and `tf.get_variable`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.conv2d_transpose(tf.ones([1, 4, 4, 3]), 4, 3, padding="same", activation=tf.nn.relu).name)
    conv2d_transpose/Relu:0

    ```
    """
    layer = Conv2DTranspose(
        filters=filters,
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        activation=activation,
        use_bias=use_bias,
        kernel_initializer=kernel_initializer,
        bias_initializer=bias_initializer,
        kernel_regularizer=kernel_regularizer,
        bias_regularizer=bias_regularizer,
        activity_regularizer=activity_regularizer,
        kernel_constraint=kernel_constraint,
        bias_constraint=bias_constraint,
        trainable=trainable,
        name=name,
        _scope=name,
        _reuse=reuse,
    )
    return layer.apply(inputs)
