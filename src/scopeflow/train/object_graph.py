"""Objects and what belongs to them as a graph: found from a root, written to checkpoints, and matched with one read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from scopeflow.formats.messages import message
from scopeflow.graph.trackable import TrackableReference, is_trackable
from scopeflow.train.optimizers.slot_table import SlotTable
from scopeflow.train.saveable import SaveableObject, of_one
from scopeflow.variables.variable import Variable

# Where a checkpoint keeps the graph of its objects.
OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"
_ATTRIBUTES = ".ATTRIBUTES"
_SLOT = ".OPTIMIZER_SLOT"
_VALUE = "VARIABLE_VALUE"


def children_of(value: Any) -> list[TrackableReference]:
    """What belongs to an object, in the order in which it got it."""
    if isinstance(value, (list, dict)):
        items = enumerate(value) if isinstance(value, list) else value.items()
        return [
            TrackableReference(str(name), item)
            for name, item in items
            if is_trackable(item) or isinstance(item, (list, dict))
        ]
    return list(getattr(value, "_checkpoint_dependencies", ()))


class Slot(NamedTuple):
    """A slot of an optimizer: numbers of objects, and the slot's name."""

    optimizer: int
    variable: int
    name: str
    slot: int


class ObjectGraph:
    """The objects that are reached from a root.

    Attributes:
      objects: them, the nearest to the root first; then the slots of optimizers among them.
      keys: the beginning of the names under which what they keep is saved.
      slots: the slots.
    """

    def __init__(self, root: Any) -> None:
        self.objects: list[Any] = [root]
        self.keys: list[str] = [""]
        self.children: list[list[tuple[str, int]]] = []
        self.slots: list[Slot] = []
        self._number = {id(root): 0}
        for number, value in enumerate(self.objects):
            self.children.append([])
            for name, child in children_of(value):
                known = self._number.get(id(child))
                if known is None:
                    known = self._add(child, _joined(self.keys[number], _escaped(name)))
                self.children[number].append((name, known))
        for number, value in enumerate(list(self.objects)):
            if isinstance(value, SlotTable):
                self._add_slots(number, value)
        self.children += [[] for _ in self.objects[len(self.children) :]]

    def _add(self, value: Any, key: str) -> int:
        self._number[id(value)] = len(self.objects)
        self.objects.append(value)
        self.keys.append(key)
        return len(self.objects) - 1

    def _add_slots(self, number: int, optimizer: SlotTable) -> None:
        variables = [(n, v) for n, v in enumerate(self.objects) if isinstance(v, Variable)]
        for name in optimizer.get_slot_names():
            for variable_number, variable in variables:
                slot = optimizer.get_slot(variable, name)
                if slot is None:
                    continue
                known = self._number.get(id(slot))
                if known is None:
                    parts = [self.keys[variable_number], _SLOT, self.keys[number], _escaped(name)]
                    known = self._add(slot, "/".join(part for part in parts if part))
                self.slots.append(Slot(number, variable_number, name, known))

    def attributes(self, number: int) -> Iterator[tuple[str, str, SaveableObject]]:
        """(attribute, key in the checkpoint, what saves and restores it) of what an object keeps itself."""
        value = self.objects[number]
        start = _joined(self.keys[number], _ATTRIBUTES)
        if isinstance(value, Variable):
            key = f"{start}/{_VALUE}"
            yield _VALUE, key, of_one(value, key)
        elif hasattr(value, "_gather_saveables_for_checkpoint"):
            for name, make in value._gather_saveables_for_checkpoint().items():
                key = f"{start}/{_escaped(name)}"
                yield name, key, make(name=key) if callable(make) else make

    def keeps(self, number: int) -> bool:
        """Whether an object keeps something itself."""
        value = self.objects[number]
        return isinstance(value, Variable) or hasattr(value, "_gather_saveables_for_checkpoint")

    def to_proto(self, saved: dict[int, list[tuple[str, str]]]) -> Any:
        """The graph as a TrackableObjectGraph.

        Args:
          saved: by object, the (attribute, key) of what it keeps.
        """
        proto = message("TrackableObjectGraph")()
        for number, value in enumerate(self.objects):
            node = proto.nodes.add()
            for name, child in self.children[number]:
                node.children.add(node_id=child, local_name=name)
            for attribute, key in saved.get(number, ()):
                made = node.attributes.add(name=attribute, checkpoint_key=key)
                if isinstance(value, Variable):
                    made.full_name = full_name(value)
        for optimizer, variable, name, slot in self.slots:
            proto.nodes[optimizer].slot_variables.add(
                original_variable_node_id=variable, slot_name=name, slot_variable_node_id=slot
            )
        return proto


