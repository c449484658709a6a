"""`tf.data.experimental.RandomDataset`: random numbers without an end."""

from __future__ import annotations

from typing import Any

from scopeflow.data.dataset import DatasetV1
from scopeflow.data.seeding import seed_tensors
from scopeflow.graph.dtypes import int64
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call


class RandomDatasetV1(DatasetV1):
    """Random int64 scalars in [0, 2**32), without an end.

    Args:
      seed: a seed, an int64 scalar. With equal seeds the numbers are TensorFlow's.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     numbers = tf.data.experimental.RandomDataset(7).batch(2)
    ...     sess.run(numbers.make_one_shot_iterator().get_next()).tolist()
    [1992159687, 3200305987]

    ```
    """

    def __init__(self, seed: Any = None) -> None:
        self._seeds = seed_tensors(seed)
        variant = call("RandomDataset", *self._seeds, output_types=[int64], output_shapes=[()])
        super().__init__(variant)

    @property
    def element_spec(self) -> Any:
        return TensorSpec([], int64)
