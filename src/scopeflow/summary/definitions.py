"""The summary ops: they turn tensors into serialized Summary protos, outside compiled programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.summary import encode
from scopeflow.summary.images import image_summary as encode_image


def _bytes(summary: Any) -> np.ndarray:
    return np.array(summary.SerializeToString(), dtype=object)


@op(
    "ScalarSummary(tags: string, values: T; T: real) -> (summary: string)",
    shape=rules.scalar,
    host=True,
)
def scalar_summary(tags, values):
    """A Summary with one number per tag."""
    return _bytes(encode.scalar_summary(tags, values))


@op(
    "HistogramSummary(tag: string, values: T; T: real = float32) -> (summary: string)",
    shape=rules.scalar,
    host=True,
)
def histogram_summary(tag, values, *, ctx):
    """A Summary with the histogram of the values."""
    return _bytes(encode.histogram_summary(tag, values, ctx.op.name))


@op(
    "ImageSummary(tag: string, tensor: T; max_images: int >= 1 = 3, "
    "T: {uint8|float32|float16|float64} = float32, bad_color: tensor) -> (summary: string)",
    shape=rules.scalar,
    host=True,
)
def image_summary(tag, tensor, *, max_images, bad_color):
    """A Summary with up to `max_images` PNG files."""
    from scopeflow.formats.tensors import make_ndarray

    return _bytes(encode_image(tag, tensor, max_images, make_ndarray(bad_color)))


@op(
    "AudioSummaryV2(tag: string, tensor: float32, sample_rate: float32; max_outputs: int >= 1 = 3)"
    " -> (summary: string)",
    shape=rules.scalar,
    host=True,
)
def audio_summary(tag, tensor, sample_rate, *, max_outputs):
    """A Summary with up to `max_outputs` WAV files."""
    return _bytes(encode.audio_summary(tag, tensor, sample_rate, max_outputs))


@op(
    "TensorSummaryV2(tag: string, tensor: T, serialized_summary_metadata: string; T: type)"
    " -> (summary: string)",
    shape=rules.scalar,
    host=True,
)
def tensor_summary_v2(tag, tensor, serialized_summary_metadata):
    """A Summary with a whole tensor, and what a plugin of TensorBoard is to make of it."""
    metadata: Any = np.asarray(serialized_summary_metadata)[()]
    return _bytes(encode.tensor_summary_v2(tag, tensor, metadata))


@op(
    "MergeSummary(inputs: N * string; N: int >= 1) -> (summary: string)",
    shape=rules.scalar,
    host=True,
)
def merge_summary(inputs):
    """One Summary with the values of several; a tag may stand in it once."""
    return _bytes(encode.merge_summary([np.asarray(each)[()] for each in inputs]))
