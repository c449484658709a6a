"""Small calls of the ops on lookup tables."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import node

_FILE = Path(tempfile.gettempdir()) / "scopeflow_contract_lines"
_TYPES = {"key_dtype": tf.string, "value_dtype": tf.int64}


def _keys(*items: str) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(np.array(items, object)), [len(items)])


def _ids(*items: int) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(items, tf.int64), [len(items)])


def _one(value: int) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(value, tf.int64), [])


def _static() -> tf.Tensor:
    """A static table with nothing in it."""
    return node("HashTableV2", **_TYPES).outputs[0]


def _changeable() -> tf.Tensor:
    return node("MutableHashTableV2", **_TYPES).outputs[0]


def _filled() -> tf.Tensor:
    """A changeable table with a key in it."""
    table = _changeable()
    with tf.control_dependencies([node("LookupTableInsertV2", table, _keys("a"), _ids(1))]):
        return tf.identity(table)


def _from_file() -> Operation:
    _FILE.write_text("a\nb\n")
    return node(
        "InitializeTableFromTextFileV2",
        _static(),
        tf.constant(str(_FILE)),
        key_index=-2,
        value_index=-1,
    )


SAMPLES: dict[str, list[Sample]] = {
    "HashTableV2": [lambda: node("HashTableV2", **_TYPES)],
    "MutableHashTableV2": [lambda: node("MutableHashTableV2", **_TYPES)],
    "MutableHashTableOfTensorsV2": [
        lambda: node("MutableHashTableOfTensorsV2", **_TYPES, value_shape=(2,))
    ],
    "MutableDenseHashTableV2": [
        lambda: node(
            "MutableDenseHashTableV2",
            tf.constant(""),
            tf.constant("-"),
            value_dtype=tf.int64,
            initial_num_buckets=4,
        )
    ],
    "LookupTableFindV2": [
        lambda: node("LookupTableFindV2", _filled(), _keys("a", "z"), _one(7)),
    ],
    "LookupTableInsertV2": [
        lambda: node("LookupTableInsertV2", _changeable(), _keys("a", "b"), _ids(1, 2))
    ],
    "LookupTableRemoveV2": [lambda: node("LookupTableRemoveV2", _filled(), _keys("a"))],
    "LookupTableSizeV2": [lambda: node("LookupTableSizeV2", _filled())],
    "LookupTableExportV2": [
        lambda: node("LookupTableExportV2", _filled(), Tkeys=tf.string, Tvalues=tf.int64)
    ],
    "LookupTableImportV2": [
        lambda: node("LookupTableImportV2", _static(), _keys("a", "b"), _ids(1, 2))
    ],
    "InitializeTableV2": [
        lambda: node("InitializeTableV2", _static(), _keys("a", "b"), _ids(1, 2))
    ],
    "InitializeTableFromTextFileV2": [_from_file],
}
