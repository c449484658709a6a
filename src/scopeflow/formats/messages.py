"""Protos that tensorboard does not bring: one table, and the classes that are made of it when first asked for.

They are wire-compatible with TensorFlow's, which have the same numbers and types under its own package.
"""

from __future__ import annotations

import functools
from typing import Any

# Message, field, number, type.  `*` stands for repeated, `oneof NAME` for a choice, `map` for a map from strings.
_TABLE = """
    BytesList        value          1  bytes *
    FloatList        value          1  float *
    Int64List        value          1  int64 *
    Feature          bytes_list     1  BytesList oneof kind
    Feature          float_list     2  FloatList oneof kind
    Feature          int64_list     3  Int64List oneof kind
    Features         feature        1  Feature map
    FeatureList      feature        1  Feature *
    FeatureLists     feature_list   1  FeatureList map
    Example          features       1  Features
    SequenceExample  context        1  Features
    SequenceExample  feature_lists  2  FeatureLists
    ReaderBaseState  work_started          1  int64
    ReaderBaseState  work_finished         2  int64
    ReaderBaseState  num_records_produced  3  int64
    ReaderBaseState  current_work          4  bytes
    CheckpointState  model_checkpoint_path            1  string
    CheckpointState  all_model_checkpoint_paths       2  string *
    CheckpointState  all_model_checkpoint_timestamps  3  double *
    CheckpointState  last_preserved_timestamp         4  double
    QueueRunnerDef   queue_name       1  string
    QueueRunnerDef   enqueue_op_name  2  string *
    QueueRunnerDef   close_op_name    3  string
    QueueRunnerDef   cancel_op_name   4  string
    QueueRunnerDef   queue_closed_exception_types  5  int32 *
    ValuesDef        values           1  string *
    ValuesDef        external_values  2  string map
    ControlFlowContextDef  cond_ctxt   1  CondContextDef oneof ctxt
    ControlFlowContextDef  while_ctxt  2  WhileContextDef oneof ctxt
    CondContextDef   context_name     1  string
    CondContextDef   pred_name        2  string
    CondContextDef   pivot_name       3  string
    CondContextDef   branch           4  int32
    CondContextDef   values_def       5  ValuesDef
    CondContextDef   nested_contexts  6  ControlFlowContextDef *
    WhileContextDef  context_name             1  string
    WhileContextDef  parallel_iterations      2  int32
    WhileContextDef  back_prop                3  bool
    WhileContextDef  swap_memory              4  bool
    WhileContextDef  pivot_name               5  string
    WhileContextDef  pivot_for_pred_name      6  string
    WhileContextDef  pivot_for_body_name      7  string
    WhileContextDef  loop_exit_names          8  string *
    WhileContextDef  values_def               9  ValuesDef
    WhileContextDef  loop_enter_names        10  string *
    WhileContextDef  maximum_iterations_name 11  string
    WhileContextDef  nested_contexts         12  ControlFlowContextDef *
    TrackableObjectGraph     nodes           1  TrackableObject *
    TrackableObject          children        1  ObjectReference *
    TrackableObject          attributes      2  SerializedTensor *
    ObjectReference          node_id         1  int32
    ObjectReference          local_name      2  string
    SerializedTensor         name            1  string
    SerializedTensor         full_name       2  string
    SerializedTensor         checkpoint_key  3  string
    SerializedTensor         optional_restore  4  bool
    TrackableObject          slot_variables  3  SlotVariableReference *
    SlotVariableReference    original_variable_node_id  1  int32
    SlotVariableReference    slot_name                  2  string
    SlotVariableReference    slot_variable_node_id      3  int32
    StoredDim        size    1  int64
    StoredShape      dim     2  StoredDim *
    StoredExtent     start   1  int64
    StoredExtent     length  2  int64 oneof has_length
    StoredSlice      extent  1  StoredExtent *
    StoredVersions   producer      1  int32
    StoredVersions   min_consumer  2  int32
    SavedSliceMeta   name     1  string
    SavedSliceMeta   shape    2  StoredShape
    SavedSliceMeta   type     3  int32
    SavedSliceMeta   slice    4  StoredSlice *
    SavedTensorSliceMeta  tensor    1  SavedSliceMeta *
    SavedTensorSliceMeta  versions  2  StoredVersions
    SavedSlice         name   1  string
    SavedSlice         slice  2  StoredSlice
    SavedSlice         data   3  bytes oneof has_data
    SavedTensorSlices  meta   1  SavedTensorSliceMeta
    SavedTensorSlices  data   2  SavedSlice
    BundleHeaderProto  num_shards  1  int32
    BundleHeaderProto  endianness  2  int32
    BundleHeaderProto  version     3  StoredVersions
    BundleEntryProto   dtype     1  int32
    BundleEntryProto   shape     2  StoredShape
    BundleEntryProto   shard_id  3  int32
    BundleEntryProto   offset    4  int64
    BundleEntryProto   size      5  int64
    BundleEntryProto   crc32c    6  fixed32
    BundleEntryProto   slices    7  StoredSlice *
"""
# Messages that files hold and programs have no name for begin with these.
_PRIVATE = (
    *("Stored", "Saved", "Bundle", "CheckpointState", "QueueRunnerDef"),
    *("Trackable", "ObjectReference", "SerializedTensor", "SlotVariableReference"),
    *("ValuesDef", "ControlFlowContextDef", "CondContextDef", "WhileContextDef"),
)
_PACKAGE = "scopeflow"
_ROWS = [line.split() for line in _TABLE.strip().splitlines()]
NAMES = tuple(dict.fromkeys(row[0] for row in _ROWS))
PUBLIC = tuple(name for name in NAMES if not name.startswith(_PRIVATE))


def message(name: str) -> Any:
    """The class of a message of the table by its name."""
    return _classes()[name]


@functools.cache
def _classes() -> dict[str, Any]:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(
        name="scopeflow/messages.proto", package=_PACKAGE, syntax="proto3"
    )
    messages: dict[str, Any] = {}
    for name in NAMES:
        messages[name] = file.message_type.add(name=name)
    for name, field, number, kind, *marks in _ROWS:
        _add_field(messages[name], field, int(number), kind, marks)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
        for name in NAMES
    }


def _add_field(owner: Any, name: str, number: int, kind: str, marks: list[str]) -> None:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field

    made = owner.field.add(name=name, number=number, label=Field.LABEL_OPTIONAL)
    if "map" in marks:
        # a map is a list of entries, which are messages of their own
        entry = owner.nested_type.add(name=_camel(name) + "Entry")
        entry.options.map_entry = True
        entry.field.add(name="key", number=1, type=Field.TYPE_STRING, label=Field.LABEL_OPTIONAL)
        _add_field(entry, "value", 2, kind, [])
        made.type = Field.TYPE_MESSAGE
        made.type_name = f".{_PACKAGE}.{owner.name}.{entry.name}"
        made.label = Field.LABEL_REPEATED
        return
    if kind.islower():
        made.type = getattr(Field, f"TYPE_{kind.upper()}")
    else:
        made.type, made.type_name = Field.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"
    if "*" in marks:
        made.label = Field.LABEL_REPEATED
    if "oneof" in marks:
        if not owner.oneof_decl:
            owner.oneof_decl.add(name=marks[marks.index("oneof") + 1])
        made.oneof_index = 0


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
