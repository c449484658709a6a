"""The ops on staging areas, which the session keeps by container and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session
from scopeflow.ops.queues.staging_state import MapStage, Stage
from scopeflow.ops.queues.waiting import Patience

_BOUNDS = "capacity: int >= 0 = 0, memory_limit: int >= 0 = 0"
_END = 'container: string = "", shared_name: string = ""'
_ANY = f"{_BOUNDS}, dtypes: list(type), {_END}"
_SOME = f"{_BOUNDS}, dtypes: list(type) >= 1, {_END}"
_PUT = f"{_BOUNDS}, dtypes: list(type), fake_dtypes: list(type) >= 1, {_END}"


def _stage(ctx: Any) -> Stage:
    attrs = ctx.op._attrs
    return kept_by_session(
        ctx, "stage", lambda: Stage(attrs["capacity"], attrs["memory_limit"]), by_node=True
    )


def _map(ctx: Any) -> MapStage:
    attrs = ctx.op._attrs
    ordered = ctx.op.type.startswith("Ordered")
    given = (attrs["capacity"], attrs["memory_limit"], ordered, len(attrs["dtypes"]))
    what = "ordered map stage" if ordered else "map stage"
    return kept_by_session(ctx, what, lambda: MapStage(*given), by_node=True)


def _unknown(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (None,) * len(attrs["dtypes"])


def _unknown_and_key(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (None,) * (1 + len(attrs["dtypes"]))


def _fitting(values: list[Any], dtypes: Sequence[Any]) -> list[Any]:
    if len(values) != len(dtypes):
        raise invalid_argument(f"Mismatch stage/unstage: {len(values)} vs. {len(dtypes)}")
    return values


@op(f"Stage(values: [dtypes]; {_SOME}) -> () # stateful", shape=rules.none, host=True)
def stage(values: Any, *, ctx: Any) -> tuple[()]:
    """Puts a tuple into a staging area; waits for room."""
    _stage(ctx).put([np.asarray(value) for value in values], Patience(ctx))
    return ()


@op(f"Unstage(; {_SOME}) -> (values: [dtypes]) # stateful", shape=_unknown, host=True)
def unstage(*, dtypes: Any, ctx: Any) -> Any:
    """Takes a tuple from a staging area; waits for it."""
    return _fitting(_stage(ctx).get(Patience(ctx)), dtypes)


@op(f"StagePeek(index: int32; {_SOME}) -> (values: [dtypes]) # stateful", shape=_unknown, host=True)
def stage_peek(index: Any, *, dtypes: Any, ctx: Any) -> Any:
    """A tuple of a staging area, which stays there; waits for it."""
    return _fitting(_stage(ctx).peek(int(index), Patience(ctx)), dtypes)


@op(f"StageSize(; {_ANY}) -> (size: int32) # stateful", shape=rules.scalar, host=True)
def stage_size(*, ctx: Any) -> Any:
    """How many tuples are in a staging area."""
    return np.int32(_stage(ctx).size())


@op(f"StageClear(; {_ANY}) -> () # stateful", shape=rules.none, host=True)
def stage_clear(*, ctx: Any) -> tuple[()]:
    """Drops all tuples of a staging area."""
    _stage(ctx).clear()
    return ()


def _indices(indices: Any) -> list[int]:
    return np.asarray(indices).reshape(-1).tolist()


def _put(key: Any, indices: Any, values: Any, ctx: Any) -> tuple[()]:
    arrays = [np.asarray(value) for value in values]
    _map(ctx).put(int(key), _indices(indices), arrays, Patience(ctx))
    return ()


def _peek(key: Any, indices: Any, ctx: Any) -> list[Any]:
    return _map(ctx).peek(int(key), _indices(indices), Patience(ctx))


def _take(key: Any, indices: Any, ctx: Any) -> list[Any]:
    return _map(ctx).take(int(key), _indices(indices), Patience(ctx))


def _take_any(indices: Any, ctx: Any) -> list[Any]:
    key, values = _map(ctx).take_any(_indices(indices), Patience(ctx))
    return [np.int64(key), *values]


_PUTS = f"(key: int64, indices: int32, values: [fake_dtypes]; {_PUT}) -> () # stateful"
_TAKES = f"(key: int64, indices: int32; {_SOME}) -> (values: [dtypes]) # stateful"
_TAKES_ANY = f"(indices: int32; {_SOME}) -> (key: int64, values: [dtypes]) # stateful"
_COUNTS = f"(; {_ANY}) -> (size: int32) # stateful"
_CLEARS = f"(; {_ANY}) -> () # stateful"


@op(f"MapStage{_PUTS}", shape=rules.none, host=True)
def map_stage(key: Any, indices: Any, values: Any, *, ctx: Any) -> tuple[()]:
    """Puts components of a key's tuple into a staging area; waits for room."""
    return _put(key, indices, values, ctx)


