"""`tf.import_graph_def`: the nodes of a GraphDef added to a graph, node by node, through the definitions of their ops."""

from __future__ import annotations

import heapq
import socket
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scopeflow import errors
from scopeflow.formats.graphdef import NodeRecord, nodes_of
from scopeflow.graph.collector import paused_collector
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import import_arguments, imported_node
from scopeflow.ops.catalog import find
from scopeflow.ops.define import Definition
from scopeflow.ops.scoping import name_scope

# A tensor of the GraphDef: the node's name and the output's index.
Source = tuple[str, int]
# The types of nodes whose inputs may be values of a loop's next trip.
_MERGES = ("Merge", "RefMerge")


def import_graph_def(
    graph_def: Any,
    input_map: dict[str, Any] | None = None,
    return_elements: Sequence[str] | None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Any] | None:
    """Adds the nodes of a GraphDef to the default graph, under a name scope.

    Args:
      graph_def: a GraphDef proto.
      input_map: names of tensors in it, such as "x:0" or "x", and the tensors of the default graph that take their places.
      return_elements: names of operations and tensors in it that are to be returned.
      name: the wish for the scope's name; "import" by default, '' for none. Names that are taken get a suffix.
      op_dict: accepted for compatibility.
      producer_op_list: an OpList proto of the program that wrote the GraphDef: attributes that only that one knows are
        dropped where they have their default value.

    Returns:
      A list of operations and tensors, one for each of `return_elements`; None if that is None.

    Raises:
      TypeError: if an argument is of another type.
      ValueError: if the GraphDef is malformed, a mapped or returned name is not in it, or shapes or types do not fit. Then
        no node is added.
      tf.errors.NotFoundError: if there is no op of a node's type.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default() as g:
    ...     _ = tf.square(tf.placeholder(tf.float32, name="x"), name="y")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y, = tf.import_graph_def(g.as_graph_def(), {"x:0": tf.constant(3.0)}, ["y:0"])
    ...     print(y.name, sess.run(y))
    import/y:0 9.0

    ```
    """
    if type(graph_def).__name__ != "GraphDef":
        raise TypeError("graph_def must be a GraphDef proto.")
    input_map = import_arguments.checked_map(input_map)
    wanted = import_arguments.checked_elements(return_elements)
    with paused_collector():
        return _imported(graph_def, input_map, wanted, name, producer_op_list)


def _imported(
    graph_def: Any, input_map: dict[str, Any], wanted: list[str] | None, name: Any, known_ops: Any
) -> list[Any] | None:
    records = list(nodes_of(graph_def, shared=known_ops is None))
    if known_ops is not None:
        imported_node.drop_unknown_defaults(records, known_ops)
    with name_scope(name, "import", list(input_map.values())) as scope:
        graph = get_default_graph()
        mapped = import_arguments.converted(input_map, scope)
        graph._check_not_finalized()
        import_arguments.check_versions(graph_def)
        if graph_def.library.function:
            from scopeflow.ops.importing_functions import add_library

            add_library(graph, graph_def.library)
        made = _Import(graph, scope[:-1] if scope else "", records, mapped)
        elements = made.run(wanted or [])
        return None if wanted is None else elements


