"""The protos that programs name, such as `tf.ConfigProto`: each imported when it is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any

_MODULE = "tensorboard.compat.proto."
HOMES = {
    "AttrValue": "attr_value_pb2",
    "ConfigProto": "config_pb2",
    "Event": "event_pb2",
    "GPUOptions": "config_pb2",
    "GraphDef": "graph_pb2",
    "GraphOptions": "config_pb2",
    "HistogramProto": "summary_pb2",
    "LogMessage": "event_pb2",
    "MetaGraphDef": "meta_graph_pb2",
    "NameAttrList": "attr_value_pb2",
    "NodeDef": "node_def_pb2",
    "OptimizerOptions": "config_pb2",
    "RunMetadata": "config_pb2",
    "RunOptions": "config_pb2",
    "SessionLog": "event_pb2",
    "Summary": "summary_pb2",
    "SummaryDescription": "summary_pb2",
    "SummaryMetadata": "summary_pb2",
    "TaggedRunMetadata": "event_pb2",
    "TensorInfo": "meta_graph_pb2",
}


def proto(name: str) -> Any:
    """The class of a proto message by its name."""
    return getattr(importlib.import_module(_MODULE + HOMES[name]), name)


def lazily(module: str, names: Iterable[str]) -> Callable[[str], Any]:
    """A module-level `__getattr__` that imports the named protos when they are first asked for.

    Args:
      module: the module's name, for errors.
      names: the protos it offers.
    """
    offered = frozenset(names)

    def __getattr__(name: str) -> Any:  # noqa: N807 - becomes a module's __getattr__
        if name in offered:
            return proto(name)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return __getattr__


# `scopeflow` itself offers all of them but these, which stand in `scopeflow.summary` alone.
top_level = lazily("scopeflow", HOMES.keys() - {"SummaryDescription", "TaggedRunMetadata"})
