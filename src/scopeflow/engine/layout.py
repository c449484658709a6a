"""Laying a plan out: registers for values, versions for variables, calls gathered into islands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.engine.aliases import Live, Resolver, Variable, VarKey, variable_of
from scopeflow.engine.failure import fed_reference
from scopeflow.engine.frames import Frame, Item
from scopeflow.engine.program import Call, Gate, HostStep, Island, Slot, flatten
from scopeflow.engine.schedule import Step, every_step, schedule
from scopeflow.engine.sharing import shared_input
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

PLACEHOLDERS = frozenset(["Placeholder", "PlaceholderV2"])
FLOW_TYPES = frozenset(["Switch", "RefSwitch", "Merge", "RefMerge"])


class Layout:
    """Lays one plan out.

    Args:
      plan: gets segments, first registers and what must be born.
      fed: the tensors that the run replaces.
    """

    def __init__(self, plan: Any, fed: frozenset[Tensor]) -> None:
        self.plan = plan
        self.fed = fed
        self.resolver = Resolver(fed, plan.handles)
        self.registers: dict[Tensor, int] = {}
        self.island: Island | None = None
        # where calls go: into the island, or into a part of a loop
        self.block: list[Call] | None = None
        self.current: dict[VarKey, int] = {}
        self.written: dict[VarKey, tuple[Variable, int]] = {}
        self.ever_written: set[VarKey] = set()
        self.bound: dict[tuple[Tensor, int], int] = {}
        # what aliases need besides the variable: (operation, index of the input) -> register
        self.asides: dict[tuple[Operation, int], int] = {}
        self.markers: set[Operation] = set()
        # lowerings that stand in for those of the ops themselves
        self.bodies: dict[Operation, Callable[..., Any]] = {}
        if not plan.flow and any(op.type == "Unique" for op in plan.ops):
            from scopeflow.engine.distinct_rows import filled_up  # few programs update rows

            self.bodies = filled_up(plan.ops, plan.fetches, fed)

    # -- registers -------------------------------------------------------------------------------

    def fresh(self, value: Any = None) -> int:
        self.plan.template.append(value)
        return len(self.plan.template) - 1

    def register(self, tensor: Tensor) -> int:
        found = self.registers.get(tensor)
        if found is None:
            found = self.registers[tensor] = self.fresh()
        return found

    def result(self, tensor: Tensor) -> int:
        """The register that a node's output goes to: a fed one's value must stay what was fed."""
        return self.fresh() if tensor in self.fed else self.register(tensor)

    # -- steps -----------------------------------------------------------------------------------

    def steps(self, items: Sequence[Item]) -> None:
        work = self._steps_of(items)
        every = [part for step in work for part in every_step(step)]
        for step in every:
            self._look_at(step)
        self.markers = {step.op for step in every if step.marker}
        for step in schedule(work) if any(step.host for step in work) else work:
            self.place(step)

    def place(self, step: Step) -> None:
        """Lays out one step."""
        if step.frame is not None:
            from scopeflow.engine.loop_layout import LoopLayout  # few programs have loops

            LoopLayout(self, step).place()
        elif step.marker:
            self._note_asides(step)
        else:
            self._emit(step)

    def _steps_of(self, items: Sequence[Item]) -> list[Step]:
        work: list[Step] = []
        for item in items:
            if isinstance(item, Frame):
                step = Step(item.every_op()[0], len(work), item)
                step.inside = self._steps_of(item.items)
                work.append(step)
                continue
            definition = item.definition
            if definition.type in PLACEHOLDERS and item._outputs[0] in self.plan.handles:
                tensor = item._outputs[0]
                self.registers[tensor] = self.fresh(self.plan.handles[tensor])
            elif definition.type == "Const" and not self._may_be_dead(item):
                if item._outputs[0] not in self.fed:
                    self.registers[item._outputs[0]] = self.fresh(item._attrs["value"])
            elif definition.variable is None and not (
                definition.type in PLACEHOLDERS and item._outputs[0] in self.fed
            ):
                work.append(Step(item, len(work)))
            elif definition.variable == "resource":
                self.registers[item._outputs[0]] = self.fresh(variable_of(item))
        return work

    def _may_be_dead(self, constant: Operation) -> bool:
        """On a branch not taken even a constant is dead, by its control input; in a loop it is not."""
        if not (self.plan.flow and constant._control_inputs):
            return False
        context = constant._control_flow_context
        return not (context is not None and context.IsWhileContext())

    def _look_at(self, step: Step) -> None:
        op = step.op
        definition = op.definition
        live = self.resolver.live
        step.live = [live(tensor) for tensor in op._inputs]
        step.marker = bool(
            not definition.writes
            and op.type not in FLOW_TYPES
            and op._outputs
            and all(live(tensor) is not None for tensor in op._outputs)
        )
        for written in definition.writes:
            position = definition.input_index(written)
            if op._inputs[position] in self.fed and op._inputs[position].dtype._is_ref_dtype:
                raise fed_reference(op, position, self.plan.feeds)
            target = self.resolver.target(op, written)
            if target is not None:
                step.writes.append(target)

    def _note_asides(self, step: Step) -> None:
        """Reads what an alias needs besides the variable it shows, such as a shape, where the alias stands."""
        op = step.op
        shown = shared_input(op._outputs[0], self.fed) if len(op._inputs) > 1 else 0
        for index, (tensor, live) in enumerate(zip(op._inputs, step.live, strict=True)):
            if live is not None and index != shown and op.type != "IdentityN":
                self.asides[op, index] = self.bind(tensor, live, op)
            elif (
                live is not None
                and not self.plan.flow
                and live.variable.key not in self.ever_written
            ):
                self.plan.needs_born.append((live.variable, self.reader(tensor) or op))

    def _emit(self, step: Step) -> None:
        op = step.op
        definition = op.definition
        targets = {
            definition.input_index(name): target
            for name in definition.through
            if (target := self.resolver.target(op, name)) is not None
        }
        flat = [
            self.version(targets[index], op) if index in targets else self.taken(step, index)
            for index in range(len(op._inputs))
        ]
        writes = bool(definition.writes) and len(targets) == len(definition.writes)
        skip_ref_output = writes and bool(op._outputs) and op._outputs[0].dtype._is_ref_dtype
        outputs = op._outputs[1:] if skip_ref_output else op._outputs
        call = Call(op, _group(op, flat), tuple(self.result(tensor) for tensor in outputs))
        call.body = self.bodies.get(op, call.body)
        if self.plan.flow:
            looked_through = {i for i, live in enumerate(step.live) if live is not None}
            looked_through.update(targets)
            call.gates = self._gates(op, looked_through)
        if writes:
            call.old_versions = tuple(flat[index] for index in targets)
            call.new_versions = tuple(self.fresh() for _ in targets)
            for target, new in zip(targets.values(), call.new_versions, strict=True):
                self.current[target.key] = new
                self.written[target.key] = (target, new)
                self.ever_written.add(target.key)
        if step.host and self.block is None:
            self.close()
            call.seal()
            self.plan.segments.append(HostStep(len(self.plan.segments), call))
            return
        island = self.open()
        if call.rng >= 0:
            call.rng = len(island.random)
            island.random.append(op)
        self.add(call)

    def taken(self, step: Step, index: int) -> int:
        """The register of what a step takes as one of its inputs."""
        live = step.live[index]
        tensor = step.op._inputs[index]
        return self.register(tensor) if live is None else self.bind(tensor, live, step.op)

    def add(self, call: Call) -> None:
        """Appends a call to the island, or to the part of a loop that is being laid out."""
        call.seal()
        (self.open().calls if self.block is None else self.block).append(call)

    # -- variables -------------------------------------------------------------------------------

    def version(
        self, variable: Variable, consumer: Operation, through: Operation | None = None
    ) -> int:
        """The register of the variable's value at this position; `through`: the alias that reads it."""
        found = self.current.get(variable.key)
        if found is None:
            island = self.open()
            found = self.current[variable.key] = self.fresh()
            island.entry.append((variable, found))
        if (
            variable.key not in self.ever_written
            and not consumer.definition.births
            # a reference may be handed on before there is a value; an alias reads it
            and not (consumer.type in FLOW_TYPES and through is None)
            # on a branch it may not be read at all: the walk finds out
            and not (self.plan.flow and (through or consumer)._control_flow_context is not None)
        ):
            self.plan.needs_born.append((variable, through or consumer))
        return found

    def beside(self, op: Operation, index: int) -> int:
        """The register of an alias's input that is not the variable it shows."""
        found = self.asides.get((op, index))
        return self.register(op._inputs[index]) if found is None else found

    def reader(self, tensor: Tensor) -> Operation | None:
        """The alias nearest to the variable behind `tensor`: the one that TensorFlow blames for reading it."""
        found = None
        while tensor._op.definition.variable is None and not tensor._op.definition.writes:
            found = tensor._op
            tensor = found._inputs[shared_input(tensor, self.fed) or 0]
        return found

    def bind(self, tensor: Tensor, live: Live, consumer: Operation) -> int:
        """The register of an alias's value at this position: its chain applied to the current version."""
        version = self.version(live.variable, consumer, self.reader(tensor))
        key = (tensor, version)
        found = self.bound.get(key)
        if found is not None:
            return found
        register = version
        for op, shown in live.chain:
            flat = [
                register if index == shown else self.beside(op, index)
                for index in range(len(op._inputs))
            ]
            out = self.fresh()
            call = Call(op, _group(op, flat), (out,))
            if self.plan.flow:
                call.gates = tuple((-1, -1, gate) for gate in self.behind(tensor))
            self.add(call)
            register = out
        self.bound[key] = register
        return register

    # -- dead values -----------------------------------------------------------------------------

    def _gates(self, op: Operation, looked_through: set[int]) -> tuple[Gate, ...]:
        """What else can make a node dead: what its arguments were looked through, and waited for."""
        gates: list[Gate] = []
        places = [
            (a, p)
            for a, slot in enumerate(_group(op, list(range(len(op._inputs)))))
            for p in _places(slot)
        ]
        for index in looked_through:
            argument, place = places[index]
            gates.extend((argument, place, gate) for gate in self.behind(op._inputs[index]))
        gates.extend(
            (-1, -1, gate)
            for before in op._control_inputs
            if before in self.markers
            for gate in self.before(before)
        )
        return tuple(gates)

    def behind(self, tensor: Tensor) -> list[int | Operation]:
        """The nodes between a variable and `tensor` whose death makes the tensor dead."""
        gates: list[int | Operation] = []
        while tensor not in self.fed and tensor._op.definition.variable is None:
            op = tensor._op
            if op in self.markers:
                for before in op._control_inputs:
                    gates.extend(self.before(before))
                tensor = op._inputs[shared_input(tensor, self.fed) or 0]
                continue
            gates.append(self.register(tensor) if op.type in FLOW_TYPES else op)
            break
        return gates

    def before(self, op: Operation) -> list[int | Operation]:
        """What makes a control input dead."""
        if op in self.markers:
            return self.behind(op._outputs[0])
        return [op]

    # -- islands ---------------------------------------------------------------------------------

    def open(self) -> Island:
        if self.island is None:
            self.island = Island(len(self.plan.segments))
            self.plan.segments.append(self.island)
        return self.island

    def close(self) -> None:
        if self.island is not None:
            self.island.writes = list(self.written.values())
            self.island.locks = tuple(
                sorted((v for v, _ in self.island.writes), key=lambda v: v.key)
            )
        self.island = None
        self.current = {}
        self.written = {}

    def fetch(self, fetches: Sequence[Tensor | Operation]) -> tuple[int, ...]:
        """The registers of the fetches; a variable is read where the plan ends."""
        found = []
        for fetch in fetches:
            if isinstance(fetch, Operation):
                found.append(-1)
                continue
            live = self.resolver.live(fetch)
            if live is not None:
                found.append(self.bind(fetch, live, fetch.op))
            else:
                found.append(self.register(fetch))
        return tuple(found)

    def connect(self) -> None:
        """Works out which registers cross the borders of islands."""
        plan = self.plan
        wanted = {register for register in plan.fetch_registers if register >= 0}
        for segment in reversed(plan.segments):
            if isinstance(segment, HostStep):
                wanted.difference_update(segment.call.outs)
                wanted.update(flatten(segment.call.args))
                continue
            made: set[int] = set()
            used: set[int] = set()
            for call in segment.calls:
                used.update(r for r in flatten(call.args) if r not in made)
                made.update(call.outs)
                made.update(call.new_versions)
            entered = {register for _, register in segment.entry}
            segment.exports = tuple(sorted(wanted & (made | entered)))
            constants = {r for r in used if plan.template[r] is not None}
            segment.feeds = tuple(sorted(used - entered - constants))
            wanted -= made | entered
            wanted |= set(segment.feeds)


def _places(slot: Slot) -> list[int]:
    """The places of an argument's inputs within it: -1 for one that is no list."""
    return list(range(len(slot))) if isinstance(slot, tuple) else [-1]


def _group(op: Operation, flat: list[int]) -> tuple[Slot, ...]:
    """The flat input registers as the lowering takes them: list inputs together."""
    arguments = op.definition.schema.inputs
    if not any(arg.is_list for arg in arguments):
        return tuple(flat)
    grouped: list[Slot] = []
    position = 0
    for arg in arguments:
        if not arg.is_list:
            grouped.append(flat[position])
            position += 1
            continue
        given = op._attrs[arg.number_attr or arg.list_attr]
        count = given if arg.number_attr else len(given)
        grouped.append(tuple(flat[position : position + count]))
        position += count
    return tuple(grouped)
