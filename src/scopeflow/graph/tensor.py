"""Tensor: one output of an operation, a name for a value that a run will compute."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from scopeflow import errors
from scopeflow.graph import ports
from scopeflow.graph.dtypes import DType
from scopeflow.graph.reference import Reference
from scopeflow.graph.shapes import TensorShape, as_shape

if TYPE_CHECKING:
    from scopeflow.graph.core import Graph
    from scopeflow.graph.operation import Operation

Dims = tuple[int | None, ...] | None


def _not_in_graph_mode(task: str, advice: str) -> errors.OperatorNotAllowedInGraphError:
    return errors.OperatorNotAllowedInGraphError(
        f"{task} is not allowed in Graph execution. A tensor has no value while the graph is being built. {advice}"
    )


class Tensor:
    """A symbolic handle to one output of an `Operation`.

    It holds no value: `Session.run` computes it.

    Attributes:
      op: the Operation that produces it.
      value_index: which output of `op` it is.
      dtype: its DType.
      graph: the Graph it belongs to.
      name: `"<operation name>:<value_index>"`.
      shape: its static TensorShape; dimensions may be unknown.
    """

    __slots__ = ("__dict__", "__weakref__", "_dims", "_op", "_seen_shape", "_value_index", "dtype")

    # The operators that classes standing for a tensor may take from it.
    OVERLOADABLE_OPERATORS = frozenset(
        f"__{name}__" for names in (*ports.OPERATORS.values(), ("eq", "ne")) for name in names
    )
    # NumPy must leave `array + tensor` to the tensor.
    __array_priority__ = 100

    def __init__(self, op: Operation, value_index: int, dtype: DType, dims: Dims = None) -> None:
        self._op = op
        self._value_index = value_index
        self.dtype = dtype
        self._dims = dims
        self._seen_shape: TensorShape | None = None

    @property
    def op(self) -> Operation:
        """The Operation that produces this tensor."""
        return self._op

    @property
    def value_index(self) -> int:
        """The index of this tensor among the outputs of its operation."""
        return self._value_index

    @property
    def graph(self) -> Graph:
        """The Graph that holds this tensor."""
        return self._op.graph

    @property
    def name(self) -> str:
        """The tensor's name, `"op_name:index"`."""
        return f"{self._op.name}:{self._value_index}"

    @property
    def device(self) -> str:
        """The device string of the operation that produces this tensor; '' if none was asked for."""
        return self._op.device

    @property
    def shape(self) -> TensorShape:
        """The static shape; unknown dimensions are None."""
        # One object until more is known: an unknown shape is equal only to itself.
        seen = self._seen_shape
        if seen is None or seen._dims is not self._dims:
            seen = self._seen_shape = TensorShape.of(self._dims)
        return seen

    def get_shape(self) -> TensorShape:
        """The static shape; the older spelling of `shape`."""
        return self.shape

    @property
    def _shape(self) -> TensorShape:
        return self.shape

    def _shape_as_list(self) -> list[int | None] | None:
        return None if self._dims is None else list(self._dims)

    @property
    def _rank(self) -> int | None:
        return None if self._dims is None else len(self._dims)

    def set_shape(self, shape: Any) -> None:
        """Adds to what is known of the static shape.

        Args:
          shape: a TensorShape or anything that converts to one.

        Raises:
          ValueError: if it contradicts what is known.
        """
        wanted = as_shape(shape)
        if wanted._dims == self._dims:
            return
        if not self.shape.is_compatible_with(wanted):
            clash = ValueError(_set_shape_clash(self, wanted))
            if self._op.origin is not None:
                clash.add_note(
                    f"{self.name} has the shape {self.shape}; it was made at {self._op.origin}."
                )
            raise clash
        merged = self.shape.merge_with(wanted)._dims
        if merged != self._dims:
            graph = self._op.graph
            graph._earlier_dims.setdefault(self, []).append((graph._last_id, self._dims))
            self._dims = merged

    def consumers(self) -> list[Operation]:
        """The operations that take this tensor as an input, in creation order; once for each such input."""
        return self._op.graph._consumers_of(self)

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Its value, computed by `session` or the default session.

        Args:
          feed_dict: tensors mapped to values, as for `Session.run`.
          session: a Session; the default session if None.

        Raises:
          ValueError: if there is no session, or it holds another graph.
        """
        return ports.evaluate.call(self, feed_dict, self.graph, session)

    def _as_node_def_input(self) -> str:
        return self._op.name if self._value_index == 0 else f"{self._op.name}:{self._value_index}"

    @staticmethod
    def _override_operator(operator: str, function: Callable[..., Any]) -> None:
        setattr(Tensor, operator, function)

    def __str__(self) -> str:
        shape = "" if self._dims is None else f", shape={self.shape}"
        device = f", device={self.device}" if self.device else ""
        return f'Tensor("{self.name}"{shape}, dtype={self.dtype.name}{device})'

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def experimental_ref(self) -> Reference:
        """A hashable stand-in for this tensor, for sets and dictionaries."""
        return Reference(self)

    def __copy__(self) -> Tensor:
        copied = Tensor(self._op, self._value_index, self.dtype, self._dims)
        copied.__dict__.update(self.__dict__)
        return copied

    def __len__(self) -> int:
        raise TypeError(
            f"len is not well defined for symbolic Tensors. ({self.name}) "
            "Please call `x.shape` rather than `len(x)` for shape information."
        )

    def __iter__(self) -> Iterator[Any]:
        raise _not_in_graph_mode(
            "iterating over `tf.Tensor`", "Take it apart with tf.unstack, or loop with tf.map_fn."
        )

    def __contains__(self, item: Any) -> bool:
        # asked of `__iter__`, Python would hide the reason
        return bool(iter(self))

    def __bool__(self) -> bool:
        raise _not_in_graph_mode(
            "using a `tf.Tensor` as a Python `bool`",
            "Write `if t is not None:` to ask whether there is one, tf.cond to choose by its value.",
        )

    __nonzero__ = __bool__

    if TYPE_CHECKING:
        # what the modules of `ports.OPERATORS` set, for who checks types
        _Binary = Callable[[Any, Any], Any]
        __add__: _Binary
        __radd__: _Binary
        __sub__: _Binary
        __rsub__: _Binary
        __mul__: _Binary
        __rmul__: _Binary
        __truediv__: _Binary
        __rtruediv__: _Binary
        __floordiv__: _Binary
        __rfloordiv__: _Binary
        __mod__: _Binary
        __rmod__: _Binary
        __pow__: _Binary
        __rpow__: _Binary
        __matmul__: _Binary
        __and__: _Binary
        __or__: _Binary
        __xor__: _Binary
        __lt__: _Binary
        __le__: _Binary
        __gt__: _Binary
        __ge__: _Binary
        __getitem__: _Binary
        __neg__: Callable[[Any], Any]
        __abs__: Callable[[Any], Any]
        __invert__: Callable[[Any], Any]

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(
            f"Cannot convert a symbolic Tensor ({self.name}) to a numpy array. Run it in a session to get its value."
        )


def _set_shape_clash(tensor: Tensor, wanted: TensorShape) -> str:
    known = tensor._dims
    if wanted._dims is not None and known is not None and len(known) == len(wanted._dims):
        for index, (old, new) in enumerate(zip(known, wanted._dims, strict=True)):
            if old is not None and new is not None and old != new:
                return (
                    f"Dimension {index} in both shapes must be equal, but are {old} and {new}. "
                    f"Shapes are {_compact(known)} and {_compact(wanted._dims)}."
                )
    return (
        "Shapes must be equal rank, but are "
        f"{'?' if known is None else len(known)} and {'?' if wanted._dims is None else len(wanted._dims)}"
    )


def _compact(dims: Dims) -> str:
    if dims is None:
        return "?"
    return "[" + ",".join("?" if d is None else str(d) for d in dims) + "]"


def _until_loaded(operator: str, module: str) -> Callable[..., Any]:
    """An operator that imports the module which defines it, and then is what that module made of it."""

    def apply(self: Tensor, *args: Any) -> Any:
        importlib.import_module(module)
        return getattr(self, operator)(*args)

    apply.__name__ = operator
    return apply


for _module, _names in ports.OPERATORS.items():
    for _name in _names:
        Tensor._override_operator(f"__{_name}__", _until_loaded(f"__{_name}__", _module))
