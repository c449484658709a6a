"""The ServerDef proto, which tensorboard does not bring: made of its ClusterDef and ConfigProto."""

from __future__ import annotations

import functools
from typing import Any

# Field, number, type; messages by the file that tensorboard has them in.
_FIELDS = (
    ("cluster", 1, "ClusterDef"),
    ("job_name", 2, ""),
    ("task_index", 3, ""),
    ("default_session_config", 4, "ConfigProto"),
    ("protocol", 5, ""),
)
_FILE = "scopeflow/server_def.proto"


@functools.cache
def server_def() -> Any:
    """The class; wire-compatible with TensorFlow's."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
    from tensorboard.compat.proto import cluster_pb2, config_pb2

    file = descriptor_pb2.FileDescriptorProto(
        name=_FILE,
        package="scopeflow",
        syntax="proto3",
        dependency=[cluster_pb2.DESCRIPTOR.name, config_pb2.DESCRIPTOR.name],
    )
    message = file.message_type.add(name="ServerDef")
    for name, number, kind in _FIELDS:
        field = message.field.add(name=name, number=number, label=Field.LABEL_OPTIONAL)
        if kind:
            field.type, field.type_name = Field.TYPE_MESSAGE, f".tensorboard.{kind}"
        else:
            field.type = Field.TYPE_INT32 if name == "task_index" else Field.TYPE_STRING
    pool = descriptor_pool.Default()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("scopeflow.ServerDef"))
