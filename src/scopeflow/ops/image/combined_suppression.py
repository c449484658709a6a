"""Suppression of overlapping boxes for whole batches of images and many classes at once."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.suppressing import overlaps_of
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value

_F32 = np.float32


def _shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims, Dims, Dims]:
    boxes = rules.with_rank(inputs[0]._dims, 4)
    scores = rules.with_rank(inputs[1]._dims, 3)
    for tensor in inputs[2:]:
        rules.with_rank(tensor._dims, 0)
    assert boxes is not None and scores is not None
    if boxes[3] not in (None, 4):
        raise ShapeMismatch(f"Dimension must be 4 but is {boxes[3]}")
    batch, classes = boxes[0], scores[2]
    rules.merge_dim(boxes[1], scores[1])
    if boxes[2] not in (None, 1) and classes is not None and boxes[2] != classes:
        raise ShapeMismatch(
            "third dimension of boxes must be either 1 or equal to the third dimension of scores"
        )
    known = constant_value(inputs[3])
    size: int | None = None
    if known is not None:
        size = int(known)
        if size <= 0:
            raise ShapeMismatch("max_total_size should be > 0 ", values=(2, 3, 4, 5))
        if attrs["pad_per_class"]:
            each = constant_value(inputs[2])
            if each is not None and classes is not None:
                size = min(size, int(each) * classes)
            else:
                size = None
    return ((batch, size, 4), (batch, size), (batch, size), (batch,))


def _kept(scores: np.ndarray, boxes: np.ndarray, most: int, bound: Any, least: Any) -> list[int]:
    """The boxes to keep of one class; of equal scores the first box comes first."""
    queue = [(-score, index) for index, score in enumerate(scores.tolist()) if score > least]
    heapq.heapify(queue)
    similarity = overlaps_of(boxes)
    kept: list[int] = []
    while queue and len(kept) < most:
        _, index = heapq.heappop(queue)
        if not kept or not (similarity(index, kept) > bound).any():
            kept.append(index)
    return kept


@op(
    "CombinedNonMaxSuppression(boxes: float32, scores: float32, max_output_size_per_class: int32, "
    "max_total_size: int32, iou_threshold: float32, score_threshold: float32; pad_per_class: bool = False, "
    "clip_boxes: bool = True) "
    "-> (nmsed_boxes: float32, nmsed_scores: float32, nmsed_classes: float32, valid_detections: int32)",
    shape=_shapes,
    host=True,
)
def raw_combined_non_max_suppression(
    boxes,
    scores,
    max_output_size_per_class,
    max_total_size,
    iou_threshold,
    score_threshold,
    *,
    pad_per_class,
    clip_boxes,
):
    """The boxes to keep of each image, all classes together, by their scores."""
    boxes, scores = np.asarray(boxes), np.asarray(scores)
    for value, what in (
        (max_output_size_per_class, "max_size_per_class"),
        (max_total_size, "max_total_size"),
        (iou_threshold, "iou_threshold"),
        (score_threshold, "score_threshold"),
    ):
        if np.ndim(value):
            raise invalid_argument(f"{what} must be 0-D, got shape {shape_of(value)}")
    each, total = int(max_output_size_per_class), int(max_total_size)
    if total <= 0:
        raise invalid_argument("max_total_size must be > 0")
    if not 0 <= iou_threshold <= 1:
        raise invalid_argument("iou_threshold must be in [0, 1]")
    if boxes.ndim != 4:
        raise invalid_argument(f"boxes must be 4-D[{','.join(map(str, boxes.shape))}]")
    if scores.ndim != 3:
        raise invalid_argument(f"scores must be 3-D[{','.join(map(str, scores.shape))}]")
    if boxes.shape[0] != scores.shape[0]:
        raise invalid_argument("boxes and scores must have same batch size")
    if boxes.shape[3] != 4:
        raise invalid_argument("boxes must have 4 columns")
    if scores.shape[1] != boxes.shape[1]:
        raise invalid_argument("scores has incompatible shape")
    batch, _, classes = scores.shape
    if boxes.shape[2] not in (1, classes):
        raise invalid_argument("third dimension of boxes must be either 1 or num classes")
    size = min(total, each * classes) if pad_per_class else total
    made = np.zeros((batch, size, 4), _F32)
    made_scores, made_classes = np.zeros((batch, size), _F32), np.zeros((batch, size), _F32)
    counts = np.zeros(batch, np.int32)
    for image in range(batch):
        found: list[tuple[Any, int, np.ndarray]] = []
        for kind in range(classes):
            mine = boxes[image, :, kind if boxes.shape[2] > 1 else 0]
            ranks = scores[image, :, kind]
            kept = _kept(ranks, mine, each, _F32(iou_threshold), float(score_threshold))
            found += [(ranks[index], kind, mine[index]) for index in kept]
        found.sort(key=lambda item: -item[0])
        counts[image] = len(found[:size])
        for place, (score, kind, box) in enumerate(found[:size]):
            made[image, place] = np.clip(box, 0, 1) if clip_boxes else box
            made_scores[image, place], made_classes[image, place] = score, kind
    return made, made_scores, made_classes, counts


def combined_non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size_per_class: Any,
    max_total_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    pad_per_class: bool = False,
    clip_boxes: bool = True,
    name: str | None = None,
) -> Any:
    """The boxes of greatest scores of each image, without those that overlap with a kept one of their class.

    Args:
      boxes: a float32 Tensor of shape [batch, boxes, classes or 1, 4]: two opposite corners.
      scores: a float32 Tensor of shape [batch, boxes, classes].
      max_output_size_per_class: how many boxes to keep of a class at most, an int32 scalar.
      max_total_size: how many boxes to keep of an image at most, an int32 scalar.
      iou_threshold: boxes are left out whose intersection with a kept one is a greater part of their union.
      score_threshold: boxes with this score or less are left out.
      pad_per_class: give `max_output_size_per_class * classes` boxes, if that is less than `max_total_size`.
      clip_boxes: hold the corners within [0, 1].
      name: a name for the scope.

    Returns:
      A named tuple, padded with zeros: `nmsed_boxes`, `nmsed_scores`, `nmsed_classes`, and `valid_detections`, how
      many count of each image.

    Raises:
      ValueError: if shapes do not fit.
      InvalidArgumentError: in a run, if the threshold is not in [0, 1].
    """
    with name_scope(name, "combined_non_max_suppression"):
        threshold = convert_to_tensor(iou_threshold, dtype="float32", name="iou_threshold")
        least = convert_to_tensor(score_threshold, dtype="float32", name="score_threshold")
        return raw_combined_non_max_suppression(
            boxes,
            scores,
            max_output_size_per_class,
            max_total_size,
            threshold,
            least,
            pad_per_class=pad_per_class,
            clip_boxes=clip_boxes,
        )
