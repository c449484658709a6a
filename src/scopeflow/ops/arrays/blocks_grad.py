"""Gradients of space to batch, space to depth, and back: each is the other."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.arrays import blocks
from scopeflow.ops.gradient import gradient


@gradient("SpaceToBatch")
def _space_to_batch(op: Any, grad: Any) -> list[Any]:
    size = op._attrs["block_size"]
    return [blocks.raw_batch_to_space(grad, op.inputs[1], block_size=size), None]


@gradient("SpaceToBatchND")
def _space_to_batch_nd(op: Any, grad: Any) -> list[Any]:
    return [blocks.batch_to_space_nd(grad, op.inputs[1], op.inputs[2]), None, None]


@gradient("BatchToSpace")
def _batch_to_space(op: Any, grad: Any) -> list[Any]:
    size = op._attrs["block_size"]
    return [blocks.raw_space_to_batch(grad, op.inputs[1], block_size=size), None]


@gradient("BatchToSpaceND")
def _batch_to_space_nd(op: Any, grad: Any) -> list[Any]:
    return [blocks.space_to_batch_nd(grad, op.inputs[1], op.inputs[2]), None, None]


def _attrs(op: Any) -> dict[str, Any]:
    return {name: op._attrs[name] for name in ("block_size", "data_format")}


@gradient("SpaceToDepth")
def _space_to_depth(op: Any, grad: Any) -> Any:
    return blocks.depth_to_space(grad, **_attrs(op))


@gradient("DepthToSpace")
def _depth_to_space(op: Any, grad: Any) -> Any:
    return blocks.space_to_depth(grad, **_attrs(op))
