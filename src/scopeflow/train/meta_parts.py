"""Parts of graphs as GraphDefs: the nodes of a name scope, and a graph without the nodes of Savers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from scopeflow.graph.scoped_names import cut_scope, put_under

_SAVING = ("SaveV2", "Save", "SaveSlices", "RestoreV2", "Restore", "RestoreSlice")
_SAVING_OPS = frozenset([*_SAVING, "LegacySave", "MergeV2Checkpoints", "ShardedFilename"])
UNBOUND = "$unbound_inputs_"


def part_of(graph_def: Any, scope: str | None, left_out: Collection[str]) -> tuple[Any, list[str]]:
    """The nodes whose names begin with a scope, which is cut off, and what they take from outside.

    Args:
      graph_def: the whole graph.
      scope: the scope; None for all.
      left_out: names of nodes to leave out.

    Returns:
      A GraphDef, and the names that it has for what is taken from outside, sorted.
    """
    made = type(graph_def)()
    made.versions.CopyFrom(graph_def.versions)
    made.library.CopyFrom(graph_def.library)
    unbound: set[str] = set()
    for node in graph_def.node:
        if node.name in left_out or (scope and not node.name.startswith(scope)):
            continue
        kept = made.node.add()
        kept.CopyFrom(node)
        if not scope:
            continue
        kept.name = cut_scope(node.name, scope)
        for index, given in enumerate(node.input):
            producer = given.removeprefix("^").split(":")[0]
            if not producer.startswith(scope):
                mark = "^" if given.startswith("^") else ""
                kept.input[index] = f"{mark}{UNBOUND}{given.removeprefix('^')}"
                unbound.add(kept.input[index])
            else:
                kept.input[index] = cut_scope(given, scope)
        if "frame_name" in node.attr:
            name = node.attr["frame_name"].s.decode()
            kept.attr["frame_name"].s = cut_scope(name, scope).encode()
        if "_class" in node.attr:
            places = [text.decode() for text in node.attr["_class"].list.s]
            inside = [place for place in places if place.split("@")[-1].startswith(scope)]
            kept.attr["_class"].list.s[:] = [cut_scope(place, scope).encode() for place in inside]
    return made, sorted(unbound)


def nodes_of_other_savers(graph_def: Any, saver_def: Any) -> set[str]:
    """The names of the nodes of all Savers but one: what stands in the scopes of saving and restoring nodes."""
    own = set()
    if saver_def is not None:
        own = {_scope_of(saver_def.save_tensor_name), _scope_of(saver_def.restore_op_name)}
    scopes = {_scope_of(node.name) for node in graph_def.node if node.op in _SAVING_OPS}
    starts = tuple(scope + "/" for scope in scopes - own if scope)
    return {node.name for node in graph_def.node if node.name.startswith(starts)}


def _scope_of(name: str) -> str:
    return name.rpartition("/")[0]


def renamed_loops(graph_def: Any, scope: str) -> Any:
    """A copy whose loops are named as below a scope, so that two copies of one loop are two loops."""
    made = type(graph_def)()
    made.CopyFrom(graph_def)
    for node in made.node:
        if "frame_name" in node.attr:
            name = node.attr["frame_name"].s.decode()
            node.attr["frame_name"].s = put_under(name, scope).encode()
    return made


def without_devices(graph_def: Any) -> Any:
    """A copy whose nodes name no devices."""
    made = type(graph_def)()
    made.CopyFrom(graph_def)
    for node in made.node:
        node.device = ""
    return made
