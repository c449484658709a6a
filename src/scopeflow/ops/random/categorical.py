"""Drawing classes with given unnormalized log-probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.random.seeds import get_seed
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value
from scopeflow.xp.random.drawing import categories


def drawn_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """The shape rule: a row of samples for each row of logits."""
    dims = rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 0)
    assert dims is not None
    value = constant_value(inputs[1])
    if value is not None and value < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 1, must be non-negative but is {int(value)}",
            values=(1,),
        )
    return ((dims[0], None if value is None else int(value)),)


@op(
    "Multinomial(logits: T, num_samples: int32; seed: int = 0, seed2: int = 0, T: real, output_dtype: index = int64) "
    "-> (output: output_dtype) # stateful",
    shape=drawn_shape,
    static=("num_samples",),
)
def _multinomial(logits: Any, num_samples: Any, *, output_dtype: Any, rng: Any) -> Any:
    """Classes drawn for each row."""
    return categories(logits, num_samples, rng, output_dtype.as_numpy_dtype)


def multinomial(
    logits: Any,
    num_samples: Any,
    seed: Any = None,
    name: str | None = None,
    output_dtype: Any = None,
) -> Tensor:
    """The older name of `tf.random.categorical`, with its arguments in another order.

    Args:
      logits: a Tensor of floats of shape [batch, classes].
      num_samples: an int scalar.
      seed: an int that fixes the samples; see `set_random_seed`.
      name: a name for the scope of the operation.
      output_dtype: int32 or int64, the default.
    """
    with name_scope(name, "multinomial", [logits]):
        return _draw(logits, num_samples, output_dtype, seed)


def categorical(
    logits: Any, num_samples: Any, dtype: Any = None, seed: Any = None, name: str | None = None
) -> Tensor:
    """Draws classes with the probabilities softmax(logits).

    Args:
      logits: a Tensor of floats of shape [batch, classes].
      num_samples: an int scalar, how many classes to draw for each row.
      dtype: int32 or int64, the default.
      seed: an int that fixes the samples; see `set_random_seed`.
      name: a name for the scope of the operation.

    Returns:
      A Tensor of shape [batch, num_samples].

    Raises:
      ValueError: if `logits` is no matrix.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random.categorical([[0.0, 9.0]], 4, seed=1)))
    [[1 1 1 1]]

    ```
    """
    with name_scope(name, "categorical", [logits]):
        return _draw(logits, num_samples, dtype, seed)


def _draw(logits: Any, num_samples: Any, dtype: Any, seed: Any) -> Tensor:
    logits = convert_to_tensor(logits, name="logits")
    seed1, seed2 = get_seed(seed)
    return _multinomial(
        logits,
        num_samples,
        seed=seed1,
        seed2=seed2,
        output_dtype=dtypes.int64 if dtype is None else dtypes.as_dtype(dtype),
    )
