"""Kullback-Leibler divergences: the registry of formulas for pairs of classes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.math.elementwise import is_nan
from scopeflow.ops.math.logical import logical_not
from scopeflow.ops.math.reduction import reduce_all
from scopeflow.ops.scoping import name_scope

_FORMULAS: dict[tuple[type, type], Callable[..., Any]] = {}


def _registered(a: type, b: type) -> Callable[..., Any] | None:
    """The formula of the nearest classes above two classes."""
    best: tuple[int, Callable[..., Any] | None] | None = None
    for distance_a, parent_a in enumerate(inspect.getmro(a)):
        for distance_b, parent_b in enumerate(inspect.getmro(b)):
            formula = _FORMULAS.get((parent_a, parent_b))
            if formula is not None and (best is None or distance_a + distance_b < best[0]):
                best = distance_a + distance_b, formula
    return None if best is None else best[1]


def kl_divergence(
    distribution_a: Any, distribution_b: Any, allow_nan_stats: bool = True, name: str | None = None
) -> Any:
    """The Kullback-Leibler divergence KL(a || b) of two distributions.

    Args:
      distribution_a: a Distribution.
      distribution_b: another.
      allow_nan_stats: whether NaN is a result; else a run fails where it comes out.
      name: a name for the scope of the operations.

    Returns:
      A Tensor of the batch shape.

    Raises:
      NotImplementedError: if there is no formula for the two classes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     near, far = tf.distributions.Normal(0.0, 1.0), tf.distributions.Normal(2.0, 1.0)
    ...     print(session.run(tf.distributions.kl_divergence(near, far)))
    2.0

    ```
    """
    formula = _registered(type(distribution_a), type(distribution_b))
    if formula is None:
        raise NotImplementedError(
            "No KL(distribution_a || distribution_b) registered for distribution_a "
            f"type {type(distribution_a).__name__} and distribution_b type "
            f"{type(distribution_b).__name__}"
        )
    with name_scope("KullbackLeibler"):
        result = formula(distribution_a, distribution_b, name=name)
        if allow_nan_stats:
            return result
        # imported here: most programs never ask for checks
        from scopeflow.graph.core import get_default_graph
        from scopeflow.ops.checks.assertion import Assert

        result = identity(result, name="kl")
        fine = Assert(
            logical_not(reduce_all(is_nan(result))),
            [
                "KL calculation between "
                f"{distribution_a.name} and {distribution_b.name} returned NaN values "
                "(and was called with allow_nan_stats=False). Values:",
                result,
            ],
        )
        with get_default_graph().control_dependencies([fine]):
            return identity(result, name="checked_kl")


def cross_entropy(
    ref: Any, other: Any, allow_nan_stats: bool = True, name: str | None = None
) -> Any:
    """The cross entropy H(ref, other): the entropy of the first and its divergence from the other."""
    with name_scope(name, "cross_entropy"):
        return ref.entropy() + kl_divergence(ref, other, allow_nan_stats=allow_nan_stats)


class RegisterKL:
    """A decorator that registers the formula of KL(a || b) for two classes and those below them.

    Args:
      dist_cls_a: the class of a.
      dist_cls_b: the class of b.

    The function takes (a, b, name=None) and gives a Tensor.
    """

    def __init__(self, dist_cls_a: type, dist_cls_b: type) -> None:
        self._key = (dist_cls_a, dist_cls_b)

    def __call__(self, kl_fn: Callable[..., Any]) -> Callable[..., Any]:
        """Registers the function.

        Raises:
          TypeError: if it cannot be called.
          ValueError: if there is one for the two classes.
        """
        if not callable(kl_fn):
            raise TypeError(f"kl_fn must be callable, received: {kl_fn}")
        if self._key in _FORMULAS:
            raise ValueError(
                f"KL({self._key[0].__name__} || {self._key[1].__name__}) has already been "
                f"registered to: {_FORMULAS[self._key]}"
            )
        _FORMULAS[self._key] = kl_fn
        return kl_fn
