"""`tf.py_function`: a Python function of tensors that have values, through which gradients flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import as_dtype
from scopeflow.ops.define import op
from scopeflow.ops.host import eager, python_calls
from scopeflow.ops.host.py_func import unknown_each


@op(
    "EagerPyFunc(input: [Tin]; token: string, is_async: bool = False, Tin: list(type) >= 0, "
    "Tout: list(type) >= 0) -> (output: [Tout]) # stateful",
    shape=unknown_each,
    host=True,
)
def eager_py_func_op(input: Any, *, token: Any, Tin: Any) -> Any:
    """What the function behind `token` returns for tensors with these values."""
    known = python_calls.find(token if isinstance(token, str) else token.decode())
    return eager.call(known, input, Tin)


def make(function: Callable[..., Any], inp: Any, Tout: Any, name: str | None = None) -> Any:
    """A node that calls `function` with tensors that have values."""
    alone = not isinstance(Tout, (list, tuple))
    types = [as_dtype(kind) for kind in ([Tout] if alone else Tout)]
    known = python_calls.register(get_default_graph(), function, types)
    made = eager_py_func_op(inp, token=known.token, Tout=types, name=name)
    return made[0] if alone else made


def py_function(func: Callable[..., Any], inp: Any, Tout: Any, name: str | None = None) -> Any:
    """An operation that calls a Python function with tensors whose values it may read.

    Each argument is a Tensor with `numpy()`; it also converts to a NumPy array, a number, a bool. The function returns arrays,
    numbers, or tensors: those it was given, or new ones that it built from them with ordinary operations, which are then run.
    What it builds has no value inside the function: only arguments have `numpy()`. Gradients flow through what it builds.

    Args:
      func: the function.
      inp: a list of tensors to call it with.
      Tout: the DTypes of its results, a list or tuple, or one DType; the results are converted to them.
      name: the wish for the node's name.

    Returns:
      A list of tensors of unknown shape, or one tensor if `Tout` is one DType; an Operation if `Tout` is empty.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([3.0, 4.0])
    ...     y = tf.py_function(lambda v: tf.sqrt(tf.reduce_sum(v * v)), [x], tf.float32)
    ...     sess.run([y, tf.gradients(y, x)[0]])
    [np.float32(5.0), array([0.6, 0.8], dtype=float32)]

    ```
    """
    return make(func, inp, Tout, name)
