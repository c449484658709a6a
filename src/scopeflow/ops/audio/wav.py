"""16-bit WAV files: decode_wav and encode_wav."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.formats.wav import wav_of
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op

_LOUDEST = 32768.0


def _decoded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    channels, samples = attrs["desired_channels"], attrs["desired_samples"]
    for what, size in (("channels", channels), ("samples", samples)):
        if size < -1:
            raise ShapeMismatch(f"{what} must be non-negative, got {size}")
    return (None if samples == -1 else samples, None if channels == -1 else channels), ()


@op(
    "DecodeWav(contents: string; desired_channels: int = -1, desired_samples: int = -1)"
    " -> (audio: float32, sample_rate: int32)",
    shape=_decoded,
    host=True,
)
def decode_wav(contents: Any, *, desired_channels: int, desired_samples: int) -> Any:
    """The sound of a 16-bit PCM WAV file.

    Args:
      contents: a scalar string, the file's bytes.
      desired_channels: how many channels to give: more than there are repeat the last one; -1 for
        those that there are.
      desired_samples: how many samples to give, cut or filled up with silence; -1 for all.
      name: the wish for the node's name.

    Returns:
      (audio, sample_rate): float32 `[samples, channels]` from -1 to 1, and samples per second.

    Raises:
      InvalidArgumentError: in a run, for bytes that are no such file.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sound = tf.audio.encode_wav([[0.5], [-0.25]], 8000)
    ...     sess.run(tf.audio.decode_wav(sound).audio).tolist()
    [[0.5], [-0.25]]

    ```
    """
    if np.ndim(contents):
        raise invalid_argument(
            f"contents must be scalar, got shape {bracketed(np.shape(contents))}"
        )
    data = contents.item() if isinstance(contents, np.ndarray) else contents
    numbers, rate = _samples(data)
    if desired_channels > numbers.shape[1]:
        last = numbers[:, -1:]
        numbers = np.concatenate(
            [numbers, np.repeat(last, desired_channels - numbers.shape[1], axis=1)], axis=1
        )
    elif desired_channels != -1:
        numbers = numbers[:, :desired_channels]
    if desired_samples > len(numbers):
        silence = np.zeros((desired_samples - len(numbers), numbers.shape[1]), numbers.dtype)
        numbers = np.concatenate([numbers, silence])
    elif desired_samples != -1:
        numbers = numbers[:desired_samples]
    return (numbers / np.float32(_LOUDEST)).astype(np.float32), np.int32(rate)


def _expect(data: bytes, at: int, word: bytes) -> None:
    found = data[at : at + len(word)]
    if len(found) < len(word):
        raise invalid_argument("Data too short when trying to read string")
    if found != word:
        raise invalid_argument(
            f"Header mismatch: Expected {word.decode()} but found {found.decode('latin1')}"
        )


def _samples(data: bytes) -> tuple[np.ndarray, int]:
    """The int16 numbers [samples, channels] and the rate, read piece by piece as the file has them."""
    _expect(data, 0, b"RIFF")
    _expect(data, 8, b"WAVE")
    _expect(data, 12, b"fmt ")
    if len(data) < 36:
        raise invalid_argument("Data too short when trying to read uint32")
    size, kind, channels, rate, per_second, per_sample, bits = struct.unpack_from(
        "<IHHIIHH", data, 16
    )
    if size not in (16, 18):
        raise invalid_argument(f"Bad format chunk size for WAV: Expected 16 or 18, but got{size}")
    if kind != 1:
        raise invalid_argument(f"Bad audio format for WAV: Expected 1 (PCM), but got{kind}")
    if per_sample != bits * channels // 8:
        raise invalid_argument(
            f"Bad bytes per sample in WAV header: Expected {bits * channels // 8} but got {per_sample}"
        )
    if per_second != per_sample * rate:
        raise invalid_argument(
            f"Bad bytes per second in WAV header: Expected {per_sample * rate} but got {per_second} "
            f"(sample_rate={rate}, bytes_per_sample={per_sample})"
        )
    if bits != 16:
        raise invalid_argument(f"Can only read 16-bit WAV files, but received {bits}")
    at = 20 + size
    while at + 8 <= len(data):
        name, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if name == b"data":
            if length > len(data) - at:
                raise invalid_argument("Data too short when trying to read uint16")
            count = length // per_sample if per_sample else 0
            numbers = np.frombuffer(data, "<i2", count * channels, at)
            return numbers.reshape(count, channels), rate
        at += length
    raise invalid_argument("No data chunk found in WAV")


def _encoded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 0)
    return ((),)


@op(
    "EncodeWav(audio: float32, sample_rate: int32; ) -> (contents: string)",
    shape=_encoded,
    host=True,
)
def encode_wav(audio: Any, sample_rate: Any) -> Any:
    """A 16-bit PCM WAV file of a sound.

    Args:
      audio: float32 `[samples, channels]`, from -1 to 1; what is louder is cut.
      sample_rate: an int32 scalar, samples per second.
      name: the wish for the node's name.

    Returns:
      A scalar string, the file's bytes.

    Raises:
      InvalidArgumentError: in a run, without samples or channels, or for a rate below 1.
    """
    audio, rate = np.asarray(audio), np.asarray(sample_rate)
    if audio.ndim != 2:
        raise invalid_argument(f"audio must be 2-dimensional, got {bracketed(audio.shape)}")
    if rate.ndim:
        raise invalid_argument(
            f"Input sample_rate should be a scalar tensor, got {bracketed(rate.shape)} instead."
        )
    if rate <= 0:
        raise invalid_argument(f"sample_rate must be in (0, 2^32), got: {int(rate)}")
    if not audio.size:
        raise invalid_argument("audio is null")
    return wav_of(audio, int(rate))
