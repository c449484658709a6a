"""Calls of the ops on queues and readers."""

from __future__ import annotations

from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, node, number, tensor

KINDS = ("FIFOQueueV2", "PaddingFIFOQueueV2", "RandomShuffleQueueV2")


def _queue(kind: str = "FIFOQueueV2", **attrs: Any) -> tf.Tensor:
    made = node(kind, component_types=[tf.float32], shapes=[(2,)], capacity=9, **attrs)
    return made.outputs[0]


def _filled(kind: str, *given: Any, **attrs: Any) -> Operation:
    queue = _queue()
    with tf.control_dependencies([node("QueueEnqueueManyV2", queue, [f32(3, 2)])]):
        return node(kind, queue, *given, component_types=[tf.float32], **attrs)


def _names() -> tuple[tf.Tensor, Operation]:
    queue = node("FIFOQueueV2", component_types=[tf.string], shapes=[()], capacity=9).outputs[0]
    return queue, node("QueueEnqueueManyV2", queue, [tensor(tf.string, 2)])


def _reader() -> tf.Tensor:
    return node("IdentityReaderV2").outputs[0]


def _read(kind: str, *given: Any) -> Operation:
    queue, filled = _names()
    with tf.control_dependencies([filled]):
        return node(kind, _reader(), queue, *given)


def _old() -> tf.Tensor:
    return node("IdentityReader").outputs[0]


def _old_read(kind: str, *given: Any) -> Operation:
    queue, filled = _names()
    with tf.control_dependencies([filled]):
        return node(kind, _old(), node("FakeQueue", queue).outputs[0], *given)


SAMPLES: dict[str, list[Sample]] = {
    **{kind: [lambda kind=kind: _queue(kind).op] for kind in KINDS},
    "PriorityQueueV2": [lambda: _queue("PriorityQueueV2").op],
    "QueueEnqueueV2": [lambda: node("QueueEnqueueV2", _queue(), [f32(2)])],
    "QueueEnqueueManyV2": [lambda: node("QueueEnqueueManyV2", _queue(), [f32(3, 2)])],
    "QueueDequeueV2": [lambda: _filled("QueueDequeueV2")],
    "QueueDequeueManyV2": [lambda: _filled("QueueDequeueManyV2", number(2))],
    "QueueDequeueUpToV2": [lambda: _filled("QueueDequeueUpToV2", number(2))],
    "QueueCloseV2": [lambda: node("QueueCloseV2", _queue())],
    "QueueIsClosedV2": [lambda: node("QueueIsClosedV2", _queue())],
    "QueueSizeV2": [lambda: node("QueueSizeV2", _queue())],
    "WholeFileReaderV2": [lambda: node("WholeFileReaderV2")],
    "IdentityReaderV2": [lambda: node("IdentityReaderV2")],
    "TextLineReaderV2": [lambda: node("TextLineReaderV2", skip_header_lines=1)],
    "FixedLengthRecordReaderV2": [lambda: node("FixedLengthRecordReaderV2", record_bytes=3)],
    "TFRecordReaderV2": [lambda: node("TFRecordReaderV2")],
    "LMDBReader": [lambda: node("LMDBReader")],
    "FakeQueue": [lambda: node("FakeQueue", _queue())],
    "ReaderReadV2": [lambda: _read("ReaderReadV2")],
    "ReaderReadUpToV2": [lambda: _read("ReaderReadUpToV2", tf.constant(2, tf.int64))],
    "ReaderNumRecordsProducedV2": [lambda: node("ReaderNumRecordsProducedV2", _reader())],
    "ReaderNumWorkUnitsCompletedV2": [lambda: node("ReaderNumWorkUnitsCompletedV2", _reader())],
    "ReaderResetV2": [lambda: node("ReaderResetV2", _reader())],
    "ReaderSerializeStateV2": [lambda: node("ReaderSerializeStateV2", _reader())],
    "ReaderRestoreStateV2": [
        lambda: node("ReaderRestoreStateV2", _reader(), tf.constant(b"\x08\x01"))
    ],
    "IdentityReader": [lambda: node("IdentityReader")],
    "ReaderRead": [lambda: _old_read("ReaderRead")],
    "ReaderReadUpTo": [lambda: _old_read("ReaderReadUpTo", tf.constant(2, tf.int64))],
    "ReaderNumRecordsProduced": [lambda: node("ReaderNumRecordsProduced", _old())],
    "ReaderNumWorkUnitsCompleted": [lambda: node("ReaderNumWorkUnitsCompleted", _old())],
    "ReaderReset": [lambda: node("ReaderReset", _old())],
}
