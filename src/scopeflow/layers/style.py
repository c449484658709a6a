"""tf.layers.experimental: layers whose variables follow name scopes, as Keras's do, instead of variable scopes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any


class _Style:
    """Whether layers made now are of Keras's style."""

    wanted = False


def keras_style_wanted() -> bool:
    """Whether layers that are made now are to be of Keras's style."""
    return _Style.wanted


def set_keras_style() -> None:
    """Makes all layers from now on those of Keras's style; see `keras_style_scope`.

    Nothing goes back: programs that mix both styles use the scope.
    """
    _Style.wanted = True


@contextlib.contextmanager
def keras_style_scope() -> Iterator[None]:
    """A context in which layers are made that share variables by object alone.

    Such a layer's variables are resource variables named after the layer and the name scopes around it, no variable
    scope, getter or partitioner has a say in them, and none is shared by name; its updates stay in `updates`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.layers.experimental.keras_style_scope():
    ...     one, two = tf.layers.Dense(2, name="d"), tf.layers.Dense(2, name="d")
    ...     _ = one(tf.ones([1, 3])), two(tf.ones([1, 3]))
    ...     print(one.kernel.name, two.kernel.name)
    d/kernel:0 d_1/kernel:0

    ```
    """
    before, _Style.wanted = _Style.wanted, True
    try:
        yield
    finally:
        _Style.wanted = before


def refuse(what: str, value: Any) -> None:
    """Raises ValueError if a layer of Keras's style is given what belongs to variable scopes."""
    if value is not None:
        raise ValueError(
            f"{what} argument not allowed when keras style layers are enabled, but saw: {value}. "
            "Share variables by calling the same layer object again."
        )
