"""The protos that programs name, such as `tf.ConfigProto`: each imported when it is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from scopeflow.formats import messages
from scopeflow.formats.server_def import server_def

_MODULE = "tensorboard.compat.proto."
HOMES = {
    "AttrValue": "attr_value_pb2",
    "ClusterDef": "cluster_pb2",
    "ConfigProto": "config_pb2",
    "Event": "event_pb2",
    "GPUOptions": "config_pb2",
    "GraphDef": "graph_pb2",
    "GraphOptions": "config_pb2",
    "HistogramProto": "summary_pb2",
    "JobDef": "cluster_pb2",
    "LogMessage": "event_pb2",
    "MetaGraphDef": "meta_graph_pb2",
    "NameAttrList": "attr_value_pb2",
    "NodeDef": "node_def_pb2",
    "OptimizerOptions": "config_pb2",
    "RunMetadata": "config_pb2",
    "RunOptions": "config_pb2",
    "SaverDef": "saver_pb2",
    "SessionLog": "event_pb2",
    "Summary": "summary_pb2",
    "SummaryDescription": "summary_pb2",
    "SummaryMetadata": "summary_pb2",
    "TaggedRunMetadata": "event_pb2",
    "TensorInfo": "meta_graph_pb2",
}


def proto(name: str) -> Any:
    """The class of a proto message by its name."""
    if name == "ServerDef":
        return _with_fields(server_def())
    if name in messages.NAMES:
        return _with_fields(messages.message(name))
    return _with_fields(getattr(importlib.import_module(_MODULE + HOMES[name]), name))


def _with_fields(made: Any) -> Any:
    """The class, whose fields programs can ask it for as they can TensorFlow's: `tf.ConfigProto.gpu_options`.

    What an instance answers does not come from here: protobuf looks for the field itself first.
    """
    for field in made.DESCRIPTOR.fields:
        if not hasattr(made, field.name):
            setattr(made, field.name, property(doc=f"The field {field.name}."))
    for nested in made.DESCRIPTOR.nested_types:
        if not nested.GetOptions().map_entry:
            _with_fields(getattr(made, nested.name))
    return made


class Protos:
    """The protos that a module offers beside its own names, each imported when it is first asked for.

    Args:
      module: the module's name, for errors.
      names: the protos.
    """

    def __init__(self, module: str, names: Iterable[str]) -> None:
        self.module = module
        self.names = sorted(names)

    def __call__(self, name: str) -> Any:
        if name in self.names:
            return proto(name)
        raise AttributeError(f"module {self.module!r} has no attribute {name!r}")


in_summary = Protos(
    "scopeflow.summary",
    ["Event", "SessionLog", "Summary", "SummaryDescription", "TaggedRunMetadata"],
)
in_train = Protos(
    "scopeflow.train", [*messages.PUBLIC, "ClusterDef", "JobDef", "SaverDef", "ServerDef"]
)
# `scopeflow` itself offers all but these, which stand in `scopeflow.summary` and `scopeflow.train` alone.
top_level = Protos(
    "scopeflow",
    HOMES.keys() - {"ClusterDef", "JobDef", "SummaryDescription", "TaggedRunMetadata", "SaverDef"},
)
