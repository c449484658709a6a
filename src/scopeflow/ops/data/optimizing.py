"""What a dataset becomes before it is walked: those of TensorFlow's rewrites that change what comes out.

TensorFlow makes one dataset of a repeated shuffle, which draws other random numbers than the two; to give its very order, so
must we. Of a map and a batch it makes one that joins components of different shapes, as long as they are of one size.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from functools import partial
from typing import Any

from scopeflow.graph.dtypes import variant
from scopeflow.ops.data.batching import BatchValue
from scopeflow.ops.data.mapping import MapValue
from scopeflow.ops.data.selecting import RepeatValue, SkipValue, TakeValue
from scopeflow.ops.data.shuffling import ShuffleValue, checked_count
from scopeflow.ops.data.values import DatasetValue, FunctionValue


def optimized(value: DatasetValue, rewrites: Collection[bytes]) -> DatasetValue:
    """A dataset as the rewrites of these names leave it.

    Args:
      value: the dataset.
      rewrites: such as b"noop_elimination" and b"shuffle_and_repeat_fusion"; others change nothing that can be seen.
    """
    return _rewritten(value, frozenset(rewrites))


def _rewritten(value: DatasetValue, rewrites: frozenset[bytes]) -> DatasetValue:
    changed: dict[str, Any] = {}
    for name, part in vars(value).items():
        if isinstance(part, FunctionValue):
            if any(tensor.dtype is variant for tensor in part.body.outputs):
                # datasets that are made while this one is walked are rewritten too
                changed[name] = part._replace(finish=partial(_rewritten, rewrites=rewrites))
        elif isinstance(part, DatasetValue):
            made: Any = _rewritten(part, rewrites)
            if made is not part:
                changed[name] = made
        elif isinstance(part, tuple) and any(isinstance(one, DatasetValue) for one in part):
            made = tuple([_rewritten(one, rewrites) for one in part])
            if any(one is not other for one, other in zip(made, part, strict=True)):
                changed[name] = made
    if changed:
        value = copy.copy(value)
        vars(value).update(changed)
    if b"noop_elimination" in rewrites and _does_nothing(value):
        return value.inner  # type: ignore[attr-defined]
    if b"shuffle_and_repeat_fusion" in rewrites and isinstance(value, RepeatValue):
        return _shuffled_anew(value)
    if b"map_and_batch_fusion" in rewrites and isinstance(value, BatchValue):
        return _with_its_map(value)
    return value


def _does_nothing(value: DatasetValue) -> bool:
    if isinstance(value, RepeatValue):
        return value.count == 1
    if isinstance(value, TakeValue):
        return value.count < 0
    return isinstance(value, SkipValue) and value.count == 0


def _shuffled_anew(value: RepeatValue) -> DatasetValue:
    """One dataset instead of a repetition and the shuffle before it."""
    shuffle = value.inner
    if not isinstance(shuffle, ShuffleValue) or not shuffle.anew:
        return value
    made = ShuffleValue(shuffle.inner, value.dtypes, value.dims)
    made.size, made.seeds = shuffle.size, shuffle.seeds
    made.count = checked_count(value.count)
    return made


def _with_its_map(value: BatchValue) -> DatasetValue:
    """A batch that agrees to what TensorFlow agrees to behind a map."""
    if not isinstance(value.inner, MapValue):
        return value
    made = copy.copy(value)
    made.fused = True
    return made
