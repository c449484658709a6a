"""Loops in a plan: which nodes make up which frame, found from the nodes alone.

A frame is what lies between the Enter and Exit nodes of one name.  For the order of a plan it is one step: it needs what
enters it, and what leaves it is there after its last trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scopeflow.engine.order import arranged
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

ENTERS = frozenset(["Enter", "RefEnter"])
EXITS = frozenset(["Exit", "RefExit"])
MERGES = frozenset(["Merge", "RefMerge"])
BACK = frozenset(["NextIteration", "RefNextIteration"])

Path = tuple[str, ...]


class Frame:
    """One loop.

    Attributes:
      path: the names of the loops around it, and its own.
      items: its nodes and the frames inside it, in order.
      exits: the Exit nodes that lead out of it; they are not among the items.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.items: list[Operation | Frame] = []
        self.exits: list[Operation] = []

    def every_op(self) -> list[Operation]:
        """All nodes in it, however deep, and its exits."""
        found = list(self.exits)
        for item in self.items:
            found.extend(item.every_op() if isinstance(item, Frame) else [item])
        return found


Item = Operation | Frame


def with_frames(ops: set[Operation], feeds: frozenset[Tensor]) -> list[Item]:
    """The nodes in an order in which each comes after what it needs, loops as one item each.

    Raises:
      ValueError: if nodes need each other in a circle that is no loop.
    """
    paths = _paths(_forward_order(ops, feeds), feeds)
    return _arranged(ops, (), paths, feeds)


def _before(op: Operation, feeds: frozenset[Tensor]) -> Iterable[Operation]:
    """What an operation needs within one trip."""
    round_again = op.type in MERGES
    for tensor in op._inputs:
        if tensor not in feeds and not (round_again and tensor._op.type in BACK):
            yield tensor._op
    yield from op._control_inputs


def _forward_order(ops: set[Operation], feeds: frozenset[Tensor]) -> list[Operation]:
    needs = {op: {before for before in _before(op, feeds) if before in ops} for op in ops}
    return arranged(needs, {op: op._id for op in ops})


def _id(item: Item) -> int:
    if isinstance(item, Frame):
        return min(op._id for op in item.every_op())
    return item._id


def _paths(ordered: Sequence[Operation], feeds: frozenset[Tensor]) -> dict[Operation, Path]:
    """The frame that each operation runs in; an Exit runs in the frame it leaves."""
    paths: dict[Operation, Path] = {}

    def outside(op: Operation) -> Path:
        path = paths.get(op, ())
        return path[:-1] if op.type in EXITS else path

    for op in ordered:
        longest: Path = ()
        for before in _before(op, feeds):
            path = outside(before)
            if len(path) > len(longest):
                longest = path
        if op.type in ENTERS:
            longest = (*longest, op._attrs["frame_name"])
        paths[op] = longest
    return paths


def _arranged(
    ops: Iterable[Operation], path: Path, paths: dict[Operation, Path], feeds: frozenset[Tensor]
) -> list[Item]:
    """The operations below `path` in order, those of inner frames gathered."""
    depth = len(path)
    frames: dict[str, list[Operation]] = {}
    item_of: dict[Operation, Item] = {}
    own: list[Item] = []
    for op in ops:
        inner = paths[op]
        if len(inner) == depth:
            own.append(op)
            item_of[op] = op
        else:
            frames.setdefault(inner[depth], []).append(op)
    for name, inside in frames.items():
        frame = Frame((*path, name))
        exits = {op for op in inside if op.type in EXITS and len(paths[op]) == depth + 1}
        frame.exits = sorted(exits, key=lambda op: op._id)
        frame.items = _arranged([op for op in inside if op not in exits], frame.path, paths, feeds)
        own.append(frame)
        for op in inside:
            item_of[op] = frame
    needs: dict[Item, set[Item]] = {}
    for item in own:
        members = item.every_op() if isinstance(item, Frame) else [item]
        wanted = {
            item_of[before] for op in members for before in _before(op, feeds) if before in item_of
        }
        wanted.discard(item)
        needs[item] = wanted
    return arranged(needs, {item: _id(item) for item in own})
