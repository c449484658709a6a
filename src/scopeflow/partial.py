"""A run in parts: values are fed and fetched step by step, and each operation runs once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from scopeflow import errors
from scopeflow.feeding import fed_array, feeds_of
from scopeflow.fetching import structure_of
from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

_OPAQUE = frozenset({dtypes.resource, dtypes.variant})


def _refuse(message: str) -> errors.InvalidArgumentError:
    return errors.InvalidArgumentError(None, None, message)


class PartialRun:
    """One run that is made in parts.

    A part is an ordinary run: what it computed on the way to later fetches is kept, and fed to the parts after it.

    Args:
      session: where it runs.
      fetches: what its parts may fetch, each once.
      feeds: what its parts may feed, each once.

    Raises:
      InvalidArgumentError: without fetches.
    """

    def __init__(self, session: Any, fetches: Any, feeds: Any) -> None:
        self._session = session
        graph = session.graph
        self._fetches = set(structure_of(fetches, graph).leaves)
        if not self._fetches:
            raise _refuse("Must specify at least one target to fetch or execute.")
        self._declared = set(feeds_of(dict.fromkeys(feeds), graph))
        self._fed: dict[Tensor, Any] = {}
        self._fetched: set[Tensor | Operation] = set()
        self._known: dict[Tensor, Any] = {}

    @property
    def is_over(self) -> bool:
        """Whether everything was fetched and fed."""
        return self._fetched == self._fetches and len(self._fed) == len(self._declared)

    def step(self, fetches: Any, feed_dict: Any) -> Any:
        """Feeds and fetches a part.

        Raises:
          InvalidArgumentError: for what was not announced, was fed or fetched before, or cannot be
            computed yet.
          RuntimeError: if an operation is among the fetches.
        """
        graph = self._session.graph
        feeds = feeds_of(feed_dict, graph) if feed_dict else {}
        structure = structure_of(fetches, graph)
        if any(isinstance(leaf, Operation) for leaf in structure.leaves):
            raise RuntimeError("partial_run() requires empty target_list.")
        arrays = {tensor: fed_array(tensor, value) for tensor, value in feeds.items()}
        for tensor in arrays:
            if tensor not in self._declared:
                raise _refuse(f"The feed {tensor.name} was not specified in partial_run_setup.")
            if tensor in self._fed:
                raise _refuse(f"The feed {tensor.name} has already been fed.")
        for leaf in structure.leaves:
            if leaf not in self._fetches:
                raise _refuse(f"The fetch {leaf.name} was not specified in partial_run_setup.")
            if leaf in self._fetched:
                raise _refuse(f"The fetch {leaf.name} has already been fetched.")
        given = {**self._fed, **arrays}
        waiting = self._declared.difference(given)
        for leaf in structure.leaves:
            missing = next((t for t in self._needs(leaf, given) if t in waiting), None)
            if missing is not None:
                raise _refuse(
                    f"Fetch {missing.name} can't be computed from the feeds that have been fed so far. It is to be fed, "
                    f"and {leaf.name} needs it."
                )
        every = dict.fromkeys([*structure.leaves, *self._on_the_way(given, waiting)])
        wanted = [tensor for tensor in every if tensor not in self._known]
        values = self._session.run(wanted, {**self._known, **given}) if wanted else []
        found: dict[Any, Any] = {**self._known, **dict(zip(wanted, values, strict=True))}
        self._fed = given
        self._fetched.update(structure.leaves)
        self._known = {t: v for t, v in found.items() if _can_be_fed(t)}
        return structure.rebuild([found[leaf] for leaf in structure.leaves])

    def _needs(self, start: Tensor | Operation, given: dict[Tensor, Any]) -> Iterator[Tensor]:
        """The tensors that this one is computed from, up to those that have values."""
        todo: list[Tensor | Operation] = [start]
        seen: set[Any] = set()
        while todo:
            element = todo.pop()
            if element in seen or element in given or element in self._known:
                continue
            seen.add(element)
            if isinstance(element, Tensor):
                yield element
                if element in self._declared:
                    continue
                element = element.op
            todo.extend(element.control_inputs)
            todo.extend(reversed(element.inputs))

    def _on_the_way(self, given: dict[Tensor, Any], waiting: set[Tensor]) -> list[Tensor]:
        """What later fetches need and can be computed now."""
        needed = [
            tensor
            for leaf in self._fetches - self._fetched
            for tensor in self._needs(leaf, given)
            if tensor not in self._declared
        ]
        late: set[Any] = set(waiting)
        # a node comes after what it is made of
        for tensor in sorted(set(needed), key=lambda t: t.op._id):
            op = tensor.op
            if not late.isdisjoint(op.inputs) or not late.isdisjoint(op.control_inputs):
                late.add(tensor)
                late.add(op)
        return [
            tensor for tensor in dict.fromkeys(needed) if tensor not in late and _can_be_fed(tensor)
        ]


def _can_be_fed(tensor: Tensor) -> bool:
    graph, op = tensor.op.graph, tensor.op
    return (
        op.definition.variable is None
        and tensor.dtype.base_dtype not in _OPAQUE
        and op._control_flow_context is None
        and tensor not in graph._unfeedable
        and op not in graph._unfetchable
    )


class RunsInParts:
    """What a session can do with runs in parts."""

    def __init__(self) -> None:
        self._parts: dict[str, PartialRun] = {}
        self._part_numbers = itertools.count(1)

    def partial_run_setup(self, fetches: Any, feeds: Any = None) -> str:
        """Announces a run in parts.

        Args:
          fetches: what its parts will fetch: a tensor, or any nesting of tensors.
          feeds: a list of the tensors that they will feed.

        Returns:
          A handle for `partial_run`.

        Raises:
          InvalidArgumentError: without fetches.
        """
        part = PartialRun(self, fetches, feeds or [])
        handle = f"run{next(self._part_numbers)}"
        self._parts[handle] = part
        return handle

    def partial_run(self, handle: str, fetches: Any, feed_dict: Any = None) -> Any:
        """Makes a part of a run: each operation runs once in all parts together.

        Args:
          handle: what `partial_run_setup` gave.
          fetches: as for `run`; only tensors that were announced, each once.
          feed_dict: as for `run`; only tensors that were announced, each once.

        Returns:
          As `run`.

        Raises:
          InvalidArgumentError: for an unknown handle, what was not announced, was fed or fetched before, or
            cannot be computed yet.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        ...     half = a * 0.5
        ...     both = half + b
        ...     run = sess.partial_run_setup([half, both], [a, b])
        ...     first = sess.partial_run(run, half, {a: 6.0})
        ...     print(first, sess.partial_run(run, both, {b: first}))
        3.0 6.0

        ```
        """
        part = self._parts.get(handle)
        if part is None:
            raise errors.InvalidArgumentError(
                None, None, "Must run 'setup' before performing partial runs!"
            )
        results = part.step(fetches, feed_dict)
        if part.is_over:
            self._parts.pop(handle, None)
        return results
