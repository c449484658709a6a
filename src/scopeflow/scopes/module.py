"""`tf.Module`: an object that finds the variables and modules that its attributes hold."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from scopeflow.graph.trackable import TrackableReference, is_trackable
from scopeflow.ops.nest import flatten, with_paths
from scopeflow.ops.scoping import name_scope
from scopeflow.variables.variable import Variable

F = TypeVar("F", bound=Callable[..., Any])

_IDENTIFIER = re.compile(r"[a-zA-Z_]([a-zA-Z0-9_])*$")
_CAMEL = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


class Module:
    """A base class for objects that hold variables.

    Variables and other modules are found wherever an attribute holds them, in nested lists, tuples and dicts too.

    Args:
      name: the module's name, a valid identifier; the class's name in snake case by default. It is also the wish for the
        name scope that the module's operations may be made in.

    Raises:
      ValueError: if the name is no identifier.

    ```python
    >>> import scopeflow as tf
    >>> class Dense(tf.Module):
    ...     def __init__(self, size, name=None):
    ...         super().__init__(name=name)
    ...         with self.name_scope:
    ...             self.w = tf.Variable(tf.ones([size, size]), name="w")
    ...     @tf.Module.with_name_scope
    ...     def __call__(self, x):
    ...         return tf.matmul(x, self.w, name="product")
    >>> with tf.Graph().as_default():
    ...     dense = Dense(2)
    ...     print(dense(tf.ones([1, 2])).name, [v.name for v in dense.variables])
    dense/product:0 ['dense/w:0']

    ```
    """

    def __init__(self, name: str | None = None) -> None:
        if name is None:
            name = _CAMEL.sub(r"_\1", type(self).__name__).lower()
        elif not _IDENTIFIER.match(name):
            raise ValueError(
                f"{name!r} is not a valid module name. Module names must be valid Python identifiers (e.g. a valid "
                "class name)."
            )
        self._name = name
        # a scope of its own, whoever else asked for the name
        with name_scope(name) as scope:
            self._scope_name = scope

    @property
    def name(self) -> str:
        """The module's name."""
        return self._name

    @property
    def name_scope(self) -> Any:
        """A context manager: the module's name scope, entered again."""
        return name_scope(self._scope_name)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that this module and those in it hold: its own first, by the names of the attributes."""
        return tuple(self._flatten(predicate=_is_variable))

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """Those of `variables` that are trainable."""
        return tuple(
            self._flatten(
                predicate=lambda leaf: _is_variable(leaf) and getattr(leaf, "trainable", False)
            )
        )

    @property
    def submodules(self) -> tuple[Module, ...]:
        """The modules in this one, however deep."""
        return tuple(self._flatten(predicate=_is_module))

    @property
    def _checkpoint_dependencies(self) -> list[TrackableReference]:
        """What is saved with the module: the variables, objects, lists and dicts that its attributes hold."""
        return [
            TrackableReference(name, value)
            for name, value in vars(self).items()
            if is_trackable(value) or isinstance(value, (list, dict))
        ]

    def _flatten(
        self,
        recursive: bool = True,
        predicate: Callable[[Any], bool] | None = None,
        attribute_traversal_key: Any = None,
        with_path: bool = False,
    ) -> Iterator[Any]:
        """The leaves of the attributes for which `predicate` holds.

        Each comes once; `with_path` it comes as (path, leaf) wherever it is held.
        """
        wanted = predicate or (lambda _: True)
        if with_path:
            return _paths_of(self, recursive, wanted, attribute_traversal_key, ())
        return _leaves_of(self, recursive, wanted, attribute_traversal_key, {id(self)})

    @classmethod
    def with_name_scope(cls, method: F) -> F:
        """Decorates a method: what it builds is named under the module's name scope."""

        @functools.wraps(method)
        def inside(self: Any, *args: Any, **kwargs: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **kwargs)

        return inside  # type: ignore[return-value]


def _leaves_of(
    module: Any, recursive: bool, predicate: Callable[[Any], bool], key: Any, seen: set[int]
) -> Iterator[Any]:
    inner = []
    attributes = vars(module)
    for name in sorted(attributes, key=key):
        for leaf in flatten(attributes[name]):
            if id(leaf) in seen:
                continue
            seen.add(id(leaf))
            if predicate(leaf):
                yield leaf
            if recursive and _is_module(leaf):
                inner.append(leaf)
    for other in inner:
        yield from _leaves_of(other, recursive, predicate, key, seen)


def _paths_of(
    module: Any, recursive: bool, predicate: Callable[[Any], bool], key: Any, path: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = []
    attributes = vars(module)
    for name in sorted(attributes, key=key):
        for leaf_path, leaf in with_paths(attributes[name], (*path, name)):
            if predicate(leaf):
                yield leaf_path, leaf
            if recursive and _is_module(leaf):
                inner.append((leaf_path, leaf))
    for leaf_path, other in inner:
        yield from _paths_of(other, recursive, predicate, key, leaf_path)


def _is_variable(leaf: Any) -> bool:
    return isinstance(leaf, Variable)


def _is_module(leaf: Any) -> bool:
    return isinstance(leaf, Module)
