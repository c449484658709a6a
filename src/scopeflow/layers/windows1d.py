"""tf.layers.Conv1D and tf.layers.conv1d: windows over sequences."""

from __future__ import annotations

from typing import Any

from scopeflow.layers.conv import Conv
from scopeflow.ops.arrays.padding import pad
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.initializers import Zeros


class Conv1D(Conv):
    """Sequences correlated with filters, and a bias.

    Args:
      filters: the number of channels of the output.
      kernel_size: the size of a window: a number, or a tuple of one.
      strides: the steps of the windows, likewise.
      padding: "valid", or "same", or "causal", in which no output depends on later inputs; upper case does too.
      data_format: "channels_last" for inputs [batch, length, channels], or "channels_first" for
        [batch, channels, length].
      dilation_rate: the steps within a window, likewise; not together with strides above 1.
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
    ...     layer = tf.layers.Conv1D(4, 3)
    ...     y = layer(tf.ones([1, 8, 3]))
    ...     print(y.shape, [v.name for v in layer.weights])
    (1, 6, 4) ['conv1d/kernel:0', 'conv1d/bias:0']

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
            rank=1,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
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

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, in the order of the layer's data format."""
        if self.padding == "causal":
            inputs = pad(inputs, self._compute_causal_padding())
        return super().call(inputs)


@deprecated("Use `tf.keras.layers.Conv1D` instead.")
def conv1d(
    inputs: Any,
    filters: Any,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
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
    """A `Conv1D` layer, made and called.

    Args:
      inputs: a tensor of rank 3.
      reuse: whether to share the variables of an earlier layer of this name.
      Others as of `tf.layers.Conv1D`.

    Returns:
      A tensor in the order of the inputs, with `filters` channels.

    Raises:
      ValueError: if the rank or the number of channels is not known; and as `tf.layers.Conv1D` and `tf.get_variable`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.conv1d(tf.ones([1, 8, 3]), 4, 3, padding="same", activation=tf.nn.relu).name)
    conv1d/Relu:0

    ```
    """
    layer = Conv1D(
        filters=filters,
        kernel_size=kernel_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
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
