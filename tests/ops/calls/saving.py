"""Small calls of the ops on checkpoints."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

import scopeflow as tf
from scopeflow.formats.bundle_writer import BundleWriter
from scopeflow.formats.slice_specs import whole
from scopeflow.formats.slice_table_writer import SliceTableWriter
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


def _table() -> str:
    path = _prefix()
    writer = SliceTableWriter(path)
    writer.add("a", whole((2, 3)), np.ones((2, 3), np.float32), tf.float32)
    writer.finish()
    return path


def _words(*words: str) -> tf.Tensor:
    path = Path(_prefix())
    path.write_text("\n".join(words))
    return tf.constant(str(path))


def _remap() -> Operation:
    files = _words("b", "c", "a"), _words("a", "b")
    return node("GenerateVocabRemapping", *files, new_vocab_offset=1, num_new_vocab=2)


def _load_remapped() -> Operation:
    rows, columns = tf.constant([1, -1, 0], tf.int64), tf.constant([2, 0], tf.int64)
    values = tf.constant([5.0, 6.0])
    return node(
        "LoadAndRemapMatrix",
        tf.constant(_written()),
        tf.constant("a"),
        rows,
        columns,
        values,
        num_rows=3,
        num_cols=2,
    )


SAMPLES = {
    "Save": [lambda: node("Save", tf.constant(_prefix()), _text("a"), [f32(2, 3)])],
    "SaveSlices": [
        lambda: node("SaveSlices", tf.constant(_prefix()), _text("a"), _text(""), [f32(2, 3)])
    ],
    "Restore": [lambda: node("Restore", tf.constant(_table()), tf.constant("a"), dt=tf.float32)],
    "RestoreSlice": [
        lambda: node(
            "RestoreSlice",
            tf.constant(_table()),
            tf.constant("a"),
            tf.constant("2 3 0,1:-"),
            dt=tf.float32,
        )
    ],
    "GenerateVocabRemapping": [_remap],
    "LoadAndRemapMatrix": [_load_remapped],
    "SaveV2": [_save],
    "RestoreV2": [_restore],
    "MergeV2Checkpoints": [_merge],
    "ShardedFilename": [
        lambda: node("ShardedFilename", tf.constant("a"), tf.constant(3), tf.constant(12))
    ],
    "ShardedFilespec": [lambda: node("ShardedFilespec", tf.constant("a"), tf.constant(12))],
}
