"""Calls of the ops on barriers, staging areas and sparse tensors that a session keeps."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, node, number

FLOATS: dict[str, Any] = {"dtypes": [tf.float32]}


def _barrier() -> tf.Tensor:
    made = node("Barrier", component_types=[tf.float32, tf.float32], shapes=[(), ()])
    return made.outputs[0]


def _inserted(barrier: tf.Tensor, component: int) -> Operation:
    keys, values = tf.constant(["a", "b"]), f32(2)
    return node("BarrierInsertMany", barrier, keys, values, component_index=component)


def _taken() -> Operation:
    barrier = _barrier()
    with tf.control_dependencies([_inserted(barrier, 0), _inserted(barrier, 1)]):
        return node("BarrierTakeMany", barrier, number(2), component_types=[tf.float32, tf.float32])


def _staged(kind: str, *given: Any) -> Operation:
    attrs = {**FLOATS, "shared_name": "area"}
    with tf.control_dependencies([node("Stage", [f32(2)], **attrs)]):
        return node(kind, *given, **attrs)


def _key() -> tf.Tensor:
    return tf.constant(4, tf.int64)


def _mapped(kind: str, *given: Any) -> Operation:
    attrs = {**FLOATS, "shared_name": "map"}
    put = "OrderedMapStage" if kind.startswith("Ordered") else "MapStage"
    with tf.control_dependencies([node(put, _key(), tf.constant([0]), [f32(2)], **attrs)]):
        return node(kind, *given, **attrs)


def _parts() -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    indices = tf.constant(np.array([[0, 1], [2, 0]], np.int64))
    return indices, f32(2), tf.constant(np.array([3, 2], np.int64))


def _restored() -> Operation:
    kept = node("AddSparseToTensorsMap", *_parts(), shared_name="kept").outputs[0]
    handles = tf.expand_dims(kept, 0)
    return node("TakeManySparseFromTensorsMap", handles, dtype=tf.float32, shared_name="kept")


def _records() -> Operation:
    path = Path(tempfile.gettempdir()) / "scopeflow_records_of_a_sample"
    with tf.python_io.TFRecordWriter(str(path)) as writer:
        writer.write(b"record")
    return node("RecordInput", file_pattern=str(path), batch_size=2)


def _of_map(before: str) -> dict[str, list[Sample]]:
    places = lambda: tf.constant([0])  # noqa: E731
    taking = [f"{before}MapPeek", f"{before}MapUnstage"]
    asking = [f"{before}Map{end}" for end in ("Size", "IncompleteSize", "Clear")]
    put, any_ = f"{before}MapStage", f"{before}MapUnstageNoKey"
    return {
        put: [lambda: node(put, _key(), places(), [f32(2)], **FLOATS)],
        any_: [lambda: _mapped(any_, places())],
        **{kind: [lambda kind=kind: _mapped(kind, _key(), places())] for kind in taking},
        **{kind: [lambda kind=kind: _mapped(kind)] for kind in asking},
    }


SAMPLES: dict[str, list[Sample]] = {
    "Barrier": [lambda: _barrier().op],
    "BarrierInsertMany": [lambda: _inserted(_barrier(), 1)],
    "BarrierTakeMany": [_taken],
    "BarrierClose": [lambda: node("BarrierClose", _barrier())],
    "BarrierReadySize": [lambda: node("BarrierReadySize", _barrier())],
    "BarrierIncompleteSize": [lambda: node("BarrierIncompleteSize", _barrier())],
    "RecordInput": [_records],
    "Stage": [lambda: node("Stage", [f32(2)], **FLOATS)],
    "Unstage": [lambda: _staged("Unstage")],
    "StagePeek": [lambda: _staged("StagePeek", number(0))],
    "StageSize": [lambda: _staged("StageSize")],
    "StageClear": [lambda: _staged("StageClear")],
    **_of_map(""),
    **_of_map("Ordered"),
    "AddSparseToTensorsMap": [lambda: node("AddSparseToTensorsMap", *_parts())],
    "AddManySparseToTensorsMap": [lambda: node("AddManySparseToTensorsMap", *_parts())],
    "TakeManySparseFromTensorsMap": [_restored],
}
