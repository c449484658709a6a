"""tf.layers.SeparableConv1D and tf.layers.separable_conv1d: windows over each channel of sequences."""

from __future__ import annotations

from typing import Any

from scopeflow.layers import arguments
from scopeflow.layers.separable import SeparableConv
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.nn.affine import bias_add
from scopeflow.ops.nn.separable import separable_conv2d
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.initializers import Zeros


class SeparableConv1D(SeparableConv):
    """Sequences, each channel of which is correlated with filters of its own before channels are mixed.

    Args:
      filters: the number of channels of the output.
      kernel_size: the size of a window: a number, or a tuple of one.
      strides: the steps of the windows, likewise.
      padding: "valid", or "same", or "causal", in which no output depends on later inputs; upper case does too.
      data_format: "channels_last" for inputs [batch, length, channels], or "channels_first" for
        [batch, channels, length].
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
    ...     layer = tf.layers.SeparableConv1D(4, 3)
    ...     y = layer(tf.ones([1, 8, 3]))
    ...     print(y.shape, [v.name for v in layer.weights])
    (1, 6, 4) ['separable_conv1d/depthwise_kernel:0', 'separable_conv1d/pointwise_kernel:0', 'separable_conv1d/bias:0']

    ```
    """

    _may_be_causal = True

    def __init__(
        self,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
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
            rank=1,
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
        if self.padding == "causal":
            inputs = pad(inputs, self._compute_causal_padding())
        axis = 2 if self._first else 1
        steps = self.strides * 2
        outputs = separable_conv2d(
            expand_dims(inputs, axis),
            expand_dims(self.depthwise_kernel, 0),
            expand_dims(self.pointwise_kernel, 0),
            strides=self._arranged(1, steps, 1),
            padding=self._op_padding,
            rate=(1, *self.dilation_rate),
            data_format=arguments.op_format(self.data_format, 4),
        )
        if self.use_bias:
            outputs = bias_add(
                outputs, self.bias, data_format=arguments.op_format(self.data_format, 4)
            )
        return self._activated(squeeze(outputs, [axis]))


@deprecated("Use `tf.keras.layers.SeparableConv1D` instead.")
def separable_conv1d(
    inputs: Any,
    filters: Any,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
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
    """A `SeparableConv1D` layer, made and called.

    Args:
      inputs: a tensor of rank 3.
      reuse: whether to share the variables of an earlier layer of this name.
      Others as of `tf.layers.SeparableConv1D`.

    Returns:
      A tensor in the order of the inputs, with `filters` channels.

    Raises:
      ValueError: if the rank or the number of channels is not known; and as `tf.layers.SeparableConv1D` and `tf.get_variable`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.separable_conv1d(tf.ones([1, 8, 3]), 4, 3, padding="same", activation=tf.nn.relu).name)
    separable_conv1d/Relu:0

    ```
    """
    layer = SeparableConv1D(
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
