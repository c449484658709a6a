"""Small calls of the ops on checkpoints."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

import scopeflow as tf
from scopeflow.formats.bundle_writer import BundleWriter
from scopeflow.graph.operation import Operation
from tests.ops.inputs import f32, node


def _prefix() -> str:
    return str(Path(tempfile.mkdtemp()) / "model")


def _text(*items: str) -> tf.Tensor:
    return tf.constant(list(items))


def _save() -> Operation:
    return node("SaveV2", tf.constant(_prefix()), _text("a"), _text(""), [f32(2, 3)])


def _written() -> str:
    prefix = _prefix()
    writer = BundleWriter(prefix)
    writer.add("a", np.ones((2, 3), np.float32), tf.float32)
    writer.finish()
    return prefix


def _restore() -> Operation:
    names, slices = _text("a", "a"), _text("", "2 3 0,1:-")
    types = [tf.float32, tf.float32]
    return node("RestoreV2", tf.constant(_written()), names, slices, dtypes=types)


def _merge() -> Operation:
    return node("MergeV2Checkpoints", _text(_written()), tf.constant(_prefix()))


SAMPLES = {
    "SaveV2": [_save],
    "RestoreV2": [_restore],
    "MergeV2Checkpoints": [_merge],
    "ShardedFilename": [
        lambda: node("ShardedFilename", tf.constant("a"), tf.constant(3), tf.constant(12))
    ],
    "ShardedFilespec": [lambda: node("ShardedFilespec", tf.constant("a"), tf.constant(12))],
}
