"""The order of a plan's steps where some run on the host: few changes between device and host.

Data, control and version order are kept, and so is the order of host steps with effects.
"""

from __future__ import annotations

from scopeflow.engine.aliases import Live, Resolver, Variable, VarKey
from scopeflow.engine.frames import Frame
from scopeflow.graph.operation import Operation
from scopeflow.ops.control.tracing import OBJECT_OPS


class Step:
    """A node of the plan before it is laid out."""

    __slots__ = ("after", "frame", "host", "index", "inside", "live", "marker", "op", "writes")

    def __init__(self, op: Operation, index: int, frame: Frame | None = None) -> None:
        # of a loop, one of its nodes
        self.op = op
        self.index = index
        self.frame = frame
        # the steps of a loop
        self.inside: list[Step] = []
        self.after: set[int] = set()
        self.host: bool = frame is None and runs_on_host(op)
        # an alias op computes nothing where it stands: its consumers look through it
        self.marker = False
        self.live: list[Live | None] = []
        self.writes: list[Variable] = []


def runs_on_host(op: Operation) -> bool:
    """Whether no compiled program can hold an operation."""
    if not op.definition.host:
        return False
    if op.type not in OBJECT_OPS:
        return True
    kinds = [t.dtype.base_dtype for t in (*op._inputs, *op._outputs)]
    kinds += [op._attrs[name] for name in ("dtype", "elem_type") if name in op._attrs]
    return any(kind.name in ("string", "variant") for kind in kinds)


def schedule(work: list[Step]) -> list[Step]:
    """An order with few changes between device and host, that keeps data, control and version order."""
    by_op = {op: step for step in work for op in _ops(step)}
    last_write: dict[VarKey, int] = {}
    readers: dict[VarKey, list[int]] = {}
    last_effect = -1
    for step in work:
        for op in _ops(step):
            for producer in (*(tensor._op for tensor in op._inputs), *op._control_inputs):
                _wait_for(step, producer, by_op)
        for key in {key for part in every_step(step) for key in _touched(part)}:
            if key in last_write:
                step.after.add(last_write[key])
            readers.setdefault(key, []).append(step.index)
        for key in {v.key for part in every_step(step) for v in part.writes}:
            step.after.update(readers.get(key, ()))
            if key in last_write:
                step.after.add(last_write[key])
            last_write[key] = step.index
            readers[key] = []
        if any(runs_on_host(part.op) and part.op.definition.stateful for part in every_step(step)):
            if last_effect >= 0:
                step.after.add(last_effect)
            last_effect = step.index
        step.after.discard(step.index)
    # (of two that are alike, the first)
    return min(_in_turns(work, None), _in_turns(work, _leading(work)), key=_changes)


def _leading(work: list[Step]) -> set[int]:
    """The steps that host steps wait for, directly or not."""
    found: set[int] = set()
    for step in reversed(work):
        if step.host or step.index in found:
            found.update(step.after)
    return found


def _in_turns(work: list[Step], lead: set[int] | None) -> list[Step]:
    """All that can go on the device, then all that can on the host, and so on.

    Args:
      work: the steps.
      lead: what host steps wait for, if the device is to do nothing else before the last of them.
    """
    done: set[int] = set()
    left = list(work)
    hosts = sum(step.host for step in work)
    ordered: list[Step] = []
    host_turn = False

    def goes(step: Step) -> bool:
        if not step.marker:
            if step.host != host_turn:
                return False
            if lead is not None and hosts and not step.host and step.index not in lead:
                return False
        return step.after <= done

    while left:
        later = []
        moved = False
        for step in left:
            if goes(step):
                ordered.append(step)
                done.add(step.index)
                hosts -= step.host
                moved = True
            else:
                later.append(step)
        left = later
        if not moved or not any(goes(step) for step in left):
            host_turn = not host_turn
    return ordered


def _changes(order: list[Step]) -> tuple[int, int]:
    """How often the device is asked, and how many steps take what the device made when it was asked before."""
    turns, taken = 0, 0
    turn: dict[int, int] = {}
    before: Step | None = None
    for step in order:
        if step.marker:
            continue
        if not step.host:
            if before is None or before.host:
                turns += 1
            turn[step.index] = turns
            taken += sum(turn.get(index, turns) != turns for index in step.after)
        before = step
    return turns, taken


def _ops(step: Step) -> list[Operation]:
    return [step.op] if step.frame is None else step.frame.every_op()


def every_step(step: Step) -> list[Step]:
    """The step itself, or all steps of a loop however deep."""
    if step.frame is None:
        return [step]
    return [part for inner in step.inside for part in every_step(inner)]


def _wait_for(step: Step, producer: Operation, by_op: dict[Operation, Step]) -> None:
    """Puts `step` after `producer`; a constant is no step, but what it waits for is."""
    pending = [producer]
    seen = set()
    while pending:
        before = pending.pop()
        if before in by_op:
            step.after.add(by_op[before].index)
        elif before not in seen:
            seen.add(before)
            pending.extend(before._control_inputs)


def _touched(step: Step) -> set[VarKey]:
    """The variables whose value this step reads."""
    if step.marker:
        # what stands beside the variable it shows: a shape that is a variable itself
        asides = step.live if len(step.live) > 1 else ()
        return {live.variable.key for live in asides if live is not None}
    keys = {live.variable.key for live in step.live if live is not None}
    for through in step.op.definition.through:
        target = Resolver(frozenset()).target(step.op, through)
        if target is not None:
            keys.add(target.key)
    return keys