@op(f"OrderedMapStage{_PUTS}", shape=rules.none, host=True)
def ordered_map_stage(key: Any, indices: Any, values: Any, *, ctx: Any) -> tuple[()]:
    """Puts components of a key's tuple into an ordered staging area; waits for room."""
    return _put(key, indices, values, ctx)


@op(f"MapPeek{_TAKES}", shape=_unknown, host=True)
def map_peek(key: Any, indices: Any, *, ctx: Any) -> Any:
    """Components of a key's tuple, which stay; waits for it."""
    return _peek(key, indices, ctx)


@op(f"OrderedMapPeek{_TAKES}", shape=_unknown, host=True)
def ordered_map_peek(key: Any, indices: Any, *, ctx: Any) -> Any:
    """Components of a key's tuple, which stay; waits for it."""
    return _peek(key, indices, ctx)


@op(f"MapUnstage{_TAKES}", shape=_unknown, host=True)
def map_unstage(key: Any, indices: Any, *, ctx: Any) -> Any:
    """Takes components of a key's tuple; waits for it."""
    return _take(key, indices, ctx)


@op(f"OrderedMapUnstage{_TAKES}", shape=_unknown, host=True)
def ordered_map_unstage(key: Any, indices: Any, *, ctx: Any) -> Any:
    """Takes components of a key's tuple; waits for it."""
    return _take(key, indices, ctx)


@op(f"MapUnstageNoKey{_TAKES_ANY}", shape=_unknown_and_key, host=True)
def map_unstage_no_key(indices: Any, *, ctx: Any) -> Any:
    """Takes components of some tuple, with its key; waits for one."""
    return _take_any(indices, ctx)


@op(f"OrderedMapUnstageNoKey{_TAKES_ANY}", shape=_unknown_and_key, host=True)
def ordered_map_unstage_no_key(indices: Any, *, ctx: Any) -> Any:
    """Takes components of the tuple with the least key, with this key; waits for one."""
    return _take_any(indices, ctx)


@op(f"MapSize{_COUNTS}", shape=rules.scalar, host=True)
def map_size(*, ctx: Any) -> Any:
    """How many tuples are whole."""
    return np.int32(_map(ctx).size())


@op(f"OrderedMapSize{_COUNTS}", shape=rules.scalar, host=True)
def ordered_map_size(*, ctx: Any) -> Any:
    """How many tuples are whole."""
    return np.int32(_map(ctx).size())


@op(f"MapIncompleteSize{_COUNTS}", shape=rules.scalar, host=True)
def map_incomplete_size(*, ctx: Any) -> Any:
    """How many tuples lack components."""
    return np.int32(_map(ctx).incomplete_size())


@op(f"OrderedMapIncompleteSize{_COUNTS}", shape=rules.scalar, host=True)
def ordered_map_incomplete_size(*, ctx: Any) -> Any:
    """How many tuples lack components."""
    return np.int32(_map(ctx).incomplete_size())


@op(f"MapClear{_CLEARS}", shape=rules.none, host=True)
def map_clear(*, ctx: Any) -> tuple[()]:
    """Drops all tuples."""
    _map(ctx).clear()
    return ()


@op(f"OrderedMapClear{_CLEARS}", shape=rules.none, host=True)
def ordered_map_clear(*, ctx: Any) -> tuple[()]:
    """Drops all tuples."""
    _map(ctx).clear()
    return ()
