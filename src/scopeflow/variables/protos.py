"""Variables as VariableDef protos, and the Python objects of variables restored from them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.shapes import TensorShape
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization, checked_policy
from scopeflow.variables.slices import SaveSliceInfo


def _cut(name: str, scope: str | None) -> str:
    """`name` without the scope at its start."""
    if scope and name.startswith(scope + "/"):
        return name[len(scope) :].lstrip("/")
    return name


def _join(name: str, scope: str | None) -> str:
    return f"{scope.removesuffix('/')}/{name}" if scope else name


def to_proto(variable: Any, export_scope: str | None) -> Any:
    """A VariableDef; None for a variable outside `export_scope`."""
    from tensorboard.compat.proto.variable_pb2 import VariableDef

    resource = hasattr(variable, "_handle")
    name = variable._handle_name if resource else variable._variable.name
    if export_scope is not None and not name.startswith(export_scope):
        return None
    read = variable._graph_element if resource else variable._snapshot
    if resource and variable._cached_value is not None:
        read = variable._cached_value
    proto = VariableDef()
    proto.variable_name = _cut(name, export_scope)
    if variable._initial_value is not None:
        proto.initial_value_name = _cut(variable._initial_value.name, export_scope)
    proto.trainable = bool(variable._trainable)
    proto.synchronization = variable._synchronization.value
    proto.aggregation = variable._aggregation.value
    proto.initializer_name = _cut(variable._initializer_op.name, export_scope)
    proto.snapshot_name = _cut(read.name, export_scope)
    if resource:
        proto.is_resource = True
    if variable._save_slice_info is not None:
        proto.save_slice_info_def.MergeFrom(variable._save_slice_info.to_proto(export_scope))
    return proto


def slice_to_proto(info: SaveSliceInfo, export_scope: str | None) -> Any:
    """A SaveSliceInfoDef; None for a slice outside `export_scope`."""
    from tensorboard.compat.proto.variable_pb2 import SaveSliceInfoDef

    if export_scope is not None and not info.full_name.startswith(export_scope):
        return None
    proto = SaveSliceInfoDef()
    proto.full_name = _cut(info.full_name, export_scope)
    proto.full_shape.extend(info.full_shape)
    proto.var_offset.extend(info.var_offset)
    proto.var_shape.extend(info.var_shape)
    return proto


def _restore_common(variable: Any, proto: Any, scope: str | None) -> None:
    graph = get_default_graph()
    variable._initializer_op = graph.as_graph_element(_join(proto.initializer_name, scope))
    initial = proto.initial_value_name
    variable._initial_value = graph.as_graph_element(_join(initial, scope)) if initial else None
    variable._synchronization, variable._aggregation, variable._trainable = checked_policy(
        VariableSynchronization(proto.synchronization),
        VariableAggregation(proto.aggregation),
        proto.trainable,
        proto.variable_name,
    )
    variable._constraint = None
    variable._save_slice_info = None
    if proto.HasField("save_slice_info_def"):
        variable._save_slice_info = SaveSliceInfo(
            save_slice_info_def=proto.save_slice_info_def, import_scope=scope
        )


def restore_ref(variable: Any, proto: Any, scope: str | None) -> None:
    """Fills in a RefVariable from the nodes that `proto` names.

    Raises:
      KeyError: if the default graph lacks one of them.
    """
    graph = get_default_graph()
    variable._variable = graph.as_graph_element(_join(proto.variable_name, scope))
    variable._snapshot = graph.as_graph_element(_join(proto.snapshot_name, scope))
    variable._caching_device = None
    _restore_common(variable, proto, scope)


def restore_resource(variable: Any, proto: Any, scope: str | None) -> None:
    """Fills in a ResourceVariable from the nodes that `proto` names.

    Raises:
      ValueError: if `proto` is of a ref variable.
      KeyError: if the default graph lacks one of the nodes.
    """
    if not proto.is_resource:
        raise ValueError("Trying to restore Variable as ResourceVariable. Pass use_resource=False.")
    graph = get_default_graph()
    variable._handle = graph.as_graph_element(_join(proto.variable_name, scope))
    variable._handle_name = variable._handle.name
    variable._unique_id = variable._handle_name
    variable._dtype = variable._handle.op._attrs["dtype"]
    variable._shape = TensorShape.of(variable._handle.op._attrs["shape"])
    snapshot = graph.as_graph_element(_join(proto.snapshot_name, scope))
    variable._cached_value = snapshot if snapshot.op.type != "ReadVariableOp" else None
    variable._graph_element = (
        snapshot.op._inputs[0] if variable._cached_value is not None else snapshot
    )
    variable._is_initialized_op = None
    _restore_common(variable, proto, scope)
