"""tf.layers.SeparableConv2D and tf.layers.separable_conv2d: windows over each channel of images."""

from __future__ import annotations

from typing import Any

from scopeflow.layers import arguments
from scopeflow.layers.separable import SeparableConv
from scopeflow.ops.nn.separable import separable_conv2d as separable_conv2d_op
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.initializers import Zeros


class SeparableConv2D(SeparableConv):
    """Images, each channel of which is correlated with filters of its own before channels are mixed.

    Args:
      filters: the number of channels of the output.
      kernel_size: the size of a window: one number, or two of them.
      strides: the steps of the windows, likewise.
      padding: "valid", or "same"; upper case does too.
      data_format: "channels_last" for inputs [batch, height, width, channels], or "channels_first" for
        [batch, channels, height, width].
      dilation_rate: the steps within a window, likewise; not together with strides above 1.
      depth_multiplier: how many outputs each channel has before they are mixed.
      activation: a function of the result, or its name; None for none.
      use_bias: whether to add a bias to each channel.
      depthwise_initializer: that of the kernel over each channel.
      pointwise_initializer: that of the kernel that mixes channels.
      bias_initializer: that of the bias.
      depthwise_regularizer: a function that makes a loss of the first kernel.
      pointwise_regularizer: likewise of the second.
      bias_regularizer: a function that makes a loss of the bias.
      activity_regularizer: a function that makes a loss of the output.
      depthwise_constraint: a function applied by optimizers to the first kernel after each update.
      pointwise_constraint: likewise to the second.
      bias_constraint: likewise to the bias.
      trainable: whether its variables are to be trained.
      name: its name, which is that of its scope too.
      **kwargs: `dtype`, and what `tf.layers.Layer` takes besides.

    Raises:
      ValueError: for sizes, a padding or a format that are none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.SeparableConv2D(4, 3)
    ...     y = layer(tf.ones([1, 8, 8, 3]))
    ...     print(y.shape, [v.name for v in layer.weights])
    (1, 6, 6, 4) ['separable_conv2d/depthwise_kernel:0', 'separable_conv2d/pointwise_kernel:0', 'separable_conv2d/bias:0']

    ```
    """

    def __init__(
        self,
        filters: Any,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008 - it holds nothing that changes
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
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
            dilation_rate=dilation_rate,
            depth_multiplier=depth_multiplier,
            activation=activation,
            use_bias=use_bias,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        outputs = separable_conv2d_op(
            inputs,
            self.depthwise_kernel,
            self.pointwise_kernel,
            strides=self._arranged(1, self.strides, 1),
            padding=self._op_padding,
            rate=self.dilation_rate,
            data_format=arguments.op_format(self.data_format, 4),
        )
        return self._finished(outputs)


@deprecated("Use `tf.keras.layers.SeparableConv2D` instead.")
def separable_conv2d(
    inputs: Any,
    filters: Any,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1),
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """A `SeparableConv2D` layer, made and called.

    Args:
      inputs: a tensor of rank 4.
      reuse: whether to share the variables of an earlier layer of this name.
      Others as of `tf.layers.SeparableConv2D`.

    Returns:
      A tensor in the order of the inputs, with `filters` channels.

    Raises:
      ValueError: if the rank or the number of channels is not known; and as `tf.layers.SeparableConv2D` and `tf.get_variable`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.separable_conv2d(tf.ones([1, 8, 8, 3]), 4, 3, padding="same", activation=tf.nn.relu).name)
    separable_conv2d/Relu:0

    ```
    """
    layer = SeparableConv2D(
        filters=filters,
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
        depth_multiplier=depth_multiplier,
        activation=activation,
        use_bias=use_bias,
        depthwise_initializer=depthwise_initializer,
        pointwise_initializer=pointwise_initializer,
        bias_initializer=bias_initializer,
        depthwise_regularizer=depthwise_regularizer,
        pointwise_regularizer=pointwise_regularizer,
        bias_regularizer=bias_regularizer,
        activity_regularizer=activity_regularizer,
        depthwise_constraint=depthwise_constraint,
        pointwise_constraint=pointwise_constraint,
        bias_constraint=bias_constraint,
        trainable=trainable,
        name=name,
        _scope=name,
        _reuse=reuse,
    )
    return layer.apply(inputs)
