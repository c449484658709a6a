"""The methods of a variable that change parts of it, the same for both flavours."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.variables.deprecation import deprecated


class Updates:
    """The part of a variable that changes rows and slices."""

    def _row_scatter(
        self, kind: str, indices: Any, updates: Any, use_locking: bool, name: str | None
    ) -> Any:
        raise NotImplementedError

    def _nd_scatter(self, kind: str, indices: Any, updates: Any, name: str | None) -> Any:
        raise NotImplementedError

    def _count_up_to(self, limit: int, name: str | None = None) -> Tensor:
        raise NotImplementedError

    def _sparse(self, kind: str, sparse_delta: Any, use_locking: bool, name: str | None) -> Any:
        if not isinstance(sparse_delta, IndexedSlices):
            raise TypeError(
                f"sparse_delta is not IndexedSlices: {sparse_delta}. Write tf.IndexedSlices(values, indices), or call "
                f"tf.scatter_{kind}(v, indices, updates)."
            )
        return self._row_scatter(kind, sparse_delta.indices, sparse_delta.values, use_locking, name)

    def scatter_add(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Adds the slices of an `IndexedSlices` to the rows it names.

        Args:
          sparse_delta: `tf.IndexedSlices(values, indices)`.
          use_locking: accepted; updates never tear.
          name: the wish for the node's name.

        Raises:
          TypeError: if `sparse_delta` is no IndexedSlices.
        """
        return self._sparse("add", sparse_delta, use_locking, name)

    def scatter_sub(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Subtracts the slices of an `IndexedSlices` from the rows it names; see `scatter_add`."""
        return self._sparse("sub", sparse_delta, use_locking, name)

    def scatter_mul(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Multiplies the rows that an `IndexedSlices` names by its slices; see `scatter_add`."""
        return self._sparse("mul", sparse_delta, use_locking, name)

    def scatter_div(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Divides the rows that an `IndexedSlices` names by its slices; see `scatter_add`."""
        return self._sparse("div", sparse_delta, use_locking, name)

    def scatter_min(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Makes the rows that an `IndexedSlices` names no larger than its slices; see `scatter_add`."""
        return self._sparse("min", sparse_delta, use_locking, name)

    def scatter_max(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Makes the rows that an `IndexedSlices` names no smaller than its slices; see `scatter_add`."""
        return self._sparse("max", sparse_delta, use_locking, name)

    def scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Replaces the rows that an `IndexedSlices` names by its slices; see `scatter_add`."""
        return self._sparse("update", sparse_delta, use_locking, name)

    def batch_scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Replaces rows in each batch: `v[i, indices[i, j]] = values[i, j]`; see `scatter_add`."""
        from scopeflow.variables.assigning import replace_in_batches

        return replace_in_batches(
            self, sparse_delta.indices, sparse_delta.values, use_locking, name
        )

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Adds slices at coordinates.

        Args:
          indices: ints `[..., k]`; each row is a coordinate of the first k dimensions.
          updates: `indices.shape[:-1] + v.shape[k:]`.
          name: the wish for the node's name.
        """
        return self._nd_scatter("add", indices, updates, name)

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Subtracts slices at coordinates; see `scatter_nd_add`."""
        return self._nd_scatter("sub", indices, updates, name)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Replaces slices at coordinates; see `scatter_nd_add`."""
        return self._nd_scatter("update", indices, updates, name)

    @deprecated("Prefer Dataset.range instead.")
    def count_up_to(self, limit: int) -> Tensor:
        """A node that adds one and gives the value before; it fails once the variable has reached `limit`.

        Raises:
          OutOfRangeError: when run at the limit.
        """
        return self._count_up_to(limit)
