"""The ops on queues. A handle is the queue itself, which the session keeps by container and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.kept import kept_by_session
from scopeflow.ops.queues.state import PaddingQueue, PriorityQueue, Queue, ShuffleQueue
from scopeflow.ops.queues.waiting import Patience
from scopeflow.ops.static import constant_value

_HEAD = "; component_types: list(type) >= 1, shapes: list(shape) >= 0 = [], capacity: int = -1"
_TAIL = 'container: string = "", shared_name: string = "") -> (handle: resource) # stateful'
_GIVES = "component_types: list(type) >= 1, timeout_ms: int = -1) -> (components: [component_types]) # stateful"
_TAKES = "components: [Tcomponents]; Tcomponents: list(type) >= 1, timeout_ms: int = -1) -> () # stateful"


def _found(ctx: Any, kind: type[Queue], words: str, **more: Any) -> Queue:
    attrs = ctx.op._attrs
    types, shapes = attrs["component_types"], attrs["shapes"]
    if kind is PriorityQueue:
        from scopeflow.graph.dtypes import int64

        types, shapes = (int64, *types), ((), *shapes)
    given = (attrs["capacity"], types, shapes)
    name = attrs["shared_name"]
    queue = kept_by_session(
        ctx, "queue", lambda: kind(words, name, ctx.op.name.split("/")[-1], *given, **more)
    )
    queue.check_same(name, attrs["capacity"], types, shapes)
    return queue


@op(f"FIFOQueueV2({_HEAD}, {_TAIL}", shape=rules.scalar, host=True)
def fifo_queue_v2(*, ctx: Any) -> Any:
    """A queue that gives its elements in the order in which they came."""
    return _found(ctx, Queue, "FIFOQueue")


@op(f"PaddingFIFOQueueV2({_HEAD}, {_TAIL}", shape=rules.scalar, host=True)
def padding_fifo_queue_v2(*, ctx: Any) -> Any:
    """A queue whose batches are padded to their largest element."""
    return _found(ctx, PaddingQueue, "PaddingFIFOQueue")


@op(
    f"RandomShuffleQueueV2({_HEAD}, min_after_dequeue: int = 0, seed: int = 0, seed2: int = 0, {_TAIL}",
    shape=rules.scalar,
    host=True,
)
def random_shuffle_queue_v2(*, min_after_dequeue: int, seed: int, seed2: int, ctx: Any) -> Any:
    """A queue that gives its elements in random order."""
    return _found(
        ctx, ShuffleQueue, "RandomShuffleQueue", kept=min_after_dequeue, seed=seed, seed2=seed2
    )


@op(
    f"PriorityQueueV2(; component_types: list(type) >= 0 = [], shapes: list(shape) >= 0, capacity: int = -1, {_TAIL}",
    shape=rules.scalar,
    host=True,
)
def priority_queue_v2(*, ctx: Any) -> Any:
    """A queue that gives the element with the smallest int64 first."""
    return _found(ctx, PriorityQueue, "PriorityQueue")


def _unknown(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (None,) * len(attrs["component_types"])


def _unknown_many(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[1]._dims, 0)
    count = constant_value(inputs[1])
    if count is not None and int(count) < 0:
        raise ShapeMismatch(f"Input 'n' must be >= 0, but is {int(count)}", values=(1,))
    return (None,) * len(attrs["component_types"])


@op(f"QueueEnqueueV2(handle: resource, {_TAKES}", shape=rules.none, host=True)
def queue_enqueue_v2(handle: Any, components: Any, *, timeout_ms: int, ctx: Any) -> tuple[()]:
    """Puts one element into a queue; waits for room."""
    handle.put([handle.checked(components)], Patience(ctx, timeout_ms))
    return ()


@op(f"QueueEnqueueManyV2(handle: resource, {_TAKES}", shape=rules.none, host=True)
def queue_enqueue_many_v2(handle: Any, components: Any, *, timeout_ms: int, ctx: Any) -> tuple[()]:
    """Puts the rows of the components into a queue, one element each."""
    handle.put(handle.rows(components), Patience(ctx, timeout_ms))
    return ()


@op(f"QueueDequeueV2(handle: resource; {_GIVES}", shape=_unknown, host=True)
def queue_dequeue_v2(handle: Any, *, timeout_ms: int, ctx: Any) -> Any:
    """Takes one element off a queue; waits for it."""
    (element,) = handle.take(1, Patience(ctx, timeout_ms))
    return list(element)


@op(f"QueueDequeueManyV2(handle: resource, n: int32; {_GIVES}", shape=_unknown_many, host=True)
def queue_dequeue_many_v2(handle: Any, n: Any, *, timeout_ms: int, ctx: Any) -> Any:
    """Takes `n` elements off a queue, stacked."""
    return _batch(handle, n, timeout_ms, ctx, False)


@op(f"QueueDequeueUpToV2(handle: resource, n: int32; {_GIVES}", shape=_unknown_many, host=True)
def queue_dequeue_up_to_v2(handle: Any, n: Any, *, timeout_ms: int, ctx: Any) -> Any:
    """Takes `n` elements off a queue, stacked, or what is left in a closed one."""
    return _batch(handle, n, timeout_ms, ctx, True)


def _batch(queue: Queue, n: Any, timeout_ms: int, ctx: Any, or_fewer: bool) -> list[np.ndarray]:
    queue.stacked([])  # refuses a queue without shapes before anything is taken
    return queue.stacked(queue.take(int(n), Patience(ctx, timeout_ms), or_fewer))


@op(
    "QueueCloseV2(handle: resource; cancel_pending_enqueues: bool = False) -> () # stateful",
    shape=rules.none,
    host=True,
)
def queue_close_v2(handle: Any, *, cancel_pending_enqueues: bool) -> tuple[()]:
    """Closes a queue: it takes no more elements."""
    handle.close(cancel_pending_enqueues)
    return ()


@op(
    "QueueIsClosedV2(handle: resource; ) -> (is_closed: bool) # stateful",
    shape=rules.scalar,
    host=True,
)
def queue_is_closed_v2(handle: Any) -> Any:
    """Whether a queue is closed."""
    return np.bool_(handle.closed)


@op("QueueSizeV2(handle: resource; ) -> (size: int32) # stateful", shape=rules.scalar, host=True)
def queue_size_v2(handle: Any) -> Any:
    """How many elements are in a queue."""
    return np.int32(handle.size())
