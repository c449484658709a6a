"""The user's own gradient functions: `tf.RegisterGradient`, `tf.NotDifferentiable`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from scopeflow.graph.origin import user_frame
from scopeflow.ops import gradient

F = TypeVar("F", bound=Callable[..., Any])

# name -> the line that registered it
_PLACES: dict[str, str] = {}


class RegisterGradient:
    """A decorator that makes a function the gradient function of an op type.

    The function is called as `f(op, *grads)` with the Operation and the gradient of each of its outputs;
    it returns one gradient, or a list of as many as the operation has inputs, None where there is none.
    Names that are no op types serve `Graph.gradient_override_map`.

    Args:
      op_type: the name to register.

    Raises:
      TypeError: if `op_type` is no string.
      KeyError: on decorating, if the name is taken.

    ```python
    >>> import scopeflow as tf
    >>> @tf.RegisterGradient("DoubledIdentity")
    ... def _doubled(op, grad):
    ...     return 2.0 * grad
    >>> with tf.Graph().as_default() as graph, tf.Session() as sess:
    ...     x = tf.constant(1.0)
    ...     with graph.gradient_override_map({"Identity": "DoubledIdentity"}):
    ...         y = tf.identity(x)
    ...     print(sess.run(tf.gradients(y, x)[0]))
    2.0

    ```
    """

    def __init__(self, op_type: str) -> None:
        self._op_type = _checked(op_type)

    def __call__(self, f: F) -> F:
        """Registers the function `f`."""
        _register(self._op_type, f)
        return f


def not_differentiable(op_type: str) -> None:
    """Says that an op type has no gradient, and that this is no mistake.

    Args:
      op_type: the name of an op type.

    Raises:
      TypeError: if `op_type` is no string.
      KeyError: if a gradient is registered for it.
    """
    _register(_checked(op_type), None)


def _checked(op_type: Any) -> str:
    if not isinstance(op_type, str):
        raise TypeError("op_type must be a string. It is the name of an op type, such as 'MatMul'.")
    return op_type


def _register(name: str, function: Any) -> None:
    # the library's own functions count too
    if gradient.is_known(name):
        place = _PLACES.get(name, "the library")
        raise KeyError(
            f"Registering two gradient with name '{name}'! (Previous registration was in {place})"
        )
    gradient.add(name, function)
    frame = user_frame(2, None)
    if frame is not None:
        _PLACES[name] = f"{frame.f_code.co_filename}:{frame.f_lineno}"
