"""tf.layers.Dropout and tf.layers.dropout: zeros at random places, while training."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.layers.base import Layer
from scopeflow.layers.deciding import decide
from scopeflow.layers.state import learning_phase
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.nn.dropout import dropout as drop
from scopeflow.variables.deprecation import deprecated


class Dropout(Layer):
    """Sets a part of the inputs to 0 while training and scales the others up, so that the sum stays the same on average.

    Args:
      rate: the part to be dropped.
      noise_shape: the shape of the choice, of which None are the input's own sizes; a 1 chooses for a whole dimension.
      seed: of the choice.
      name: its name, which is that of its scope too.
      **kwargs: what `tf.layers.Layer` takes besides.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     layer = tf.layers.Dropout(0.5)
    ...     print(sess.run(layer(tf.ones([2]))))
    [1. 1.]

    ```
    """

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs: Any, training: Any = False) -> Any:  # type: ignore[override]
        """The inputs with zeros if `training`, a bool or a bool tensor, is true; else the inputs.

        If it is None, a placeholder that the graph's layers share decides, which is false unless it is fed.
        """
        if training is None:
            training = learning_phase()

        def dropped() -> Any:
            return drop(
                inputs, noise_shape=self._get_noise_shape(inputs), seed=self.seed, rate=self.rate
            )

        return decide(training, dropped, lambda: identity(inputs))

    def _get_noise_shape(self, inputs: Any) -> Any:
        if self.noise_shape is None:
            return None
        own = shape_of(inputs)
        wanted = [own[axis] if size is None else size for axis, size in enumerate(self.noise_shape)]
        return convert_to_tensor(wanted)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        own = {"rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}
        return {**self._base_config(), **own}


@deprecated("Use keras.layers.dropout instead.")
def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: Any = None,
    training: Any = False,
    name: str | None = None,
) -> Any:
    """A `Dropout` layer, made and called.

    Args:
      inputs: a tensor of floats.
      training: a bool, or a bool tensor: whether to drop.
      Others as of `tf.layers.Dropout`.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: if the rate is not in [0, 1).

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.dropout(tf.ones([2]), training=True).name)
    dropout/dropout/mul_1:0

    ```
    """
    layer = Dropout(rate, noise_shape=noise_shape, seed=seed, name=name)
    return layer.apply(inputs, training=training)
