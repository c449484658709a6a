"""Branches and loops as protos, and made again from them where their nodes stand in a graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scopeflow.formats.messages import message
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.scoped_names import cut_scope, put_under
from scopeflow.ops.control.conditional import CondContext
from scopeflow.ops.control.contexts import ControlFlowContext
from scopeflow.ops.control.loops import WhileContext


def to_proto(context: Any, export_scope: str | None = None) -> Any:
    """The CondContextDef or WhileContextDef of a context, with those in it.

    Args:
      context: the context.
      export_scope: a name scope to cut off the names.

    Returns:
      The proto; None for a context outside the scope.
    """
    if export_scope is not None and not context.name.startswith(export_scope):
        return None

    def cut(name: str) -> str:
        return cut_scope(name, export_scope)

    def named(tensor: Any) -> str:
        return "" if tensor is None else cut(tensor.name)

    if isinstance(context, CondContext):
        made = message("CondContextDef")(
            context_name=cut(context.name),
            pred_name=named(context.pred),
            pivot_name=named(context.pivot),
            branch=context.branch,
        )
    else:
        made = message("WhileContextDef")(
            context_name=cut(context.name),
            parallel_iterations=context.parallel_iterations,
            back_prop=context.back_prop,
            swap_memory=context.swap_memory,
            pivot_name=named(context.pivot),
            pivot_for_pred_name=named(context.pivot_for_pred),
            pivot_for_body_name=named(context.pivot_for_body),
            loop_exit_names=map(named, context.loop_exits),
            loop_enter_names=map(named, context.loop_enters),
            maximum_iterations_name=named(context.maximum_iterations),
        )
    made.values_def.values.extend(cut(name) for name in sorted(context.values))
    for name, inside in sorted(context.external_values.items()):
        made.values_def.external_values[cut(name)] = cut(inside.name)
    for inner in _inside(context):
        proto = to_proto(inner, export_scope)
        if proto is not None:
            kind = "cond_ctxt" if isinstance(inner, CondContext) else "while_ctxt"
            made.nested_contexts.add(**{kind: proto})
    return made


def _inside(context: ControlFlowContext) -> Iterable[ControlFlowContext]:
    """The contexts that lie in a context and in no other one inside it, in the order of their nodes."""
    found: dict[int, ControlFlowContext] = {}
    for op in context.graph.get_operations():
        inner = op._control_flow_context
        while inner is not None and inner.outer_context is not context:
            inner = inner.outer_context
        if inner is not None:
            found[id(inner)] = inner
    return found.values()


def from_proto(proto: Any, import_scope: str | None = None) -> Any:
    """The context of a CondContextDef or WhileContextDef, over nodes that are in the default graph.

    Args:
      proto: the proto.
      import_scope: the name scope that the nodes stand under.

    Raises:
      KeyError, ValueError: if a node is missing.
    """
    graph = get_default_graph()

    def element(name: str) -> Any:
        return graph.as_graph_element(put_under(name, import_scope)) if name else None

    loop = hasattr(proto, "loop_exit_names")
    context: Any = object.__new__(WhileContext if loop else CondContext)
    context._begin(graph, put_under(proto.context_name, import_scope))
    context.pivot = element(proto.pivot_name)
    if loop:
        context._grad_state = None
        context.parallel_iterations = proto.parallel_iterations
        context.back_prop, context.swap_memory = proto.back_prop, proto.swap_memory
        context.pivot_for_pred = element(proto.pivot_for_pred_name)
        context.pivot_for_body = element(proto.pivot_for_body_name)
        context.loop_exits = [element(name) for name in proto.loop_exit_names]
        context.loop_enters = [element(name) for name in proto.loop_enter_names]
        context.maximum_iterations = element(proto.maximum_iterations_name)
    else:
        context.pred, context.branch = element(proto.pred_name), proto.branch
    _take_values(context, proto.values_def, import_scope)
    with context:
        for inner in proto.nested_contexts:
            from_proto(getattr(inner, inner.WhichOneof("ctxt")), import_scope)
    return context


def _take_values(context: Any, values_def: Any, scope: str | None) -> None:
    graph = context.graph
    context.values = {put_under(name, scope) for name in values_def.values}
    context.external_values = {
        put_under(name, scope): graph.as_graph_element(put_under(inside, scope))
        for name, inside in values_def.external_values.items()
    }
    for name in context.values - context.external_values.keys():
        op = graph.as_graph_element(name.split(":")[0])
        op._set_control_flow_context(context)
    for exit_value in getattr(context, "loop_exits", ()):
        exit_value.op._set_control_flow_context(context)
