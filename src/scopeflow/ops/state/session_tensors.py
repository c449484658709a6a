"""Values that a session keeps between runs, each found again by a handle."""

from __future__ import annotations

import itertools
from typing import Any

from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op

_DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"
_KEPT = "tensor of a session"


def _keep(value: Any, ctx: Any) -> bytes:
    numbers = ctx.resources.find_or_make("numbers of session tensors", itertools.count)
    handle = f"{ctx.op.name};{next(numbers)};{_DEVICE}".encode()
    ctx.resources.find_or_make((_KEPT, handle), lambda: value)
    return handle


@op(
    "GetSessionHandle(value: T; T: type) -> (handle: string) # stateful",
    shape=rules.scalar,
    host=True,
)
def get_session_handle(value: Any, *, ctx: Any) -> Any:
    """Keeps the value in the session; the handle finds it again."""
    return _keep(value, ctx)


@op(
    "GetSessionHandleV2(value: T; T: type) -> (handle: resource) # stateful",
    shape=rules.scalar,
    host=True,
)
def get_session_handle_v2(value: Any, *, ctx: Any) -> Any:
    """Keeps the value in the session; the handle, a resource, finds it again."""
    return _keep(value, ctx)


def find(handle: Any, resources: Any) -> Any:
    """The value that a session keeps under a handle.

    Raises:
      InvalidArgumentError: if it keeps none.
    """
    key = handle.item() if hasattr(handle, "item") else handle
    value = resources.find((_KEPT, key))
    if value is None:
        text = key.decode("utf-8", "replace")
        raise invalid_argument(f"The tensor with handle '{text}' is not in the session store.")
    return value


def forget(handle: bytes, resources: Any) -> bool:
    """Drops the value under a handle; whether there was one."""
    return resources.remove((_KEPT, handle))


@op(
    "GetSessionTensor(handle: string; dtype: type) -> (value: dtype) # stateful",
    shape=rules.unknown,
    host=True,
)
def get_session_tensor(handle: Any, *, ctx: Any) -> Any:
    """The value that the session keeps under the handle."""
    return find(handle, ctx.resources)


@op("DeleteSessionTensor(handle: string; ) -> () # stateful", shape=rules.none, host=True)
def delete_session_tensor(handle: Any, *, ctx: Any) -> Any:
    """Drops the value that the session keeps under the handle."""
    find(handle, ctx.resources)
    forget(handle.item() if hasattr(handle, "item") else handle, ctx.resources)
