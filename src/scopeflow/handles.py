"""Tensors kept in a session between runs: `get_session_handle` and what its handles can do."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from scopeflow.graph import device as devices
from scopeflow.graph import dtypes
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, runtime_name
from scopeflow.ops.arrays.placeholder import placeholder
from scopeflow.ops.state import session_tensors

# Ops whose value a run gives as a TensorHandle.
KEEPING = ("GetSessionHandle", "GetSessionHandleV2")


class TensorHandle:
    """Stands for a tensor that a session keeps; the session forgets it when the handle is gone.

    It can be fed for tensors of its dtype: the value never leaves the session.
    """

    # kept here, for the module may be gone before the last handle is
    _forget = staticmethod(session_tensors.forget)

    def __init__(self, handle: bytes, dtype: DType, session: Any) -> None:
        self._handle = handle.decode()
        self._dtype = dtype
        self._session = session
        self._owned = True

    def __str__(self) -> str:
        return self._handle

    def __del__(self) -> None:
        if self._owned:
            self._forget(self._handle.encode(), self._session._engine.resources)

    @property
    def handle(self) -> str:
        """The text that names the tensor in its session."""
        return self._handle

    def get_raw_handle(self) -> str:
        """That text; the session then keeps the tensor after this object is gone."""
        self._owned = False
        return self._handle

    def eval(self) -> Any:
        """The tensor's value.

        Raises:
          TypeError: if it may have been deleted.
        """
        self._require_owned()
        holder, reader = _made(self._session.graph, self._handle, self._dtype)
        return self._session.run(reader, feed_dict={holder: self._handle})

    def delete(self) -> None:
        """Makes the session forget the tensor.

        Raises:
          TypeError: if it may have been deleted already.
        """
        self._require_owned()
        self._owned = False
        holder, deleter = _made(self._session.graph, self._handle, None)
        self._session.run(deleter, feed_dict={holder: self._handle})

    def _require_owned(self) -> None:
        if not self._owned:
            raise TypeError(
                f"Persistent tensor {self._handle} may have already been deleted. Use `handle` with "
                "tf.get_session_tensor if it was not."
            )

    def _value_for(self, tensor: Tensor) -> np.ndarray:
        """The kept value, to be fed for `tensor`."""
        wanted = tensor.dtype.base_dtype
        if wanted is not self._dtype:
            raise invalid_argument(
                f"Expects arg[0] to be {runtime_name(wanted)} but {runtime_name(self._dtype)} is provided"
            )
        return np.asarray(
            session_tensors.find(self._handle.encode(), self._session._engine.resources)
        )


# by graph, then by device and dtype (None for the deleter): the nodes that handles made for themselves
_MADE: WeakKeyDictionary[Graph, dict[tuple[str, DType | None], tuple[Tensor, Any]]] = (
    WeakKeyDictionary()
)


def _device_of(handle: Any) -> str:
    text = handle.decode() if isinstance(handle, bytes) else str(handle)
    return devices.canonical_name(text.split(";")[-1])


def _made(graph: Graph, handle: str, dtype: DType | None) -> tuple[Tensor, Any]:
    """The holder and the reader of a dtype, or the deleter for None; made once for each device."""
    made = _MADE.setdefault(graph, {})
    key = (_device_of(handle), dtype)
    if key not in made:
        with graph.as_default():
            made[key] = (
                delete_session_tensor(handle)
                if dtype is None
                else get_session_tensor(handle, dtype)
            )
    return made[key]


def get_session_handle(data: Any, name: str | None = None) -> Tensor:
    """A tensor whose value, when run, stays in the session; the run gives a `TensorHandle` for it.

    Args:
      data: a tensor.
      name: the wish for the node's name.

    Returns:
      A scalar string tensor.

    Raises:
      TypeError: if `data` is no tensor.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     handle = sess.run(tf.get_session_handle(tf.constant(6) * 7))
    ...     holder, value = tf.get_session_tensor(handle.handle, tf.int32)
    ...     print(sess.run(value + 1, {holder: handle.handle}))
    43

    ```
    """
    if not isinstance(data, Tensor):
        raise TypeError("`data` must be of type Tensor.")
    with get_default_graph().colocate_with(data):
        return session_tensors.get_session_handle(data, name=name)


def get_session_tensor(handle: Any, dtype: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """A tensor that a session keeps, in a graph.

    Args:
      handle: a handle's text; it says where the tensor is, and may differ from the one that is fed.
      dtype: the tensor's dtype.
      name: the wish for the node's name.

    Returns:
      (holder, tensor): a placeholder to be fed with a handle's text, and the tensor it stands for.

    Raises:
      InvalidArgumentError: in a run, if the session keeps nothing under the fed handle.
    """
    with get_default_graph().device(_device_of(handle)):
        holder = placeholder(dtypes.string)
        return holder, session_tensors.get_session_tensor(holder, dtypes.as_dtype(dtype), name=name)


def delete_session_tensor(handle: Any, name: str | None = None) -> tuple[Tensor, Operation]:
    """An operation that makes a session forget a tensor.

    Args:
      handle: a handle's text; it says where the tensor is.
      name: the wish for the node's name.

    Returns:
      (holder, operation): a placeholder to be fed with a handle's text, and the operation.
    """
    with get_default_graph().device(_device_of(handle)):
        holder = placeholder(dtypes.string)
        return holder, session_tensors.delete_session_tensor(holder, name=name)
