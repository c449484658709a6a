"""Summaries of values, against what TensorFlow 1.15's kernels made of the same values."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata

from scopeflow import errors
from scopeflow.graph import dtypes
from scopeflow.summary import encode, images
from tests.reference.summary_cases import SUMMARIES

RECORDED = json.loads(
    (Path(__file__).parents[1] / "reference/summaries/summaries.json").read_text()
)


def ours(name):
    kind, values, dtype, more = SUMMARIES[name]
    if kind == "merge":
        return encode.merge_summary(
            [
                Summary(
                    value=[Summary.Value(tag=t, simple_value=1) for t in tags]
                ).SerializeToString()
                for tags in values
            ]
        )
    if dtype == "reshape":
        array = np.zeros((1, 0, 1, 1), np.float32)
    elif dtype == "string":
        array = np.char.encode(np.array(values)).astype(object)
    else:
        with np.errstate(over="ignore"):
            array = np.array(values, dtypes.as_dtype(dtype).as_numpy_dtype)
    if kind == "scalar":
        return encode.scalar_summary(more["tags"], array)
    if kind == "histogram":
        return encode.histogram_summary(more["tag"], array, "node")
    if kind == "audio":
        return encode.audio_summary("t", array, **more)
    if kind == "image":
        more = {
            **more,
            **({"bad_color": np.uint8(more["bad_color"])} if "bad_color" in more else {}),
        }
        return images.image_summary("t", array, **more)
    metadata = SummaryMetadata(**more.get("metadata", {})).SerializeToString()
    return encode.tensor_summary_v2(
        "t", array, bytes.fromhex(more["raw"]) if "raw" in more else metadata
    )


def with_pixels(summary):
    """The summary without its PNGs, and their pixels: encoders differ in bytes only."""
    pixels = []
    for value in summary.value:
        if value.HasField("image"):
            image = Image.open(io.BytesIO(value.image.encoded_image_string))
            pixels.append(np.asarray(image).tolist())
            value.image.encoded_image_string = b""
    return str(summary), pixels


@pytest.mark.parametrize("name", [n for n in SUMMARIES if "proto" in RECORDED[n]])
def test_the_summary_is_tensorflows(name):
    theirs = Summary.FromString(base64.b64decode(RECORDED[name]["proto"]))
    assert with_pixels(ours(name)) == with_pixels(theirs)


@pytest.mark.parametrize("name", [n for n in SUMMARIES if "error" in RECORDED[n]])
def test_a_refusal_has_tensorflows_class_and_first_sentence(name):
    with pytest.raises(getattr(errors, RECORDED[name]["error"])) as caught:
        ours(name)
    first = RECORDED[name]["message"].split("\n")[0].rstrip(".")
    assert caught.value.message.startswith(first)


def test_the_greatest_double_is_counted_in_the_last_bucket():
    # TensorFlow 1.15 writes beyond its buckets here and dies
    greatest = np.finfo(np.float64).max
    histogram = encode.histogram_summary("t", np.array([greatest, 1.0])).value[0].histo
    assert histogram.bucket[-1] == 1
    assert sum(histogram.bucket) == 2


def test_bad_color_must_be_a_vector_of_bytes():
    nan = np.full((1, 1, 1, 1), np.nan, np.float32)
    with pytest.raises(
        errors.InvalidArgumentError, match=r"bad_color must be a vector, got shape \[\]"
    ):
        images.image_summary("t", nan, bad_color=np.uint8(7))
    with pytest.raises(errors.InvalidArgumentError, match="bad_color must be uint8, got float"):
        images.image_summary("t", nan, bad_color=np.float32([7]))


def test_merging_what_is_no_summary_is_refused():
    with pytest.raises(
        errors.InvalidArgumentError, match="Could not parse one of the summary inputs"
    ):
        encode.merge_summary([b"\xff"])
