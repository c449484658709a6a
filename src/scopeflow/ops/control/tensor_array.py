"""`tf.TensorArray`: an array of tensors that loops write one by one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.control import tensor_array_ops as array_ops
from scopeflow.ops.math.casting import cast
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


class _Known:
    """What is known of a TensorArray's elements, shared by all objects that stand for it."""

    __slots__ = ("dims", "place")

    def __init__(self, dims: Any) -> None:
        self.dims = dims
        # the operations that the array stands beside
        self.place: list[Any] | None = None


class TensorArray:
    """An array whose elements are written once each and read when all is there.

    Every method that writes gives a new object, which is to be used from then on: it stands for the array
    after that write.

    Args:
      dtype: the dtype of the elements.
      size: how many there are, an int32 scalar.
      dynamic_size: whether a write behind the end makes the array longer.
      clear_after_read: whether an element can be read once only (the default).
      tensor_array_name: its name in messages.
      handle: the handle of an existing array; excludes what describes a new one.
      flow: with `handle`: after what.
      infer_shape: whether all elements have one shape.
      element_shape: what is known of it.
      colocate_with_first_write_call: stand on the device of what is first written.
      name: the wish for the node's name.

    Raises:
      ValueError: if there is neither `size` nor `handle`, or something that excludes the other.
      TypeError: if `clear_after_read` is no bool.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     squares = tf.TensorArray(tf.int32, size=4)
    ...     _, squares = tf.while_loop(
    ...         lambda i, _: i < 4, lambda i, a: (i + 1, a.write(i, i * i)), [0, squares])
    ...     sess.run(squares.stack()).tolist()
    [0, 1, 4, 9]

    ```
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        if handle is not None and tensor_array_name:
            raise ValueError(
                "Cannot construct with both handle and tensor_array_name. A handle stands for an array that has a name."
            )
        if handle is not None and not isinstance(handle, Tensor):
            raise TypeError("Handle must be a Tensor")
        if handle is None and size is None:
            raise ValueError("Size must be provided if handle is not provided")
        if handle is not None and size is not None:
            raise ValueError("Cannot provide both a handle and size at the same time")
        if handle is not None and element_shape is not None:
            raise ValueError("Cannot provide both a handle and element_shape at the same time")
        if handle is not None and dynamic_size is not None:
            raise ValueError("Cannot provide both a handle and dynamic_size at the same time")
        if handle is not None and clear_after_read is not None:
            raise ValueError("Cannot provide both a handle and clear_after_read at the same time")
        self._dtype = dtypes.as_dtype(dtype).base_dtype
        self._dynamic_size = bool(dynamic_size)
        self._infer_shape = infer_shape or element_shape is not None
        self._colocate = colocate_with_first_write_call
        self._known = _Known(None if element_shape is None else TensorShape(element_shape)._dims)
        with name_scope(name, "TensorArray", [handle, size, flow]) as scope:
            if handle is not None:
                if flow is None:
                    raise ValueError("flow must not be None if handle is not None.")
                self._handle, self._flow = handle, flow
                return
            with contextlib.ExitStack() as beside_nothing:
                if colocate_with_first_write_call:
                    # where it stands is known when something is written
                    graph = get_default_graph()
                    beside_nothing.enter_context(graph.device(None))
                    beside_nothing.enter_context(graph.colocate_with(None, ignore_existing=True))
                self._handle, self._flow = array_ops.tensor_array_v3(
                    size,
                    dtype=self._dtype,
                    element_shape=self._known.dims,
                    dynamic_size=self._dynamic_size,
                    clear_after_read=True if clear_after_read is None else clear_after_read,
                    identical_element_shapes=self._infer_shape,
                    tensor_array_name=tensor_array_name or "",
                    name=scope,
                )

    # -- what it is ------------------------------------------------------------------------------

    @property
    def dtype(self) -> Any:
        """The dtype of the elements."""
        return self._dtype

    @property
    def handle(self) -> Tensor:
        """The resource tensor that stands for the array."""
        return self._handle

    @property
    def flow(self) -> Tensor:
        """A float32 scalar: what depends on it comes after the writes so far."""
        return self._flow

    @property
    def dynamic_size(self) -> bool:
        """Whether a write behind the end makes it longer."""
        return self._dynamic_size

    @property
    def element_shape(self) -> TensorShape:
        """What is known of the elements' shape."""
        return TensorShape(self._known.dims)

    def with_flow(self, flow: Any) -> TensorArray:
        """The same array after `flow`."""
        made: TensorArray = object.__new__(TensorArray)
        made.__dict__.update(self.__dict__)
        made._flow = flow
        return made

    def anew(self, flow: Any) -> TensorArray:
        """Like `with_flow`, as an object that takes a name of its own here, as in TensorFlow."""
        with name_scope(None, "TensorArray", [self._handle, flow]):
            return self.with_flow(flow)

    def identity(self) -> TensorArray:
        """The same array, after everything that an identity made here depends on."""
        return self.anew(identity(self._flow))

    # -- writing ---------------------------------------------------------------------------------

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with `value` at `index`.

        Args:
          index: an int32 scalar.
          value: the element.
          name: the wish for the scope's name.

        Raises:
          ValueError: if its shape differs from that of the elements before.
        """
        with name_scope(name, "TensorArrayWrite", [self._handle, index, value]):
            value = convert_to_tensor(value, preferred_dtype=self._dtype, name="value")
            self._note_shape(value._dims)
            with self._beside(value):
                flow = array_ops.tensor_array_write_v3(
                    self._handle, index, value, self._flow, name=name
                )
        return self.with_flow(flow)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with `value[i]` at `indices[i]`."""
        with name_scope(name, "TensorArrayScatter", [self._handle, value, indices]):
            value = convert_to_tensor(value, preferred_dtype=self._dtype, name="value")
            self._note_shape(None if value._dims is None else value._dims[1:])
            with self._beside(value):
                flow = array_ops.tensor_array_scatter_v3(
                    self._handle, indices, value, self._flow, name=name
                )
        return self.with_flow(flow)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """The array with the rows of `value` as its elements."""
        with name_scope(name, "TensorArrayUnstack", [self._handle, value]):
            rows = shape_of(value)[0]
            return self.scatter(indices=range_(0, rows), value=value, name=name)

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """The array with `value` cut into elements of `lengths[i]` rows."""
        with name_scope(name, "TensorArraySplit", [self._handle, value, lengths]):
            value = convert_to_tensor(value, dtype=self._dtype, name="value")
            with self._beside(value):
                counts = cast(lengths, dtypes.int64)
                known: Any = constant_value(counts)
                same = known is not None and np.size(known) and known.max() == known.min()
                if same and value._dims is not None:
                    self._note_shape((int(np.reshape(known, -1)[0]), *value._dims[1:]))
                flow = array_ops.tensor_array_split_v3(
                    self._handle, value, counts, self._flow, name=name
                )
        return self.with_flow(flow)

    # -- reading ---------------------------------------------------------------------------------

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The element at `index`."""
        value = array_ops.tensor_array_read_v3(
            self._handle, index, self._flow, dtype=self._dtype, name=name
        )
        if self._known.dims is not None:
            value.set_shape(self._known.dims)
        return value

    def stack(self, name: str | None = None) -> Tensor:
        """All elements along a new first dimension."""
        with (
            get_default_graph().colocate_with(self._handle),
            name_scope(name, "TensorArrayStack", [self._handle]),
        ):
            return self.gather(range_(0, self.size()), name=name)

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """Some elements along a new first dimension."""
        dims = self._known.dims
        value = array_ops.tensor_array_gather_v3(
            self._handle, indices, self._flow, dtype=self._dtype, element_shape=dims, name=name
        )
        if dims is not None:
            value.set_shape((None, *dims))
        return value

    def concat(self, name: str | None = None) -> Tensor:
        """All elements one behind the other along their first dimension."""
        dims = self._known.dims
        rest = None if dims is None else dims[1:]
        value, _ = array_ops.tensor_array_concat_v3(
            self._handle, self._flow, dtype=self._dtype, element_shape_except0=rest, name=name
        )
        if rest is not None:
            value.set_shape((None, *rest))
        return value

    def size(self, name: str | None = None) -> Tensor:
        """How many elements there are, an int32 scalar."""
        return array_ops.tensor_array_size_v3(self._handle, self._flow, name=name)

    def close(self, name: str | None = None) -> Any:
        """An operation that frees the array."""
        return array_ops.tensor_array_close_v3(self._handle, name=name)

    def grad(self, source: str, flow: Any = None, name: str | None = None) -> TensorArray:
        """The array of gradients of this one's elements; writes to it are added up.

        Args:
          source: tells apart the arrays of several calls of `tf.gradients`.
          flow: after what; this array's flow by default.
          name: the wish for the scope's name.
        """
        flow = self._flow if flow is None else flow
        graph = get_default_graph()
        with (
            name_scope(name, "TensorArrayGrad", [self._handle]),
            graph.colocate_with(self._handle),
        ):
            handle, _ = array_ops.tensor_array_grad_v3(self._handle, flow, source=source, name=name)
            with graph.control_dependencies([handle]):
                flow = identity(flow, name="gradient_flow")
            made = TensorArray(
                self._dtype,
                handle=handle,
                flow=flow,
                infer_shape=self._infer_shape,
                colocate_with_first_write_call=False,
            )
            made._known.dims = self._known.dims
            return made

    # -- what is known ---------------------------------------------------------------------------

    def _note_shape(self, dims: Any) -> None:
        """Holds the elements to one shape, and learns it."""
        known = self._known.dims
        if known is not None:
            if not TensorShape(known).is_compatible_with(TensorShape(dims)):
                raise ValueError(
                    f"Inconsistent shapes: saw {TensorShape(dims)} but expected {TensorShape(known)}\n"
                    "All elements have one shape unless the array is made with infer_shape=False."
                )
            self._known.dims = TensorShape(known).merge_with(TensorShape(dims))._dims
        elif self._infer_shape and dims is not None:
            self._known.dims = dims

    @contextlib.contextmanager
    def _beside(self, value: Tensor) -> Iterator[None]:
        """Stands beside what is written first."""
        if not self._colocate:
            yield
            return
        if self._known.place is None:
            self._known.place = [value.op]
        with get_default_graph().colocate_with(self._known.place[0]):
            yield
