"""`StagingArea`: a small queue without batches, for data that is prepared one step ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scopeflow.graph.contexts import colocate_with, device
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.queues import staging_ops as ops
from scopeflow.ops.scoping import name_scope


class BaseStagingArea:
    """What staging areas have in common.

    Args:
      dtypes: a list of one DType for each component.
      shapes: the components' shapes, or None.
      names: their names, or None: with names elements are dicts.
      shared_name: areas of one name are one area.
      capacity: the most elements; 0 for no bound.
      memory_limit: the most bytes; 0 for no bound.

    Raises:
      ValueError: if there are more or fewer shapes or names than dtypes.
    """

    def __init__(
        self,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        capacity: int = 0,
        memory_limit: int = 0,
    ) -> None:
        if shared_name is None:
            self._name = get_default_graph().unique_name(type(self).__name__)
        elif isinstance(shared_name, str):
            self._name = shared_name
        else:
            raise ValueError(f"shared_name must be a string, got {shared_name}")
        self._dtypes = list(dtypes)
        if shapes is not None and len(shapes) != len(self._dtypes):
            raise ValueError("StagingArea shapes must be the same length as dtypes")
        if names is not None and len(names) != len(self._dtypes):
            raise ValueError("StagingArea names must be the same length as dtypes")
        self._shapes = [
            TensorShape(shape) for shape in (shapes if shapes is not None else [None] * len(dtypes))
        ]
        self._names = names or None
        self._capacity = capacity
        self._memory_limit = memory_limit
        # where the elements are: what puts and takes stands beside this node
        with name_scope(f"{self._name}_root"):
            self._place = no_op()

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def dtypes(self) -> list[Any]:
        """The DTypes of the components."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """The shapes of the components."""
        return self._shapes

    @property
    def names(self) -> Any:
        """The names of the components, or None."""
        return self._names

    @property
    def capacity(self) -> int:
        """The most elements; 0 for no bound."""
        return self._capacity

    @property
    def memory_limit(self) -> int:
        """The most bytes; 0 for no bound."""
        return self._memory_limit

    def _attrs(self, dtypes: Sequence[Any] | None = None) -> dict[str, Any]:
        return {
            "dtypes": [as_dtype(kind) for kind in (self._dtypes if dtypes is None else dtypes)],
            "shared_name": self._name,
            "capacity": self._capacity,
            "memory_limit": self._memory_limit,
        }

    def _checked(self, vals: Any, indices: Any = None) -> tuple[list[Any], list[int]]:
        """Components in order, and which they are."""
        if isinstance(vals, Mapping):
            if not self._names:
                raise ValueError("Staging areas must have names to enqueue a dictionary")
            if not set(vals).issubset(self._names):
                raise ValueError(
                    "Keys in dictionary to put do not match names of staging area. "
                    f"Dictionary: ({sorted(vals)}), Queue: ({sorted(self._names)})"
                )
            places = [i for i, name in enumerate(self._names) if name in vals]
            values = [vals[self._names[i]] for i in places]
        else:
            if self._names:
                raise ValueError("You must enqueue a dictionary in a staging area with names")
            if indices is None:
                raise ValueError("Indices must be supplied when inserting a list of tensors")
            if len(indices) != len(vals):
                raise ValueError(
                    f"Number of indices '{len(indices)}' doesn't match number of values '{len(vals)}'"
                )
            values = list(vals) if isinstance(vals, (list, tuple)) else [vals]
            places = list(indices)
        for value, place in zip(values, places, strict=True):
            dtype, shape = as_dtype(self._dtypes[place]), self._shapes[place]
            if value.dtype != dtype:
                raise ValueError(f"Datatypes do not match. '{value.dtype}' != '{dtype}'")
            value.get_shape().assert_is_compatible_with(shape)
        return values, places

    def _here(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        """Tensors on the device where the caller is."""
        found = []
        wanted = no_op().device
        for tensor in tensors:
            if tensor.device == wanted:
                found.append(tensor)
            else:
                with device(wanted):
                    found.append(identity(tensor))
        return found

    def _returned(self, tensors: Sequence[Tensor], indices: Sequence[int]) -> Any:
        """Components as the caller wants them: with their shapes, and by name if they have names."""
        tensors = self._here(tensors)
        for tensor, place in zip(tensors, indices, strict=True):
            tensor.set_shape(self._shapes[place])
        if self._names:
            return {self._names[i]: t for t, i in zip(tensors, indices, strict=True)}
        return tensors

    def _listed(self, vals: Any) -> list[Any]:
        if isinstance(vals, (list, tuple)):
            return list(vals)
        return list(vals.values()) if isinstance(vals, Mapping) else [vals]


class StagingArea(BaseStagingArea):
    """Elements in the order in which they came.

    ```python
    >>> import scopeflow as tf
    >>> from scopeflow.ops.queues.staging import StagingArea
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     area = StagingArea([tf.float32], shapes=[[]])
    ...     put, get = area.put([tf.constant(7.0)]), area.get()
    ...     sess.run(put)
    ...     [float(value) for value in sess.run(get)]
    [7.0]

    ```
    """

    def put(self, values: Any, name: str | None = None) -> Any:
        """An operation that puts an element in, as soon as there is room.

        Args:
          values: a tensor, a list of one per component, or a dict if they have names.
          name: the wish for the node's name.

        Raises:
          ValueError: if they do not fit.
        """
        with name_scope(name, f"{self._name}_put", self._listed(values)) as scope:
            if not isinstance(values, (list, tuple, Mapping)):
                values = [values]
            if len(values) > len(self._dtypes):
                raise ValueError(
                    f"Unexpected number of inputs '{len(values)}' vs '{len(self._dtypes)}'"
                )
            given, _ = self._checked(values, range(len(values)))
            attrs = self._attrs([value.dtype for value in given])
            del attrs["dtypes"]
            with colocate_with(self._place):
                return ops.stage(given, name=scope, **attrs)

    def get(self, name: str | None = None) -> Any:
        """Takes an element, waiting for it: a list of tensors, or a dict if they have names."""
        with colocate_with(self._place):
            made = ops.unstage(name=f"{self._name}_get" if name is None else name, **self._attrs())
        return self._returned(made, range(len(self._dtypes)))

    def peek(self, index: Any, name: str | None = None) -> Any:
        """The element at a place, which stays; waits for it."""
        with colocate_with(self._place):
            made = ops.stage_peek(
                index, name=f"{self._name}_peek" if name is None else name, **self._attrs()
            )
        return self._returned(made, range(len(self._dtypes)))

    def size(self, name: str | None = None) -> Tensor:
        """How many elements are in it, an int32 scalar."""
        return ops.stage_size(name=f"{self._name}_size" if name is None else name, **self._attrs())

    def clear(self, name: str | None = None) -> Any:
        """An operation that drops all elements."""
        return ops.stage_clear(
            name=f"{self._name}_clear" if name is None else name, **self._attrs()
        )
