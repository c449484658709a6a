"""Which nodes a run needs, and in which order it walks them: Kahn's algorithm, smallest id first."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from typing import Any

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
    needs = {op: {before for before in _before(op, feeds) if before in ops} for op in ordered}
    return arranged(needs, {op: op._id for op in ordered})


def arranged(needs: Mapping[Any, Collection[Any]], ids: Mapping[Any, int]) -> list[Any]:
    """The keys of `needs` so that each comes after what it needs; among the free ones the smallest id first.

    Raises:
      ValueError: if they need each other in a circle; it names those that have names.
    """
    waiting = {item: len(before) for item, before in needs.items()}
    followers: dict[Any, list[Any]] = {}
    for item, before in needs.items():
        for other in before:
            followers.setdefault(other, []).append(item)
    # (ids may be equal: what stands behind them is never compared)
    free = [(ids[item], id(item), item) for item in needs if not waiting[item]]
    heapq.heapify(free)
    result = []
    while free:
        item = heapq.heappop(free)[2]
        result.append(item)
        for follower in followers.get(item, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(free, (ids[follower], id(follower), follower))
    if len(result) != len(needs):
        stuck = sorted((item for item in needs if waiting[item] > 0), key=ids.__getitem__)
        names = [item.name for item in stuck if hasattr(item, "name")]
        raise ValueError(f"The graph has a circle: {', '.join(names[:5])} need each other.")
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
