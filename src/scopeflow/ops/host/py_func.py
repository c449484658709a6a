"""`tf.py_func` and `tf.numpy_function`: a Python function of NumPy arrays as an operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import op
from scopeflow.ops.host import python_calls


def unknown_each(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[None, ...]:
    """Nothing is known of the shapes of what Python returns."""
    return (None,) * len(attrs["Tout"])


def _run(values: Sequence[Any], token: Any, types: Sequence[Any]) -> list[np.ndarray]:
    known = python_calls.find(token if isinstance(token, str) else token.decode())
    given = [python_calls.argument(value) for value in values]
    return python_calls.results(python_calls.call(known.function, given), types, known.token)


@op(
    "PyFunc(input: [Tin]; token: string, Tin: list(type) >= 0, Tout: list(type) >= 0) -> (output: [Tout]) # stateful",
    shape=unknown_each,
    host=True,
)
def py_func_op(input: Any, *, token: Any, Tout: Any) -> Any:
    """What the function behind `token` returns."""
    return _run(input, token, Tout)


@op(
    "PyFuncStateless(input: [Tin]; token: string, Tin: list(type) >= 0, Tout: list(type) >= 0) -> (output: [Tout])",
    shape=unknown_each,
    host=True,
)
def py_func_stateless_op(input: Any, *, token: Any, Tout: Any, ctx: Any) -> Any:
    """What the function behind `token` returns, which depends on its arguments alone."""
    # it asks for `ctx` so that no value is worked out while the graph is built
    return _run(input, token, Tout)


def py_func(
    func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """An operation that calls a Python function with NumPy values.

    The function gets arrays of its own, NumPy scalars for scalars and bytes for strings, and returns one value or a list of
    them: arrays, or what converts to them; a Python float is float64, an int int64. It runs in the thread that runs the
    session, and may itself run the session: then it sees what the run has assigned so far. What it raises fails the run:
    ValueError and TypeError as InvalidArgumentError, StopIteration as OutOfRangeError, MemoryError as
    ResourceExhaustedError, NotImplementedError as UnimplementedError, all else as UnknownError.

    Args:
      func: the function.
      inp: a list of tensors to call it with.
      Tout: the DTypes of its results, a list or tuple, or one DType.
      stateful: whether it must be called in every run, even with the same arguments.
      name: the wish for the node's name.

    Returns:
      A list of tensors of unknown shape, or one tensor if `Tout` is one DType; an Operation if `Tout` is empty. No gradient
      flows through them.

    Raises:
      ValueError: if `func` is no function.

    ```python
    >>> import numpy as np
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.py_func(np.median, [tf.constant([3.0, 1.0, 2.0])], tf.float32)
    ...     sess.run(y)
    np.float32(2.0)

    ```
    """
    if not callable(func):
        raise ValueError(f"Expected func to be callable, got func of type {type(func)}")
    alone = not isinstance(Tout, (list, tuple))
    types = [as_dtype(kind) for kind in ([Tout] if alone else Tout)]
    known = python_calls.register(get_default_graph(), func, types)
    made = (py_func_op if stateful else py_func_stateless_op)(
        inp, token=known.token, Tout=types, name=name
    )
    return made[0] if alone else made


def numpy_function(func: Callable[..., Any], inp: Any, Tout: Any, name: str | None = None) -> Any:
    """An operation that calls a Python function with NumPy values: `tf.py_func` under its later name.

    Args:
      func: the function.
      inp: a list of tensors to call it with.
      Tout: the DTypes of its results, a list or tuple, or one DType.
      name: the wish for the node's name.

    Returns:
      A list of tensors of unknown shape, or one tensor if `Tout` is one DType.

    Raises:
      ValueError: if `func` is no function.
    """
    return py_func(func, inp, Tout, stateful=True, name=name)
