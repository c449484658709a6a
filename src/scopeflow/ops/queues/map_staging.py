"""`MapStagingArea`: a staging area whose elements have keys, and whose components come one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.queues import staging_ops as ops
from scopeflow.ops.queues.staging import BaseStagingArea
from scopeflow.ops.scoping import name_scope


class MapStagingArea(BaseStagingArea):
    """Elements by key.

    Args:
      dtypes: a list of one DType for each component.
      shapes: the components' shapes, or None.
      names: their names, or None: with names elements are dicts.
      shared_name: areas of one name are one area.
      ordered: whether what is taken without a key comes in the order of keys.
      capacity: the most elements; 0 for no bound.
      memory_limit: the most bytes; 0 for no bound.

    ```python
    >>> import scopeflow as tf
    >>> from scopeflow.ops.queues.map_staging import MapStagingArea
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     area = MapStagingArea([tf.float32, tf.int32], names=["x", "y"])
    ...     key = tf.constant(3, tf.int64)
    ...     sess.run(area.put(key, {"x": tf.constant(1.5)}))
    ...     sess.run(area.put(key, {"y": tf.constant(4)}))
    ...     found = sess.run(area.get(key)[1])
    ...     float(found["x"]), int(found["y"])
    (1.5, 4)

    ```
    """

    def __init__(
        self,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        ordered: bool = False,
        capacity: int = 0,
        memory_limit: int = 0,
    ) -> None:
        super().__init__(dtypes, shapes, names, shared_name, capacity, memory_limit)
        self._ordered = ordered

    def _op(self, what: str) -> Any:
        return getattr(ops, f"ordered_{what}" if self._ordered else what)

    def _wish(self, name: str | None, what: str) -> str:
        return f"{self._name}_{what}" if name is None else name

    def put(self, key: Any, vals: Any, indices: Any = None, name: str | None = None) -> Any:
        """An operation that puts components of a key's element in, as soon as there is room.

        Args:
          key: an int64 scalar.
          vals: a list of tensors, or a dict if the components have names.
          indices: which components a list holds.
          name: the wish for the node's name.

        Raises:
          ValueError: if they do not fit.
        """
        with name_scope(name, f"{self._name}_put", self._listed(vals)) as scope:
            values, places = self._checked(vals, indices)
            with colocate_with(self._place):
                return self._op("map_stage")(key, places, values, name=scope, **self._attrs())

    def _places(self, indices: Any) -> tuple[list[int], list[Any]]:
        if indices is None:
            indices = list(range(len(self._dtypes)))
        if not isinstance(indices, (tuple, list)):
            raise TypeError(f"Invalid indices type '{type(indices)}'")
        if not indices:
            raise ValueError("Empty indices")
        if all(isinstance(index, str) for index in indices):
            if self._names is None:
                raise ValueError(
                    f"String indices provided '{indices}', but this Staging Area was not created with names."
                )
            missing = [index for index in indices if index not in self._names]
            if missing:
                raise ValueError(
                    f"Named index '{missing[0]}' not in Staging Area names '{self._names}'"
                )
            indices = [self._names.index(index) for index in indices]
        elif not all(isinstance(index, int) for index in indices):
            raise TypeError(f"Mixed types in indices '{indices}'. May only be str or int")
        return list(indices), [self._dtypes[index] for index in indices]

    def peek(self, key: Any, indices: Any = None, name: str | None = None) -> Any:
        """Components of a key's element, which stay; waits for it.

        Args:
          key: an int64 scalar.
          indices: numbers or names of the components; all if None.
          name: the wish for the node's name.
        """
        places, dtypes = self._places(indices)
        with colocate_with(self._place):
            made = self._op("map_peek")(
                key, places, name=self._wish(name, "pop"), **self._attrs(dtypes)
            )
        return self._returned(made, places)

    def get(self, key: Any = None, indices: Any = None, name: str | None = None) -> Any:
        """Takes components of an element, waiting for it: the key, and a list of tensors or a dict.

        Args:
          key: an int64 scalar; None for any element.
          indices: numbers or names of the components; all if None.
          name: the wish for the node's name.
        """
        places, dtypes = self._places(indices)
        if key is None:
            return self._get_any(places, dtypes, name)
        with colocate_with(self._place):
            made = self._op("map_unstage")(
                key, places, name=self._wish(name, "get"), **self._attrs(dtypes)
            )
        return key, self._returned(made, places)

    def _get_any(self, places: Sequence[int], dtypes: Sequence[Any], name: str | None) -> Any:
        with colocate_with(self._place):
            key, made = self._op("map_unstage_no_key")(
                places, name=self._wish(name, "get_nokey"), **self._attrs(dtypes)
            )
        (key,) = self._here([key])
        return key, self._returned(made, places)

    def size(self, name: str | None = None) -> Tensor:
        """How many elements are whole, an int32 scalar."""
        return self._op("map_size")(name=self._wish(name, "size"), **self._attrs())

    def incomplete_size(self, name: str | None = None) -> Tensor:
        """How many elements lack components, an int32 scalar."""
        return self._op("map_incomplete_size")(
            name=self._wish(name, "incomplete_size"), **self._attrs()
        )

    def clear(self, name: str | None = None) -> Any:
        """An operation that drops all elements."""
        return self._op("map_clear")(name=self._wish(name, "clear"), **self._attrs())
