"""Which nodes a run needs, and in which order it walks them: Kahn's algorithm, smallest id first."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor


def needed(fetches: Iterable[Tensor | Operation], feeds: frozenset[Tensor]) -> set[Operation]:
    """The operations that must run: all that the fetches reach, not going on behind a fed tensor."""
    stack: list[Operation] = []
    found: set[Operation] = set()
    for fetch in fetches:
        op = fetch.op if isinstance(fetch, Tensor) else fetch
        if isinstance(fetch, Tensor) and fetch in feeds:
            continue
        if op not in found:
            found.add(op)
            stack.append(op)
    while stack:
        op = stack.pop()
        for tensor in op._inputs:
            producer = tensor._op
            if producer not in found and tensor not in feeds:
                found.add(producer)
                stack.append(producer)
        for producer in op._control_inputs:
            if producer not in found:
                found.add(producer)
                stack.append(producer)
    return found


def in_order(ops: set[Operation], feeds: frozenset[Tensor]) -> list[Operation]:
    """The operations so that each comes after what it needs; among the free ones the oldest first.

    Raises:
      ValueError: if they need each other in a circle.
    """
    ordered = sorted(ops, key=lambda op: op._id)
    if _is_topological(ordered, ops, feeds):
        return ordered
    waiting: dict[Operation, int] = {}
    followers: dict[Operation, list[Operation]] = {}
    for op in ordered:
        before = {p for p in _before(op, feeds) if p in ops}
        waiting[op] = len(before)
        for producer in before:
            followers.setdefault(producer, []).append(op)
    free = [(op._id, op) for op in ordered if not waiting[op]]
    heapq.heapify(free)
    result: list[Operation] = []
    while free:
        _, op = heapq.heappop(free)
        result.append(op)
        for follower in followers.get(op, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(free, (follower._id, follower))
    if len(result) != len(ordered):
        stuck = sorted((op for op in ordered if waiting[op] > 0), key=lambda op: op._id)
        raise ValueError(
            f"The graph has a circle: {', '.join(op.name for op in stuck[:5])} need each other."
        )
    return result


def _before(op: Operation, feeds: frozenset[Tensor]) -> Iterable[Operation]:
    for tensor in op._inputs:
        if tensor not in feeds:
            yield tensor._op
    yield from op._control_inputs


def _is_topological(
    ordered: list[Operation], ops: set[Operation], feeds: frozenset[Tensor]
) -> bool:
    # The usual case: nodes are made after their inputs, so that ids are an order already.
    for op in ordered:
        own = op._id
        for tensor in op._inputs:
            if tensor._op._id >= own and tensor not in feeds:
                return False
        for producer in op._control_inputs:
            if producer._id >= own:
                return False
    return True