def full_name(variable: Any) -> str:
    """What a Saver without a dict would save a variable under."""
    info = variable._save_slice_info
    return variable.op.name if info is None else info.full_name


def _joined(start: str, name: str) -> str:
    return f"{start}/{name}" if start else name


def _escaped(name: str) -> str:
    return name.replace(".", "..").replace("/", ".S")


class Match:
    """Which objects of a checkpoint are which of a program.

    Attributes:
      numbers: by an object's number in the checkpoint, its number in `found`.
      found: the program's graph.
    """

    def __init__(self, proto: Any, root: Any) -> None:
        self.proto = proto
        self.found = ObjectGraph(root)
        self.numbers: dict[int, int] = {}
        self.paths: dict[int, str] = {0: "(root)"}
        waiting = [(0, 0)] if proto.nodes else []
        for stored, number in waiting:
            if stored in self.numbers or not 0 <= stored < len(proto.nodes):
                continue
            self.numbers[stored] = number
            children = dict(self.found.children[number])
            waiting += [
                (child.node_id, children[child.local_name])
                for child in proto.nodes[stored].children
                if child.local_name in children
            ]
        slots = {(s.optimizer, s.variable, s.name): s.slot for s in self.found.slots}
        for stored, node in enumerate(proto.nodes):
            for slot in node.slot_variables:
                key = (
                    self.numbers.get(stored, -1),
                    self.numbers.get(slot.original_variable_node_id, -1),
                    slot.slot_name,
                )
                if key in slots:
                    self.numbers[slot.slot_variable_node_id] = slots[key]
        self._name_paths()

    def _name_paths(self) -> None:
        waiting = [0] if self.proto.nodes else []
        for stored in waiting:
            for child in self.proto.nodes[stored].children:
                if child.node_id not in self.paths and 0 <= child.node_id < len(self.proto.nodes):
                    self.paths[child.node_id] = f"{self.paths[stored]}.{child.local_name}"
                    waiting.append(child.node_id)
        for stored, node in enumerate(self.proto.nodes):
            for slot in node.slot_variables:
                path = (
                    f"{self.paths.get(stored, '?')}'s state '{slot.slot_name}' for "
                    f"{self.paths.get(slot.original_variable_node_id, '?')}"
                )
                self.paths.setdefault(slot.slot_variable_node_id, path)

    def unresolved(self) -> list[int]:
        """The objects of the checkpoint that keep something and have no counterpart in the program."""
        return [
            stored
            for stored, node in enumerate(self.proto.nodes)
            if node.attributes and stored not in self.numbers
        ]

    def unbound(self) -> list[Any]:
        """The program's objects that have no counterpart in the checkpoint, but for empty lists and dicts."""
        bound = set(self.numbers.values())
        return [
            value
            for number, value in enumerate(self.found.objects)
            if number not in bound
            and not (isinstance(value, (list, dict)) and not self.found.children[number])
        ]

    def restorable(self) -> Iterator[tuple[SaveableObject, str]]:
        """What takes values from the checkpoint, and the key of each."""
        for stored, number in self.numbers.items():
            keys = {a.name: a.checkpoint_key for a in self.proto.nodes[stored].attributes}
            if keys:
                for attribute, _, saveable in self.found.attributes(number):
                    if attribute in keys:
                        yield saveable, keys[attribute]
