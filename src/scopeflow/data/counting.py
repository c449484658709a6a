"""`tf.data.experimental.Counter`: numbers without an end."""

from __future__ import annotations

from typing import Any

from scopeflow.data.folding import scan
from scopeflow.data.sources import from_tensors
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import int64
from scopeflow.ops.scoping import name_scope


def Counter(start: Any = 0, step: Any = 1, dtype: Any = int64) -> Any:  # noqa: N802 - TensorFlow's name
    """The dataset of `start`, `start + step`, `start + 2 * step`, and so on without an end.

    Args:
      start: the first number.
      step: what is added for the next.
      dtype: the DType of the numbers.

    Returns:
      A Dataset of scalars.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     odd = tf.data.experimental.Counter(1, 2).take(3).batch(3)
    ...     sess.run(odd.make_one_shot_iterator().get_next()).tolist()
    [1, 3, 5]

    ```
    """
    with name_scope("counter"):
        first = convert_to_tensor(start, dtype=dtype, name="start")
        by = convert_to_tensor(step, dtype=dtype, name="step")
        return from_tensors(0).repeat(None).apply(scan(first, lambda state, _: (state + by, state)))
