"""Summary protos of arrays: what the summary ops compute, as functions of NumPy values."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.formats.wav import wav_of
from scopeflow.graph.words import bracketed, invalid_argument

_GREATEST = float(np.finfo(np.float64).max)


def scalar_summary(tags: Any, values: Any) -> Any:
    """A Summary with one number for each tag.

    Args:
      tags: strings, any shape.
      values: real numbers, the same shape.

    Raises:
      InvalidArgumentError: if the shapes differ.
    """
    from tensorboard.compat.proto.summary_pb2 import Summary

    names, numbers = np.asarray(tags, dtype=object), np.asarray(values)
    if names.shape != numbers.shape:
        only = f" (tag '{_text(names.reshape(-1)[0])}')" if names.size == 1 else ""
        raise invalid_argument(
            f"tags and values not the same shape: {bracketed(names.shape)} != "
            f"{bracketed(numbers.shape)}{only}"
        )
    summary = Summary()
    with np.errstate(over="ignore"):
        plain = numbers.reshape(-1).astype(np.float32).tolist()
    for tag, number in zip(names.reshape(-1), plain, strict=True):
        summary.value.add(tag=_text(tag), simple_value=number)
    return summary


def histogram_summary(tag: Any, values: Any, node_name: str = "HistogramSummary") -> Any:
    """A Summary with the histogram of `values`, any shape, in TensorFlow's buckets.

    Args:
      tag: one string.
      values: real numbers.
      node_name: what errors call the operation.

    Raises:
      InvalidArgumentError: if `tag` is no single string, or a value is no finite number.
    """
    from tensorboard.compat.proto.summary_pb2 import Summary

    name = one_tag(tag, "tags must be scalar")
    numbers = np.asarray(values).reshape(-1).astype(np.float64)
    odd = numbers[~np.isfinite(numbers)]
    if odd.size:
        what = "Nan" if np.isnan(odd[0]) else "Infinity"
        raise invalid_argument(
            f"{what} in summary histogram for: {node_name}. It is the histogram with the tag "
            f"'{name}'."
        )
    summary = Summary()
    histogram = summary.value.add(tag=name).histo
    histogram.min, histogram.max = _GREATEST, -_GREATEST
    limits = bucket_limits()
    if numbers.size:
        # the first of equal ones: 0.0 and -0.0 are equal
        histogram.min = float(numbers[numbers.argmin()])
        histogram.max = float(numbers[numbers.argmax()])
        histogram.num = float(numbers.size)
        with np.errstate(over="ignore", invalid="ignore"):
            # added one after the other: np.sum adds pairs, which rounds otherwise
            histogram.sum = float(np.cumsum(numbers)[-1])
            histogram.sum_squares = float(np.cumsum(numbers * numbers)[-1])
    # the greatest float of all is not below any limit
    where = np.minimum(np.searchsorted(limits, numbers, side="right"), limits.size - 1)
    counts = np.bincount(where, minlength=limits.size)
    # a run of empty buckets is one bucket that ends where its last one does
    keep = np.append((counts[:-1] > 0) | (counts[1:] > 0), True)
    histogram.bucket_limit.extend(limits[keep].tolist())
    histogram.bucket.extend(counts[keep].astype(np.float64).tolist())
    return summary


@functools.cache
def bucket_limits() -> np.ndarray:
    """Where histogram buckets end, ascending: from 1e-12 on each 10% further, and mirrored."""
    positive = []
    limit = 1e-12
    while limit < 1e20:
        positive.append(limit)
        limit *= 1.1
    positive.append(_GREATEST)
    result = np.array([-limit for limit in reversed(positive)] + [0.0] + positive)
    result.flags.writeable = False
    return result


def audio_summary(tag: Any, tensor: Any, sample_rate: Any, max_outputs: int = 3) -> Any:
    """A Summary with WAV files of clips.

    Args:
      tag: one string; the clips get "tag/audio", or "tag/audio/0" and so on if `max_outputs` is
        not 1.
      tensor: float32 in [-1, 1], [clips, frames] or [clips, frames, channels].
      sample_rate: frames per second, one number.
      max_outputs: how many clips at most.

    Raises:
      InvalidArgumentError: if a shape does not fit, a clip is empty, or the rate is not positive.
    """
    from tensorboard.compat.proto.summary_pb2 import Summary

    name = one_tag(tag, "Tag must be a scalar")
    clips = np.asarray(tensor, np.float32)
    if clips.ndim not in (2, 3):
        raise invalid_argument(f"Tensor must be 3-D or 2-D, got: {bracketed(clips.shape)}")
    rate = np.asarray(sample_rate, np.float32)
    if rate.size != 1:
        raise invalid_argument(f"sample_rate must be a scalar, got: {bracketed(rate.shape)}")
    rate = rate.reshape(())
    if not rate > 0:
        raise invalid_argument(f"sample_rate must be > 0. It is {rate}.")
    if clips.ndim == 2:
        clips = clips[:, :, np.newaxis]
    summary = Summary()
    for index, clip in enumerate(clips[:max_outputs]):
        if not clip.size:
            raise invalid_argument(
                f"audio is null. The clips have the shape {bracketed(clip.shape)}."
            )
        summary.value.add(
            tag=numbered(f"{name}/audio", index, max_outputs),
            audio=Summary.Audio(
                sample_rate=float(rate),
                num_channels=clip.shape[1],
                length_frames=clip.shape[0],
                encoded_audio_string=wav_of(clip, max(1, int(np.rint(rate)))),
                content_type="audio/wav",
            ),
        )
    return summary


def tensor_summary_v2(tag: Any, tensor: Any, serialized_summary_metadata: bytes = b"") -> Any:
    """A Summary with a whole array.

    Args:
      tag: one string.
      tensor: an array of any type.
      serialized_summary_metadata: a SummaryMetadata in bytes; ignored if it is none.

    Raises:
      InvalidArgumentError: if `tag` is no single string.
    """
    from google.protobuf.message import DecodeError
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata

    from scopeflow.formats.tensors import proto_of

    name = one_tag(tag, "tag must be scalar")
    array = np.asarray(tensor)
    summary = Summary()
    value = summary.value.add(tag=name)
    value.metadata.SetInParent()
    with contextlib.suppress(DecodeError):
        value.metadata.CopyFrom(SummaryMetadata.FromString(serialized_summary_metadata))
    if array.dtype.kind in "OSU":
        value.tensor.CopyFrom(proto_of(array))
    else:
        # run-time tensors are always raw bytes, also where a constant is not
        value.tensor.CopyFrom(proto_of(np.empty(0, array.dtype), list(array.shape)))
        value.tensor.tensor_content = array.tobytes()
    return summary


def merge_summary(inputs: Sequence[Any]) -> Any:
    """A Summary with the values of all `inputs`: serialized Summaries, or arrays of them.

    Raises:
      InvalidArgumentError: if a tag comes twice, or an input is no Summary.
    """
    from google.protobuf.message import DecodeError
    from tensorboard.compat.proto.summary_pb2 import Summary

    merged = Summary()
    seen = set()
    for given in inputs:
        for data in np.asarray(given, dtype=object).reshape(-1):
            try:
                part = Summary.FromString(data)
            except DecodeError:
                raise invalid_argument(
                    "Could not parse one of the summary inputs. It is no Summary."
                ) from None
            for value in part.value:
                if value.tag in seen:
                    raise invalid_argument(
                        f"Duplicate tag {value.tag} found in summary inputs. Each summary needs "
                        "a name of its own."
                    )
                seen.add(value.tag)
                merged.value.add().CopyFrom(value)
    return merged


def one_tag(tag: Any, first_sentence: str) -> str:
    """The text of a tag; an error that begins with `first_sentence` if it is not one string."""
    name = np.asarray(tag, dtype=object)
    if name.ndim:
        raise invalid_argument(f"{first_sentence}. It has the shape {bracketed(name.shape)}.")
    return _text(name.item())


def numbered(name: str, index: int, max_outputs: int) -> str:
    """The tag of one output among several."""
    return name if max_outputs == 1 else f"{name}/{index}"


def _text(tag: Any) -> str:
    return tag.decode(errors="replace") if isinstance(tag, bytes) else str(tag)
