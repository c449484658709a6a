"""Where nodes are wished to run, and other marks that a `with` puts on every node made inside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scopeflow.graph.device import MergeDevice, merge_device
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

if TYPE_CHECKING:
    pass


class Placement:
    """The part of a graph that knows devices, colocation, containers and attribute scopes."""

    def _init_placement(self) -> None:
        self._device_stack: tuple[Any, ...] = ()
        self._colocation_stack: tuple[Operation, ...] = ()
        # `colocate_with` starts a device stack anew; these are the ones it hides, and how many were
        # hidden when the graph was last made the default one: `init_scope` goes back to that stack
        self._hidden_devices: tuple[tuple[Any, ...], ...] = ()
        self._devices_at_default = 0
        self._container = ""
        self._attr_scopes: dict[str, Any] = {}
        # none of these is a function, to be asked for each node
        self._plain_attr_scopes = True
        self._gradient_overrides: dict[str, str] = {}
        self._kernel_labels: dict[str, str] = {}
        # True while any of the above has something to say; the common node asks only this
        self._marks_nodes = False

    def device(self, device_name_or_function: Any) -> PushedState:
        """A context manager: nodes made inside get this device.

        Args:
          device_name_or_function: a device string or DeviceSpec, which is merged into what outer
            contexts say (the inner one wins); a function from an Operation to a device string, asked
            once per node; or None, which forgets the outer contexts.

        Raises:
          ValueError: if a device string is malformed.
        """
        given = device_name_or_function

        def inside(graph: Placement) -> dict[str, Any]:
            entry = given if given is None or callable(given) else merge_device(given)
            return {"_device_stack": (*graph._device_stack, entry)}

        return PushedState(self, inside)

    def colocate_with(self, op: Any, ignore_existing: bool = False) -> PushedState:
        """A context manager: nodes made inside share the device of `op`.

        Args:
          op: an Operation or Tensor; None together with `ignore_existing` forgets outer contexts.
          ignore_existing: forget what outer `colocate_with` said.

        Raises:
          ValueError: if `op` is None and `ignore_existing` is False.
        """

        def inside(graph: Placement) -> dict[str, Any]:
            if op is None and not ignore_existing:
                raise ValueError(
                    "Trying to reset colocation (op is None) but ignore_existing is not True. "
                    "Write colocate_with(None, ignore_existing=True) to forget the outer colocation."
                )
            if type(op) is Operation:
                target: Operation | None = op
            elif type(op) is Tensor:
                target = op._op
            else:
                target = None if op is None else _colocation_target(op)
            base = () if ignore_existing else graph._colocation_stack
            # Colocation is stronger than a device: the device contexts around it do not apply inside.
            return {
                "_colocation_stack": (*base, target) if target is not None else base,
                "_device_stack": (),
                "_hidden_devices": (*graph._hidden_devices, graph._device_stack),
            }

        return PushedState(self, inside)

    def _devices_of_default(self) -> PushedState:
        """Where no device is asked for since a `colocate_with`: the devices asked for before it."""

        def inside(graph: Placement) -> dict[str, Any]:
            hidden = graph._hidden_devices
            if graph._device_stack or graph._devices_at_default >= len(hidden):
                return {}
            return {"_device_stack": hidden[graph._devices_at_default]}

        return PushedState(self, inside)

    def container(self, container_name: str) -> PushedState:
        """A context manager: stateful nodes made inside keep their state in this container."""
        return PushedState(self, lambda graph: {"_container": container_name}, container_name)

    def _attr_scope(self, attr_map: dict[str, Any]) -> PushedState:
        """A context manager that sets attributes on every node made inside; None removes one."""

        def inside(graph: Placement) -> dict[str, Any]:
            if not isinstance(attr_map, dict):
                raise TypeError("attr_map must be a dictionary mapping strings to Callable objects")
            merged = dict(graph._attr_scopes)
            for name, value in attr_map.items():
                if not isinstance(name, str):
                    raise TypeError("Attr names must be strings.")
                if value is None:
                    merged.pop(name, None)
                else:
                    merged[name] = value
            plain = all([type(value) is tuple for value in merged.values()])
            return {"_attr_scopes": merged, "_plain_attr_scopes": plain}

        return PushedState(self, inside)

    def gradient_override_map(self, op_type_map: dict[str, str]) -> PushedState:
        """A context manager: nodes of the given types made inside use another gradient function.

        Args:
          op_type_map: operation type -> the name of a registered gradient.

        Raises:
          TypeError: unless it is a dict of strings to strings.
        """
        return self._texts_by_type("op_type_map", op_type_map, "_gradient_overrides")

    def _kernel_label_map(self, op_to_kernel_label_map: dict[str, str]) -> PushedState:
        return self._texts_by_type(
            "op_to_kernel_label_map", op_to_kernel_label_map, "_kernel_labels"
        )

    def _texts_by_type(self, argument: str, given: Any, attribute: str) -> PushedState:
        """A context that adds to a table from operation types to strings."""

        def inside(graph: Placement) -> dict[str, Any]:
            if not isinstance(given, dict) or not all(
                isinstance(text, str) for pair in given.items() for text in pair
            ):
                raise TypeError(f"{argument} must be a dictionary mapping strings to strings")
            return {attribute: {**getattr(graph, attribute), **given}}

        return PushedState(self, inside)

    def _refresh_marks(self) -> None:
        self._marks_nodes = bool(
            self._device_stack
            or self._colocation_stack
            or self._container
            or self._attr_scopes
            or self._gradient_overrides
            or self._kernel_labels
        )

    def _mark_node(self, op: Operation) -> None:
        """Puts the current device, colocation, container and attributes on a new node."""
        if self._attr_scopes:
            plain = self._plain_attr_scopes and op._extra is None
            if plain and op._attrs.keys().isdisjoint(self._attr_scopes):
                op._extra = self._attr_scopes
            else:
                self._add_attrs(op)
        if self._kernel_labels or self._gradient_overrides:
            kind = op.definition.type
            if kind in self._kernel_labels:
                op._set_attr("_kernel", ("string", self._kernel_labels[kind]))
            if kind in self._gradient_overrides:
                op._set_attr("_gradient_op_type", ("string", self._gradient_overrides[kind]))
        # the user's device functions see these attributes, and may fail
        if self._device_stack:
            self._place(op)
        if self._colocation_stack:
            groups: list[bytes] | set[bytes] = ()  # type: ignore[assignment]
            # the outermost one has the last word
            for target in reversed(self._colocation_stack):
                more = target.colocation_groups()
                groups = {*groups, *more} if groups else more
                if target._device:
                    op._device = target._device
            pair = ("list(string)", sorted(groups))
            op._extra = {"_class": pair} if op._extra is None else {**op._extra, "_class": pair}
        if self._container and op.definition.stateful and op._attrs.get("container") == "":
            op._attrs = {**op._attrs, "container": self._container}

    def _add_attrs(self, op: Operation) -> None:
        """Adds the attributes of the current scopes that the node does not have by itself."""
        for name, value in self._attr_scopes.items():
            if name not in op._attrs:
                made = value(op.node_def) if callable(value) else value
                if made is not None:
                    op._set_attr(name, made)

    def _place(self, op: Operation) -> None:
        for entry in reversed(self._device_stack):
            if entry is None:
                return
            if isinstance(entry, MergeDevice):
                if not entry.is_null_merge:
                    op._device = entry.shortcut_string_merge(op)
            else:
                op._set_device(entry(op))


class PushedState:
    """Replaces attributes of a graph while entered, and puts the old ones back.

    Args:
      graph: the graph.
      inside: gives the attributes, from what the graph says where the context is entered.
      result: what entering gives.
    """

    __slots__ = ("_graph", "_inside", "_outer", "_result")

    def __init__(
        self, graph: Any, inside: Callable[[Any], dict[str, Any]], result: Any = None
    ) -> None:
        self._graph = graph
        self._inside = inside
        self._result = result
        self._outer: dict[str, Any] = {}

    def __enter__(self) -> Any:
        graph = self._graph
        # straight into the graph's attributes: this happens several times per variable
        attributes = graph.__dict__
        outer = self._outer
        given = self._inside(graph)
        for name in given:
            outer[name] = attributes[name]
        attributes.update(given)
        graph._refresh_marks()
        return self._result

    def __exit__(self, *exc: object) -> None:
        self._graph.__dict__.update(self._outer)
        self._graph._refresh_marks()


def _colocation_target(given: Any) -> Operation:
    """The operation that `colocate_with` means: a variable's own node rather than its read."""
    if isinstance(given, Operation):
        return given
    if isinstance(given, Tensor):
        return given.op
    handle = getattr(given, "handle", None)
    if isinstance(handle, Tensor):
        return handle.op
    op = getattr(given, "op", None)
    if isinstance(op, Operation):
        return op
    from scopeflow.graph.convert import internal_convert  # it builds on graphs

    # anything else stands for the node it converts to; a plain value makes one
    return internal_convert(given, as_ref=True).op