class _Import:
    """One import: which nodes there are, in which order they are made, and what became of them."""

    def __init__(
        self, graph: Graph, prefix: str, records: Sequence[NodeRecord], input_map: dict[str, Tensor]
    ) -> None:
        self.graph = graph
        self.prefix = prefix
        self.records = records
        self.input_map = {_source(key): tensor for key, tensor in input_map.items()}
        self.keys = {_source(key): key for key in input_map}
        self.used: set[Source] = set()
        self.index = {record.name: i for i, record in enumerate(records)}
        self.ops: dict[str, Operation] = {}
        self.names: dict[str, str] = {}
        self.forms: dict[Any, imported_node.Form] = {}
        self.rounds = [record for record in records if record.type in _MERGES]
        # those that share another's device, or say so of themselves
        self.colocated: list[NodeRecord] = []

    def run(self, wanted: Sequence[str]) -> list[Any]:
        """Adds the nodes, all or none of them, and gives the elements of these names."""
        self._check_names()
        graph = self.graph
        before = len(graph._ops), graph._last_id, graph._version
        order = self._order()
        self._choose_names()
        try:
            # what surrounds the import is put on the nodes afterwards, as TensorFlow does
            control = graph._control_inputs_for(())
            stack, graph._control_stack = graph._control_stack, ()
            devices = graph._device_stack
            pin = graph.pin_origin()
            try:
                with graph.colocate_with(None, ignore_existing=True):
                    self._ask_for(devices)
                    for index in order:
                        self._add(self.records[index])
            finally:
                graph.unpin_origin(pin)
                graph._control_stack = stack
            self._close_loops()
            self._colocate()
            if control:
                for op in self.ops.values():
                    op._add_control_inputs([c for c in control if c is not op])
            elements = [self._element(text) for text in wanted]
        except BaseException:
            self._take_back(before)
            raise
        for controller in graph._control_stack:
            controller.seen.update(self.ops.values())
        names = graph._names
        for op in self.ops.values():
            if not names.holds(op._name):
                names.reserve(op._name)
        self._check_map()
        return elements

    # -- what is there -----------------------------------------------------------------------------

    def _check_names(self) -> None:
        """Refuses names that no node can have, that are there twice, or that are not there."""
        seen: set[str] = set()
        is_name = imported_node.NAME.match
        for record in self.records:
            if not is_name(record.name):
                imported_node.refuse_name(record.name)
            if record.name in seen:
                raise ValueError(f"Node '{record.name}' is not unique")
            seen.add(record.name)
        for record in self.records:
            for source in record.inputs:
                if source[0] not in self.index and source not in self.input_map:
                    text = source[0] if not source[1] else f"{source[0]}:{source[1]}"
                    raise ValueError(f"Node '{record.name}': Unknown input node '{text}'")
            for before in record.control_inputs:
                if before not in self.index:
                    raise ValueError(f"Node '{record.name}': Unknown input node '^{before}'")

    def _before(self, record: NodeRecord) -> set[int]:
        """The nodes that must be made first; a loop is closed later."""
        before = {self.index[name] for name in record.control_inputs}
        for source in record.inputs:
            if source not in self.input_map and not self._comes_round(record, source):
                before.add(self.index[source[0]])
        return before

    def _comes_round(self, record: NodeRecord, source: Source) -> bool:
        """Whether an input is the value of a loop's next trip."""
        return record.type in _MERGES and self.records[self.index[source[0]]].type in (
            "NextIteration",
            "RefNextIteration",
        )

    def _is_in_order(self) -> bool:
        """Whether each node stands after all that must be made first."""
        index_of = self.index
        for index, record in enumerate(self.records):
            for name in record.control_inputs:
                if index_of[name] >= index:
                    return False
            for source in record.inputs:
                if index_of.get(source[0], -1) >= index and (
                    source not in self.input_map and not self._comes_round(record, source)
                ):
                    return False
        return True

    def _order(self) -> Sequence[int]:
        """The order to make nodes in: each after what it takes, otherwise as they stand in the GraphDef."""
        if self._is_in_order():
            return range(len(self.records))
        waiting = [self._before(record) for record in self.records]
        after: list[list[int]] = [[] for _ in self.records]
        for index, before in enumerate(waiting):
            for other in before:
                after[other].append(index)
        left = [len(before) for before in waiting]
        ready = [index for index, count in enumerate(left) if not count]
        heapq.heapify(ready)
        order = []
        while ready:
            index = heapq.heappop(ready)
            order.append(index)
            for other in after[index]:
                left[other] -= 1
                if not left[other]:
                    heapq.heappush(ready, other)
        if len(order) < len(self.records):
            stuck = [self.records[i].name for i, count in enumerate(left) if count]
            raise ValueError(f"{len(stuck)} nodes in a cycle. They are {', '.join(stuck[:10])}.")
        return order

    def _choose_names(self) -> None:
        taken = self.graph._by_name
        prefix = f"{self.prefix}/" if self.prefix else ""
        for record in self.records:
            name = full = f"{prefix}{record.name}"
            suffix = 0
            while name in taken or (suffix and self._stands_in_graph_def(name)):
                suffix += 1
                name = f"{full}_{suffix}"
            self.names[record.name] = name

    def _stands_in_graph_def(self, name: str) -> bool:
        prefix = f"{self.prefix}/" if self.prefix else ""
        return name[len(prefix) :] in self.index

    # -- making nodes ------------------------------------------------------------------------------

    def _add(self, record: NodeRecord) -> None:
        name = self.names[record.name]
        form = self.forms.get(record.form)
        definition = _definition(record) if form is None else form.definition
        inputs = tuple(self._inputs(record))
        if form is None:
            form = imported_node.form_of(record, definition, name, inputs)
            if record.form is not None:
                self.forms[record.form] = form
        elif form.in_types != tuple([tensor.dtype for tensor in inputs]):
            imported_node.check_inputs(record, definition, name, form.attrs, inputs)
        graph = self.graph
        if form.neighbours - {record.name}:
            # a node that shares another's device gets that one's
            devices = graph._device_stack
            self._ask_for(())
            op = graph.add_node(definition, name, inputs, form.attrs, form.out_types, 3)
            self._ask_for(devices)
        elif record.device:
            with graph.device(record.device):
                op = graph.add_node(definition, name, inputs, form.attrs, form.out_types, 3)
        else:
            op = graph.add_node(definition, name, inputs, form.attrs, form.out_types, 3)
        self.ops[record.name] = op
        if form.shapes is not None:
            imported_node.merge_shapes(record, op, form.shapes)
        for key, pair in form.extra.items():
            op._set_attr(key, pair)
        if op._extra is not None and "_class" in op._extra:
            self.colocated.append(record)
        if record.control_inputs:
            op._add_control_inputs([self.ops[before] for before in record.control_inputs])

    def _ask_for(self, devices: tuple[Any, ...]) -> None:
        """The devices that are asked for from here on."""
        self.graph._device_stack = devices
        self.graph._refresh_marks()

    def _inputs(self, record: NodeRecord) -> Iterable[Tensor]:
        if self.input_map or record.type in _MERGES:
            return self._mapped_inputs(record)
        ops = self.ops
        try:
            return [ops[name]._outputs[index] for name, index in record.inputs]
        except IndexError:
            return self._mapped_inputs(record)

    def _mapped_inputs(self, record: NodeRecord) -> Iterator[Tensor]:
        for position, source in enumerate(record.inputs):
            tensor = self.input_map.get(source)
            if tensor is not None:
                self.used.add(source)
                yield tensor
            elif self._comes_round(record, source):
                # stands in until the loop is closed
                yield self._output(record, record.inputs[0 if position else 1])
            else:
                yield self._output(record, source)

    def _output(self, record: NodeRecord, source: Source) -> Tensor:
        if source in self.input_map:
            return self.input_map[source]
        op = self.ops[source[0]]
        if source[1] >= len(op._outputs):
            raise ValueError(
                f"Node '{record.name}': Connecting to invalid output {source[1]} of source node {source[0]} which has "
                f"{len(op._outputs)} outputs."
            )
        return op._outputs[source[1]]

    def _close_loops(self) -> None:
        for record in self.rounds:
            for position, source in enumerate(record.inputs):
                if source not in self.input_map and self._comes_round(record, source):
                    self.ops[record.name]._update_input(position, self._output(record, source))

    def _colocate(self) -> None:
        """Gives nodes the names, and the devices, of the nodes that they share a device with."""
        # in the order of the GraphDef, since a node may take the device that another has just been given
        for record in sorted(self.colocated, key=lambda record: self.index[record.name]):
            op = self.ops[record.name]
            assert op._extra is not None
            groups = op._extra["_class"]
            renamed = []
            for entry in groups[1]:
                entry = entry if isinstance(entry, bytes) else entry.encode()
                if entry.startswith(b"loc:@"):
                    target = entry[5:].decode()
                    if target not in self.index:
                        raise ValueError(
                            f"Node '{record.name}' expects to be colocated with unknown node '{target}'"
                        )
                    entry = b"loc:@" + self.names[target].encode()
                    if target != record.name and self.ops[target]._device:
                        op._device = self.ops[target]._device
                renamed.append(entry)
            op._set_attr("_class", ("list(string)", renamed))

    def _take_back(self, before: tuple[int, int, int]) -> None:
        graph = self.graph
        with graph._lock:
            for op in graph._ops[before[0] :]:
                del graph._by_name[op.name]
            del graph._ops[before[0] :]
            graph._last_id, graph._version = before[1], before[2]
            graph._consumers.clear()
            graph._consumers_upto = 0

    # -- what was asked for ------------------------------------------------------------------------

    def _check_map(self) -> None:
        missing = [
            self.keys[source]
            for source in self.input_map
            if source not in self.used
            and (
                source[0] not in self.ops or source[1] >= max(1, len(self.ops[source[0]]._outputs))
            )
        ]
        if missing:
            raise ValueError(
                f"Attempted to map inputs that were not found in graph_def: [{', '.join(missing)}]"
            )

    def _element(self, text: str) -> Any:
        """The operation or tensor that a name of the GraphDef means now."""
        name, colon, index = text.rpartition(":")
        if not colon:
            name = text
        if name not in self.ops:
            raise ValueError(f"Requested return node '{name}' not found in graph def")
        op = self.ops[name]
        if not colon:
            return op
        if not index.isdigit():
            raise ValueError(f"Failed to convert {text!r} to a tensor's name.")
        source = (name, int(index))
        if source in self.input_map:
            return self.input_map[source]
        if source[1] >= len(op._outputs):
            raise ValueError(
                f"Invalid return output {index} of node '{name}', which has {len(op._outputs)} output(s)"
            )
        return op._outputs[source[1]]


def _definition(record: NodeRecord) -> Definition:
    definition = find(record.type)
    if definition is None:
        raise errors.NotFoundError(
            None,
            None,
            f"Op type not registered '{record.type}' in binary running on {socket.gethostname()}. The node "
            f"'{record.name}' needs it, and there is no such operation here.",
        )
    return definition


def _source(key: str) -> Source:
    name, colon, index = key.rpartition(":")
    return (name, int(index)) if colon and index.isdigit() else (key, 0)
