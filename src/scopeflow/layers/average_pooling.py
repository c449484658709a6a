"""tf.layers.AveragePooling1D, 2D and 3D, and their functions: the mean of each window."""

from __future__ import annotations

from typing import Any

from scopeflow.layers.pooling import Pooling1D, Pooling2D, Pooling3D
from scopeflow.ops.nn.pooling import avg_pool, avg_pool3d
from scopeflow.variables.deprecation import deprecated


class AveragePooling1D(Pooling1D):
    """The mean of each window over sequences.

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
    ...     print(tf.layers.AveragePooling1D(2, 2)(tf.ones([1, 6, 3])).shape)
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
        super().__init__(1, avg_pool, pool_size, strides, padding, data_format, name, **kwargs)


@deprecated("Use keras.layers.AveragePooling1D instead.")
def average_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Any:
    """A `AveragePooling1D` layer, made and called.

    Args:
      inputs: a tensor of rank 3.
      Others as of `tf.layers.AveragePooling1D`.

    Returns:
      A tensor in the order of the inputs.

    Raises:
      ValueError: if the rank is another; and as `tf.layers.AveragePooling1D`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.average_pooling1d(tf.ones([1, 6, 3]), 2, 2).name)
    average_pooling1d/Squeeze:0

    ```
    """
    layer = AveragePooling1D(
        pool_size, strides, padding=padding, data_format=data_format, name=name
    )
    return layer.apply(inputs)


class AveragePooling2D(Pooling2D):
    """The mean of each window over images.

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
    ...     print(tf.layers.AveragePooling2D(2, 2)(tf.ones([1, 6, 6, 3])).shape)
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
        super().__init__(2, avg_pool, pool_size, strides, padding, data_format, name, **kwargs)


@deprecated("Use keras.layers.AveragePooling2D instead.")
def average_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Any:
    """A `AveragePooling2D` layer, made and called.

    Args:
      inputs: a tensor of rank 4.
      Others as of `tf.layers.AveragePooling2D`.

    Returns:
      A tensor in the order of the inputs.

    Raises:
      ValueError: if the rank is another; and as `tf.layers.AveragePooling2D`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.average_pooling2d(tf.ones([1, 6, 6, 3]), 2, 2).name)
    average_pooling2d/AvgPool:0

    ```
    """
    layer = AveragePooling2D(
        pool_size, strides, padding=padding, data_format=data_format, name=name
    )
    return layer.apply(inputs)


class AveragePooling3D(Pooling3D):
    """The mean of each window over volumes.

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
    ...     print(tf.layers.AveragePooling3D(2, 2)(tf.ones([1, 4, 4, 4, 3])).shape)
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
        super().__init__(3, avg_pool3d, pool_size, strides, padding, data_format, name, **kwargs)


@deprecated("Use keras.layers.AveragePooling3D instead.")
def average_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Any:
    """A `AveragePooling3D` layer, made and called.

    Args:
      inputs: a tensor of rank 5.
      Others as of `tf.layers.AveragePooling3D`.

    Returns:
      A tensor in the order of the inputs.

    Raises:
      ValueError: if the rank is another; and as `tf.layers.AveragePooling3D`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.average_pooling3d(tf.ones([1, 4, 4, 4, 3]), 2, 2).name)
    average_pooling3d/AvgPool3D:0

    ```
    """
    layer = AveragePooling3D(
        pool_size, strides, padding=padding, data_format=data_format, name=name
    )
    return layer.apply(inputs)
