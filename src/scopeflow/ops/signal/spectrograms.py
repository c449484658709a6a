"""Short-time Fourier transforms and their inverse."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.arithmetic import pow as power
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import ceil, log, square
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.signal.fourier import irfft, rfft
from scopeflow.ops.signal.framing import frame, overlap_and_add
from scopeflow.ops.signal.windows import hann_window
from scopeflow.ops.static import constant_value


def stft(
    signals: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Any] | None = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Tensor:
    """The Fourier transforms of frames of signals.

    Args:
      signals: float32 `[..., samples]`.
      frame_length: how many samples a frame has.
      frame_step: how many samples lie between the beginnings of two frames.
      fft_length: how long the transforms are; None is the next power of two.
      window_fn: called with (frame_length, dtype=...), gives what the frames are multiplied by; or
        None.
      pad_end: whether the end is filled up with zeros so that every sample is in a frame.
      name: a name for the scope of the operations.

    Returns:
      complex64 `[..., frames, fft_length // 2 + 1]`.
    """
    with name_scope(name, "stft", [signals, frame_length, frame_step]):
        signals = convert_to_tensor(signals, name="signals")
        signals.shape.with_rank_at_least(1)
        length, step = _lengths(frame_length, frame_step)
        transform = _transform_length(fft_length, length)
        framed = frame(signals, length, step, pad_end=pad_end)
        if window_fn is not None:
            framed *= window_fn(length, dtype=framed.dtype)
        return rfft(framed, [transform])


def _lengths(frame_length: Any, frame_step: Any) -> tuple[Tensor, Tensor]:
    length = convert_to_tensor(frame_length, name="frame_length")
    length.shape.assert_has_rank(0)
    step = convert_to_tensor(frame_step, name="frame_step")
    step.shape.assert_has_rank(0)
    return length, step


def _transform_length(fft_length: Any, frame_length: Tensor) -> Tensor:
    if fft_length is not None:
        return convert_to_tensor(fft_length, name="fft_length")
    known = constant_value(frame_length)
    if known is not None:
        exponent = math.ceil(math.log(int(known)) / math.log(2.0))
        return constant(int(2**exponent), frame_length.dtype)
    exponent = ceil(log(cast(frame_length, dtypes.float32)) / log(2.0))
    return cast(power(2.0, exponent), frame_length.dtype)


def inverse_stft(
    stfts: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Any] | None = hann_window,
    name: str | None = None,
) -> Tensor:
    """Signals from the Fourier transforms of their frames.

    For signals that are those transformed, `window_fn` has to be `inverse_stft_window_fn` of the
    window they were transformed with.

    Args:
      stfts: complex64 `[..., frames, fft_length // 2 + 1]`.
      frame_length: how many samples a frame has.
      frame_step: how many samples lie between the beginnings of two frames.
      fft_length: how long the transforms are; None is the next power of two.
      window_fn: called with (frame_length, dtype=...), gives what the frames are multiplied by; or
        None.
      name: a name for the scope of the operations.

    Returns:
      float32 `[..., samples]`.
    """
    with name_scope(name, "inverse_stft", [stfts]):
        stfts = convert_to_tensor(stfts, name="stfts")
        stfts.shape.with_rank_at_least(2)
        length, step = _lengths(frame_length, frame_step)
        transform = _transform_length(fft_length, length)
        frames = _of_length(irfft(stfts, [transform]), length)
        if window_fn is not None:
            frames *= window_fn(length, dtype=stfts.dtype.real_dtype)
        return overlap_and_add(frames, step)


def _of_length(frames: Tensor, length: Tensor) -> Tensor:
    """The frames, cut or filled with zeros to their length."""
    known = constant_value(length)
    dims = frames._dims
    if known is None or dims is None or dims[-1] is None:
        frames = frames[..., :length]
        count = rank(frames)
        sizes = shape(frames)
        none = zeros([count - 1, 2], dtype=length.dtype)
        paddings = concat([none, [[0, maximum(0, length - sizes[-1])]]], 0)
        return pad(frames, paddings)
    missing = int(known) - dims[-1]
    if missing < 0:
        return frames[..., : int(known)]
    if missing > 0:
        return pad(frames, [[0, 0]] * (len(dims) - 1) + [[0, missing]])
    return frames


def inverse_stft_window_fn(
    frame_step: Any,
    forward_window_fn: Callable[..., Any] = hann_window,
    name: str | None = None,
) -> Callable[..., Tensor]:
    """A window function for `inverse_stft` that gives back the signals.

    Args:
      frame_step: how many samples lie between the beginnings of two frames.
      forward_window_fn: the window function of the `stft` to be undone.
      name: a name for the scope of the operations.

    Returns:
      A function (frame_length, dtype) -> a vector.
    """
    with name_scope(name, "inverse_stft_window_fn", [forward_window_fn]):
        step = convert_to_tensor(frame_step, name="frame_step")
        step.shape.assert_has_rank(0)

    def inverse_window(frame_length: Any, dtype: Any) -> Tensor:
        with name_scope(name, "inverse_stft_window_fn", [forward_window_fn]):
            length = convert_to_tensor(frame_length, name="frame_length")
            length.shape.assert_has_rank(0)
            window = forward_window_fn(length, dtype=dtype)
            total = square(window)
            overlaps = -(-length // step)
            total = pad(total, [(0, overlaps * step - length)])
            total = reshape(total, [overlaps, step])
            total = reduce_sum(total, 0, keepdims=True)
            total = tile(total, [overlaps, 1])
            total = reshape(total, [overlaps * step])
            return window / total[:length]

    return inverse_window
