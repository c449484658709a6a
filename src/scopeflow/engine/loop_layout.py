"""Laying a loop out: which of its nodes decide, which make up a trip, and what goes round."""

from __future__ import annotations

from typing import Any

from scopeflow import errors
from scopeflow.engine.aliases import Variable, VarKey
from scopeflow.engine.frames import BACK, ENTERS, MERGES
from scopeflow.engine.loops import Loop
from scopeflow.engine.schedule import Step, every_step
from scopeflow.graph.operation import Operation
from scopeflow.graph.words import runtime_name

_SWITCHES = frozenset(["Switch", "RefSwitch"])


class LoopLayout:
    """Lays one loop out as a call.

    Args:
      layout: the Layout of the plan.
      step: the loop's step.
    """

    def __init__(self, layout: Any, step: Step) -> None:
        self.layout = layout
        self.step = step
        direct = [part.op for part in step.inside if part.frame is None]
        conditions = [op for op in direct if op.type == "LoopCond"]
        if len(conditions) != 1:
            raise errors.InvalidArgumentError(
                None,
                step.op,
                f"The loop {step.frame.path[-1]!r} has {len(conditions)} LoopCond nodes; a loop has one.",  # type: ignore[union-attr]
            )
        self.condition = conditions[0]
        self.merges = [op for op in direct if op.type in MERGES and _is_of_a_loop(op)]
        answer = self.condition._outputs[0]
        self.switches = [op for op in direct if op.type in _SWITCHES and op._inputs[1] is answer]

    def place(self) -> None:
        """Adds the loop's call where the plan stands."""
        layout, step, loop = self.layout, self.step, Loop(self.condition)
        layout.open()
        enters = [part for part in step.inside if part.frame is None and part.op.type in ENTERS]
        for part in enters:
            if not part.marker:
                layout.registers[part.op._outputs[0]] = layout.taken(part, 0)
        loop.waits = tuple(before for part in enters for before in part.op._control_inputs)
        for merge in self.merges:
            _check_dtypes(merge)
            inside = layout.register(merge._outputs[0])
            # which input came is known while laying out nowhere: what asks for it sees the first
            layout.registers[merge._outputs[1]] = layout.fresh(0)
            for switch in self.switches:
                if switch._inputs[0] is merge._outputs[0]:
                    layout.registers[switch._outputs[0]] = inside
                    layout.registers[switch._outputs[1]] = inside
        written = self._written()
        before = {key: layout.version(variable, op) for key, (variable, op) in written.items()}
        carried = {key: layout.fresh() for key in written}
        layout.current.update(carried)

        known = dict(layout.bound), dict(layout.asides), layout.block
        deciding, trip, leaving = self._parts()
        layout.block = loop.condition
        for part in deciding:
            layout.place(part)
        loop.goes_on = layout.register(self.condition._inputs[0])
        decided = {key: layout.current[key] for key in written}
        bound, asides = dict(layout.bound), dict(layout.asides)
        layout.block = loop.trip
        following: dict[Operation, int] = {}
        for part in trip:
            if part.op.type in BACK:
                following[part.op] = layout.taken(part, 0)
            else:
                layout.place(part)
        after = {key: layout.current[key] for key in written}
        layout.current.update(decided)
        layout.bound, layout.asides, layout.block = bound, asides, loop.leaving
        for part in leaving:
            layout.place(part)
        loop.versions = [
            (carried[key], before[key], layout.current[key], after[key]) for key in written
        ]
        layout.bound, layout.asides, layout.block = known

        for key, (variable, _) in written.items():
            layout.current[key] = carried[key]
            layout.written[key] = (variable, carried[key])
            layout.ever_written.add(key)
        for merge in self.merges:
            first = layout.register(merge._inputs[0])
            loop.variables.append(
                (layout.register(merge._outputs[0]), first, following[merge._inputs[1]._op])
            )
        for op in step.frame.exits:  # type: ignore[union-attr]
            inside = layout.register(op._inputs[0])
            loop.exits.append((layout.result(op._outputs[0]), inside, op))
        loop.ops = frozenset(step.frame.every_op())  # type: ignore[union-attr]
        structural = {*self.merges, *self.switches}
        loop.flow = any(
            part.op.type in _SWITCHES and part.op not in structural for part in every_step(step)
        )
        layout.add(loop)

    def _written(self) -> dict[VarKey, tuple[Variable, Operation]]:
        return {
            variable.key: (variable, part.op)
            for part in every_step(self.step)
            for variable in part.writes
        }

    def _parts(self) -> tuple[list[Step], list[Step], list[Step]]:
        """The steps before the condition is known, those of a trip, and those after the last trip."""
        structural = {*self.merges, *self.switches, self.condition}
        last = {switch._outputs[0] for switch in self.switches}
        in_trip: set[Operation] = set(self.switches)
        in_leaving: set[Operation] = set()
        deciding: list[Step] = []
        trip: list[Step] = []
        leaving: list[Step] = []
        for part in self.step.inside:
            if part.frame is None and (part.op in structural or part.op.type in ENTERS):
                continue
            ops = [part.op] if part.frame is None else part.frame.every_op()
            if any(not last.isdisjoint(op._inputs) or _follows(op, in_leaving) for op in ops):
                in_leaving.update(ops)
                leaving.append(part)
                continue
            later = any(_follows(op, in_trip) for op in ops)
            if later or part.op.type in BACK:
                in_trip.update(ops)
                trip.append(part)
            else:
                deciding.append(part)
        return deciding, trip, leaving


def _follows(op: Operation, among: set[Operation]) -> bool:
    """Whether an operation needs one of these; constants are no steps, and tell by what they wait for."""
    for before in (*(t._op for t in op._inputs), *op._control_inputs):
        if before in among:
            return True
        if before.type == "Const" and any(b in among for b in before._control_inputs):
            return True
    return False


def _check_dtypes(merge: Operation) -> None:
    """Refuses a body that gives a loop variable another dtype.

    Raises:
      InvalidArgumentError: TensorFlow's words.
    """
    first, again = merge._inputs
    if first.dtype.base_dtype is not again.dtype.base_dtype:
        raise errors.InvalidArgumentError(
            None,
            merge,
            f"Input 1 of node {merge.name} was passed {runtime_name(again.dtype)} from {again.name} incompatible with "
            f"expected {runtime_name(first.dtype)}.",
        )


def _is_of_a_loop(merge: Operation) -> bool:
    return (
        len(merge._inputs) == 2
        and merge._inputs[0]._op.type in ENTERS
        and merge._inputs[1]._op.type in BACK
    )
