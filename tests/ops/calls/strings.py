"""Small calls of the ops on strings."""

from __future__ import annotations

import numpy as np

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, i32, node, number, tensor


def _text(*items: bytes | str) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(np.array(items, object)), [len(items)])


def _splits(*numbers: int) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(numbers, tf.int64), [len(numbers)])


def _one(item: bytes | str) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(item), [])


SAMPLES: dict[str, list[Sample]] = {
    "AsString": [
        lambda: node("AsString", f32(2, 3), precision=2),
        lambda: node("AsString", tensor(tf.int64, 3), width=5, fill="0"),
        lambda: node("AsString", tensor(tf.bool, 2)),
    ],
    "DecodeBase64": [lambda: node("DecodeBase64", _text("YWI", "YQ=="))],
    "ReduceJoin": [
        lambda: node("ReduceJoin", tensor(tf.string, 2, 3), i32(1), separator="-"),
        lambda: node("ReduceJoin", tensor(tf.string, 2, 3), i32(0, 1), keep_dims=True),
    ],
    "RegexFullMatch": [lambda: node("RegexFullMatch", tensor(tf.string, 2), _one("s[0-9]"))],
    "RegexReplace": [lambda: node("RegexReplace", tensor(tf.string, 2), _one("s"), _one("t"))],
    "StaticRegexFullMatch": [
        lambda: node("StaticRegexFullMatch", tensor(tf.string, 2), pattern="s1")
    ],
    "StaticRegexReplace": [
        lambda: node("StaticRegexReplace", tensor(tf.string, 2), pattern="s", rewrite="t")
    ],
    "StringFormat": [
        lambda: node("StringFormat", [f32(2, 3), tensor(tf.string)], template="%s, %s")
    ],
    "StringJoin": [lambda: node("StringJoin", [tensor(tf.string, 2), tensor(tf.string)])],
    "StringSplit": [lambda: node("StringSplit", _text("a b", "", "c"), _one(" "))],
    "StringSplitV2": [lambda: node("StringSplitV2", _text("a b", "", "c"), _one(""), maxsplit=1)],
    "StringToHashBucket": [
        lambda: node("StringToHashBucket", tensor(tf.string, 2, 3), num_buckets=7)
    ],
    "StringToHashBucketFast": [
        lambda: node("StringToHashBucketFast", tensor(tf.string, 2, 3), num_buckets=7)
    ],
    "StringToHashBucketStrong": [
        lambda: node("StringToHashBucketStrong", tensor(tf.string, 2), num_buckets=7, key=[1, 2])
    ],
    "StringToNumber": [
        lambda: node("StringToNumber", _text("1", " 2.5")),
        lambda: node("StringToNumber", _text("1", "-2"), out_type=tf.int64),
    ],
    "Substr": [
        lambda: node("Substr", tensor(tf.string, 2, 3), number(1), number(1)),
        lambda: node("Substr", tensor(tf.string, 2), i32(0, 1), i32(1, 1), unit="UTF8_CHAR"),
    ],
    "StringNGrams": [
        lambda: node(
            "StringNGrams",
            tensor(tf.string, 5),
            _splits(0, 3, 5),
            separator=" ",
            ngram_widths=[2, 3],
            left_pad="<",
            right_pad=">",
            pad_width=1,
            preserve_short_sequences=False,
        )
    ],
    "UnicodeDecode": [
        lambda: node("UnicodeDecode", _text("ab", "é"), input_encoding="UTF-8"),
        lambda: node("UnicodeDecode", _text("ab"), input_encoding="UTF-16-BE", Tsplits=tf.int32),
    ],
    "UnicodeDecodeWithOffsets": [
        lambda: node("UnicodeDecodeWithOffsets", _text("ab", "é"), input_encoding="UTF-8")
    ],
    "UnicodeEncode": [
        lambda: node("UnicodeEncode", i32(97, 233, 98), _splits(0, 2, 3), output_encoding="UTF-8")
    ],
    "UnicodeScript": [lambda: node("UnicodeScript", i32(97, 233, -1))],
    "UnicodeTranscode": [
        lambda: node(
            "UnicodeTranscode", _text("a"), input_encoding="UTF-8", output_encoding="UTF-16-BE"
        )
    ],
    "UnsortedSegmentJoin": [
        lambda: node("UnsortedSegmentJoin", tensor(tf.string, 3), i32(1, 0, 1), number(2))
    ],
}
