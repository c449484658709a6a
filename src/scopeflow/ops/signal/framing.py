"""Cutting signals into frames that overlap, and adding such frames up again."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.filling import ones_like, zeros, zeros_like
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import rank, reshape, shape, size
from scopeflow.ops.arrays.slicing import strided_slice
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.math.division import floormod
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def frame(
    signal: Any,
    frame_length: Any,
    frame_step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    axis: Any = -1,
    name: str | None = None,
) -> Tensor:
    """Cuts an axis into frames, which overlap if the step is smaller than their length.

    Args:
      signal: a Tensor `[..., samples, ...]`.
      frame_length: how many samples a frame has.
      frame_step: how many samples lie between the beginnings of two frames.
      pad_end: whether the end is filled up so that every sample is in a frame.
      pad_value: with what it is filled.
      axis: which axis is cut.
      name: a name for the scope of the operations.

    Returns:
      A Tensor `[..., frames, frame_length, ...]`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.signal.frame([1, 2, 3, 4, 5], 3, 2)))
    [[1 2 3]
     [3 4 5]]

    ```
    """
    with name_scope(name, "frame", [signal, frame_length, frame_step, pad_value]):
        signal = convert_to_tensor(signal, name="signal")
        length = convert_to_tensor(frame_length, name="frame_length")
        step = convert_to_tensor(frame_step, name="frame_step")
        where = convert_to_tensor(axis, name="axis")
        signal.shape.with_rank_at_least(1)
        length.shape.assert_has_rank(0)
        step.shape.assert_has_rank(0)
        where.shape.assert_has_rank(0)
        known = _known_shape(signal, length, step, pad_end, where)
        count = rank(signal)
        where = range_op(count)[where]
        sizes = shape(signal)
        before, samples, after = split(sizes, [where, 1, count - 1 - where])
        samples = reshape(samples, [])
        n_before = size(before)
        n_after = size(after)
        if pad_end:
            signal, sizes, samples, frames = _filled_up(
                signal, length, step, pad_value, where, samples, n_before, n_after
            )
        else:
            frames = maximum(0, 1 + (samples - length) // step)
        cut = _cut(signal, sizes, before, after, samples, frames, length, step, where)
        cut.set_shape(known)
        return cut


def _filled_up(
    signal: Tensor,
    length: Tensor,
    step: Tensor,
    pad_value: Any,
    where: Tensor,
    samples: Tensor,
    n_before: Tensor,
    n_after: Tensor,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    pad_value = convert_to_tensor(pad_value, signal.dtype)
    pad_value.shape.assert_has_rank(0)
    frames = -(-samples // step)
    missing = maximum(0, length + step * (frames - 1) - samples)
    none_before = zeros([n_before, 2], dtype=dtypes.int32)
    none_after = zeros([n_after, 2], dtype=dtypes.int32)
    paddings = concat([none_before, [[0, missing]], none_after], 0)
    signal = pad(signal, paddings, constant_values=pad_value)
    sizes = shape(signal)
    return signal, sizes, sizes[where], frames


def _cut(
    signal: Tensor,
    sizes: Tensor,
    before: Tensor,
    after: Tensor,
    samples: Tensor,
    frames: Tensor,
    length: Tensor,
    step: Tensor,
    where: Tensor,
) -> Tensor:
    """The frames, gathered in pieces of the greatest common divisor of their length and step."""
    piece = gcd(length, step)
    pieces_per_frame = length // piece
    pieces_per_step = step // piece
    pieces = samples // piece
    whole = concat([before, [pieces * piece], after], 0)
    in_pieces = concat([before, [pieces, piece], after], 0)
    begin = zeros_like(sizes)
    signal = strided_slice(signal, begin, whole, ones_like(begin), name="StridedSlice")
    signal = reshape(signal, in_pieces)
    starts = reshape(range_op(frames) * pieces_per_step, [frames, 1])
    within = reshape(range_op(pieces_per_frame), [1, pieces_per_frame])
    gathered = gather(signal, starts + within, axis=where)
    return reshape(gathered, concat([before, [frames, length], after], 0))


def gcd(a: Tensor, b: Tensor, name: str | None = None) -> Tensor:
    """The greatest common divisor of two int scalars."""
    with name_scope(name, "gcd", [a, b]):
        known = constant_value(a), constant_value(b)
        if known[0] is not None and known[1] is not None:
            return constant(math.gcd(int(known[0]), int(known[1])))
        # imported here: loops are a world of their own
        from scopeflow.ops.control.while_loop import while_loop

        result, _ = while_loop(
            lambda _, y: greater(y, zeros_like(y)), lambda x, y: [y, floormod(x, y)], [a, b]
        )
        return result


def _known_shape(signal: Tensor, length: Tensor, step: Tensor, pad_end: bool, where: Tensor) -> Any:
    axis, frame_length, frame_step = (constant_value(x) for x in (where, length, step))
    dims = signal._dims
    if dims is None or axis is None:
        return None
    place = int(axis) % len(dims)
    samples = dims[place]
    frames = None
    if samples is not None and frame_step is not None and frame_length is not None:
        if pad_end:
            frames = -(-samples // int(frame_step))
        else:
            frames = (samples - int(frame_length)) // int(frame_step) + 1
        frames = max(0, frames)
    width = None if frame_length is None else int(frame_length)
    return [*dims[:place], frames, width, *dims[place + 1 :]]


def overlap_and_add(signal: Any, frame_step: Any, name: str | None = None) -> Tensor:
    """Adds up frames that overlap: the inverse of `frame`, where the frames are weighted so.

    Args:
      signal: a Tensor `[..., frames, frame_length]`.
      frame_step: how many samples lie between the beginnings of two frames.
      name: a name for the scope of the operations.

    Returns:
      A Tensor `[..., samples]`.

    Raises:
      ValueError: if `signal` has fewer than two axes, or the step is no int scalar.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.signal.overlap_and_add([[1, 1, 1], [2, 2, 2]], 2)))
    [1 1 3 2 2]

    ```
    """
    with name_scope(name, "overlap_and_add", [signal, frame_step]):
        signal = convert_to_tensor(signal, name="signal")
        signal.shape.with_rank_at_least(2)
        step = convert_to_tensor(frame_step, name="frame_step")
        step.shape.assert_has_rank(0)
        if not step.dtype.is_integer:
            raise ValueError(f"frame_step must be an integer. Got {step.dtype!r}")
        sizes = shape(signal)
        outer = sizes[:-2]
        n_outer = size(outer)
        length = sizes[-1]
        frames = sizes[-2]
        total = length + step * (frames - 1)
        fixed = constant_value(step)
        if fixed is not None and signal.shape.as_list()[-1] == int(fixed):
            return reshape(signal, concat([outer, [total]], 0), name="fast_path")
        # each frame in segments of one step, the frames as far apart as they have segments
        segments = -(-length // step)
        ends = [[0, segments], [0, segments * step - length]]
        none = zeros([n_outer, 2], dtype=dtypes.int32)
        signal = pad(signal, concat([none, ends], 0))
        signal = reshape(signal, concat([outer, [frames + segments, segments, step]], 0))
        perm = concat([range_op(n_outer), n_outer + [1, 0, 2]], 0)
        signal = transpose(signal, perm)
        signal = reshape(signal, concat([outer, [(frames + segments) * segments, step]], 0))
        # one row less: each segment's row comes to stand one place later than the one before it
        signal = signal[..., : (frames + segments - 1) * segments, :]
        signal = reshape(signal, concat([outer, [segments, (frames + segments - 1), step]], 0))
        signal = reduce_sum(signal, -3)
        signal = reshape(signal, concat([outer, [(frames + segments - 1) * step]], 0))
        return signal[..., :total]
