"""Small calls of the ops that read files and records."""

from __future__ import annotations

import tempfile
import zlib
from pathlib import Path

import numpy as np

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, i32, node, tensor

_FILE = Path(tempfile.gettempdir()) / "scopeflow_contract_file"


def _text(*items: bytes | str) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(np.array(items, object)), [len(items)])


def _one(item: bytes | str) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(item), [])


def _file() -> tf.Tensor:
    _FILE.write_bytes(b"abc")
    return _one(str(_FILE))


def _example() -> bytes:
    ints = tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2]))
    words = tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"x"]))
    features = tf.train.Features(feature={"a": ints, "c": words})
    return tf.train.Example(features=features).SerializeToString()


def _sequence() -> bytes:
    made = tf.train.SequenceExample()
    made.context.feature["a"].int64_list.value.extend([1, 2])
    made.feature_lists.feature_list["l"].feature.add().float_list.value.append(1.5)
    return made.SerializeToString()


_WANTED = {
    "a": tf.FixedLenFeature([2], tf.int64),
    "c": tf.VarLenFeature(tf.string),
    "f": tf.FixedLenSequenceFeature([], tf.float32, allow_missing=True),
}
_LISTS = {"l": tf.FixedLenSequenceFeature([1], tf.float32), "m": tf.VarLenFeature(tf.string)}


SAMPLES: dict[str, list[Sample]] = {
    "DecodeCSV": [
        lambda: node("DecodeCSV", _text("1,a", ",b"), [i32(7), _text("z")]),
    ],
    "DecodeCompressed": [
        lambda: node("DecodeCompressed", _text(zlib.compress(b"abc"), b""), compression_type="ZLIB")
    ],
    "DecodeJSONExample": [lambda: node("DecodeJSONExample", _text("{}", '{"features": {}}'))],
    "DecodeRaw": [
        lambda: node("DecodeRaw", _text(b"abcd", b"efgh"), out_type=tf.int16),
        lambda: node("DecodeRaw", _one(b"abcd"), out_type=tf.float32, little_endian=False),
    ],
    "MatchingFiles": [lambda: node("MatchingFiles", _file())],
    "ReadFile": [lambda: node("ReadFile", _file())],
    "WriteFile": [lambda: node("WriteFile", _file(), _one("abc"))],
    "ParseExample": [
        lambda: tf.parse_example(_text(_example(), _example()), _WANTED)["a"].op,
    ],
    "ParseSingleExample": [
        lambda: tf.parse_single_example(_one(_example()), _WANTED)["a"].op,
    ],
    "ParseSequenceExample": [
        lambda: (
            tf.io.parse_sequence_example(
                _text(_sequence()), {"a": tf.FixedLenFeature([2], tf.int64)}, _LISTS
            )[0]["a"].op
        ),
    ],
    "ParseSingleSequenceExample": [
        lambda: (
            tf.parse_single_sequence_example(
                _one(_sequence()), {"a": tf.FixedLenFeature([2], tf.int64)}, _LISTS
            )[0]["a"].op
        ),
    ],
    "SerializeTensor": [
        lambda: node("SerializeTensor", f32(2, 3)),
        lambda: node("SerializeTensor", tensor(tf.string, 2)),
    ],
    "ParseTensor": [
        lambda: node("ParseTensor", tf.serialize_tensor(f32(2, 3)), out_type=tf.float32)
    ],
}
