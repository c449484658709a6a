"""A TensorArray under a trace: one buffer for all elements, and for each what has happened to it.

Where all indices are known for every trip, whether an element is written twice or read in vain is found out while
tracing; elsewhere the program checks it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.ops.control.array_messages import Dims, fits, merged_dims
from scopeflow.ops.control.element_states import CLEARED, WRITTEN, ElementStates
from scopeflow.ops.control.tracing import Cell, OverTrips, Trace, masked
from scopeflow.xp import door


class TracedArray(Cell, ElementStates):
    """The elements of one TensorArray.

    Attributes:
      name, dtype, element_dims, dynamic, clears, same_shapes, accumulates: as in `ArrayState`.
      element_shape: the shape of every element, or None as long as nothing tells it.
      buffer: [size, *element_shape], zeros where nothing was written; None without a shape.
      absent: whether it only stands for an array of another trip.
    """

    fields = ("buffer", "state")

    def __init__(
        self,
        trace: Trace,
        name: str,
        dtype: Any,
        size: int,
        shape: Dims,
        dynamic: bool = False,
        clears: bool = True,
        same_shapes: bool = False,
        accumulates: bool = False,
    ) -> None:
        super().__init__(trace)
        self.name = name
        self.dtype = np.dtype(dtype)
        self.size = size
        self.element_dims = shape
        self.dynamic = dynamic
        self.clears = clears
        self.same_shapes = same_shapes
        self.accumulates = accumulates
        self.element_shape: tuple[int, ...] | None = None
        self.buffer: Any = None
        self.state: Any = np.zeros(size, np.int8)
        self.of_source: Any = None
        self.extra: tuple[int, ...] = ()
        self.closed = False
        self.absent = False
        self.trusted = False
        self.in_trip = False
        self.log: list[tuple[bool, Any]] = []
        self.gradients: dict[str, TracedArray] = {}

    def __len__(self) -> int:
        if self.dynamic and self.in_trip:
            raise xp.NotStatic("the size of an array that may grow in this loop")
        return self.size

    # -- writing and reading -----------------------------------------------------------------------

    def write(self, index: Any, value: Any) -> None:
        """Sets one element."""
        self.check_open()
        self._check_value(index, tuple(np.shape(value)), value)
        if self.dynamic:
            self._grow_for(index)
        self._happens(True, index)
        at = self._index(index)
        lax, jnp = door.lax(), door.jnp()
        value = jnp.asarray(value)
        before = None
        if self.accumulates or self.trace.when is not None:
            before = lax.dynamic_index_in_dim(self.buffer, at, 0, keepdims=False)
        if self.accumulates:
            value = xp.add(before, value)
        value = masked(self.trace, value, before)
        self.buffer = lax.dynamic_update_index_in_dim(self.buffer, value, at, 0)

    def _check_value(self, index: Any, shape: tuple[int, ...], value: Any) -> None:
        if value.dtype == object:
            raise xp.NotStatic("an array of strings")
        if not fits(shape, self.element_dims):
            raise self.wrong_shape(index, shape, self.element_dims)
        if self.element_shape is not None and self.element_shape != shape:
            raise xp.NotStatic("elements of different shapes in one array")
        self._allocate(shape)
        if self.same_shapes:
            self.element_dims = shape

    def _allocate(self, shape: tuple[int, ...]) -> None:
        if self.buffer is None:
            self.element_shape = shape
            self.buffer = door.jnp().zeros((self.size, *shape), self.dtype)

    def read(self, index: Any) -> Any:
        """One element."""
        self.check_open()
        self._shape_for_reading(index)
        self._happens(False, index)
        return door.lax().dynamic_index_in_dim(self.buffer, self._index(index), 0, keepdims=False)

    def _shape_for_reading(self, index: Any) -> None:
        if self.buffer is None:
            dims = self.element_dims
            if dims is None or None in dims:
                raise self.unknown_shape(index, dims)
            self._allocate(dims)  # type: ignore[arg-type]

    def gather(self, indices: Any, shape: Dims) -> Any:
        """Some elements as one array."""
        self.check_open()
        places = xp.static_ints(indices, "The indices of a TensorArray")
        if not places:
            known = merged_dims(self.element_dims, shape)
            if known is None or None in known:
                raise self.nothing_to_pack(known)
            return np.zeros((0, *known), self.dtype)
        self._shape_for_reading(places[0])
        self._all_happen(False, places)
        if places == tuple(range(self.size)):
            return self.buffer
        return door.jnp().take(self.buffer, np.asarray(places), axis=0)

    def scatter(self, indices: Any, value: Any) -> None:
        """Sets the elements `indices[i]` to `value[i]`."""
        self.check_open()
        places = xp.static_ints(indices, "The indices of a TensorArray")
        self.check_scatter(places, np.shape(value)[0])
        if not places:
            return
        if value.dtype == object:
            raise xp.NotStatic("an array of strings")
        self._check_value(places[0], tuple(np.shape(value)[1:]), value)
        if self.dynamic:
            self._grow_for(max(places))
        self._all_happen(True, places)
        jnp = door.jnp()
        value = jnp.asarray(value)
        everywhere = places == tuple(range(self.size))
        at = np.asarray(places)
        if self.accumulates:
            more = xp.add(self.buffer, value) if everywhere else self.buffer.at[at].add(value)
            self.buffer = masked(self.trace, more, self.buffer)
        elif everywhere:
            self.buffer = masked(self.trace, value, self.buffer)
        else:
            self.buffer = masked(self.trace, self.buffer.at[at].set(value), self.buffer)

    def concat(self, rest: Dims) -> tuple[Any, Any]:
        """All elements one behind the other, and how long each is."""
        if not len(self):
            return np.zeros((0, *self.check_rest(rest)), self.dtype), np.zeros([0], np.int64)
        stacked = self.gather(np.arange(self.size), None)
        self.check_rows([self.element_shape] * self.size)  # type: ignore[list-item]
        rows = self.element_shape[0]  # type: ignore[index]
        joined = xp.reshape(stacked, (self.size * rows, *self.element_shape[1:]))  # type: ignore[index]
        return joined, np.full([self.size], rows, np.int64)

    def split(self, value: Any, lengths: Any) -> None:
        """Cuts a value into the elements, `lengths[i]` rows for each."""
        parts = xp.static_ints(lengths, "The lengths of a split")
        self.check_parts(parts, np.shape(value))
        if len(set(parts)) > 1:
            raise xp.NotStatic("elements of different shapes in one array")
        if parts:
            pieces = xp.reshape(value, (len(parts), parts[0], *np.shape(value)[1:]))
            self.scatter(np.arange(len(parts)), pieces)

    def seen_from_another_trip(self) -> TracedArray:
        """An array like this one as its trip has left it, whose elements are not there: it can have gradients."""
        if not isinstance(self.state, np.ndarray) and not self._dims_are_known():
            raise xp.NotStatic("an array of another trip, of which nobody knows what was written")
        made = TracedArray(
            self.trace,
            self.name,
            self.dtype,
            self.size,
            self.element_dims,
            clears=self.clears,
            same_shapes=self.same_shapes,
            accumulates=self.accumulates,
        )
        made.element_shape = self.element_shape
        made.state = self.state if isinstance(self.state, np.ndarray) else made.state
        made.absent = True
        return made

    def check_open(self) -> None:
        super().check_open()
        if self.absent:
            raise xp.NotStatic("the elements of an array of another trip")

    def close(self) -> None:
        """Frees it: nothing may use it afterwards."""
        self.closed = True

    def gradient(self, source: str, extra: tuple[int, ...] = ()) -> TracedArray:
        """The array of this one's gradients, one for each `source`."""
        super().check_open()
        self.check_no_gradient()
        found = self.gradients.get(source)
        if found is None:
            dims = None if self.element_dims is None else (*extra, *self.element_dims)
            found = TracedArray(
                self.trace,
                f"{self.name}@{source}",
                self.dtype,
                len(self),
                dims,
                same_shapes=self.same_shapes,
                accumulates=True,
            )
            found.extra, found.of_source = extra, self.state
            if self.element_shape is not None:
                found._allocate((*extra, *self.element_shape))
            self.gradients[source] = found
        return found

    # -- room ----------------------------------------------------------------------------------------

    def _index(self, index: Any) -> Any:
        return door.jnp().asarray(index, np.int32)

    def _grow_for(self, index: Any) -> None:
        """Makes an array longer whose writes are all known."""
        told = self.trace.over_trips(index)
        if told is None or self.trace.when is not None:
            raise xp.NotStatic("an array that grows, nobody knows how far")
        needed = int(np.max(told.values if isinstance(told, OverTrips) else told)) + 1
        if needed > self.size:
            self._resize(needed)

    def _resize(self, size: int) -> None:
        if not isinstance(self.state, np.ndarray):
            if not self.in_trip:
                raise xp.NotStatic("an array that grows, nobody knows how far")
            self.state = door.jnp().pad(self.state, (0, size - self.size))
        else:
            self.state = np.pad(self.state, (0, size - self.size))
        if self.buffer is not None:
            pads = [(0, size - self.size)] + [(0, 0)] * len(self.element_shape)  # type: ignore[arg-type]
            self.buffer = door.jnp().pad(self.buffer, pads)
        self.size = size

    # -- in loops ----------------------------------------------------------------------------------

    def enter_trip(self, values: dict[str, Any]) -> None:
        self.buffer = values.get("buffer")
        self.state = values["state"]
        self._entered = (self.buffer, self.state)
        self.log = []
        self.trusted = False
        self.in_trip = True

    def report(self) -> Any:
        buffer, state = self._entered
        if self.buffer is buffer and self.state is state and not self.log:
            return None
        return _Report(self, self.buffer is not buffer, self.state is not state)

    def prepare(self, report: Any, trips: int | None, bound: int | None) -> list[str]:
        if report.closed != self.closed:
            raise xp.NotStatic("an array that a loop closes")
        if report.size > self.size:
            if trips is None:
                raise xp.NotStatic("an array that grows, nobody knows how far")
            self._resize(report.size)
        if report.shape is not None:
            self._allocate(report.shape)
        carried = ["buffer"] if report.wrote else []
        report.after = self._replayed(report, trips)
        if report.after is None and report.noted:
            if self.dynamic:
                raise xp.NotStatic("an array that grows, nobody knows how far")
            self.state = door.jnp().asarray(self.state)
            carried.append("state")
        return carried

    def _replayed(self, report: Any, trips: int | None) -> Any:
        """The state after the loop where every step of every trip is known and right, else None."""
        if trips is None or not isinstance(self.state, np.ndarray):
            return None
        if any(index is None for _, index in report.log):
            return None
        state = self.state.copy()
        for trip in range(trips):
            for writes, index in report.log:
                values = index.values[trip] if isinstance(index, OverTrips) else index
                place = int(values)
                if not 0 <= place < self.size:
                    return None
                if self._refusal(writes, state, place, place) is not None:
                    return None
                if writes or self.clears:
                    state[place] = WRITTEN if writes else CLEARED
        return state

    def load(self, report: Any, values: dict[str, Any], trip: Any, bound: int | None) -> None:
        self.buffer = values.get("buffer", self.buffer)
        self.state = values.get("state", self.state)
        self.log = []
        self.in_trip = True
        self.trusted = report.after is not None

    def leave(
        self, report: Any, values: dict[str, Any], trips: int | None, trip: Any, before: Any
    ) -> None:
        self.restore(before)
        self.element_dims = report.dims
        self.buffer = values.get("buffer", self.buffer)
        self.state = report.after if report.after is not None else values.get("state", self.state)
        # (a loop around this one does not follow what happens in it)
        self.log.append((report.wrote, None))


class _Report:
    """What one trip does to an array."""

    takes_room = False

    def __init__(self, array: TracedArray, wrote: bool, noted: bool) -> None:
        self.wrote = wrote
        self.noted = noted
        self.size = array.size
        self.shape = array.element_shape
        self.dims = array.element_dims
        self.log = array.log
        self.closed = array.closed
        self.after: Any = None
