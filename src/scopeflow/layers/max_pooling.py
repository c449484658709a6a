"""tf.layers.MaxPooling1D, 2D and 3D, and their functions: the greatest number of each window."""

from __future__ import annotations

from typing import Any

from scopeflow.layers.pooling import Pooling1D, Pooling2D, Pooling3D
from scopeflow.ops.nn.pooling import max_pool, max_pool3d
from scopeflow.variables.deprecation import deprecated


class MaxPooling1D(Pooling1D):
    """The greatest number of each window over sequences.

    Args:
      pool_size: the size of a window: a number, or a tuple of one.
      strides: the steps of the windows, likewise.
      padding: "valid" or "same"; upper case does too.
      data_format: "channels_last" for inputs [batch, length, channels], or "channels_first" for
        [batch, channels, length].
      name: its name, which is that of its scope too.
      **kwargs: what `tf.layers.Layer` takes besides.

    Raises:
      ValueError: for sizes, a padding or a format that are none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.MaxPooling1D(2, 2)(tf.ones([1, 6, 3])).shape)
    (1, 3, 3)

    ```
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(1, max_pool, pool_size, strides, padding, data_format, name, **kwargs)


@deprecated("Use keras.layers.MaxPooling1D instead.")
def max_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Any:
    """A `MaxPooling1D` layer, made and called.

    Args:
      inputs: a tensor of rank 3.
      Others as of `tf.layers.MaxPooling1D`.

    Returns:
      A tensor in the order of the inputs.

    Raises:
      ValueError: if the rank is another; and as `tf.layers.MaxPooling1D`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.max_pooling1d(tf.ones([1, 6, 3]), 2, 2).name)
    max_pooling1d/Squeeze:0

    ```
    """
    layer = MaxPooling1D(pool_size, strides, padding=padding, data_format=data_format, name=name)
    return layer.apply(inputs)


class MaxPooling2D(Pooling2D):
    """The greatest number of each window over images.

    Args:
      pool_size: the size of a window: one number, or two of them.
      strides: the steps of the windows, likewise.
      padding: "valid" or "same"; upper case does too.
      data_format: "channels_last" for inputs [batch, height, width, channels], or "channels_first" for
        [batch, channels, height, width].
      name: its name, which is that of its scope too.
      **kwargs: what `tf.layers.Layer` takes besides.

    Raises:
      ValueError: for sizes, a padding or a format that are none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.MaxPooling2D(2, 2)(tf.ones([1, 6, 6, 3])).shape)
    (1, 3, 3, 3)

    ```
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(2, max_pool, pool_size, strides, padding, data_format, name, **kwargs)


@deprecated("Use keras.layers.MaxPooling2D instead.")
def max_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Any:
    """A `MaxPooling2D` layer, made and called.

    Args:
      inputs: a tensor of rank 4.
      Others as of `tf.layers.MaxPooling2D`.

    Returns:
      A tensor in the order of the inputs.

    Raises:
      ValueError: if the rank is another; and as `tf.layers.MaxPooling2D`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.max_pooling2d(tf.ones([1, 6, 6, 3]), 2, 2).name)
    max_pooling2d/MaxPool:0

    ```
    """
    layer = MaxPooling2D(pool_size, strides, padding=padding, data_format=data_format, name=name)
    return layer.apply(inputs)


class MaxPooling3D(Pooling3D):
    """The greatest number of each window over volumes.

    Args:
      pool_size: the size of a window: one number, or three of them.
      strides: the steps of the windows, likewise.
      padding: "valid" or "same"; upper case does too.
      data_format: "channels_last" for inputs [batch, depth, height, width, channels], or "channels_first" for
        [batch, channels, depth, height, width].
      name: its name, which is that of its scope too.
      **kwargs: what `tf.layers.Layer` takes besides.

    Raises:
      ValueError: for sizes, a padding or a format that are none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.MaxPooling3D(2, 2)(tf.ones([1, 4, 4, 4, 3])).shape)
    (1, 2, 2, 2, 3)

    ```
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(3, max_pool3d, pool_size, strides, padding, data_format, name, **kwargs)


@deprecated("Use keras.layers.MaxPooling3D instead.")
def max_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Any:
    """A `MaxPooling3D` layer, made and called.

    Args:
      inputs: a tensor of rank 5.
      Others as of `tf.layers.MaxPooling3D`.

    Returns:
      A tensor in the order of the inputs.

    Raises:
      ValueError: if the rank is another; and as `tf.layers.MaxPooling3D`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.max_pooling3d(tf.ones([1, 4, 4, 4, 3]), 2, 2).name)
    max_pooling3d/MaxPool3D:0

    ```
    """
    layer = MaxPooling3D(pool_size, strides, padding=padding, data_format=data_format, name=name)
    return layer.apply(inputs)
